import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cli, expectExit, fastest, run } from './run.js';

const execute = promisify(execFile);
const root = new URL('..', import.meta.url).pathname;
const times = 15;

/** Start-up against an empty Node process, and the size of the package with what it needs. */
export async function measureFootprint(folder) {
  return [await measureStart(folder), await measureSize(folder)];
}

async function measureStart(folder) {
  const ours = [];
  const empty = [];
  for (let i = 0; i < times; i += 1) {
    empty.push((await run(['-e', '0'], { folder })).seconds);
    const validated = await run([cli, 'validate', '-p', join(root, 'config.example.yaml')], { folder });
    expectExit(validated, 0);
    ours.push(validated.seconds);
  }
  const ratio = fastest(ours) / fastest(empty);
  return {
    what: '`validate` of the example policy against `node -e 0`',
    measured: `${ratio.toFixed(2)}x`,
    bar: 'within 3x',
    holds: ratio <= 3,
  };
}

async function measureSize(folder) {
  const { stdout } = await execute('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
  });
  const user = join(folder, 'user');
  await mkdir(user);
  await execute('npm', ['init', '--yes'], { cwd: user });
  await execute('npm', ['install', '--silent', '--omit=dev', join(folder, stdout.trim().split('\n').at(-1))], {
    cwd: user,
  });
  const { stdout: size } = await execute('du', ['-sm', 'node_modules'], { cwd: user });
  const megabytes = Number.parseInt(size, 10);
  return { what: 'installed size', measured: `${megabytes} MB`, bar: 'at most 80 MB', holds: megabytes <= 80 };
}
