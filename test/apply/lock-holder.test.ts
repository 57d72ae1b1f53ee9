import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { describeProcess, isAlive, mayBeAtWork } from '../../src/apply/lock-holder.js';

const own = describeProcess();
const dead = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('whether the run that holds a scheduler may be at work', () => {
  it.each([
    ['this process', { host: hostname(), ...own }, true],
    ['this process, where the machine is spelt otherwise', { host: hostname().toUpperCase(), ...own }, true],
    ['its parent', { host: hostname(), pid: process.ppid, began: 1 }, true],
    [
      'one of before a restart that had this number',
      { host: hostname(), pid: own.pid, began: own.began - 3_600 },
      false,
    ],
    ['one that is dead', { host: hostname(), pid: dead(), began: 1 }, false],
    ['one that an older version did not name', { host: hostname() }, false],
    ['a number that means a group of processes', { host: hostname(), pid: 0, began: 1 }, false],
    ['one of another machine', { host: 'another-machine', ...own }, true],
    ['one of another machine that names no process', { host: 'another-machine' }, true],
  ])('%s', (_, marker, isSo) => {
    expect(mayBeAtWork(marker)).toBe(isSo);
  });
});

describe('whoever holds a lock', () => {
  it('is asked for on this machine, however that is spelt', () => {
    const gone = { pid: dead(), began: 1 };
    expect(isAlive({ ...gone, host: hostname().toUpperCase() })).toBe(false);
    expect(isAlive({ ...gone, host: 'another-machine' })).toBe(true);
  });
});
