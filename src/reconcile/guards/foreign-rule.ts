import { countNoun } from '../../model/count.js';
import { isRuleKey, serverOf, syncRuleKey } from '../../model/key.js';
import { serverNamed } from '../../resources/servers.js';
import { differingFields, isForeign, spellName } from '../../resources/sync-rule/compare.js';
import { documentedDeleteRule } from '../../resources/sync-rule/documented.js';
import { findRule } from '../../resources/sync-rule/find.js';
import type { Finding, Guard, Judged } from './guard.js';

/**
 * Refuses to replace a delete rule of which somebody made another one, unless the policy adopts it, and to remove one:
 * it may do something that nobody else does.
 */
export const foreignRule: Guard = { name: 'foreignRule', find };

function find(judged: Judged): Finding | null {
  const asked = judged.policy.syncRules.deleteOutOfScope;
  const adopted = asked?.state === 'present' && asked.adopt;
  const found = touchedServers(judged).flatMap(({ server, isRemoved }) => {
    const words = isRemoved || !adopted ? describeForeign(judged, server) : null;
    return words === null ? [] : [{ server, isRemoved, words }];
  });
  const keys = found.map(({ server }) => syncRuleKey(server, 'deleteOutOfScope'));
  const deed = listDeeds(found);
  const list = found.map(({ server, words }) => `${server} (${words})`).join('; ');
  const message = `${countNoun(keys.length, 'rule')} would be ${deed} that somebody made another rule of: ${list}.`;
  return { count: keys.length, limit: 0, keys, message, remedy: remedyFor(found) };
}

interface Touched {
  readonly server: string;
  readonly isRemoved: boolean;
}

/** Servers on which the plan puts one delete rule in the place of another, or takes one away. */
function touchedServers({ changes }: Judged): Touched[] {
  return changes
    .filter(({ key, before }) => isRuleKey('deleteOutOfScope', key) && before !== null)
    .map(({ key, after }) => ({ server: serverOf(key), isRemoved: after === null }));
}

/** The fields that tell, and what it is called by now; null: it is still ours. */
function describeForeign({ observation }: Judged, name: string): string | null {
  const server = serverNamed(name, observation);
  const found = server === null ? null : findRule('deleteOutOfScope', server);
  if (found?.state !== 'one') return null;
  const { rule } = found;
  const documented = documentedDeleteRule(rule.precedence);
  if (!isForeign(rule, documented)) return null;
  const fields = differingFields(rule, documented).join(', ');
  return spellName(rule.name) === spellName(documented.name) ? fields : `now '${rule.name}': ${fields}`;
}

function listDeeds(found: readonly Touched[]): string {
  return [...new Set(found.map(({ isRemoved }) => (isRemoved ? 'removed' : 'replaced')))].join(' or ');
}

/** `adopt` is said of a rule that shall be there: it lifts no removal. */
function remedyFor(found: readonly Touched[]): string {
  return found.some(({ isRemoved }) => isRemoved)
    ? 'leave `syncRules.deleteOutOfScope` out of the policy, which leaves the rule alone'
    : 'say `syncRules.deleteOutOfScope.adopt: true` to take it over (undo brings it back), or leave it out of the policy, which leaves the rule alone';
}
