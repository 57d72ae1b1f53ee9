import type { Warning } from '../model/plan.js';
import type { Allowance, GroupRule, Policy } from '../model/policy.js';
import { ruleLabel } from './rule-label.js';

/** Days before its end from which a rule is warned of. */
const noticeDays = 14;

/** Allowances and rules that are over, and rules that soon will be. A day ends at midnight UTC. */
export function lintEnds(policy: Policy, now: Date): Warning[] {
  const today = dayOf(now.getTime());
  const notice = dayOf(now.getTime() + noticeDays * 86_400_000);
  return [
    ...policy.safety.allow.filter(({ until }) => until !== null && until < today).map(allowanceOver),
    ...policy.groups.filter(({ expired }) => expired).map(ruleOver),
    ...policy.groups.filter(({ until, expired }) => until !== null && !expired && until <= notice).map(ruleEndsSoon),
  ];
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function allowanceOver({ guard, until, source }: Allowance): Warning {
  return {
    code: 'allowExpired',
    message: `The allowance for ${guard} ended on ${until} and lifts nothing: remove it or give it a new end.`,
    ...(source !== null && { source }),
  };
}

function ruleOver(rule: GroupRule): Warning {
  const still = rule.protect ? ' Its groups are still protected: that does not end by itself.' : '';
  return {
    code: 'ruleExpired',
    message: `${ruleLabel(rule)} ended on ${rule.until} (${rule.reason}): later rules decide for its groups, or none does. Remove it or give it a new end.${still}`,
    source: rule.source,
  };
}

function ruleEndsSoon(rule: GroupRule): Warning {
  return {
    code: 'ruleEndsSoon',
    message: `${ruleLabel(rule)} ends on ${rule.until} (${rule.reason}): from the day after, later rules decide for its groups, or none does. Make them right, or give it a new end.`,
    source: rule.source,
  };
}
