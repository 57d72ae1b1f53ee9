import { countNoun } from '../../model/count.js';
import type { GroupRecord } from '../../model/group.js';
import type { Nesting, Observation } from '../../model/observation.js';
import type { Warning } from '../../model/plan.js';
import type { Linted, LintRule } from './lint.js';
import { mayBeOn } from './reached.js';
import { countGroups, groupKeys } from './words.js';

/**
 * Cloud groups inside a group that is written back, without being so themselves: Active Directory has no object for them,
 * so the outer group lacks their members there. Silent where nesting was not read.
 */
export const nested: LintRule = { find };

function find({ observation, reached }: Linted): Warning[] {
  const { nested: nesting } = observation;
  if (nesting === null) return [];
  const on = new Set(reached.map(({ id }) => id));
  const inner = findLeftOut(nesting, observation, on);
  const unread = [...on].filter((id) => (nesting.members[id] ?? null) === null && !nesting.cut.includes(id));
  const cut = nesting.cut.filter((id) => on.has(id));
  return [
    ...(inner.size === 0 ? [] : [warnOfInner(inner)]),
    ...(unread.length === 0 ? [] : [warnOfUnread(unread)]),
    ...(cut.length === 0 ? [] : [warnOfCut(cut)]),
  ];
}

/** The inner groups and how many outer ones they are in. */
interface LeftOut {
  readonly size: number;
  readonly ids: readonly string[];
  readonly outer: number;
}

function findLeftOut(nesting: Nesting, { groups }: Observation, on: ReadonlySet<string>): LeftOut {
  const off = [...groups.filter(({ id }) => !on.has(id)), ...nesting.others.filter((group) => !mayBeOn(group))];
  const leftOut = new Set(off.filter(isOfTheCloud).map(({ id }) => id));
  const held = [...on].map((id) => (nesting.members[id] ?? []).filter((member) => leftOut.has(member)));
  const ids = [...new Set(held.flat())];
  return { size: ids.length, ids, outer: held.filter((members) => members.length > 0).length };
}

/** What AD owns is there already. */
function isOfTheCloud({ onPremisesSyncEnabled }: GroupRecord): boolean {
  return onPremisesSyncEnabled !== true;
}

function warnOfInner({ ids, outer }: LeftOut): Warning {
  const inner = countNoun(ids.length, 'cloud group is a member', 'cloud groups are members');
  const themselves = ids.length === 1 ? 'is not itself' : 'are not themselves';
  const message = `${inner} of ${countGroups(outer)} written back, and ${themselves}: in Active Directory such a membership is missing.`;
  return { code: 'nestedNotWrittenBack', message, keys: groupKeys(ids) };
}

function warnOfUnread(ids: readonly string[]): Warning {
  const message = `Which groups are members of ${countGroups(ids.length)} written back could not be read. Let the sign-in read groups and members (Group.Read.All; for hidden memberships Member.Read.Hidden too); a snapshot tells where it was taken with --nested.`;
  return { code: 'nestedNotRead', message, keys: groupKeys(ids) };
}

function warnOfCut(ids: readonly string[]): Warning {
  const message = `Of ${countGroups(ids.length)} written back not every nested group was looked at: 999 of a group, and 10,000 groups, are the bounds.`;
  return { code: 'nestedCut', message, keys: groupKeys(ids) };
}
