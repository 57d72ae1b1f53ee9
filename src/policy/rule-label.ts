import type { GroupRule } from '../model/policy.js';

/** A rule as messages call it: by its name, or by where it stands. */
export function ruleLabel(rule: GroupRule): string {
  return rule.name === null ? `The rule in line ${rule.source.line}` : `The rule ${JSON.stringify(rule.name)}`;
}

/** The paths of included files relative to the folder of the policy, by the names in the sources of their rules. */
export type IncludedNames = ReadonlyMap<string, string>;

/**
 * Where a rule stands, in words for a reader of another one. Never the path by which the policy was named: texts are
 * part of a plan's digest, and the same policy gives the same one wherever it lies.
 */
export function placeFrom(reader: GroupRule, rule: GroupRule, included: IncludedNames): string {
  const line = `line ${rule.source.line}`;
  if (rule.source.file === reader.source.file) return line;
  return `${line} of ${included.get(rule.source.file) ?? 'the policy file'}`;
}
