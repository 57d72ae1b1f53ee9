import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Reach } from '../../src/model/policy.js';

/** What every fake shell begins with: it takes what a PowerShell with our bootstrap would, and can answer in its form. */
const prelude = `
import { readFileSync, writeSync } from 'node:fs';
import { spawn } from 'node:child_process';
const out = (text) => writeSync(1, text);
const err = (text) => writeSync(2, text);
const read = () => {
  const [nonce, request, script] = readFileSync(0, 'utf8').split('\\n');
  const decode = (base64) => Buffer.from(base64, 'base64').toString('utf8');
  return { nonce, request: JSON.parse(decode(request)), script: decode(script) };
};
const lines = (nonce, value, length = 40) => {
  const base64 = Buffer.from(JSON.stringify(value)).toString('base64');
  const pieces = base64.match(new RegExp('.{1,' + length + '}', 'g'));
  return pieces.map((piece, index) => nonce + ':' + (index + 1) + '/' + pieces.length + ':' + piece + ':');
};
const resumed = { ok: true, data: { syncCycleEnabled: true, removed: false } };
`;

/** A folder that is gone after the test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-writeback-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A command that stands where a server's PowerShell would: `body` is JavaScript behind the prelude. */
export async function makeFakeShell(body: string): Promise<Reach> {
  const file = join(await makeFolder(), 'shell.mjs');
  await writeFile(file, `${prelude}\n${body}\n`);
  return { via: [process.execPath, file], shell: 'powershell.exe' };
}
