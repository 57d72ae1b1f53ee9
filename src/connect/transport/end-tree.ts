import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds in which a tree may end by itself once it is asked to, and in which the killed one is reaped. */
const grace = 2_000;
const reaping = 500;

/**
 * Ends a child and everything that it has started, and nothing else: on POSIX it leads a process group of its own (it
 * must have been started `detached`), on Windows taskkill walks the tree. Resolves when they are gone, or cannot be ended.
 */
export async function endTree(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') await endWindowsTree(child);
  else await endGroup(child.pid);
}

async function endGroup(leader: number): Promise<void> {
  if (!signalGroup(leader, 'SIGTERM') || (await isGone(leader, grace))) return;
  if (signalGroup(leader, 'SIGKILL')) await isGone(leader, reaping);
}

async function isGone(leader: number, patience: number): Promise<boolean> {
  for (let waited = 0; waited < patience; waited += 25) {
    if (!signalGroup(leader, 0)) return true;
    await wait(25);
  }
  return false;
}

/** Whether there was anyone to take it. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}

async function endWindowsTree(child: ChildProcess): Promise<void> {
  const taskkill = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'taskkill.exe');
  const killer = spawn(taskkill, ['/PID', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
  try {
    await once(killer, 'close');
  } catch {
    child.kill();
  }
}
