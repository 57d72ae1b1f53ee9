import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/model/change.js';
import type { GroupRecord } from '../../../src/model/group.js';
import { groupsToExamine, reachedGroups } from '../../../src/reconcile/lint/reached.js';
import { idOf, keyOf, makeDesired, makeGroup, makeRule, sourceAt } from '../../support/builders.js';
import { lint, warnings } from './support.js';

const security = { kind: 'security' } as const;
const on = { isEnabled: true } as const;
const off = { isEnabled: false } as const;

function writing(n: number, after: Change['after']): Change {
  const parts = {
    action: 'update',
    before: {},
    effect: 'none',
    displayName: null,
    source: sourceAt(1),
    requires: [],
  } as const;
  return { key: keyOf(n), after, ...parts };
}

describe('the groups that a lint looks at', () => {
  it.each<[string, Partial<GroupRecord>, boolean]>([
    ['a Microsoft 365 group that is on', on, true],
    ['one without a value, which may be on', {}, true],
    ['one that is off', off, false],
    ['a security group that is on', { ...security, ...on }, true],
    ['one without a value', security, false],
    ['one that AD owns', { ...security, ...on, onPremisesSyncEnabled: true }, false],
    ['one that AD once owned', { ...security, ...on, onPremisesSyncEnabled: false }, true],
    ['a distribution list', { kind: 'distributionList', ...on }, false],
    ['a mail-enabled security group', { kind: 'mailEnabledSecurity', ...on }, false],
  ])('%s', (_what, parts, reached) => {
    const group = makeGroup(1, parts);
    expect(reachedGroups([], { groups: [group] })).toEqual(reached ? [group] : []);
    expect(groupsToExamine(null, { groups: [group] })).toEqual(reached ? [idOf(1)] : []);
  });

  it('are those that are on once the changes are made, as they are then', () => {
    const groups = [makeGroup(1, on), makeGroup(2, off), makeGroup(3, security)];
    const changes = [
      writing(1, off),
      writing(2, { isEnabled: true, onPremisesGroupType: 'universalSecurityGroup' }),
      writing(9, on),
      { ...writing(3, on), key: 'scheduler/aadc01' },
    ];
    const then = { ...groups[1], isEnabled: true, onPremisesGroupType: 'universalSecurityGroup' };
    expect(reachedGroups(changes, { groups })).toEqual([then]);
  });

  it('have their members read where they are on now, or the policy switches them on: in order, each once', () => {
    const groups = [makeGroup(4, on), makeGroup(1, off), makeGroup(2, security), makeGroup(3, on)];
    const rules = [makeRule(), makeRule(), makeRule({ writeback: 'disabled' })];
    const managed = [1, 0, 3].map((at, n) => ({ group: groups[at] ?? makeGroup(0), rule: rules[n] ?? makeRule() }));
    const desired = makeDesired({ groups: managed });
    expect(groupsToExamine(desired, { groups })).toEqual([1, 3, 4].map(idOf));
  });
});

describe('a type that the kind cannot take', () => {
  const mail = { onPremisesGroupType: 'universalMailEnabledSecurityGroup' } as const;

  it.each<[string, Partial<GroupRecord>, boolean]>([
    ['a mail-enabled type of a security group', { ...security, ...on, ...mail }, true],
    ['a distribution type of one', { ...security, ...on, onPremisesGroupType: 'UniversalDistributionGroup' }, true],
    ['its own type, in any letter case', { ...security, ...on, onPremisesGroupType: 'UniversalSecurityGroup' }, false],
    ['no type', { ...security, ...on }, false],
    ['a security group that is off', { ...security, ...mail }, false],
    ['a Microsoft 365 group', { ...on, ...mail }, false],
  ])('is warned of: %s', (_what, parts, told) => {
    expect(lint({ groups: [makeGroup(1, parts)] })).toEqual(told ? [['typeNotForKind', [keyOf(1)]]] : []);
  });

  it('is warned of where the plan switches the group on', () => {
    const groups = [makeGroup(1, { ...security, ...mail })];
    expect(lint({ groups, changes: [writing(1, on)] })).toEqual([['typeNotForKind', [keyOf(1)]]]);
  });

  it.each([
    [[1], '1 security group that is written back has a type'],
    [[2, 1], '2 security groups that are written back have a type'],
  ])('is one warning for all groups, in order: %j', (numbers, words) => {
    const groups = numbers.map((n) => makeGroup(n, { ...security, ...on, ...mail }));
    const [warning] = warnings({ groups });
    expect(warning?.message).toContain(words);
    expect(warning?.keys).toEqual(numbers.toSorted().map(keyOf));
  });
});

describe('display names that groups share', () => {
  it('are warned of, whatever the letter case, with all groups of each', () => {
    const names = ['Sales', 'sales', 'SALES', 'Audit', 'Ops', 'ops', null, null, ''];
    const groups = names.map((displayName, at) => makeGroup(9 - at, { displayName }));
    const [warning, ...rest] = warnings({ groups });
    expect(rest).toEqual([]);
    expect(warning?.message).toContain('2 display names are shared by 5 groups');
    expect(warning?.message).toContain('Writeback Group Distinguished Name with cloud Display Name');
    expect([warning?.code, warning?.keys]).toEqual(['duplicateDisplayNames', [4, 5, 7, 8, 9].map(keyOf)]);
  });

  it('are told from different ones that only look alike to a quick look', () => {
    // Two texts with one FNV-1a number.
    const groups = ['costarring', 'liquid'].map((displayName, at) => makeGroup(at + 1, { displayName }));
    expect(lint({ groups })).toEqual([]);
  });

  it('do not matter where only one of the groups is written back', () => {
    const groups = [makeGroup(1, { displayName: 'Sales' }), makeGroup(2, { displayName: 'Sales', ...off })];
    expect(lint({ groups })).toEqual([]);
    const [warning] = warnings({ groups, changes: [writing(2, on)] });
    expect(warning?.message).toContain('1 display name is shared by 2 groups');
  });
});

describe('role-assignable groups', () => {
  const groups = [1, 2, 3].map((n) => makeGroup(n, { ...security, isAssignableToRole: n > 1 }));
  const changes = [writing(1, on), writing(2, on)];

  it.each<[string, readonly string[] | null, readonly Change[], readonly string[]]>([
    ['the sign-in lacks the permission', ['Group.ReadWrite.All'], changes, [keyOf(2)]],
    ['it has no permission at all', [], [writing(3, on), ...changes], [keyOf(2), keyOf(3)]],
    ['it has the permission', ['Group.ReadWrite.All', 'RoleManagement.ReadWrite.Directory'], changes, []],
    ['its token does not tell', null, changes, []],
    ['none would be written', ['Group.ReadWrite.All'], [writing(1, on)], []],
  ])('are warned of, or not, where %s', (_what, permissions, written, keys) => {
    const told = lint({ groups, changes: written, permissions });
    expect(told).toEqual(keys.length === 0 ? [] : [['roleAssignableGroup', keys]]);
  });

  it('are counted in words', () => {
    const say = (...written: Change[]) => warnings({ groups, changes: written, permissions: [] })[0]?.message;
    expect(say(writing(2, on))).toContain('1 group that would be written can be assigned to roles');
    expect(say(writing(2, on), writing(3, on))).toContain('2 groups that would be written');
  });
});
