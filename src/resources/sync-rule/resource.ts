import type { Change, Values } from '../../model/change.js';
import { type ManagedRule, managedRules, serverOf } from '../../model/sync-rule.js';
import type { Indexed, Phase, ResourceKind } from '../kind.js';
import { serverNamed } from '../servers.js';
import { comparedFields, sameField } from './compare.js';
import { diffRules } from './diff.js';
import { findRule, isIdleCopy } from './find.js';
import { projectRule } from './project.js';
import { valuesOfRule } from './values.js';

/** The delete rule, whole, and whether the member-limit rule is disabled; on every Connect server. */
export const syncRuleResource: ResourceKind = {
  owns: (key) => key.startsWith('syncRule/') && managedRules.some((rule) => key.endsWith(`/${rule}`)),
  diff: diffRules,
  phase: rulePhase,
  live: liveValues,
  same: sameRules,
  project: (change, observation) => projectRule(managedRuleOf(change.key), change, observation),
};

/** The last part of a rule's key. */
export function managedRuleOf(key: string): ManagedRule {
  return key.endsWith('/memberLimit') ? 'memberLimit' : 'deleteOutOfScope';
}

function rulePhase({ after }: Change): Phase {
  return after === null || after.disabled === true ? 'rulesRemoved' : 'rulesCreated';
}

/** Of several rules one that acts: no one may take them for gone. */
function liveValues(key: string, names: readonly string[], { observation }: Indexed): Values | null {
  const server = serverNamed(serverOf(key), observation);
  const found = server && findRule(managedRuleOf(key), server);
  if (found === null || found.state === 'absent') return null;
  const [rule] = found.state === 'one' ? [found.rule] : found.rules;
  const values: Values = rule === undefined ? {} : valuesOfRule(rule);
  return Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
}

/** What stays where a rule is deleted may be an idle copy of it. */
function sameRules(a: Values | null, b: Values | null): boolean {
  if (a !== null && b !== null) return comparedFields.every((field) => sameField(field, a, b));
  const one = a ?? b;
  return one === null || isIdleCopy(one);
}
