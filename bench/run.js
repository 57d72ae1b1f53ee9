import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const usageReporter = new URL('./report-usage.js', import.meta.url).href;
export const cli = new URL('../dist/main.js', import.meta.url).pathname;

/** Runs a script to its end, in the environment of this one. Answers with seconds of wall time and what it printed. */
export async function run(args, { folder, env = {} }) {
  const began = process.hrtime.bigint();
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  const exit = await new Promise((resolve) => child.on('close', resolve));
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  return { exit, seconds, text: Buffer.concat(chunks).toString() };
}

/** The same, with the peak of resident memory in MB. */
export async function runMeasured(args, { folder, env }) {
  const usageFile = join(folder, `usage-${process.hrtime.bigint()}.json`);
  const ran = await run(['--import', usageReporter, ...args], { folder, env: { ...env, USAGE_FILE: usageFile } });
  return { ...ran, ...JSON.parse(await readFile(usageFile, 'utf8')) };
}

/** The fastest of several runs: whatever else the machine does can only slow one down. */
export function fastest(numbers) {
  return Math.min(...numbers);
}

export function expectExit({ exit, text }, expected) {
  if (exit !== expected) throw new Error(`ended with ${exit} instead of ${expected}: ${text.slice(0, 500)}`);
}
