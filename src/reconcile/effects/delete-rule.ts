import type { Change } from '../../model/change.js';
import { isRuleKey } from '../../model/key.js';
import type { Observation } from '../../model/observation.js';
import { activeServer } from '../../model/server.js';
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

/** The rules of the one active server: in staging mode nothing is exported. A changed rule may delete as well, and a copy. */
export function deleteRuleOf({ connect }: Pick<Observation, 'connect'>): DeleteRule {
  const server = activeServer(connect);
  if (server === null) return 'unknown';
  return actingDeleteRules(server).length > 0 ? 'acts' : 'idle';
}

function isRemoval({ key, after }: Change): boolean {
  return isRuleKey('deleteOutOfScope', key) && (after === null || after.disabled === true);
}

const severity: Readonly<Record<DeleteRule, number>> = { idle: 0, unknown: 1, acts: 2 };
