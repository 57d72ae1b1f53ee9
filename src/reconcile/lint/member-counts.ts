import type { GroupRecord } from '../../model/group.js';
import type { MemberCounts } from '../../model/observation.js';
import type { Warning } from '../../model/plan.js';
import { memberCeiling, memberLimit } from '../../resources/sync-rule/documented.js';
import { limitRuleState } from './limit-rule.js';
import type { Linted, LintRule } from './lint.js';
import { countGroups, groupKeys } from './words.js';

/** Groups with more members than are written back, and those that could not be counted. Silent where nobody counted. */
export const memberCounts: LintRule = { find };

function find(linted: Linted): Warning[] {
  const { memberCounts: counts } = linted.observation;
  if (counts === null) return [];
  const { over, largest, uncounted } = sortByCount(linted.reached, counts);
  return [
    ...(largest.length === 0 ? [] : [warnOfLargest(largest)]),
    ...(over.length === 0 ? [] : warnOfLimit(over, linted)),
    ...(uncounted.length === 0 ? [] : [warnOfUncounted(uncounted)]),
  ];
}

/** IDs by what their counts come to: over what can be written at all, over the rule's limit only, not known. */
export function sortByCount(groups: readonly Pick<GroupRecord, 'id'>[], counts: MemberCounts) {
  const counted = groups.map(({ id }) => ({ id, count: counts[id] ?? null }));
  const ids = (test: (count: number | null) => boolean) =>
    counted.filter(({ count }) => test(count)).map(({ id }) => id);
  return {
    largest: ids((count) => count !== null && count > memberCeiling),
    over: ids((count) => count !== null && count > memberLimit && count <= memberCeiling),
    uncounted: ids((count) => count === null),
  };
}

function warnOfLargest(ids: readonly string[]): Warning {
  const has = ids.length === 1 ? 'has' : 'have';
  const message = `${countGroups(ids.length)} written back ${has} more than 250,000 members: no setting makes group writeback take that many.`;
  return { code: 'overMemberCeiling', message, keys: groupKeys(ids) };
}

function warnOfLimit(ids: readonly string[], { changes, observation }: Linted): Warning[] {
  const state = limitRuleState(changes, observation);
  if (state === 'off') return [];
  const has = ids.length === 1 ? 'has' : 'have';
  const rule =
    state === 'on'
      ? 'the member-limit rule is on and keeps them out of Active Directory'
      : 'whether the member-limit rule is on and keeps them out of Active Directory is not known';
  const message = `${countGroups(ids.length)} written back ${has} more than 50,000 members, and ${rule}. \`syncRules.memberLimit: { state: disabled }\` lets up to 250,000 through.`;
  return [{ code: 'overMemberLimit', message, keys: groupKeys(ids) }];
}

function warnOfUncounted(ids: readonly string[]): Warning {
  const message = `The members of ${countGroups(ids.length)} written back could not be counted: whether there are more than group writeback takes is not known. Let the sign-in read members (GroupMember.Read.All; for hidden memberships Member.Read.Hidden too); a snapshot tells where it was taken with --member-counts.`;
  return { code: 'membersNotCounted', message, keys: groupKeys(ids) };
}
