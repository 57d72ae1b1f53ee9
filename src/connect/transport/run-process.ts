import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { type BoundedOutput, collectOutput } from './bounded-output.js';
import { endTree } from './end-tree.js';

export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  /** Everything that it gets on standard input. */
  readonly input: string;
  /** Milliseconds. */
  readonly timeLimit: number;
  /** Bytes. */
  readonly outputLimit: { readonly stdout: number; readonly stderr: number };
  /** Ends it; null: nothing but its limits does. */
  readonly stop: AbortSignal | null;
}

/** Why it ended: by itself, or because we ended it. */
export type ProcessEnding = 'exit' | 'timeLimit' | 'outputLimit' | 'stop';

export type ProcessResult =
  | { readonly started: false; readonly error: NodeJS.ErrnoException }
  | {
      readonly started: true;
      readonly ending: ProcessEnding;
      readonly exitCode: number | null;
      readonly signal: NodeJS.Signals | null;
      readonly stdout: Buffer;
      readonly stderr: Buffer;
    };

/** The token is for Microsoft Graph alone. */
const ownSecret = 'ENTRA_WRITEBACK_ACCESS_TOKEN';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Milliseconds for which output is awaited after the end: something that was started on the way may hold the pipes open. */
const drainTime = 1_000;

/**
 * Runs a command without any shell, in a process group of its own: Ctrl-C on the terminal does not reach it, and it
 * can be ended with all that it starts. Never rejects.
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  const child = start(request);
  if (child instanceof Error) return { started: false, error: child };
  const watch = watchChild(child, request);
  // A process that ends without reading leaves a broken pipe: how it ended tells more.
  child.stdin.on('error', () => undefined);
  child.stdin.end(request.input);
  const ended = await watch.ended;
  if (ended instanceof Error) return { started: false, error: ended };
  return { started: true, ...ended, stdout: watch.stdout.take(), stderr: watch.stderr.take() };
}

function start({ command, args }: ProcessRequest): Child | NodeJS.ErrnoException {
  try {
    return spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      shell: false,
      windowsHide: true,
      detached: process.platform !== 'win32',
      env: { ...process.env, [ownSecret]: undefined },
    });
  } catch (error) {
    // A NUL in an argument, a batch file on Windows and the like.
    return error as NodeJS.ErrnoException;
  }
}

interface Ended {
  readonly ending: ProcessEnding;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface Watch {
  readonly stdout: BoundedOutput;
  readonly stderr: BoundedOutput;
  readonly ended: Promise<Ended | NodeJS.ErrnoException>;
}

function watchChild(child: Child, { timeLimit, outputLimit, stop }: ProcessRequest): Watch {
  let ending: ProcessEnding = 'exit';
  let ended: Promise<void> | null = null;
  let giveUp = (_: null) => {};
  /** A process that nothing ends must not hold the run for ever. */
  const given = new Promise<null>((resolve) => {
    giveUp = resolve;
  });
  const end = (why: ProcessEnding) => {
    if (ended !== null || child.exitCode !== null || child.signalCode !== null) return;
    ending = why;
    ended = endTree(child);
    ended.then(() => wait(drainTime)).then(() => giveUp(null));
  };
  const stopped = () => end('stop');
  const timer = setTimeout(() => end('timeLimit'), timeLimit);
  stop?.addEventListener('abort', stopped, { once: true });
  if (stop?.aborted) stopped();
  const stdout = collectOutput(child.stdout, outputLimit.stdout, () => end('outputLimit'));
  const stderr = collectOutput(child.stderr, outputLimit.stderr, () => undefined);
  return { stdout, stderr, ended: waitForEnd() };

  async function waitForEnd(): Promise<Ended | NodeJS.ErrnoException> {
    const failed = await Promise.race([exitOf(child), given]);
    clearTimeout(timer);
    stop?.removeEventListener('abort', stopped);
    if (failed !== null) return failed;
    await Promise.all([drain(child), ended]);
    // What cannot be ended must not keep this process from its own end.
    child.stdin.destroy();
    child.unref();
    return { ending, exitCode: child.exitCode, signal: child.signalCode };
  }
}

function exitOf(child: Child): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', () => resolve(null));
  });
}

async function drain(child: Child): Promise<void> {
  const open = [child.stdout, child.stderr].filter((stream) => !stream.closed);
  const closed = open.map((stream) => new Promise((resolve) => stream.once('close', resolve)));
  const patience = new AbortController();
  await Promise.race([
    Promise.all(closed),
    wait(drainTime, undefined, { signal: patience.signal }).catch(() => undefined),
  ]);
  patience.abort();
  for (const stream of open) stream.destroy();
}
