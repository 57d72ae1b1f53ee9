import { countNoun } from '../model/count.js';
import type { Desired } from '../model/desired.js';
import { Failure, type Problem } from '../model/failure.js';
import type { GroupRecord } from '../model/group.js';
import { groupBy } from '../model/group-by.js';
import type { GroupRule } from '../model/policy.js';

const examplesShown = 3;

/** Refuses rules that ask a security group for a type other than its only one. Throws Failure `typeForKind`. */
export function checkTypes(groups: Desired['groups']): void {
  const wrong = groups.filter(({ group, rule }) => group.kind === 'security' && !takesSecurityGroups(rule));
  if (wrong.length === 0) return;
  const details = [...groupBy(wrong, ({ rule }) => rule)].map(([rule, found]) => describe(rule, found));
  throw new Failure(
    'invalid',
    'typeForKind',
    `${details.length === 1 ? 'A rule asks' : `${details.length} rules ask`} for a type that security groups cannot take.`,
    'Add kind: microsoft365 to the match of the rule, and give security groups a rule of their own.',
    details,
  );
}

/** Whether what a rule says of types holds for security groups, which can only be universalSecurityGroup. */
export function takesSecurityGroups(rule: GroupRule): boolean {
  return rule.onPremisesGroupType === null || rule.onPremisesGroupType === 'universalSecurityGroup';
}

function describe(rule: GroupRule, groups: Desired['groups']): Problem {
  const sorted = groups.map(({ group }) => group).sort((a, b) => (a.id < b.id ? -1 : 1));
  const shown = sorted.slice(0, examplesShown).map(describeGroup);
  const more = groups.length > examplesShown ? ` and ${groups.length - examplesShown} more` : '';
  const count = countNoun(groups.length, 'security group');
  return {
    message: `${rule.onPremisesGroupType} is asked of ${count}, which can only be universalSecurityGroup: ${shown.join(', ')}${more}.`,
    source: rule.source,
  };
}

function describeGroup({ id, displayName }: GroupRecord): string {
  return displayName === null ? id : `${JSON.stringify(displayName)} (${id})`;
}
