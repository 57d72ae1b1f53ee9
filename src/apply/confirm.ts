import type { Change } from '../model/change.js';
import { Failure } from '../model/failure.js';
import type { ObservationScope } from '../model/observation.js';
import type { Observer, Progress } from '../model/ports.js';
import { liveFor } from '../reconcile/approve.js';
import { kindOf } from '../resources/index.js';
import { indexObservation } from '../resources/kind.js';

/** Time, injectable so that tests need not wait. `sleep` ends early when the signal aborts. */
export interface Clock {
  now(): number;
  sleep(milliseconds: number, stop: AbortSignal): Promise<void>;
}

export interface ConfirmOptions {
  readonly observer: Observer;
  readonly stop: AbortSignal;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly notify: (message: string) => void;
}

/**
 * Reads changes back until each shows, with growing pauses, until `deadline` (epoch milliseconds). Graph gives no bound on how long a
 * successful write stays invisible (contract/graph.md 6). Returns the changes that do not show.
 */
export async function confirm(
  changes: readonly Change[],
  options: ConfirmOptions,
  whole: { scope: ObservationScope; pages: number },
  deadline: number,
): Promise<Change[]> {
  const { clock, stop, progress } = options;
  let waiting = [...changes];
  for (let wait = 500; ; wait = Math.min(wait * 2, 8_000)) {
    progress('reading back', changes.length - waiting.length, changes.length);
    waiting = await stillHidden(waiting, options, whole);
    if (waiting.length === 0 || stop.aborted || clock.now() + wait > deadline) return waiting;
    await clock.sleep(wait, stop);
  }
}

async function stillHidden(
  changes: readonly Change[],
  { observer, notify }: ConfirmOptions,
  whole: { scope: ObservationScope; pages: number },
): Promise<Change[]> {
  try {
    const observed = indexObservation(await observer.observe(narrow(changes, whole)));
    return changes.filter((change) => !kindOf(change.key).same(liveFor(change, observed), change.after));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    notify(`Reading back failed: ${error.message}`);
    return [...changes];
  }
}

/** Reads only the keys in question, unless reading whole lists takes fewer requests. */
function narrow(
  changes: readonly Change[],
  { scope, pages }: { scope: ObservationScope; pages: number },
): ObservationScope {
  const ids = changes.filter(({ key }) => key.startsWith('group/')).map(({ key }) => key.slice('group/'.length));
  const setting = changes.length > ids.length;
  if (scope.lists.length > 0 && ids.length / 20 > pages) return { ...scope, setting, ids, deleted: false };
  return { setting, lists: [], ids, fields: [], deleted: false };
}
