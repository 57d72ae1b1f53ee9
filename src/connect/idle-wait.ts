import { setTimeout as wait } from 'node:timers/promises';
import type { Access } from './access.js';
import type { Step } from './batch.js';

/** Waits once more for a synchronisation to end. Answers false where there is no time left, or the run was stopped. */
export type WaitForIdle = (server: string) => Promise<boolean>;

/** One budget of patience for a whole run, which begins when it first has to wait; growing pauses. */
export function createIdleWait({
  stop,
  progress,
  patience,
}: Pick<Access, 'stop' | 'progress' | 'patience'>): WaitForIdle {
  const { milliseconds = 0, until = Number.POSITIVE_INFINITY, first = 2_000 } = patience ?? {};
  let end: number | null = null;
  let next = first;
  return async (server) => {
    const now = Date.now();
    end ??= Math.min(now + milliseconds, until);
    if (stop.aborted || now >= end) return false;
    progress?.(`waiting until no synchronisation runs on ${server}`, 0);
    await wait(Math.min(next, end - now), undefined, { signal: stop }).catch(() => undefined);
    next = Math.min(next * 2, longest);
    return !stop.aborted;
  };
}

const longest = 30_000;

/**
 * Sends steps again that a server refuses because a synchronisation runs there: nothing of those was written. A staging
 * server has cycles of its own, and its run status is not the active one's.
 */
export async function sendWhenIdle<Sent extends { readonly key: string }>(
  open: readonly Sent[],
  send: (open: readonly Sent[]) => Promise<readonly Step[]>,
  waitOnce: () => Promise<boolean>,
): Promise<readonly Step[]> {
  const done: Step[] = [];
  let rest = open;
  for (;;) {
    const sent = await send(rest);
    // What was written by earlier calls stays written, whatever becomes of the last one.
    if (!sent.some(isBusy) || !(await waitOnce())) return [...done, ...sent];
    const written = sent.filter(({ status }) => status === 'applied' || status === 'alreadyApplied');
    done.push(...written);
    rest = rest.filter(({ key }) => !written.some((step) => step.key === key));
  }
}

function isBusy({ status, code }: Step): boolean {
  return status === 'failed' && code === busyCode;
}

const busyCode = 'cycleRunning';
