import type { GroupRule } from '../model/policy.js';

/** A rule as messages call it: by its name, or by where it stands. */
export function ruleLabel(rule: GroupRule): string {
  return rule.name === null ? `The rule in line ${rule.source.line}` : `The rule ${JSON.stringify(rule.name)}`;
}
