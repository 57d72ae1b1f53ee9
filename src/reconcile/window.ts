import type { Change } from '../model/change.js';
import { countNoun } from '../model/count.js';
import { isKeyOf, keyedBy, serverOf } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import type { Warning, Window } from '../model/plan.js';
import { activeServer, type ConnectObservation, heldBy, mapReading, type ServerObservation } from '../model/server.js';
import { serverNamed } from '../resources/servers.js';
import { otherActive } from './other-active.js';

/**
 * The span in which the scheduler is paused: one for the whole plan, on the active server, where rules or AD objects are
 * written. null: none is needed, no single server is active, which a guard refuses, or it is known from a file only: then
 * nobody can pause it from here, and what needs that is left to a person.
 */
export function windowFor(changes: readonly Change[], { connect }: Pick<Observation, 'connect'>): Window | null {
  const rules = keyedBy('syncRule', changes);
  const server = activeServer(connect);
  if (!changes.some(needsWindow) || server === null || server.provenance !== 'server') return null;
  const fullSynchronization = [...new Set(rules.map(({ key }) => serverOf(key)))].sort();
  return { server: server.name, syncCycleEnabled: isPutBackOn(server), fullSynchronization };
}

/**
 * What was observed while that run holds its window, as it is without that: its marker is not there, or still another's,
 * and the scheduler, which is one for all servers, is as it was before.
 */
export function withoutWindow(
  observed: Observation,
  before: Observation,
  held: { readonly server: string; readonly runId: string },
): Observation {
  const { connect } = observed;
  if (connect === null) return observed;
  const servers = connect.servers.map((server) => {
    const was = serverNamed(server.name, before);
    return was === null ? server : { ...server, ...pauseOf(server, was, held) };
  });
  return { ...observed, connect: { ...connect, servers } };
}

function pauseOf(
  { name, marker, scheduler }: ServerObservation,
  was: ServerObservation,
  { server, runId }: { readonly server: string; readonly runId: string },
): Pick<ServerObservation, 'marker' | 'scheduler'> {
  const isOwn = name === server && marker.known && marker.value?.runId === runId;
  const before = was.scheduler;
  return {
    marker: isOwn ? was.marker : marker,
    scheduler: before.known
      ? mapReading(scheduler, (value) => ({ ...value, syncCycleEnabled: before.value.syncCycleEnabled }))
      : before,
  };
}

/** Rules and AD objects are written only while nothing synchronises. */
export function needsWindow({ key }: Pick<Change, 'key'>): boolean {
  return isKeyOf('syncRule', key) || isKeyOf('adGroup', key);
}

/**
 * Whether a scheduler that a plan would put back stays under its hold, or under one that the active server has, or may
 * have: where nothing else that is planned needs the window, for stopping everything and correcting groups go together.
 */
export function staysHeld(resume: Change, planned: readonly Change[], observation: Observation): boolean {
  const server = serverNamed(serverOf(resume.key), observation);
  const active = otherActive(resume, observation);
  const isKept = isHeld(server) || isHeld(active) || active?.marker.known === false;
  return isKept && windowFor(planned, observation) === null;
}

function isHeld(server: ServerObservation | null): boolean {
  return server !== null && heldBy(server)?.kind === 'hold';
}

/** AD by a way of its own, in a policy without Connect servers: there is no scheduler to pause. */
export function warnWithoutWindow(changes: readonly Change[], { connect }: Pick<Observation, 'connect'>): Warning[] {
  const keys = keyedBy('adGroup', changes).map(({ key }) => key);
  if (keys.length === 0 || connect === null) return [];
  if (connect.servers.length > 0) return warnOfFile(keys, connect);
  const objects = countNoun(keys.length, 'object is', 'objects are');
  const message = `The policy names no Connect server, so no scheduler is paused while ${objects} restored: a cycle that runs before the group is switched on may delete the object again, where the delete rule is in force. Name the server in \`connect.servers\`, or pause it there meanwhile: Set-ADSyncScheduler -SyncCycleEnabled $false.`;
  return [{ code: 'noWindow', message, keys }];
}

function warnOfFile(keys: readonly string[], connect: ConnectObservation): Warning[] {
  const server = activeServer(connect);
  if (server === null || server.provenance === 'server') return [];
  const message = `${server.name}, the active server, is known from a file only, so its scheduler cannot be paused from here: apply restores no AD object, and leaves the groups off that wait for one. Restore them by hand with Restore-ADObject, then plan again.`;
  return [{ code: 'restoresByHand', message, keys }];
}

/** On where a marker of ours keeps that it was, or where it is. One that could not be read is not said to be on. */
function isPutBackOn({ marker, scheduler }: ServerObservation): boolean {
  const kept = marker.known && marker.value?.syncCycleEnabled === true;
  return kept || (scheduler.known && scheduler.value.syncCycleEnabled);
}
