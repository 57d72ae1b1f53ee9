import type { Change } from '../model/change.js';
import type { ServerObservation } from '../model/server.js';
import { type Access, targetNamed } from './access.js';
import type { Batch } from './batch.js';
import { judge, type Same, type Standing, valuesFor } from './judgement.js';
import { readServer } from './read-system.js';

/** The scheduler of one server: put back as wanted, and any marker of this tool removed. */
export function schedulerBatch(
  changes: readonly Change[],
  server: string,
  options: Access & { readonly same: Same },
): Batch {
  const target = targetNamed(server, options);
  const { run } = options;
  return {
    changes,
    async look(stop) {
      const observed = await readServer(target, { run, stop });
      return (change) => standingOf(change, observed, options.same);
    },
    async send(open) {
      const enable = open.some(({ after }) => after?.syncCycleEnabled === true);
      const sent = await run({
        reach: target.reach,
        operation: 'resume',
        request: { runId: null, enable },
        stop: null,
      });
      if (!sent.ok) return sent;
      const { syncCycleEnabled } = sent.data;
      return open.map(({ key, after }) => {
        const done = after?.syncCycleEnabled === syncCycleEnabled;
        const message = `the scheduler is ${syncCycleEnabled ? 'on' : 'off'} all the same`;
        return done ? { key, status: 'applied', message: null } : { key, status: 'failed', message };
      });
    },
  };
}

/**
 * A marker that is still there has to go, also where the scheduler is as wanted. Off under a marker is this tool's own doing: a
 * run that died between the two had left it on, and the window of this one has switched it off since.
 */
function standingOf(change: Change, { scheduler, marker }: ServerObservation, same: Same): Standing {
  if (!scheduler.known) return { state: 'unknown', why: `the scheduler could not be read: ${scheduler.reason}` };
  const standing = judge(change, valuesFor(change, scheduler.value), same);
  const marked = !marker.known || marker.value !== null;
  return marked && (standing.state === 'after' || !scheduler.value.syncCycleEnabled) ? { state: 'before' } : standing;
}
