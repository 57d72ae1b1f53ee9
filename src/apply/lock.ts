import { createHash, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../model/failure.js';
import { journalFolder } from './journal-line.js';
import { describeOwn, type Holder, isAlive, parseHolder } from './lock-holder.js';

/** Keeps a second apply of the same tenant out, beside the default journals. */
export interface Lock {
  /** Lets go of what is still ours. Never throws: by then the work is done. */
  release(): void;
}

/**
 * Takes the lock or fails (`refused`, code `locked`; `invalid`, code `lockUnwritable`). The lock of a process that is
 * gone is taken over: kill -9 must not keep the next run out. The file appears whole, by linking: a half-written lock
 * is never seen.
 */
export function takeLock(tenantId: string, cwd: string, now: Date): Lock {
  const folder = join(cwd, journalFolder);
  const path = join(folder, `${tenantId}.lock`);
  const text = JSON.stringify({ ...describeOwn(now), id: randomUUID() });
  try {
    place(folder, path, text);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const message = `${journalFolder} cannot be written: ${(error as Error).message}.`;
    throw new Failure('invalid', 'lockUnwritable', message, 'Run in a folder where journals can be kept.');
  }
  return { release: () => release(path, folder, text) };
}

/** The place of the lock's heir: the one process that may replace a dead one's lock is the one that holds this place. */
export function heirOf(path: string, text: string): string {
  return `${path}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/** Looks before giving up on a lock that comes and goes, or that leads nowhere. */
const maxTries = 100;

function place(folder: string, path: string, text: string): void {
  const draft = `${path}.${randomUUID()}`;
  for (let tries = 1; ; tries += 1) {
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(draft, text);
      break;
    } catch (error) {
      // A run that ends removes the empty folder, which may be just now.
      if (!hasCode(error, 'ENOENT') || tries === maxTries) throw error;
    }
  }
  try {
    claim(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

function claim(draft: string, path: string): void {
  for (let tries = 0; tries < maxTries; tries += 1) {
    if (link(draft, path)) return;
    const text = readLock(path);
    if (text === null) continue;
    const holder = parseHolder(text);
    if (holder === null || isAlive(holder)) throw locked(holder);
    if (inherit(draft, path, text)) return;
  }
  throw locked(null);
}

/**
 * Replaces a dead process's lock. Two that both found it dead must not remove each other's: only who holds the heir's
 * place may, and that is a lock as any other, so that a process which dies on the way keeps nobody out.
 */
function inherit(draft: string, path: string, dead: string): boolean {
  const heir = heirOf(path, dead);
  claim(draft, heir);
  if (readLock(path) === dead) {
    renameSync(heir, path);
    return true;
  }
  rmSync(heir, { force: true });
  return false;
}

function link(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** null where it has just been released; empty where it cannot be read. */
function readLock(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return hasCode(error, 'ENOENT') ? null : '';
  }
}

function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

function locked(holder: Holder | null): Failure {
  const who =
    holder === null ? 'its lock does not say which' : `process ${holder.pid} on ${holder.host}, since ${holder.since}`;
  return new Failure(
    'refused',
    'locked',
    `Another apply of this tenant is running (${who}).`,
    `Wait for it. If it is certainly gone, remove its lock from ${journalFolder}.`,
  );
}

/** Someone may have removed our lock by hand, and another run taken its own since. */
function release(path: string, folder: string, text: string): void {
  try {
    if (readLock(path) === text) rmSync(path, { force: true });
    rmdirSync(folder);
  } catch {
    // Journals are kept in the folder.
  }
}
