import type { Change } from '../../model/change.js';
import { isRuleKey } from '../../model/key.js';
import type { Observation } from '../../model/observation.js';
import { activeServer, type ServerObservation } from '../../model/server.js';
import { exportingServers } from '../../resources/servers.js';
import { actingDeleteRules } from '../../resources/sync-rule/find.js';
import { isStagingChange } from '../order.js';
import type { Situation } from './situation.js';

type DeleteRule = Situation['deleteRule'];

/**
 * What the delete rule does to a group that a plan switches off. A plan that removes or disables it where it is exported
 * does so, and reads that back, before it switches a group off (requires.ts): then the state after it holds. Else the
 * worse of both.
 */
export function deleteRuleDuring(before: Observation, after: Observation, changes: readonly Change[]): DeleteRule {
  const now = deleteRuleOf(before);
  const then = deleteRuleOf(after);
  if (changes.some((change) => isRemoval(change) && !isStagingChange(change, before))) return then;
  return severity[now] >= severity[then] ? now : then;
}

/**
 * The rules of the one active server: in staging mode nothing is exported, and a server that could not tell its role may be
 * exporting too. A changed rule may delete as well, and a copy.
 */
export function deleteRuleOf(observation: Pick<Observation, 'connect'>): DeleteRule {
  const active = activeServer(observation.connect);
  if (active === null) return 'unknown';
  if (acts(active)) return 'acts';
  return exportingServers(observation).some(acts) ? 'unknown' : 'idle';
}

function acts(server: ServerObservation): boolean {
  return actingDeleteRules(server).length > 0;
}

function isRemoval({ key, after }: Change): boolean {
  return isRuleKey('deleteOutOfScope', key) && (after === null || after.disabled === true);
}

const severity: Readonly<Record<DeleteRule, number>> = { idle: 0, unknown: 1, acts: 2 };
