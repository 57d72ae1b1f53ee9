import type { Change, Values } from '../model/change.js';
import type { Desired } from '../model/desired.js';
import { isKeyOf, schedulerKey, serverOf } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import type { Warning } from '../model/plan.js';
import { activeServer, heldBy, type ServerObservation } from '../model/server.js';
import type { Source } from '../model/source.js';
import type { Diff, Indexed, ResourceKind } from './kind.js';
import { askedServers, projectServer, serverNamed } from './servers.js';

/**
 * The sync scheduler, which is only ever put back or switched on. Its values are `syncCycleEnabled` (null where it could
 * not be read) and `marker`, the run that holds it.
 */
export const schedulerResource: ResourceKind = {
  owns: (key) => isKeyOf('scheduler', key),
  diff: diffSchedulers,
  phase: () => 'scheduler',
  live: liveValues,
  same: sameState,
  project: projectScheduler,
};

/**
 * A marker of ours is taken away wherever it is, and what it keeps is put back, whatever the policy says. Where the
 * policy declares the scheduler, that is asked of the active server: its on and off is one per tenant.
 */
function diffSchedulers(desired: Desired, observation: Observation): Diff {
  const declared = desired.connect?.connect.scheduler?.source ?? null;
  const active = activeServer(observation.connect);
  const servers = askedServers(desired, observation);
  const asks = (server: ServerObservation) => declared !== null && server === active;
  const changes = servers.flatMap((server) => diffScheduler(server, declared, asks(server)));
  const changed = new Set(changes.map(({ key }) => key));
  const reached = servers.filter(
    (server) => asks(server) && server.scheduler.known && !changed.has(schedulerKey(server.name)),
  );
  const warnings = servers.flatMap((server) => [
    ...warnOfScheduler(server, declared, asks(server)),
    ...warnOfMarker(server),
  ]);
  return { changes, unchanged: reached.length, warnings, facts: [] };
}

/** Whether it puts back what a run of this tool left paused, which is done whatever the policy, a saved plan or --only says. */
export function takesBackPause({ action, before }: Pick<Change, 'action' | 'before'>): boolean {
  return action === 'resume' && typeof before?.marker === 'string';
}

function diffScheduler(server: ServerObservation, source: Source | null, asked: boolean): Change[] {
  const before = valuesOf(server);
  const marker = heldBy(server);
  const isOff = before.syncCycleEnabled === false;
  if (marker === null && !(asked && isOff)) return [];
  // Never switched off: someone else may have switched it on meanwhile.
  const after = {
    syncCycleEnabled: marker?.syncCycleEnabled !== false || before.syncCycleEnabled === true,
    marker: null,
  };
  const key = schedulerKey(server.name);
  const displayName = `Sync scheduler of ${server.name}`;
  return [{ key, action: 'resume', before, after, effect: 'unknown', displayName, source, requires: [] }];
}

function valuesOf(server: ServerObservation) {
  const { scheduler } = server;
  return {
    syncCycleEnabled: scheduler.known ? scheduler.value.syncCycleEnabled : null,
    marker: heldBy(server)?.runId ?? null,
  };
}

function warnOfScheduler({ name, scheduler }: ServerObservation, source: Source | null, asked: boolean): Warning[] {
  const about = { keys: [schedulerKey(name)], ...(source !== null && asked ? { source } : {}) };
  if (!scheduler.known) {
    const message = `Whether the sync scheduler of ${name} runs is not known: ${scheduler.reason}`;
    return asked ? [{ code: 'schedulerUnknown', message, ...about }] : [];
  }
  if (scheduler.value.schedulerSuspended !== true) return [];
  const message = `The scheduler of ${name} is suspended: the Connect wizard is open there, or a session of it was left. Only closing it ends that.`;
  return [{ code: 'schedulerSuspended', message, ...about }];
}

/** What it keeps may be what is to be put back, so nothing is paused over it. A file cannot tell of one at all. */
function warnOfMarker({ name, marker, provenance }: ServerObservation): Warning[] {
  if (marker.known || provenance !== 'server') return [];
  const message = `Whether this tool left the scheduler of ${name} paused is not known (${marker.reason}): nothing puts it back, and no rule is written there until it is known.`;
  return [{ code: 'markerUnknown', message, keys: [schedulerKey(name)] }];
}

function liveValues(key: string, names: readonly string[], { observation }: Indexed): Values | null {
  const server = serverNamed(serverOf(key), observation);
  if (server === null) return null;
  const values: Values = valuesOf(server);
  return Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
}

/** Held by another run is another state: only the pause that was shown is taken back. No word of a marker means that there is none. */
function sameState(a: Values | null, b: Values | null): boolean {
  if (a === null || b === null) return a === b;
  return a.syncCycleEnabled === b.syncCycleEnabled && (a.marker ?? null) === (b.marker ?? null);
}

function projectScheduler({ key, after }: Change, observation: Observation): Observation {
  return projectServer(serverOf(key), observation, (server) => {
    const { scheduler, marker } = server;
    const syncCycleEnabled = after?.syncCycleEnabled === true;
    return {
      ...server,
      marker: marker.known ? { known: true, value: null } : marker,
      scheduler: scheduler.known ? { known: true, value: { ...scheduler.value, syncCycleEnabled } } : scheduler,
    };
  });
}
