import type { Change, Values } from '../model/change.js';
import { countNoun } from '../model/count.js';
import type { Desired } from '../model/desired.js';
import {
  type EffectiveState,
  eligibleKinds,
  type GroupRecord,
  type OnPremisesGroupType,
  type WritebackConfiguration,
} from '../model/group.js';
import { groupKey, idOfKey, isKeyOf } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import type { Warning } from '../model/plan.js';
import type { GroupRule } from '../model/policy.js';
import type { Diff, Phase, ResourceKind } from './kind.js';
import { lowerCase, sameValues } from './same.js';
import { defaultState, type NewGroupDefault, readNewGroupDefault } from './setting.js';

/** `writebackConfiguration` of a cloud group. */
export const groupResource: ResourceKind = {
  owns: (key) => isKeyOf('group', key),
  diff: diffGroups,
  phase: groupPhase,
  live: (key, names, observed) => liveValues(observed.groups.get(idOfKey(key)), names),
  same: (a, b) => sameValues(a, b, lowerCase),
  project: (change, observation) => projectGroups([change], observation),
};

/**
 * What the raw value comes to (docs/sources.md#unset-values). `newGroupDefault` is the tenant's default as it is and as it is about to
 * be: a Microsoft 365 group without a value counts as on only where neither is disabled, for the documents disagree on
 * what happens then.
 */
export function effectiveState(group: GroupRecord, newGroupDefault: NewGroupDefault['state']): EffectiveState {
  if (group.isEnabled !== null) return group.isEnabled ? 'on' : 'off';
  if (group.kind !== 'microsoft365') return 'off';
  return newGroupDefault === 'disabled' ? 'unset' : 'on';
}

/** Whether writeback acts on such a group at all, whatever it says of itself. */
export function isReachable({ kind, onPremisesSyncEnabled }: GroupRecord): boolean {
  return (eligibleKinds as readonly string[]).includes(kind) && onPremisesSyncEnabled !== true;
}

/** The type that a group has while `onPremisesGroupType` is null (docs/sources.md#writeback-type). */
export function defaultType(group: Pick<GroupRecord, 'kind'>): OnPremisesGroupType {
  return group.kind === 'microsoft365' ? 'universalDistributionGroup' : 'universalSecurityGroup';
}

/** The tenant's default as the groups will meet it: disabled if it is, or if this policy makes it so. */
export function defaultInForce(desired: Desired, observation: Observation): NewGroupDefault['state'] {
  return desired.setting?.enabled === false ? 'disabled' : defaultState(observation.setting);
}

/** The groups that the policy has written back and that are not on yet: writing `true` where only the raw value moves is none. */
export function switchedOn(desired: Desired, observation: Observation): readonly GroupRecord[] {
  const inForce = defaultInForce(desired, observation);
  return desired.groups
    .filter(({ group, rule }) => rule.writeback === 'enabled' && effectiveState(group, inForce) !== 'on')
    .map(({ group }) => group);
}

/** The groups as they are after these changes, in one pass: there may be 100,000 of each. */
export function projectGroups(changes: readonly Change[], observation: Observation): Observation {
  if (changes.length === 0) return observation;
  const values = new Map<string, Values>();
  for (const { key, after } of changes) {
    const id = idOfKey(key);
    values.set(id, { ...values.get(id), ...after });
  }
  const groups = observation.groups.map((group) => {
    const written = values.get(group.id);
    return written === undefined ? group : ({ ...group, ...written } as GroupRecord);
  });
  return { ...observation, groups };
}

function diffGroups(desired: Desired, observation: Observation): Diff {
  const inForce = defaultInForce(desired, observation);
  const changes: Change[] = [];
  for (const { group, rule } of desired.groups) {
    const change = diffGroup(group, rule, inForce);
    if (change !== null) changes.push(change);
  }
  const warnings = leftUnset(desired, observation);
  return { changes, unchanged: desired.groups.length - changes.length, warnings, facts: [] };
}

function diffGroup(group: GroupRecord, rule: GroupRule, inForce: NewGroupDefault['state']): Change | null {
  const before: Record<string, boolean | string | null> = {};
  const after: Record<string, boolean | string | null> = {};
  const enabled = rule.writeback === 'enabled';
  const reached = rule.explicit ? group.isEnabled === enabled : effectiveState(group, inForce) === stateOf(enabled);
  if (!reached) {
    before.isEnabled = group.isEnabled;
    after.isEnabled = enabled;
  }
  if (rule.onPremisesGroupType !== null && !hasType(group, rule)) {
    before.onPremisesGroupType = group.onPremisesGroupType;
    after.onPremisesGroupType = rule.onPremisesGroupType;
  }
  if (Object.keys(after).length === 0) return null;
  const { displayName } = group;
  const key = groupKey(group.id);
  return { key, action: 'update', before, after, effect: 'unknown', displayName, source: rule.source, requires: [] };
}

function stateOf(enabled: boolean): EffectiveState {
  return enabled ? 'on' : 'off';
}

function hasType(group: GroupRecord, rule: GroupRule): boolean {
  const type = group.onPremisesGroupType ?? (rule.explicit ? null : defaultType(group));
  return lowerCase(type) === lowerCase(rule.onPremisesGroupType);
}

/** Groups that lose their meaning when the tenant's default is disabled and that no rule pins. */
function leftUnset(desired: Desired, observation: Observation): Warning[] {
  const flips = desired.setting?.enabled === false && readNewGroupDefault(observation.setting).state === 'enabled';
  if (!flips) return [];
  const source = desired.setting.source;
  const keys = desired.unmanaged
    .filter(({ kind, isEnabled }) => kind === 'microsoft365' && isEnabled === null)
    .map(({ id }) => groupKey(id))
    .sort();
  const unread = !observation.scope.lists.some((list) => list === 'all' || list === 'microsoft365');
  const warnings: Warning[] = [];
  if (keys.length > 0) warnings.push({ code: 'leftUnset', message: leftUnsetMessage(keys.length), keys, source });
  if (unread) {
    const message =
      'Disabling the default leaves every Microsoft 365 group without a value of its own unset. The policy names groups by ID only, so the others were not read: `status` lists them.';
    warnings.push({ code: 'unsetNotRead', message, source });
  }
  return warnings;
}

function leftUnsetMessage(count: number): string {
  const groups = countNoun(count, 'unmanaged Microsoft 365 group has', 'unmanaged Microsoft 365 groups have');
  return `${groups} no value of their own: with the default disabled the documents disagree on whether they stay written back. A rule that manages them writes it explicitly.`;
}

function groupPhase(change: Change): Phase {
  return change.after?.isEnabled === false ? 'groupsDisabled' : 'groupsEnabled';
}

function liveValues(group: WritebackConfiguration | undefined, names: readonly string[]): Values | null {
  if (group === undefined) return null;
  const { isEnabled, onPremisesGroupType } = group;
  const all: Values = { isEnabled, onPremisesGroupType };
  return Object.fromEntries(names.map((name) => [name, all[name] ?? null]));
}
