import { hostname } from 'node:os';
import type { PauseMarker } from '../model/server.js';

/** Who holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601 UTC. */
  readonly since: string;
  /** When that process began, epoch seconds: a number can be given out again after a restart. */
  readonly began: number;
}

export function describeOwn(now: Date): Holder {
  return { ...describeProcess(), host: hostname(), since: now.toISOString() };
}

export function describeProcess(): Pick<Holder, 'pid' | 'began'> {
  return { pid: process.pid, began: ownBeginning() };
}

/**
 * Whether the process that holds a scheduler may live. One that an older version wrote names no process: on this machine
 * nobody can tell, and it counts as dead.
 */
export function mayBeAtWork({ host, pid = 0, began = 0 }: Pick<PauseMarker, 'host' | 'pid' | 'began'>): boolean {
  return pid > 0 ? isAlive({ pid, host, began }) : !isThisMachine(host);
}

/** null where the text does not say who: such a lock belongs to somebody all the same. */
export function parseHolder(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    return isHolder(value) ? value : null;
  } catch {
    return null;
  }
}

function isHolder(value: unknown): value is Holder {
  if (value === null || typeof value !== 'object') return false;
  const { pid, host, since, began } = value as Partial<Record<keyof Holder, unknown>>;
  // Zero and less mean groups of processes to the system.
  const named = Number.isInteger(pid) && Number(pid) > 0 && typeof host === 'string';
  return named && typeof since === 'string' && typeof began === 'number';
}

/** A process of another host cannot be asked, so it counts as running. */
export function isAlive({ pid, host, began }: Omit<Holder, 'since'>): boolean {
  if (!isThisMachine(host)) return true;
  if (pid === process.pid) return Math.abs(began - ownBeginning()) <= 2;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // ESRCH: there is none. EPERM: it is someone else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Names of machines are compared without case. */
function isThisMachine(host: string): boolean {
  return host.toLowerCase() === hostname().toLowerCase();
}

function ownBeginning(): number {
  return Math.round(Date.now() / 1000 - process.uptime());
}
