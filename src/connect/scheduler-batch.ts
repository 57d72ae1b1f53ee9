import type { Change } from '../model/change.js';
import type { PauseMarker, ServerObservation } from '../model/server.js';
import { type Access, targetNamed } from './access.js';
import { type Batch, stepsOf } from './batch.js';
import { judge, type Same, type Standing, valuesFor } from './judgement.js';
import { readHolding, readServer } from './read-system.js';

/**
 * The scheduler of one server: put back as wanted, and the marker that the change names removed, but no other. Not switched
 * on while the active server is paused, where that is another one.
 */
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
      const own = (change: Change) => standingOf(change, observed, options.same);
      const goesOn = (change: Change) => switchesOn(change) && own(change).state === 'before';
      // What became of it, once it was sent, no other server can tell.
      const pause = stop !== null && changes.some(goesOn) ? await activePause(server, options, stop) : null;
      return (change) => (goesOn(change) ? (pause ?? own(change)) : own(change));
    },
    async send(open) {
      const runId = open.map(markerOf).find((marker) => marker !== null) ?? null;
      const enable = runId === null && open.some(switchesOn);
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

/**
 * On and off is one per tenant: a marker of one server must not end what the active one is paused for, by now. null: the
 * active one is not paused, or this is it. Throws Failure where it does not answer.
 */
async function activePause(server: string, options: Access, stop: AbortSignal): Promise<Standing | null> {
  const active = options.servers.find(({ role }) => role === 'active')?.name ?? server;
  if (active === server) return null;
  const about = `the scheduler is the one of ${active}, the active server, too`;
  if (options.given.has(active)) return { state: 'unknown', why: `${about}: a file does not tell who holds it` };
  const { marker } = await readHolding(targetNamed(active, options), { run: options.run, stop });
  if (!marker.known) return { state: 'unknown', why: `${about}: who holds it could not be read: ${marker.reason}` };
  if (marker.value === null) return null;
  const cure = `entra-writeback connect release --server ${active} ends that`;
  return { state: 'other', why: `${about}: ${describeHolder(marker.value)}; ${cure}` };
}

function switchesOn({ after }: Change): boolean {
  return after?.syncCycleEnabled === true;
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
