import type { Change } from '../model/change.js';
import type { PauseMarker, ServerObservation } from '../model/server.js';
import { type Access, targetNamed } from './access.js';
import { type Batch, stepsOf } from './batch.js';
import { judge, type Same, type Standing, valuesFor } from './judgement.js';
import { readServer } from './read-system.js';

/** The scheduler of one server: put back as wanted, and the marker that the change names removed, but no other. */
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
      const runId = open.map(markerOf).find((marker) => marker !== null) ?? null;
      const enable = runId === null && open.some(({ after }) => after?.syncCycleEnabled === true);
      const request = { runId, enable };
      const sent = await run({ reach: target.reach, operation: 'resume', request, stop: null });
      if (!sent.ok) return stepsOf(open, sent);
      const { syncCycleEnabled } = sent.data;
      return open.map(({ key, after }) => {
        const done = after?.syncCycleEnabled === syncCycleEnabled;
        const message = `the scheduler is ${syncCycleEnabled ? 'on' : 'off'} all the same`;
        return done ? { key, status: 'applied', message: null } : { key, status: 'failed', message };
      });
    },
  };
}

/** The run whose pause the change takes back; null: it only switches on. */
function markerOf({ before }: Change): string | null {
  return typeof before?.marker === 'string' ? before.marker : null;
}

/** The marker that was planned for has to go, also where the scheduler is as wanted; another one is somebody's who is to be asked. */
function standingOf(change: Change, { scheduler, marker }: ServerObservation, same: Same): Standing {
  if (!scheduler.known) return { state: 'unknown', why: `the scheduler could not be read: ${scheduler.reason}` };
  if (!marker.known) return { state: 'unknown', why: `who holds the scheduler could not be read: ${marker.reason}` };
  const held = marker.value;
  if (held !== null) {
    return held.runId === markerOf(change) ? { state: 'before' } : { state: 'other', why: describeHolder(held) };
  }
  return judge(change, valuesFor(change, { ...scheduler.value, marker: null }), same);
}

function describeHolder({ kind, host, pausedAt }: PauseMarker): string {
  const who = kind === 'hold' ? 'somebody' : 'another run';
  return `${who} holds the scheduler by now, on ${host} since ${pausedAt}`;
}
