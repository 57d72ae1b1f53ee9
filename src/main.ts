#!/usr/bin/env node
import { main } from './cli.js';
import type { Io } from './commands/io.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const io: Io = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  env: process.env,
  cwd: process.cwd(),
  outIsTerminal: process.stdout.isTTY === true,
  errIsTerminal: process.stderr.isTTY === true,
  inIsTerminal: process.stdin.isTTY === true,
  // A pseudo terminal may say 0.
  columns: process.stdout.columns || 80,
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

let lost = false;

// A reader that closes the pipe early (head) has what it wanted; nothing that becomes of messages may end a run that
// writes. A result that could not be printed for another reason is no success.
process.stderr.on('error', () => {});
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') return;
  lost = true;
  process.stderr.write(`The result could not be printed: ${message}\n`);
});

const exit = await main(process.argv.slice(2), io);
process.exitCode = exit;
process.on('exit', () => {
  if (lost && exit === 0) process.exitCode = 1;
});
