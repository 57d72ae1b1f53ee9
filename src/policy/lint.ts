import type { Desired } from '../model/desired.js';
import { groupKey } from '../model/key.js';
import type { Warning } from '../model/plan.js';
import type { GroupRule, Match, Policy } from '../model/policy.js';
import { textFields } from './covers.js';
import { type IncludedNames, ruleLabel } from './rule-label.js';
import { compareRules, type RuleFindings } from './shadow.js';

/** What can be said against rules without asking a tenant. The errors are those of design: protection that never comes to bear. */
export function lintRules(rules: readonly GroupRule[], included?: IncludedNames): RuleFindings {
  const { errors, warnings } = compareRules(rules, included);
  return { errors, warnings: [...warnings, ...rules.filter(isProtectedByName).map(protectByName)] };
}

/**
 * Rules that manage and decide for nothing in what was read. Left out is what is reported already: a rule with a missing
 * ID, one that is over, and one that can never decide whatever is read.
 */
export function lintObserved(policy: Policy, desired: Desired): Warning[] {
  const deciding = new Set([...desired.groups, ...desired.ineligible].map(({ rule }) => rule));
  const missing = new Set(desired.missing.map(({ key }) => key));
  const idle = policy.groups
    .filter((rule) => rule.writeback !== 'unmanaged' && !rule.expired && !deciding.has(rule))
    .filter((rule) => !rule.match.id?.some((id) => missing.has(groupKey(id))));
  const hopeless = idle.length === 0 ? new Set() : findHopeless(policy.groups);
  return idle
    .filter(({ source }) => !hopeless.has(source))
    .map((rule) => ({
      code: 'ruleMatchesNothing',
      message: `${ruleLabel(rule)} decides for no group: none that can be written back matches it, or earlier rules decide for all that do.`,
      source: rule.source,
    }));
}

/** Where the rules stand that `lintRules` calls `ruleNeverMatches`. */
function findHopeless(rules: readonly GroupRule[]): ReadonlySet<unknown> {
  const { warnings } = compareRules(rules);
  return new Set(warnings.filter(({ code }) => code === 'ruleNeverMatches').map(({ source }) => source));
}

function isProtectedByName(rule: GroupRule): boolean {
  return rule.protect && rule.match.id === undefined && looksAtText(rule.match);
}

function looksAtText(match: Match): boolean {
  return textFields.some((field) => match[field] !== undefined) || (match.not !== undefined && looksAtText(match.not));
}

function protectByName(rule: GroupRule): Warning {
  return {
    code: 'protectByName',
    message: `${ruleLabel(rule)} protects by name: whoever renames a group ends its protection. Name the groups by id.`,
    source: rule.source,
  };
}
