import type { GroupRecord } from '../../model/group.js';
import { groupKey, idOfKey, keyedBy } from '../../model/key.js';
import type { AdGroup } from '../../model/server.js';
import { defaultType, effectiveState } from '../../resources/group.js';
import { isDistributionType, isSecurityType } from '../../resources/group-type.js';
import { memberLimit } from '../../resources/sync-rule/documented.js';
import { limitRuleState } from '../lint/limit-rule.js';
import { deleteRuleDuring } from './delete-rule.js';
import type { EffectInput, Entry } from './input.js';
import { type Judged, judgeSituation, type Situation, unknown } from './situation.js';

/** What becomes of the objects of the groups that the plan changes itself, and of those that it restores. */
export function groupEntries(input: EffectInput): Entry[] {
  const { before, after, changes, holdings } = input;
  const ids = keyedBy('group', changes).map(({ key }) => idOfKey(key));
  const wanted = new Set(ids);
  const [from, to] = [pick(before.groups, wanted), pick(after.groups, wanted)];
  const deleteRule = deleteRuleDuring(before, after, changes);
  const isLimited = limitRuleState(changes, before) === 'on';
  const own = ids.map((groupId): Entry => {
    const causes = [...(holdings.restores.get(groupId) ?? []), groupKey(groupId)];
    const judged = judgeGroup(groupId, from.get(groupId), to.get(groupId), deleteRule, input);
    const tooLarge = isLimited && (after.memberCounts?.[groupId] ?? 0) > memberLimit;
    return { groupId, causes, judged: tooLarge && judged.effect === 'create' ? keptOut : judged };
  });
  return [...own, ...restoredAlone(wanted, input)];
}

const keptOut: Judged = {
  effect: 'none',
  reason: 'It has more than 50,000 members: the member-limit rule keeps it out of Active Directory.',
  restsOnEngine: false,
};

function pick(groups: readonly GroupRecord[], ids: ReadonlySet<string>): ReadonlyMap<string, GroupRecord> {
  return new Map(groups.filter(({ id }) => ids.has(id)).map((group) => [group.id, group]));
}

function judgeGroup(
  groupId: string,
  from: GroupRecord | undefined,
  to: GroupRecord | undefined,
  deleteRule: Situation['deleteRule'],
  { engine, holdings, defaultBefore, defaultAfter }: EffectInput,
): Judged {
  if (from === undefined || to === undefined) return unknown('What the group was before', 'let it be read');
  const states = { before: effectiveState(from, defaultBefore), after: effectiveState(to, defaultAfter) };
  const comesBack = states.before !== 'on' && states.after === 'on';
  const retyped = comesBack ? returnsRetyped(from, to, holdings.objectsOf(groupId)) : typeOf(from) !== typeOf(to);
  const judged = judgeSituation({ ...states, engine, retyped, deleteRule, ...holdings.of(groupId) });
  const joined = holdings.restores.has(groupId) && judged.effect === 'none' && states.after === 'on';
  return joined ? { ...judged, reason: 'Its deleted object is restored with its SID, then updated again.' } : judged;
}

/** null counts as the kind's default type. */
function typeOf(group: GroupRecord): string {
  return (group.onPremisesGroupType ?? defaultType(group)).toLowerCase();
}

/**
 * An object that stayed when its group was switched off, or that is restored, keeps the type that it had: that is what
 * the one written now is held against, where it could be read. A type that nobody ever wrote is the service's to choose.
 */
function returnsRetyped(from: GroupRecord, to: GroupRecord, objects: readonly AdGroup[]): boolean {
  const held = objects.flatMap(({ groupType }) => (groupType === null ? [] : [groupType]));
  if (held.length === 0 || to.onPremisesGroupType === null) return typeOf(from) !== typeOf(to);
  const isSecurity = !isDistributionType(to.onPremisesGroupType);
  return held.some((groupType) => isSecurityType(groupType) !== isSecurity);
}

/** `--only` may leave a restore without its group: that stays off, so the object lives and nobody updates it. */
function restoredAlone(told: ReadonlySet<string>, { holdings }: EffectInput): Entry[] {
  const reason =
    'Its deleted object is restored with its SID; the group stays off, and a delete rule takes the object again.';
  return [...holdings.restores]
    .filter(([groupId]) => !told.has(groupId))
    .map(([groupId, causes]) => ({ groupId, causes, judged: { effect: 'none', reason, restsOnEngine: false } }));
}
