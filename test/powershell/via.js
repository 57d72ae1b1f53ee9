// Runs the shell that follows as if on a simulated server: `node via.js FOLDER SHELL ARGUMENTS...`. FOLDER is that of createStandIn.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, shell, ...rest] = process.argv.slice(2);
const env = { ...process.env, ...JSON.parse(readFileSync(join(folder, 'env.json'), 'utf8')) };
const child = spawn(shell, rest, { env, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (problem) => {
  process.stderr.write(`${shell}: ${problem.message}\n`);
  process.exitCode = 127;
});
// A killed shell ends as sshd reports it: with a number, not with a signal.
child.on('close', (code) => {
  process.exitCode = code ?? 255;
});
