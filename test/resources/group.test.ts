import { describe, expect, it } from 'vitest';
import type { Change, Values } from '../../src/model/change.js';
import type { GroupRecord } from '../../src/model/group.js';
import type { GroupRule } from '../../src/model/policy.js';
import type { SettingObservation } from '../../src/model/setting.js';
import { groupResource } from '../../src/resources/group.js';
import { indexObservation } from '../../src/resources/kind.js';
import {
  askDefault,
  idOf,
  keyOf,
  makeDesired,
  makeGroup,
  makeObservation,
  makeRule,
  makeSetting,
  sourceAt,
} from '../support/builders.js';
import { template13 } from '../support/templates.js';

const on = makeSetting(null);
const off = makeSetting({ NewUnifiedGroupWritebackDefault: 'False' });
const unknown = makeSetting(null, template13);

function diffOne(group: GroupRecord, rule: GroupRule, setting: SettingObservation | null = on, asked?: boolean) {
  const desired = makeDesired({
    groups: [{ group, rule }],
    setting: asked === undefined ? null : askDefault(asked),
  });
  const { changes, unchanged, facts } = groupResource.diff(desired, makeObservation({ setting, groups: [group] }));
  expect(facts).toEqual([]);
  expect(changes.length + unchanged).toBe(1);
  return changes[0] ?? null;
}

function valuesOf(change: Change | null): [Values | null, Values | null] | null {
  return change === null ? null : [change.before, change.after];
}

describe('whether a group is written back', () => {
  const enabled = makeRule();
  const disabled = makeRule({ writeback: 'disabled' });
  const explicitlyEnabled = makeRule({ explicit: true });
  const explicitlyDisabled = makeRule({ writeback: 'disabled', explicit: true });
  const nullToTrue = [{ isEnabled: null }, { isEnabled: true }];
  const nullToFalse = [{ isEnabled: null }, { isEnabled: false }];
  const falseToTrue = [{ isEnabled: false }, { isEnabled: true }];
  const trueToFalse = [{ isEnabled: true }, { isEnabled: false }];

  it.each([
    ['microsoft365', true, on, enabled, null],
    ['microsoft365', false, on, enabled, falseToTrue],
    ['microsoft365', null, on, enabled, null],
    ['microsoft365', true, on, disabled, trueToFalse],
    ['microsoft365', false, on, disabled, null],
    ['microsoft365', null, on, disabled, nullToFalse],
    ['microsoft365', true, on, explicitlyEnabled, null],
    ['microsoft365', null, on, explicitlyEnabled, nullToTrue],
    ['microsoft365', null, on, explicitlyDisabled, nullToFalse],
    ['microsoft365', null, off, enabled, nullToTrue],
    ['microsoft365', null, off, disabled, nullToFalse],
    ['microsoft365', true, off, enabled, null],
    ['microsoft365', false, off, disabled, null],
    ['microsoft365', null, unknown, enabled, null],
    ['microsoft365', null, unknown, disabled, nullToFalse],
    ['microsoft365', null, null, enabled, nullToTrue],
    ['security', true, on, enabled, null],
    ['security', false, on, enabled, falseToTrue],
    ['security', null, on, enabled, nullToTrue],
    ['security', null, off, enabled, nullToTrue],
    ['security', true, on, disabled, trueToFalse],
    ['security', null, on, disabled, null],
    ['security', null, off, disabled, null],
    ['security', null, on, explicitlyDisabled, nullToFalse],
    ['security', false, on, explicitlyDisabled, null],
  ] as const)('case %#: %s with %s', (kind, isEnabled, setting, rule, expected) => {
    expect(valuesOf(diffOne(makeGroup(1, { kind, isEnabled }), rule, setting))).toEqual(expected);
  });

  it.each([
    ['enabled', false, nullToTrue],
    ['disabled', false, nullToFalse],
    ['enabled', true, null],
    ['disabled', true, nullToFalse],
  ] as const)(
    'pins a group that should be %s where the policy sets the default to enabled: %s',
    (writeback, asked, expected) => {
      expect(valuesOf(diffOne(makeGroup(1), makeRule({ writeback }), on, asked))).toEqual(expected);
    },
  );

  it('pins a group also where the default is disabled now and about to be enabled', () => {
    expect(valuesOf(diffOne(makeGroup(1), enabled, off, true))).toEqual(nullToTrue);
  });
});

describe('the type of a group', () => {
  const distribution = 'universalDistributionGroup';
  const security = 'universalSecurityGroup';
  const mailEnabled = 'universalMailEnabledSecurityGroup';

  it.each([
    ['microsoft365', null, distribution, false, null],
    ['microsoft365', null, security, false, security],
    ['microsoft365', null, mailEnabled, false, mailEnabled],
    ['microsoft365', null, distribution, true, distribution],
    ['microsoft365', 'UniversalDistributionGroup', distribution, false, null],
    ['microsoft365', 'UNIVERSALSECURITYGROUP', security, false, null],
    ['microsoft365', 'universalsecuritygroup', security, true, null],
    ['microsoft365', 'UniversalSecurityGroup', mailEnabled, false, mailEnabled],
    ['microsoft365', 'somethingNew', distribution, false, distribution],
    ['microsoft365', security, null, false, null],
    ['microsoft365', null, null, true, null],
    ['security', null, security, false, null],
    ['security', null, security, true, security],
    ['security', 'UniversalSecurityGroup', security, false, null],
    ['security', distribution, security, false, security],
  ] as const)('case %#: a %s group with %s, asked for %s', (kind, onPremisesGroupType, asked, explicit, written) => {
    const group = makeGroup(1, { kind, isEnabled: true, onPremisesGroupType });
    const expected = written === null ? null : [{ onPremisesGroupType }, { onPremisesGroupType: written }];
    expect(valuesOf(diffOne(group, makeRule({ onPremisesGroupType: asked, explicit })))).toEqual(expected);
  });

  it('is written together with isEnabled where both differ', () => {
    const group = makeGroup(1, { isEnabled: false, onPremisesGroupType: 'UniversalDistributionGroup' });
    expect(valuesOf(diffOne(group, makeRule({ onPremisesGroupType: security })))).toEqual([
      { isEnabled: false, onPremisesGroupType: 'UniversalDistributionGroup' },
      { isEnabled: true, onPremisesGroupType: security },
    ]);
  });
});

describe('the diff of groups', () => {
  it('says which rule asks, and nothing of effects or requirements', () => {
    const rule = makeRule({ source: sourceAt(42) });
    expect(diffOne(makeGroup(7, { isEnabled: false, displayName: null }), rule)).toEqual({
      key: 'group/00000007-0000-4000-8000-000000000000',
      action: 'update',
      before: { isEnabled: false },
      after: { isEnabled: true },
      effect: 'unknown',
      displayName: null,
      source: { file: 'writeback.yaml', line: 42 },
      requires: [],
    });
  });

  it('counts the managed groups that are as asked', () => {
    const rule = makeRule();
    const desired = makeDesired({
      groups: [1, 2, 3].map((n) => ({ group: makeGroup(n, { isEnabled: n !== 2 }), rule })),
    });
    const { changes, unchanged } = groupResource.diff(desired, makeObservation());
    expect(changes.map(({ key }) => key)).toEqual([keyOf(2)]);
    expect(unchanged).toBe(2);
  });
});

describe('a group as a resource', () => {
  const group = makeGroup(1, { isEnabled: true, onPremisesGroupType: 'UniversalSecurityGroup', mail: 'a@contoso.com' });
  const observation = makeObservation({ groups: [group, makeGroup(2)] });
  const change: Change = {
    key: keyOf(1),
    action: 'update',
    before: { isEnabled: true },
    after: { isEnabled: false },
    effect: 'unknown',
    displayName: null,
    source: null,
    requires: [],
  };

  it.each([
    [keyOf(1), true],
    ['setting/Group.Unified', false],
    ['adGroup/1', false],
  ])('answers for %s: %s', (key, owned) => {
    expect(groupResource.owns(key)).toBe(owned);
  });

  it('is written among the disabled ones only where it is disabled', () => {
    expect(groupResource.phase(change)).toBe('groupsDisabled');
    expect(groupResource.phase({ ...change, after: { isEnabled: true } })).toBe('groupsEnabled');
    expect(groupResource.phase({ ...change, after: { isEnabled: null } })).toBe('groupsEnabled');
    expect(groupResource.phase({ ...change, after: { onPremisesGroupType: 'universalSecurityGroup' } })).toBe(
      'groupsEnabled',
    );
  });

  it('shows the values under the names asked for, null for a name it does not have, nothing where it is gone', () => {
    const indexed = indexObservation(observation);
    expect(groupResource.live(keyOf(1), ['isEnabled'], indexed)).toEqual({ isEnabled: true });
    expect(groupResource.live(keyOf(1), ['onPremisesGroupType', 'isEnabled'], indexed)).toEqual({
      onPremisesGroupType: 'UniversalSecurityGroup',
      isEnabled: true,
    });
    expect(groupResource.live(keyOf(1), ['elsewhere'], indexed)).toEqual({ elsewhere: null });
    expect(groupResource.live(keyOf(3), ['isEnabled'], indexed)).toBeNull();
  });

  it.each([
    [{ onPremisesGroupType: 'UniversalSecurityGroup' }, { onPremisesGroupType: 'universalSecurityGroup' }, true],
    [{ onPremisesGroupType: 'universalSecurityGroup' }, { onPremisesGroupType: null }, false],
    [{ isEnabled: true }, { isEnabled: 'true' }, false],
    [{ isEnabled: null }, { isEnabled: false }, false],
    [{ isEnabled: null }, null, false],
    [null, null, true],
  ])('case %#: whether %o and %o are the same', (a, b, same) => {
    expect(groupResource.same(a, b)).toBe(same);
  });

  it('keeps everything else when a change is applied in memory', () => {
    const after = groupResource.project(change, observation);
    expect(after).toEqual({ ...observation, groups: [{ ...group, isEnabled: false }, makeGroup(2)] });
    expect(observation.groups[0]).toEqual({ ...group, id: idOf(1), isEnabled: true });
  });
});
