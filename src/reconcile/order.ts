import type { Change } from '../model/change.js';
import { isKeyOf, schedulerKey, serverOf } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import { activeServer } from '../model/server.js';
import { kindOf } from '../resources/index.js';
import { phases } from '../resources/kind.js';
import { isStaging, serverNamed } from '../resources/servers.js';

/**
 * Changes in the order in which they are written: by phase, rules of staging servers before others, the scheduler of the
 * active server before others, then by key.
 */
export function orderChanges(changes: readonly Change[], observation: Pick<Observation, 'connect'>): Change[] {
  return changes
    .map((change) => ({ change, rank: rankOf(change), late: comesFirst(change, observation) ? 0 : 1 }))
    .sort((a, b) => a.rank - b.rank || a.late - b.late || (a.change.key < b.change.key ? -1 : 1))
    .map(({ change }) => change);
}

/** What is left on another server would switch the active one on, and its own marker decides that. */
function comesFirst(change: Change, observation: Pick<Observation, 'connect'>): boolean {
  const active = activeServer(observation.connect);
  const isActive = active !== null && change.key === schedulerKey(active.name);
  return isActive || isStagingChange(change, observation);
}

/** Whether a rule of a staging server is changed: what it brings is seen there before the active server exports it. */
export function isStagingChange({ key }: Change, observation: Pick<Observation, 'connect'>): boolean {
  if (!isKeyOf('syncRule', key)) return false;
  const server = serverNamed(serverOf(key), observation);
  return server !== null && isStaging(server);
}

function rankOf(change: Change): number {
  return phases.indexOf(kindOf(change.key).phase(change));
}
