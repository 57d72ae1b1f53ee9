import { randomUUID } from 'node:crypto';
import type { Reach } from '../model/policy.js';
import { readEnvelope } from './envelope.js';
import { checkAnswer, checkEnvelope } from './forms.js';
import type { Operation, Requests } from './protocol.js';
import {
  answerFailure,
  deadlineFailure,
  type Failing,
  limitFailure,
  malformedFailure,
  scriptFailure,
  startFailure,
} from './script-failures.js';
import type { Ended, ScriptResult } from './script-result.js';
import { scriptFor } from './script-text.js';
import { encodeInput, shellArguments } from './transport/bootstrap.js';
import { cleanStderr } from './transport/clean-stderr.js';
import { type ProcessResult, runProcess } from './transport/run-process.js';

export interface ScriptCall<Name extends Operation> {
  readonly reach: Reach;
  readonly operation: Name;
  readonly request: Requests[Name];
  /** Ends the call, as the end of the run does; null: what is once begun is finished, within the limit of its own. */
  readonly stop: AbortSignal | null;
}

/** Runs a script of ours on a server. Never rejects for what the server does: that is its result. */
export type RunScript = <Name extends Operation>(call: ScriptCall<Name>) => Promise<ScriptResult<Name>>;

export interface ScriptRunnerOptions {
  /** The whole text of a script; only tests bring their own. */
  readonly readScript?: (operation: Operation) => string;
  /** Epoch milliseconds when the run is over; Infinity: never. */
  readonly deadline: number;
  /** Milliseconds that one call may take, of each operation that is not to have the usual time. */
  readonly timeLimits?: Partial<Readonly<Record<Operation, number>>>;
  readonly outputLimit?: { readonly stdout: number; readonly stderr: number };
}

/** Milliseconds. Loading ADSync takes seconds; writing a rule, or listing AD objects by the hundred thousand, minutes. */
const usualTimes: Readonly<Record<Operation, number>> = {
  collect: 1_800_000,
  pause: 120_000,
  write: 600_000,
  restore: 600_000,
  resume: 120_000,
};

/** Bytes. Of AD a quarter of a million groups fits, each in some 500 bytes of JSON, in base64; a string of Node.js holds no more than 512 MiB. */
const usualOutput = { stdout: 384 * 2 ** 20, stderr: 2 ** 20 };

/** Every call is a process of its own, with a nonce of its own. */
export function createScriptRunner(options: ScriptRunnerOptions): RunScript {
  const timeLimits = { ...usualTimes, ...options.timeLimits };
  const { deadline, outputLimit = usualOutput, readScript = scriptFor } = options;
  return async ({ reach, operation, request, stop }) => {
    const left = stop === null ? Number.POSITIVE_INFINITY : deadline - Date.now();
    if (left <= 0) return deadlineFailure;
    const nonce = randomUUID().replaceAll('-', '');
    const [command = reach.shell, ...args] = [...reach.via, reach.shell, ...shellArguments];
    const ran = await runProcess({
      command,
      args,
      input: encodeInput(nonce, request, readScript(operation)),
      timeLimit: Math.min(timeLimits[operation], left),
      outputLimit,
      stop,
    });
    const failing = {
      command,
      timeLimit: timeLimits[operation],
      outputLimit: outputLimit.stdout,
      pastDeadline: left < timeLimits[operation],
    };
    return judge(operation, nonce, ran, failing);
  };
}

/** A whole answer counts however the command ended; without one nothing else does. */
function judge<Name extends Operation>(
  operation: Name,
  nonce: string,
  ran: ProcessResult,
  failing: Failing,
): ScriptResult<Name> {
  if (!ran.started) return startFailure(failing, ran.error);
  const end = { exitCode: ran.exitCode, signal: ran.signal, stderr: cleanStderr(ran.stderr) };
  const read = readEnvelope(ran.stdout, nonce);
  if (read.kind === 'whole') return open(operation, read.envelope, end);
  if (ran.ending !== 'exit') return limitFailure(failing, ran.ending, end);
  const why = read.kind === 'torn' ? `its answer is torn: ${read.why}` : null;
  return answerFailure(failing, why, end);
}

function open<Name extends Operation>(operation: Name, value: unknown, end: Ended): ScriptResult<Name> {
  const envelope = checkEnvelope(value);
  if (!envelope.ok) return malformedFailure(envelope.problems, end);
  if (!envelope.value.ok) return scriptFailure(envelope.value.error, end);
  const answer = checkAnswer(operation, envelope.value.data);
  return answer.ok ? { ok: true, data: answer.value, ...end } : malformedFailure(answer.problems, end);
}
