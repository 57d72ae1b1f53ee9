#!/usr/bin/env node
import { main } from './cli.js';
import type { Io } from './commands/io.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Node makes each standard stream when it is first touched, which takes as long as much of the work: none is touched early. */
const io: Io = {
  out: (text) => guard(process.stdout, reportLoss).write(text),
  err: (text) => guard(process.stderr, () => {}).write(text),
  env: process.env,
  cwd: process.cwd(),
  get outIsTerminal() {
    return process.stdout.isTTY === true;
  },
  get errIsTerminal() {
    return process.stderr.isTTY === true;
  },
  get inIsTerminal() {
    return process.stdin.isTTY === true;
  },
  get columns() {
    // A pseudo terminal may say 0.
    return process.stdout.columns || 80;
  },
  now: () => new Date(),
  ask: async (question, signal) => {
    const { createInterface } = await import('node:readline/promises');
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    // A terminal in raw mode hands Ctrl-C to readline instead of to the process.
    terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    try {
      return await terminal.question(question, { signal });
    } finally {
      terminal.close();
    }
  },
  onInterrupt: (listener) => {
    const unsubscribe = () => {
      for (const signal of signals) process.off(signal, once);
    };
    const once = () => {
      unsubscribe();
      listener();
    };
    for (const signal of signals) process.on(signal, once);
    return unsubscribe;
  },
};

/** A stream that fails must not end a run that writes: what becomes of it is for the listener. */
function guard(stream: NodeJS.WriteStream, onError: (error: NodeJS.ErrnoException) => void): NodeJS.WriteStream {
  if (stream.listenerCount('error') === 0) stream.on('error', onError);
  return stream;
}

/** A reader that closes the pipe early (head) has what it wanted. A result lost for another reason is no success. */
function reportLoss({ code, message }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return;
  io.err(`The result could not be printed: ${message}\n`);
  process.exitCode ||= 1;
}

const exit = await main(process.argv.slice(2), io);
process.exitCode = exit || process.exitCode || 0;
