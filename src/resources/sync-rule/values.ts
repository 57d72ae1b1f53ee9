import type { Values } from '../../model/change.js';
import type { SyncRule } from '../../model/sync-rule.js';

/** A rule as the values of a change, and back: both are the same plain data, which only the types cannot tell. */
export function valuesOfRule(rule: SyncRule): Values {
  return rule as unknown as Values;
}

export function ruleOfValues(values: Values): SyncRule {
  return values as unknown as SyncRule;
}
