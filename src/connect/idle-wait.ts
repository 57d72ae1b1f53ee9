import { setTimeout as wait } from 'node:timers/promises';
import { isDone } from '../model/outcome.js';
import type { Access, Patience } from './access.js';
import type { Step } from './batch.js';

/** Waits once more for what a server refuses for. Answers false where there is no time left, or the run was stopped. */
export type Wait = (server: string) => Promise<boolean>;

/** What a run waits for before it writes to a server. */
export interface Waits {
  /** A synchronisation to end. */
  readonly idle: Wait;
  /** A staging server to know of the pause: on and off is one per tenant, and how soon it is told there is not documented. */
  readonly paused: Wait;
}

/** Milliseconds after which a staging server that still says that the scheduler is on is taken at its word. */
const longestDelay = 10 * 60_000;

/** One budget of patience for each in a whole run, which begins when it first has to wait. */
export function createWaits(access: Pick<Access, 'stop' | 'progress' | 'patience'>): Waits {
  const { patience } = access;
  const milliseconds = Math.min(patience?.milliseconds ?? 0, longestDelay);
  return {
    idle: createWait(access, 'waiting until no synchronisation runs on'),
    paused: createWait({ ...access, patience: { ...patience, milliseconds } }, 'waiting until the pause is known on'),
  };
}

function createWait(
  { stop, progress, patience }: Pick<Access, 'stop' | 'progress'> & { readonly patience?: Partial<Patience> },
  step: string,
): Wait {
  const { milliseconds = 0, until = Number.POSITIVE_INFINITY, first = 2_000 } = patience ?? {};
  let end: number | null = null;
  let next = first;
  return async (server) => {
    const now = Date.now();
    end ??= Math.min(now + milliseconds, until);
    if (stop.aborted || now >= end) return false;
    progress?.(`${step} ${server}`, 0);
    await wait(Math.min(next, end - now), undefined, { signal: stop }).catch(() => undefined);
    next = Math.min(next * 2, longest);
    return !stop.aborted;
  };
}

const longest = 30_000;

/**
 * Sends steps again that a server refuses for a reason that passes: nothing of those was written. `waits`: by the code of
 * the refusal, what waits once more. A staging server has cycles of its own, and its run status is not the active one's.
 */
export async function sendPatiently<Sent extends { readonly key: string }>(
  open: readonly Sent[],
  send: (open: readonly Sent[]) => Promise<readonly Step[]>,
  waits: Readonly<Record<string, () => Promise<boolean>>>,
): Promise<readonly Step[]> {
  const done: Step[] = [];
  let rest = open;
  for (;;) {
    const sent = await send(rest);
    // What was written by earlier calls stays written, whatever becomes of the last one.
    const [wait] = sent.flatMap(({ status, code }) => (status === 'failed' && code ? (waits[code] ?? []) : []));
    if (wait === undefined || !(await wait())) return [...done, ...sent];
    const written = sent.filter(isDone);
    done.push(...written);
    rest = rest.filter(({ key }) => !written.some((step) => step.key === key));
  }
}
