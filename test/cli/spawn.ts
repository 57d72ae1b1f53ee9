import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Place, Ran } from './support.js';

const built = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Resolves when the process has ended. `exit` is -1 where a signal ended it. */
  readonly ended: Promise<Ran>;
}

/** Starts the built command line in a process of its own, which at the latest ends with the test. */
export function start(place: Place & { readonly env?: NodeJS.ProcessEnv }, ...argv: readonly string[]): Running {
  if (!existsSync(built)) throw new Error(`${built} is missing: run \`npm run build\` first, as \`npm test\` does.`);
  const env = { PATH: process.env.PATH, ...place.env };
  const child = spawn(process.execPath, [built, ...argv], { cwd: place.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ exit: code ?? -1, stdout, stderr }));
  });
  if (child.pid === undefined) throw new Error('the process did not start');
  return { child, pid: child.pid, ended };
}
