import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../src/model/observation.js';
import type { ConnectObservation } from '../../../src/model/server.js';
import {
  idOf,
  keyOf,
  known,
  makeConnect,
  makeGroup,
  makeLimitRule,
  makeServer,
  unread,
} from '../../support/builders.js';
import { changeLimit } from '../guards/connect-changes.js';
import { lint, warnings } from './support.js';

const groups = [1, 2, 3].map((n) => makeGroup(n, { isEnabled: true }));

function counted(...counts: readonly (number | null)[]): Pick<Observation, 'groups' | 'memberCounts'> {
  return { groups, memberCounts: Object.fromEntries(counts.map((count, at) => [idOf(at + 1), count])) };
}

describe('the number of members', () => {
  it.each<[string, ReturnType<typeof counted>, ReturnType<typeof lint>]>([
    ['is no matter up to 50,000', counted(0, 50_000, 1), []],
    ['is one from there on', counted(50_001, 250_000, 1), [['overMemberLimit', [keyOf(1), keyOf(2)]]]],
    ['is too large from 250,000 on', counted(250_001, 1, 1), [['overMemberCeiling', [keyOf(1)]]]],
    ['is unknown where it could not be read', counted(1, null, 1), [['membersNotCounted', [keyOf(2)]]]],
    ['is unknown where it was not asked for', counted(1, 1), [['membersNotCounted', [keyOf(3)]]]],
    [
      'is told by how bad it is',
      counted(null, 60_000, 300_000),
      [
        ['overMemberCeiling', [keyOf(3)]],
        ['overMemberLimit', [keyOf(2)]],
        ['membersNotCounted', [keyOf(1)]],
      ],
    ],
    ['is not told of where nobody counted', { groups, memberCounts: null }, []],
    ['is no matter where a group is off', { ...counted(60_000), groups: [makeGroup(1, { isEnabled: false })] }, []],
  ])('%s', (_what, parts, expected) => {
    expect(lint(parts)).toEqual(expected);
  });

  it.each([
    [counted(300_000, 1, 1), '1 group that is written back has more than 250,000 members'],
    [counted(300_000, 300_000, 1), '2 groups that are written back have more than 250,000 members'],
    [counted(60_000, 1, 1), '1 group that is written back has more than 50,000 members'],
    [counted(60_000, 60_000, 1), '2 groups that are written back have more than 50,000 members'],
    [counted(null, 1, 1), 'The members of 1 group that is written back could not be counted'],
  ])('case %#: is told in words', (parts, words) => {
    expect(warnings(parts)[0]?.message).toContain(words);
  });
});

describe('more than 50,000 members', () => {
  const off = makeServer({ rules: [makeLimitRule({ disabled: true })] });
  const two = makeLimitRule({ identifier: '11111111-0000-4000-8000-000000000002' });
  const unclear = makeServer({ rules: [makeLimitRule(), two] });
  const copy = { ...two, name: `${two.name} - Cloned - 1`, immutableTag: '' };
  const cloned = makeServer({ rules: [makeLimitRule({ disabled: true }), copy] });
  const staging = { name: 'aadc02', stagingMode: known(true) };
  const isOn = 'the member-limit rule is on and keeps them out';
  const isUnknown = 'whether the member-limit rule is on and keeps them out of Active Directory is not known';

  it.each<[string, readonly ReturnType<typeof makeServer>[] | null, string | null]>([
    ['the rule is on', [makeServer()], isOn],
    ['it is on, on a server that does not tell its role', [makeServer({ stagingMode: unread })], isOn],
    ['it is off', [off], null],
    ['there is none', [makeServer({ rules: [] })], null],
    ['it is on where nothing is exported', [off, makeServer(staging)], null],
    ['there are servers in staging mode only', [makeServer(staging)], isUnknown],
    ['a copy of it acts while it is off', [cloned], isOn],
    ['several rules could be it', [unclear], isUnknown],
    ['one server is unclear and one is not', [unclear, makeServer({ name: 'aadc02' })], isOn],
    ['one server is unclear and one is off', [unclear, { ...off, name: 'aadc02' }], isUnknown],
    ['no server was asked', null, isUnknown],
  ])('are told of, or not, where %s', (_what, servers, words) => {
    const connect: ConnectObservation | null = servers === null ? null : makeConnect({ servers });
    const told = warnings({ ...counted(60_000, 1, 1), connect }).map(({ message }) => message);
    expect(told).toEqual(words === null ? [] : [expect.stringContaining(words)]);
  });

  it('are told of by what the plan makes of the rule', () => {
    const parts = counted(60_000, 1, 1);
    const connect = makeConnect();
    expect(lint({ ...parts, connect, changes: [changeLimit(true)] })).toEqual([]);
    const changes = [changeLimit(false)];
    expect(lint({ ...parts, connect: makeConnect({ servers: [off] }), changes })).toEqual([
      ['overMemberLimit', [keyOf(1)]],
    ]);
  });
});

describe('groups inside groups that are written back', () => {
  const outer = makeGroup(1, { kind: 'security', isEnabled: true });
  const nest = (members: Readonly<Record<string, readonly string[] | null>>, parts = {}) => ({
    members,
    others: [],
    cut: [],
    ...parts,
  });
  const inside = [2, 3, 4, 5].map(idOf);

  it('are warned of where they are in the cloud and not written back themselves', () => {
    const all = [
      outer,
      makeGroup(2, { kind: 'security' }),
      makeGroup(3, { isEnabled: true }),
      makeGroup(4, { kind: 'security', onPremisesSyncEnabled: true }),
      makeGroup(5, { kind: 'distributionList' }),
      makeGroup(6, { isEnabled: false }),
    ];
    const nested = nest({ [idOf(1)]: inside, [idOf(3)]: [], [idOf(6)]: [idOf(2)] });
    expect(lint({ groups: all, nested })).toEqual([['nestedNotWrittenBack', [keyOf(2), keyOf(5)]]]);
  });

  it('are known by what was told of them where no list has them', () => {
    const others = [
      makeGroup(2, { isEnabled: false }),
      makeGroup(3),
      makeGroup(4, { kind: 'security', onPremisesSyncEnabled: true }),
      makeGroup(5, { kind: 'security' }),
    ];
    const nested = nest({ [idOf(1)]: inside }, { others });
    expect(lint({ groups: [outer], nested })).toEqual([['nestedNotWrittenBack', [keyOf(2), keyOf(5)]]]);
  });

  it('are told once, with how many hold them', () => {
    const nested = nest({ [idOf(1)]: [idOf(3)], [idOf(2)]: [idOf(3), idOf(4)] });
    const two = [outer, makeGroup(2), makeGroup(3, { kind: 'security' }), makeGroup(4, { kind: 'security' })];
    const say = (all: typeof two) => warnings({ groups: all, nested })[0]?.message;
    expect(say(two)).toContain('2 cloud groups are members of 2 groups that are written back, and are not themselves');
    const one = [outer, makeGroup(2, { isEnabled: false }), ...two.slice(2)];
    expect(say(one)).toContain('1 cloud group is a member of 1 group that is written back, and is not itself');
  });

  it('are unknown where they could not be read, were not asked for, or are too many', () => {
    const holders = [1, 2, 3].map((n) => makeGroup(n));
    const nested = nest({ [idOf(1)]: null }, { cut: [idOf(3), idOf(9)] });
    expect(lint({ groups: holders, nested })).toEqual([
      ['nestedNotRead', [keyOf(1), keyOf(2)]],
      ['nestedCut', [keyOf(3)]],
    ]);
  });

  it('are not told of where nobody looked', () => {
    expect(lint({ groups: [outer], nested: null })).toEqual([]);
  });
});
