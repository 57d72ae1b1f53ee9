import type { Clock } from '../model/clock.js';
import { Failure } from '../model/failure.js';
import { idOfKey } from '../model/key.js';
import type { Observation, ObservationScope } from '../model/observation.js';
import type { Observer, Progress, Write } from '../model/ports.js';
import { liveFor } from '../reconcile/approve.js';
import { kindOf } from '../resources/index.js';
import { type Indexed, indexObservation } from '../resources/kind.js';
import { growingPauses } from './pauses.js';

export interface ConfirmOptions {
  readonly observer: Observer;
  /** What was read before the writes: how the same is read again. */
  readonly observation: Observation;
  readonly stop: AbortSignal;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly notify: (message: string) => void;
}

export interface Confirmation {
  /** Keys of the writes that do not show. */
  readonly hidden: ReadonlySet<string>;
  /** Why the last look failed; null: it did not. */
  readonly problem: string | null;
}

/**
 * Reads writes back until each shows, with growing pauses, until `deadline` (epoch milliseconds). Graph gives no bound
 * on how long a successful write stays invisible (docs/sources.md#consistency). A look that fails is no reason to throw.
 */
export async function confirm(
  writes: readonly Write[],
  options: ConfirmOptions,
  deadline: number,
): Promise<Confirmation> {
  const pause = growingPauses(options, { first: 500, longest: 8_000, deadline });
  let waiting = writes;
  let problem: string | null = null;
  do {
    options.progress('reading back', writes.length - waiting.length, writes.length);
    const looked = await look(waiting, options);
    if (looked.problem !== null && looked.problem !== problem && !options.stop.aborted) {
      options.notify(`Reading back failed: ${looked.problem}`);
    }
    ({ problem, waiting } = looked);
    if (looked.last) break;
  } while (waiting.length > 0 && (await pause()));
  return { hidden: new Set(waiting.map(({ change }) => change.key)), problem };
}

interface Look {
  readonly waiting: readonly Write[];
  readonly problem: string | null;
  /** Whether there is no time for another one. */
  readonly last: boolean;
}

async function look(writes: readonly Write[], { observer, observation }: ConfirmOptions): Promise<Look> {
  if (writes.length === 0) return { waiting: [], problem: null, last: true };
  try {
    const observed = indexObservation(await observer.observe(scopeFor(writes, observation)));
    return { waiting: writes.filter((write) => !isShown(write, observed)), problem: null, last: false };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { waiting: writes, problem: error.message, last: lasting.has(error.code) };
  }
}

/** Failures that another look would meet again. */
const lasting = new Set(['deadline', 'forbidden', 'interrupted', 'signIn', 'tenant']);

/** A null that the service refused shows as the explicit value that comes to the same. */
function isShown(write: Write, observed: Indexed): boolean {
  const { change } = write;
  const { same } = kindOf(change.key);
  const shown = liveFor(change, observed);
  if (same(shown, change.after)) return true;
  if (write.resource !== 'group' || write.insteadOfNull === undefined) return false;
  return same(shown, { ...change.after, isEnabled: write.insteadOfNull });
}

/** Reads only the keys in question, unless reading whole lists takes fewer requests. */
function scopeFor(writes: readonly Write[], { scope, groups }: Observation): ObservationScope {
  const ids = writes.flatMap(({ resource, change }) => (resource === 'group' ? [idOfKey(change.key)] : []));
  const pages = Math.ceil(groups.length / 999);
  const lists = Math.ceil(ids.length / 20) > pages ? scope.lists : [];
  const setting = writes.some(({ resource }) => resource === 'setting');
  const connect = writes.some(({ resource }) => resource !== 'setting' && resource !== 'group');
  return { setting, lists, ids, fields: [], deleted: false, connect, memberCounts: false, nested: false };
}
