import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { heirOf, takeLock } from '../../src/apply/lock.js';
import { Failure, failureExits } from '../../src/model/failure.js';
import { makeFolder, start, tenantId } from './support.js';

const take = (cwd: string, tenant = tenantId) => takeLock(tenant, cwd, start);
const folderOf = (cwd: string) => join(cwd, '.entra-writeback');
const lockOf = (cwd: string) => join(folderOf(cwd), `${tenantId}.lock`);

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** A folder whose lock file holds this. */
function lockedWith(content: unknown): string {
  const cwd = makeFolder();
  mkdirSync(folderOf(cwd));
  writeFileSync(lockOf(cwd), typeof content === 'string' ? content : JSON.stringify(content));
  return cwd;
}

/** The process ID of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

function holder(parts: object = {}): object {
  return { pid: deadPid(), host: hostname(), since: '2026-11-22T09:00:00.000Z', began: 1, ...parts };
}

describe('a lock', () => {
  it('refuses a second run of the same tenant and names the first', () => {
    const cwd = makeFolder();
    take(cwd);
    const failure = failureOf(() => take(cwd));
    expect(failure).toMatchObject({ kind: 'refused', code: 'locked' });
    expect(failureExits[failure.kind]).toBe(5);
    expect(failure.message).toContain(`process ${process.pid} on ${hostname()}, since 2026-11-22T10:30:00.000Z`);
  });

  it('lets runs of different tenants pass each other', () => {
    const cwd = makeFolder();
    take(cwd);
    expect(() => take(cwd, 'another')).not.toThrow();
  });

  it('can be taken again once it is released', () => {
    const cwd = makeFolder();
    take(cwd).release();
    expect(() => take(cwd)).not.toThrow();
  });

  it('leaves nothing behind, not even its folder', () => {
    const cwd = makeFolder();
    const lock = take(cwd);
    expect(readdirSync(folderOf(cwd))).toEqual([`${tenantId}.lock`]);
    lock.release();
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('leaves journals where they are', () => {
    const cwd = makeFolder();
    const lock = take(cwd);
    writeFileSync(join(folderOf(cwd), 'run.jsonl'), '');
    lock.release();
    expect(readdirSync(folderOf(cwd))).toEqual(['run.jsonl']);
  });

  it('releases without a word where someone has removed it', () => {
    const cwd = makeFolder();
    const first = take(cwd);
    rmSync(folderOf(cwd), { recursive: true });
    expect(() => first.release()).not.toThrow();
  });

  it('does not release the lock of another run', () => {
    const cwd = makeFolder();
    const first = take(cwd);
    writeFileSync(lockOf(cwd), JSON.stringify(holder({ host: 'elsewhere' })));
    first.release();
    expect(existsSync(lockOf(cwd))).toBe(true);
  });

  it.each([
    ['the folder is a file', (cwd: string) => writeFileSync(folderOf(cwd), '')],
    ['the working folder is a file', (cwd: string) => writeFileSync(join(cwd, 'x'), ''), 'x'],
  ])('ends the run where it cannot be kept: %s', (_why, prepare, below = '') => {
    const cwd = makeFolder();
    prepare(cwd);
    expect(failureOf(() => take(join(cwd, below)))).toMatchObject({ kind: 'invalid', code: 'lockUnwritable' });
  });
});

describe('a lock that is there', () => {
  it('is taken over from a process of this machine that is gone', () => {
    const cwd = lockedWith(holder());
    const lock = take(cwd);
    expect(JSON.parse(readFileSync(lockOf(cwd), 'utf8'))).toMatchObject({ pid: process.pid });
    expect(readdirSync(folderOf(cwd))).toEqual([`${tenantId}.lock`]);
    lock.release();
    expect(existsSync(folderOf(cwd))).toBe(false);
  });

  it('is taken over from an earlier process that had our number', () => {
    expect(() => take(lockedWith(holder({ pid: process.pid, began: 1 })))).not.toThrow();
  });

  it.each([
    ['a process of another machine, which cannot be asked', holder({ host: 'elsewhere' })],
    ['a process that runs', holder({ pid: process.ppid })],
    ['a process of another user', holder({ pid: 1 })],
    ['nobody knows whom: it cannot be read', '{"pid":'],
    ['nobody knows whom: it is empty', ''],
    ['nobody knows whom: null', 'null'],
    ['nobody knows whom: an object of another kind', {}],
    ['nobody knows whom: no process has that number', holder({ pid: 0 })],
    ['nobody knows whom: a negative number', holder({ pid: -1 })],
  ])('is respected where it belongs to %s', (_who, content) => {
    const cwd = lockedWith(content);
    expect(failureOf(() => take(cwd))).toMatchObject({ kind: 'refused', code: 'locked' });
    expect(readdirSync(folderOf(cwd))).toEqual([`${tenantId}.lock`]);
  });

  it('is respected where it leads nowhere', () => {
    const cwd = makeFolder();
    mkdirSync(folderOf(cwd));
    symlinkSync('nowhere', lockOf(cwd));
    expect(failureOf(() => take(cwd))).toMatchObject({ kind: 'refused', code: 'locked' });
  });

  it('is taken over although the process that was taking it over died', () => {
    const text = JSON.stringify(holder());
    const cwd = lockedWith(text);
    take(cwd).release();
    mkdirSync(folderOf(cwd));
    writeFileSync(lockOf(cwd), text);
    writeFileSync(heirOf(lockOf(cwd), text), JSON.stringify(holder({ since: 'later' })));
    take(cwd);
    expect(readdirSync(folderOf(cwd))).toEqual([`${tenantId}.lock`]);
  });

  it('is left to the living process that is taking it over', () => {
    const text = JSON.stringify(holder());
    const cwd = lockedWith(text);
    writeFileSync(heirOf(lockOf(cwd), text), JSON.stringify(holder({ pid: process.ppid })));
    expect(failureOf(() => take(cwd))).toMatchObject({ code: 'locked' });
    expect(readFileSync(lockOf(cwd), 'utf8')).toBe(text);
  });
});

describe('processes that race for a lock', () => {
  const rounds = 200;

  it.each([
    ['a free one', () => null],
    ['one whose holder is dead', () => JSON.stringify(holder())],
  ])('let exactly one win: %s', async (_which, content) => {
    const cwd = makeFolder();
    const stale = content();
    for (let round = 0; round < rounds; round += 1) {
      mkdirSync(join(cwd, String(round), '.entra-writeback'), { recursive: true });
      if (stale !== null) writeFileSync(lockOf(join(cwd, String(round))), stale);
    }
    const racers = [1, 2].map(() => startRacer(bundleLock()));
    await Promise.all(racers.map(answerOf));
    const at = Date.now() + 50;
    for (const racer of racers) racer.stdin?.write(`${JSON.stringify({ cwd, at, rounds, tenantId })}\n`);
    const won = (await Promise.all(racers.map(answerOf))).flat() as number[];
    for (const racer of racers) racer.stdin?.end();
    await Promise.all(racers.map((racer) => once(racer, 'exit')));
    expect(won.sort((a, b) => a - b)).toEqual(Array.from({ length: rounds }, (_none, round) => round));
  });
});

function bundleLock(): string {
  const outfile = join(makeFolder(), 'lock.mjs');
  buildSync({ entryPoints: ['src/apply/lock.ts'], outfile, bundle: true, platform: 'node', format: 'esm' });
  return outfile;
}

/** Takes the lock of every round's folder at the same moments as the others, and keeps what it got until it is let go. */
const racerScript = `
  import { createInterface } from 'node:readline';
  const { takeLock } = await import(process.argv[1]);
  console.log('[]');
  for await (const line of createInterface({ input: process.stdin })) {
    const { cwd, at, rounds, tenantId } = JSON.parse(line);
    const won = [];
    for (let round = 0; round < rounds; round += 1) {
      while (Date.now() < at + round);
      try {
        takeLock(tenantId, cwd + '/' + round, new Date());
        won.push(round);
      } catch (error) {
        if (error.code !== 'locked') throw error;
      }
    }
    console.log(JSON.stringify(won));
  }
`;

function startRacer(lockModule: string): ChildProcess {
  const racer = spawn(process.execPath, ['--input-type=module', '-e', racerScript, lockModule], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void racer.kill());
  return racer;
}

/** The next thing a racer says. */
async function answerOf(racer: ChildProcess): Promise<unknown> {
  const [chunk] = await once(racer.stdout ?? racer, 'data');
  return JSON.parse(String(chunk));
}
