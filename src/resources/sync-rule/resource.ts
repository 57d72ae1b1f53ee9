import type { Change, Values } from '../../model/change.js';
import { isRuleKey, managedRules, ruleOf, serverOf } from '../../model/key.js';
import type { Indexed, Phase, ResourceKind } from '../kind.js';
import { serverNamed } from '../servers.js';
import { comparedFields, sameField } from './compare.js';
import { diffRules } from './diff.js';
import { isIdleCopy, locateRule } from './find.js';
import { projectRule } from './project.js';
import { valuesOfRule } from './values.js';

/** The delete rule, whole, and whether the member-limit rule is disabled; on every Connect server. */
export const syncRuleResource: ResourceKind = {
  owns: (key) => managedRules.some((rule) => isRuleKey(rule, key)),
  diff: diffRules,
  phase: rulePhase,
  live: liveValues,
  same: sameRules,
  project: (change, observation) => projectRule(ruleOf(change.key), change, observation),
};

function rulePhase({ after }: Change): Phase {
  return after === null || after.disabled === true ? 'rulesRemoved' : 'rulesCreated';
}

/** Of several rules one that acts: no one may take them for gone. */
function liveValues(key: string, names: readonly string[], { observation }: Indexed): Values | null {
  const server = serverNamed(serverOf(key), observation);
  const [rule] = server === null ? [] : locateRule(key, server);
  if (rule === undefined) return null;
  const values = valuesOfRule(rule);
  return Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
}

/** What stays where a rule is deleted may be an idle copy of it. */
function sameRules(a: Values | null, b: Values | null): boolean {
  if (a !== null && b !== null) return comparedFields.every((field) => sameField(field, a, b));
  const one = a ?? b;
  return one === null || isIdleCopy(one);
}
