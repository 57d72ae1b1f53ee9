import { countNoun } from '../model/count.js';
import type { GroupRecord } from '../model/group.js';
import type { GroupRule, Policy } from '../model/policy.js';
import type { Explanation } from '../model/report.js';
import { compileRules } from './decider.js';
import { ineligibleReason } from './eligibility.js';
import { isInForce } from './in-force.js';
import { ruleLabel } from './rule-label.js';

/** What a policy says of one group, and why. */
export type GroupExplanation = Pick<Explanation, 'eligible' | 'ineligibleReason' | 'rules' | 'protected' | 'why'>;

/** Tells for many groups which rule decides; null: none matches. */
export function createDecider(policy: Policy): (group: GroupRecord) => GroupRule | null {
  const { first } = compileRules(policy.groups.filter(isInForce));
  return first;
}

export function explainGroup(policy: Policy, group: GroupRecord): GroupExplanation {
  const matching = compileRules(policy.groups).all(group);
  const inForce = matching.filter(isInForce);
  const [first = null] = inForce;
  const reason = ineligibleReason(group, first);
  return {
    eligible: reason === null,
    ineligibleReason: reason,
    rules: matching.map((rule) => ({
      name: rule.name,
      source: rule.source,
      decides: rule === first,
      writeback: rule.writeback,
    })),
    protected: matching.some((rule) => rule.protect),
    why:
      reason ??
      [explainRule(first, inForce.length - 1), ...matching.filter(({ expired }) => expired).map(explainEnd)].join(' '),
  };
}

function explainEnd(rule: GroupRule): string {
  return `${ruleLabel(rule)} ended on ${rule.until} (${rule.reason}).`;
}

function explainRule(rule: GroupRule | null, others: number): string {
  if (rule === null) return 'No rule matches it: it is unmanaged.';
  const which = rule.name === null ? 'The first rule that matches' : `The rule ${JSON.stringify(rule.name)}`;
  const what = rule.writeback === 'unmanaged' ? 'leaves it alone' : `wants its writeback ${rule.writeback}`;
  const rest = others === 0 ? 'no other rule matches' : `${countNoun(others, 'more rule matches', 'more rules match')}`;
  return `${which} ${what}; ${rest}.`;
}
