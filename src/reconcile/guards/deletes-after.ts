import type { Change } from '../../model/change.js';
import { syncRuleKey } from '../../model/key.js';
import { activeServer, type ServerObservation } from '../../model/server.js';
import { exportingServers } from '../../resources/servers.js';
import { actingDeleteRules, enforcesDeleteRule } from '../../resources/sync-rule/find.js';
import type { Judged } from './guard.js';

/** Whether a delete rule acts on a server once the plan is carried out, whichever of those that are there. */
export function deletesAfter(changes: readonly Change[], server: ServerObservation): boolean {
  const key = syncRuleKey(server.name, 'deleteOutOfScope');
  const change = changes.find((one) => one.key === key);
  if (change !== undefined && enforcesDeleteRule(change)) return true;
  return actingDeleteRules(server).some(({ identifier }) => identifier !== change?.before?.identifier);
}

/**
 * Whether a group that the plan switches off could be deleted by the rule. Rules that the plan removes are gone before
 * (docs/reference.md#order). Only what servers said counts: without a server that may be the active one nobody knows, so it could.
 */
export function couldDelete({ changes, observation }: Pick<Judged, 'changes' | 'observation'>): boolean {
  const active = activeServer(observation.connect);
  // Another engine does not read what a group says of itself.
  if (active?.engine.known && active.engine.value !== 'v2') return false;
  const exporting = exportingServers(observation);
  return active === null || exporting.some((server) => deletesAfter(changes, server));
}
