import { Failure } from '../model/failure.js';
import type { ScriptError } from './protocol.js';
import type { Ended, ScriptFailure } from './script-result.js';
import type { ProcessEnding } from './transport/run-process.js';

/** What the words of a failure need of a call. */
export interface Failing {
  /** What was started: the first word of `via`, or the shell. */
  readonly command: string;
  /** Milliseconds. */
  readonly timeLimit: number;
  /** Bytes of standard output. */
  readonly outputLimit: number;
  /** Whether the end of the run comes before that limit. */
  readonly pastDeadline: boolean;
}

const unstarted: Ended = { exitCode: null, signal: null, stderr: [] };

export const deadlineFailure: ScriptFailure = {
  ok: false,
  stage: 'start',
  code: 'deadline',
  message: 'the run is out of time',
  remedy: 'give the run more time with --timeout SECONDS',
  ...unstarted,
};

export function startFailure({ command }: Failing, error: NodeJS.ErrnoException): ScriptFailure {
  const why = startErrors[error.code ?? ''] ?? error.message;
  return {
    ok: false,
    stage: 'start',
    code: 'serverUnreachable',
    message: `${command} could not be started: ${why}`,
    remedy: `install ${command} on this machine, or correct via and shell of that server in the policy`,
    ...unstarted,
  };
}

const startErrors: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such command on this machine',
  EACCES: 'this user may not execute it',
  // What Windows says of .cmd and .bat files, which only a shell can run.
  EINVAL: 'it is not a program that can be run without a shell',
};

export function limitFailure(failing: Failing, ending: Exclude<ProcessEnding, 'exit'>, end: Ended): ScriptFailure {
  const shape = { ok: false, stage: 'run', ...end } as const;
  if (ending === 'stop') return { ...shape, code: 'interrupted', ...interrupted };
  if (ending === 'outputLimit') {
    const message = `its answer is too large: it wrote more than the limit of ${failing.outputLimit / 2 ** 20} MiB`;
    return { ...shape, code: 'serverAnswer', message, remedy: checkByHand(failing) };
  }
  if (failing.pastDeadline) return { ...deadlineFailure, ...shape };
  const message = `no answer within ${failing.timeLimit / 1_000} s${lastWords(end)}`;
  return { ...shape, code: 'serverTimeout', message, remedy: checkByHand(failing) };
}

const interrupted = { message: 'interrupted before it answered', remedy: 'run the command again' };

/** The exit code with which ssh says that the connection itself failed. */
const sshFailed = 255;

export function answerFailure(failing: Failing, torn: string | null, end: Ended): ScriptFailure {
  const lost =
    end.signal !== null || (end.exitCode === sshFailed && /(?:^|[\\/])ssh(?:\.exe)?$/i.test(failing.command));
  const how = end.signal === null ? `exit code ${end.exitCode}` : `signal ${end.signal}`;
  const what = torn ?? `${failing.command} ended without an answer`;
  return {
    ok: false,
    stage: lost ? 'run' : 'answer',
    code: lost && torn === null ? 'serverUnreachable' : 'serverAnswer',
    message: `${what} (${how})${lastWords(end)}`,
    remedy: checkByHand(failing),
    ...end,
  };
}

export function malformedFailure(problems: readonly string[], end: Ended): ScriptFailure {
  return {
    ok: false,
    stage: 'answer',
    code: 'serverAnswer',
    message: `its answer is not of the form that was agreed: ${problems.join('; ')}`,
    remedy: 'run again; if it stays, report this together with the version of this tool',
    ...end,
  };
}

export function scriptFailure({ code, message, stage }: ScriptError, end: Ended): ScriptFailure {
  // Whoever is refused need not know where in the script that was.
  const where = refusals.has(code) ? '' : ` (at ${stage})`;
  return { ok: false, stage: 'script', code, message: `${message}${where}`, remedy: remedyFor(code), ...end };
}

const remedies: Readonly<Record<string, string>> = {
  moduleMissing: 'check that this is a Connect server, and that shell is a PowerShell that loads its modules',
  cycleRunning: 'run again when the synchronisation cycle has ended',
  schedulerOn: 'pause the scheduler first: apply does, and `entra-writeback connect hold`',
  markerUnreadable:
    'see that nobody holds the scheduler, switch it on with Set-ADSyncScheduler and delete that file; `entra-writeback connect hold` takes its place',
  late: 'run again; if it stays, see what makes ADSync slow on that server',
  windowClosed: 'run again: the plan shows what is left',
  foreignMarker: 'wait for the other run, or take its pause back with `entra-writeback connect release`',
};

function remedyFor(code: string): string {
  return remedies[code] ?? 'run `entra-writeback doctor`, and see that the account is in ADSyncAdmins on that server';
}

function checkByHand({ command }: Failing): string {
  return `run ${command} with the words of via by hand, as the user who runs this tool: it must lead to a PowerShell, and ask nothing`;
}

function lastWords({ stderr }: Ended): string {
  const last = stderr.at(-1);
  return last === undefined ? '' : `: ${last}`;
}

/** What a server refuses is no trouble in reaching it. */
const refusals = new Set(['cycleRunning', 'schedulerOn', 'foreignMarker', 'markerUnreadable', 'windowClosed']);

/** The failure that a person reads; `name` as the policy calls the server. */
export function toFailure(name: string, { code, message, remedy, stderr }: ScriptFailure): Failure {
  const kind = code === 'interrupted' ? 'interrupted' : refusals.has(code) ? 'refused' : 'unobservable';
  // The last line may be in the message already.
  const details = stderr.filter((line) => !message.endsWith(line)).map((line) => ({ message: line }));
  return new Failure(kind, code, `${name}: ${message}`, remedy, details);
}
