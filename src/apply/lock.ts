import { linkSync, mkdirSync, readFileSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../model/failure.js';
import { journalFolder } from './journal-line.js';

/** Keeps a second apply of the same tenant out, beside the default journals. */
export interface Lock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  /** When that process began, epoch seconds: a number can be given out again after a restart. */
  readonly began: number;
}

/**
 * Takes the lock or fails (`refused`, code `locked`). The lock of a process that is gone is taken over: kill -9 must not
 * keep the next run out. The file appears whole, by linking: a half-written lock is never seen.
 */
export function takeLock(tenantId: string, cwd: string, now: Date): Lock {
  const folder = join(cwd, journalFolder);
  const path = join(folder, `${tenantId}.lock`);
  const own = `${path}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    const holder: Holder = { pid: process.pid, host: hostname(), since: now.toISOString(), began: ownBeginning() };
    writeFileSync(own, JSON.stringify(holder));
  } catch (error) {
    throw new Failure(
      'invalid',
      'lockUnwritable',
      `${journalFolder} cannot be written: ${(error as Error).message}.`,
      'Run in a folder where journals can be kept.',
    );
  }
  try {
    claim(own, path);
  } finally {
    unlinkSync(own);
  }
  return { release: () => release(path, folder) };
}

function claim(own: string, path: string): void {
  for (let tries = 0; ; tries += 1) {
    try {
      linkSync(own, path);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(path);
    if (holder !== null && (isAlive(holder) || tries > 3)) throw locked(holder);
    if (holder !== null) removeStale(path, holder);
  }
}

function locked({ pid, host, since }: Holder): Failure {
  return new Failure(
    'refused',
    'locked',
    `Another apply of this tenant is running (process ${pid} on ${host}, since ${since}).`,
    `Wait for it. If it is certainly gone, remove its lock from ${journalFolder}.`,
  );
}

/** null where the lock has just been released. */
function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return { pid: 0, host: 'an unknown host', since: 'an unknown time', began: 0 };
  }
}

/** A process of another host cannot be asked, so it counts as running. */
function isAlive({ pid, host, began }: Holder): boolean {
  if (host !== hostname() || pid === 0) return true;
  if (pid === process.pid) return Math.abs(began - ownBeginning()) <= 2;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function ownBeginning(): number {
  return Math.round(Date.now() / 1000 - process.uptime());
}

/** Removes the lock only if it is still the dead one: another process may have taken it over meanwhile. */
function removeStale(path: string, holder: Holder): void {
  const now = readHolder(path);
  if (now !== null && now.pid === holder.pid && now.since === holder.since) unlinkSync(path);
}

function release(path: string, folder: string): void {
  unlinkSync(path);
  try {
    rmdirSync(folder);
  } catch {
    // Journals are kept in it.
  }
}
