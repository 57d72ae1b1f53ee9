import { describe, expect, it } from 'vitest';
import type { Desired } from '../../src/model/desired.js';
import { Failure } from '../../src/model/failure.js';
import type { GroupKind, GroupRecord } from '../../src/model/group.js';
import type { GroupRule, Match } from '../../src/model/policy.js';
import { compileMatch } from '../../src/policy/match.js';
import { resolve } from '../../src/policy/resolve.js';
import { askNoServer } from '../support/builders.js';
import { fc } from '../support/fast-check.js';
import { group, guid, observationOf, policyOf, rule } from './support.js';

const at = (line: number) => ({ source: { file: 'writeback.yaml', line, column: 5 } });

describe('the first rule that matches decides', () => {
  const finance = rule({ displayName: ['Finance *'] }, { name: 'finance' });
  const named = rule({ id: [guid(1), guid(4)] }, { name: 'named', writeback: 'disabled' });
  const rest = rule({ kind: ['microsoft365'] }, { name: 'rest', writeback: 'disabled' });
  const left = rule({ displayName: ['Finance Old'] }, { name: 'left', writeback: 'unmanaged' });
  const a = group({ id: guid(1), displayName: 'Finance A' });
  const b = group({ id: guid(2), displayName: 'Sales' });
  const old = group({ id: guid(3), displayName: 'Finance Old' });
  const payroll = group({ id: guid(4), displayName: 'Payroll', kind: 'security' });
  const loose = group({ id: guid(5), displayName: 'Loose', kind: 'security' });

  it.each([
    [
      'names before ids',
      [finance, named, rest],
      [
        [1, 'finance'],
        [2, 'rest'],
        [3, 'finance'],
        [4, 'named'],
      ],
      [5],
    ],
    [
      'ids before names',
      [named, finance, rest],
      [
        [1, 'named'],
        [2, 'rest'],
        [3, 'finance'],
        [4, 'named'],
      ],
      [5],
    ],
    [
      'a rule for all first',
      [rest, finance, named],
      [
        [1, 'rest'],
        [2, 'rest'],
        [3, 'rest'],
        [4, 'named'],
      ],
      [5],
    ],
    [
      'unmanaged decides too',
      [left, rest],
      [
        [1, 'rest'],
        [2, 'rest'],
      ],
      [3, 4, 5],
    ],
    ['no rules', [], [], [1, 2, 3, 4, 5]],
  ])('%s', (_title, rules, managed, unmanaged) => {
    const desired = resolve(policyOf(rules), observationOf([loose, payroll, old, b, a]));
    const decided = desired.groups.map(({ group: { id }, rule: { name } }) => [Number(id.slice(-12)), name] as const);
    expect(decided.sort(([one], [other]) => one - other)).toEqual(managed);
    expect(desired.unmanaged.map(({ id }) => Number(id.slice(-12))).sort()).toEqual(unmanaged);
  });

  it('several rules may name one id, each with conditions of its own', () => {
    const rules = [
      rule({ id: [guid(4)], kind: ['microsoft365'] }, { name: 'no' }),
      rule({ id: [guid(4)], kind: ['security'] }, { name: 'yes' }),
    ];
    expect(resolve(policyOf(rules), observationOf([payroll])).groups.map((it) => it.rule.name)).toEqual(['yes']);
  });

  it('what the policy says beside its rules is handed on', () => {
    const setting = { enabled: false, explicit: true, ...at(3) };
    const desired = resolve(policyOf([], { newMicrosoft365Groups: setting, digest: 'abc' }), observationOf([]));
    expect(desired).toEqual({
      policyDigest: 'abc',
      setting,
      groups: [],
      ineligible: [],
      missing: [],
      unmanaged: [],
      protectedIds: new Set(),
      protectsUnread: false,
      connect: askNoServer,
    });
  });
});

describe('groups that can never be written back', () => {
  const byId = rule({ id: [guid(1)] });
  const byName = rule({ displayName: ['*'] });
  const exchange = 'belong to Exchange: Graph does not write them, and group writeback leaves them out.';
  const synced = 'It is synchronised from Active Directory: what AD owns is never written back to it.';

  it.each<[string, Partial<GroupRecord>, string]>([
    ['mail-enabled security groups', { kind: 'mailEnabledSecurity' }, `Mail-enabled security groups ${exchange}`],
    ['distribution lists', { kind: 'distributionList' }, `Distribution lists ${exchange}`],
    ['synchronised groups', { kind: 'security', onPremisesSyncEnabled: true }, synced],
    ['synchronised Microsoft 365 groups', { onPremisesSyncEnabled: true }, synced],
  ])('%s are reported where a rule names their ID, and passed over elsewhere', (_title, traits, reason) => {
    const record = group(traits);
    expect(resolve(policyOf([byId]), observationOf([record]))).toMatchObject({
      groups: [],
      ineligible: [{ group: record, rule: byId, reason }],
      unmanaged: [],
    });
    for (const rules of [[byName], [], [rule({ id: [guid(1)] }, { writeback: 'unmanaged' })]]) {
      expect(resolve(policyOf(rules), observationOf([record]))).toMatchObject({
        groups: [],
        ineligible: [],
        unmanaged: [],
      });
    }
  });

  it('are listed in the order of their IDs', () => {
    const synced = [3, 1, 2].map((number) => group({ id: guid(number), onPremisesSyncEnabled: true }));
    const rules = [rule({ id: [guid(1), guid(2), guid(3)] })];
    expect(resolve(policyOf(rules), observationOf(synced)).ineligible.map((it) => it.group.id)).toEqual([
      guid(1),
      guid(2),
      guid(3),
    ]);
  });

  it('formerly synchronised groups are written only where the deciding rule names their ID', () => {
    const record = group({ kind: 'security', onPremisesSyncEnabled: false });
    const ids = (rules: GroupRule[]) => {
      const { groups, ineligible, unmanaged } = resolve(policyOf(rules), observationOf([record]));
      return [groups.length, ineligible.length, unmanaged.length];
    };
    expect(ids([byId])).toEqual([1, 0, 0]);
    expect(ids([byName, byId])).toEqual([0, 0, 0]);
    expect(ids([])).toEqual([0, 0, 0]);
    expect(ids([rule({ id: [guid(1)] }, { writeback: 'unmanaged' })])).toEqual([0, 0, 1]);
  });
});

describe('IDs that no group has', () => {
  const until = '2026-12-10T12:00:00.000Z';

  it.each([
    ['is unknown', [], { displayName: null, state: 'unknown', until: null }],
    [
      'is soft-deleted for 30 days',
      [{ id: guid(7), displayName: 'Old', deletedDateTime: '2026-11-10T12:00:00Z' }],
      { displayName: 'Old', state: 'softDeleted', until },
    ],
    [
      'is soft-deleted since nobody knows when',
      [{ id: guid(7), displayName: null, deletedDateTime: null }],
      { displayName: null, state: 'softDeleted', until: null },
    ],
  ])('%s', (_title, deleted, expected) => {
    const rules = [rule({ id: [guid(7)] }, at(9))];
    const { missing } = resolve(policyOf(rules), observationOf([], { deleted }));
    expect(missing).toEqual([{ key: `group/${guid(7)}`, ...expected, ...at(9) }]);
  });

  const missing = (rules: GroupRule[], groups: GroupRecord[] = []) =>
    resolve(policyOf(rules), observationOf(groups)).missing.map(
      ({ key, source }) => `${key.slice(-1)} line ${source.line}`,
    );

  it('are listed once, in order, with the first rule that manages them', () => {
    const rules = [
      rule({ id: [guid(3), guid(2)] }, at(1)),
      rule({ id: [guid(2), guid(1)] }, { ...at(2), writeback: 'disabled' }),
    ];
    expect(missing(rules)).toEqual(['1 line 2', '2 line 1', '3 line 1']);
  });

  it('are not missing where only unmanaged rules name them, or one that comes first', () => {
    const leave = (match: Match) => rule(match, { writeback: 'unmanaged' });
    const manage = rule({ id: [guid(1)] }, at(2));
    expect(missing([leave({ id: [guid(1)] })])).toEqual([]);
    expect(missing([leave({ id: [guid(1)] }), manage])).toEqual([]);
    expect(missing([manage, leave({ id: [guid(1)] })])).toEqual(['1 line 2']);
    expect(missing([leave({ id: [guid(1)], kind: ['security'] }), manage])).toEqual(['1 line 2']);
  });

  it('are not missing where the group is there and other conditions of the rule fail', () => {
    expect(missing([rule({ id: [guid(1)], kind: ['security'] })], [group({ id: guid(1) })])).toEqual([]);
  });
});

describe('protection', () => {
  it('comes from any rule that protects, whatever the order and whichever decides', () => {
    const rules = [
      rule({ displayName: ['*'] }, { writeback: 'disabled' }),
      rule({ id: [guid(1)] }, { protect: true, writeback: 'unmanaged' }),
      rule({ displayName: ['Tier *'] }, { protect: true }),
    ];
    const groups = [
      group({ id: guid(1), displayName: 'a' }),
      group({ id: guid(2), displayName: 'Tier 0', kind: 'mailEnabledSecurity' }),
      group({ id: guid(3), displayName: 'b' }),
    ];
    expect([...resolve(policyOf(rules), observationOf(groups)).protectedIds]).toEqual([guid(1), guid(2)]);
  });

  it('by ID holds for groups that were not read, as nobody knows whether the rest of the match holds', () => {
    const rules = [rule({ id: [guid(1), guid(2)], kind: ['security'] }, { protect: true })];
    const protectedIds = (groups: GroupRecord[]) => [...resolve(policyOf(rules), observationOf(groups)).protectedIds];
    expect(protectedIds([])).toEqual([guid(1), guid(2)]);
    expect(protectedIds([group({ id: guid(1) })])).toEqual([guid(2)]);
    expect(protectedIds([group({ id: guid(1), kind: 'security' })])).toEqual([guid(1), guid(2)]);
  });
});

describe('what a rule protects', () => {
  const deletedOf = (id: string, displayName: string) => ({ id, displayName, deletedDateTime: null });

  it('is protected while it is soft-deleted too, also where it is not known whether the rule means it', () => {
    const deleted = [deletedOf(guid(1), 'Finance Archive'), deletedOf(guid(2), 'Marketing')];
    const protectedBy = (match: Match) => [
      ...resolve(policyOf([rule(match, { protect: true })]), { ...observationOf([]), deleted }).protectedIds,
    ];
    expect(protectedBy({ displayName: ['Finance *'] })).toEqual([guid(1)]);
    expect(protectedBy({ kind: ['security'] })).toEqual([guid(1), guid(2)]);
  });

  it('may be groups that were not read, unless the rule names them', () => {
    const unread = (...rules: GroupRule[]) => resolve(policyOf(rules), observationOf([])).protectsUnread;
    expect(unread(rule({ id: [guid(1)], kind: ['security'] }, { protect: true }), rule({ kind: ['security'] }))).toBe(
      false,
    );
    expect(unread(rule({ kind: ['security'] }, { protect: true }))).toBe(true);
  });
});

describe('a rule that is over', () => {
  const over = { until: '2026-11-01', reason: 'CHG-1', expired: true };
  const rest = rule({ kind: ['microsoft365'] }, { name: 'rest', writeback: 'disabled' });

  it('leaves its groups to the rules below it', () => {
    const exception = rule({ id: [guid(1)] }, over);
    const { groups, unmanaged } = resolve(policyOf([exception, rest]), observationOf([group()]));
    expect(groups.map((it) => it.rule.name)).toEqual(['rest']);
    expect(unmanaged).toEqual([]);
    expect(resolve(policyOf([exception]), observationOf([group()])).unmanaged).toEqual([group()]);
  });

  it('misses no group', () => {
    expect(resolve(policyOf([rule({ id: [guid(7)] }, over)]), observationOf([])).missing).toEqual([]);
  });

  it('goes on protecting', () => {
    const rules = [rule({ displayName: ['Fin*'] }, { ...over, protect: true }), rest];
    expect([...resolve(policyOf(rules), observationOf([group()])).protectedIds]).toEqual([guid(1)]);
  });
});

describe('a type that a group of this kind cannot take', () => {
  const asked = (match: Match, line: number, overrides: Partial<GroupRule> = {}) =>
    rule(match, { onPremisesGroupType: 'universalDistributionGroup', ...at(line), ...overrides });
  const security = (id: number, name: string | null) => group({ id: guid(id), displayName: name, kind: 'security' });

  function refusal(rules: GroupRule[], groups: GroupRecord[]): Failure {
    try {
      resolve(policyOf(rules), observationOf(groups));
    } catch (error) {
      if (error instanceof Failure) return error;
    }
    throw new Error('nothing was refused');
  }

  it('refuses the policy, with each rule and some of its groups', () => {
    const rules = [asked({ displayName: ['Fin*'] }, 4), asked({ displayName: ['S*'] }, 8)];
    const groups = [4, 1, 3, 2].map((id) => security(id, `Fin ${id}`));
    const { kind, code, message, remedy, details } = refusal(rules, [...groups, security(9, 'Sales')]);
    expect({ kind, code, message, remedy }).toEqual({
      kind: 'invalid',
      code: 'typeForKind',
      message: '2 rules ask for a type that security groups cannot take.',
      remedy: 'Add kind: microsoft365 to the match of the rule, and give security groups a rule of their own.',
    });
    const only = 'which can only be universalSecurityGroup:';
    expect(details).toEqual([
      {
        message: `universalDistributionGroup is asked of 4 security groups, ${only} "Fin 1" (${guid(1)}), "Fin 2" (${guid(2)}), "Fin 3" (${guid(3)}) and 1 more.`,
        ...at(4),
      },
      { message: `universalDistributionGroup is asked of 1 security group, ${only} "Sales" (${guid(9)}).`, ...at(8) },
    ]);
  });

  it('one rule is one rule, one nameless group is shown by its ID', () => {
    const { message, details } = refusal([asked({ id: [guid(1)] }, 4)], [security(1, null)]);
    expect(message).toBe('A rule asks for a type that security groups cannot take.');
    expect(details[0]?.message).toContain(`: ${guid(1)}.`);
  });

  it.each([
    ['Microsoft 365 groups take every type', asked({ displayName: ['*'] }, 1), group()],
    [
      'security groups take universalSecurityGroup',
      rule({ displayName: ['*'] }, { onPremisesGroupType: 'universalSecurityGroup' }),
      group({ kind: 'security' }),
    ],
    ['a rule without a type asks for none', rule({ displayName: ['*'] }), group({ kind: 'security' })],
    [
      'a rule that leaves groups alone asks for nothing',
      asked({ displayName: ['*'] }, 1, { writeback: 'unmanaged' }),
      group({ kind: 'security' }),
    ],
  ])('%s', (_title, one, record) => {
    expect(() => resolve(policyOf([one]), observationOf([record]))).not.toThrow();
  });
});

const names = fc.constantFrom('a', 'ab', 'b', null);
const kinds = fc.constantFrom<GroupKind>('microsoft365', 'security', 'distributionList');
const groupsOf = fc
  .uniqueArray(
    fc.record({
      number: fc.nat(9),
      displayName: names,
      kind: kinds,
      onPremisesSyncEnabled: fc.constantFrom(null, null, false, true),
    }),
    {
      selector: ({ number }) => number,
    },
  )
  .map((all) => all.map(({ number, ...traits }) => group({ id: guid(number), ...traits })));
const matches = fc.record<Match>(
  {
    id: fc.array(fc.nat(9).map(guid), { minLength: 1, maxLength: 3 }),
    kind: fc.constantFrom(['microsoft365'] as const, ['security'] as const),
    displayName: fc.constantFrom(['a*'], ['*'], ['?']),
  },
  { requiredKeys: [] },
);
const rulesOf = fc
  .array(
    fc.record({
      match: matches,
      writeback: fc.constantFrom('enabled' as const, 'disabled' as const, 'unmanaged' as const),
      protect: fc.boolean(),
    }),
    { maxLength: 6 },
  )
  .map((all) => all.map(({ match, ...traits }, line) => rule(match, { ...traits, ...at(line + 1) })));

function inOrder(desired: Desired): Desired {
  const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);
  return {
    ...desired,
    groups: desired.groups.toSorted((a, b) => byId(a.group, b.group)),
    unmanaged: desired.unmanaged.toSorted(byId),
  };
}

describe('for any policy and any groups', () => {
  it('the deciding rule is the one that a loop from top to bottom finds', () => {
    fc.assert(
      fc.property(rulesOf, groupsOf, (rules, groups) => {
        const { groups: managed } = resolve(policyOf(rules), observationOf(groups));
        const decided = new Map(managed.map((one) => [one.group.id, one.rule]));
        for (const record of groups) {
          const first = rules.find((one) => compileMatch(one.match)(record));
          const found = decided.get(record.id);
          if (found !== undefined) expect(found).toBe(first);
          else if (first !== undefined && first.writeback !== 'unmanaged') {
            expect(record.onPremisesSyncEnabled !== null || record.kind === 'distributionList').toBe(true);
          }
        }
      }),
    );
  });

  it('the order of the groups changes nothing but the order of the lists', () => {
    const shuffled = groupsOf.chain((groups) =>
      fc.tuple(fc.constant(groups), fc.shuffledSubarray(groups, { minLength: groups.length })),
    );
    fc.assert(
      fc.property(rulesOf, shuffled, (rules, [groups, others]) => {
        const one = resolve(policyOf(rules), observationOf(groups));
        const other = resolve(policyOf(rules), observationOf(others));
        expect(inOrder(other)).toEqual(inOrder(one));
      }),
    );
  });

  it('every eligible group is managed or unmanaged, never both', () => {
    fc.assert(
      fc.property(rulesOf, groupsOf, (rules, groups) => {
        const desired = resolve(policyOf(rules), observationOf(groups));
        const ids = [...desired.groups.map((it) => it.group.id), ...desired.unmanaged.map(({ id }) => id)];
        const eligible = groups.filter((it) => it.kind !== 'distributionList' && it.onPremisesSyncEnabled === null);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { id } of eligible) expect(ids).toContain(id);
      }),
    );
  });
});
