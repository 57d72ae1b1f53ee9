import { serverOf, syncRuleKey } from '../../model/sync-rule.js';
import { differingFields, isForeign } from '../../resources/sync-rule/compare.js';
import { documentedDeleteRule } from '../../resources/sync-rule/documented.js';
import { findRule } from '../../resources/sync-rule/find.js';
import { isDeleteRule } from './delete-rule.js';
import type { Finding, Guard, Judged } from './guard.js';
import { countNoun } from './words.js';

/** Refuses to replace a delete rule of which somebody made another one, unless the policy adopts it. */
export const foreignRule: Guard = { name: 'foreignRule', find };

function find(judged: Judged): Finding | null {
  const asked = judged.policy.syncRules.deleteOutOfScope;
  if (asked?.state === 'present' && asked.adopt) return null;
  const found = replacedServers(judged).flatMap((server) => {
    const fields = foreignFields(judged, server);
    return fields.length === 0 ? [] : [{ server, fields }];
  });
  const keys = found.map(({ server }) => syncRuleKey(server, 'deleteOutOfScope'));
  const list = found.map(({ server, fields }) => `${server} (${fields.join(', ')})`).join('; ');
  const message = `${countNoun(keys.length, 'rule')} would be replaced that somebody made another rule of: ${list}.`;
  const remedy =
    'say `syncRules.deleteOutOfScope.adopt: true` to take it over (undo brings it back), or give it another name';
  return { count: keys.length, limit: 0, keys, message, remedy };
}

/** Servers on which the plan puts one delete rule in the place of another. */
function replacedServers({ changes }: Judged): string[] {
  return changes
    .filter(({ key, before, after }) => isDeleteRule(key) && before !== null && after !== null)
    .map(({ key }) => serverOf(key));
}

function foreignFields({ observation }: Judged, name: string): readonly string[] {
  const server = observation.connect?.servers.find((one) => one.name === name);
  const found = server === undefined ? null : findRule('deleteOutOfScope', server);
  if (found?.state !== 'one') return [];
  const fields = differingFields(found.rule, documentedDeleteRule(found.rule.precedence));
  return isForeign(fields) ? fields : [];
}
