import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import type { ConnectObservation } from '../../src/model/server.js';
import { notChecked } from '../../src/reconcile/not-checked.js';
import {
  askConnect,
  askNoServer,
  askServer,
  known,
  makeConnect,
  makeDesired,
  makeDirectory,
  makeGroup,
  makeObservation,
  makePolicy,
  makeServer,
  unread,
} from '../support/builders.js';
import { changeGroup, changeSetting } from './changes.js';
import { changeRule, enable } from './guards/connect-changes.js';
import { makeJudged } from './guards/judged.js';

const groups = [makeGroup(1, { isEnabled: false }), makeGroup(2, { isEnabled: true })];
const base = makeDesired();

function told(
  changes: readonly Change[],
  connect: ConnectObservation | null,
  asked: Parameters<typeof askConnect>[0] = {},
): readonly (readonly [string, string])[] {
  const policy = makePolicy(askConnect(asked));
  const observation = makeObservation({ groups, connect });
  return notChecked(makeJudged({ policy, observation, base, changes })).map(({ guard, reason }) => [guard, reason]);
}

function namesOf(...args: Parameters<typeof told>): readonly string[] {
  return told(...args).map(([guard]) => guard);
}

const notAsked = 'What Active Directory holds is not known: no Connect server was asked.';

describe('what was not checked', () => {
  it('is nothing where no group, rule or AD object changes', () => {
    expect(namesOf([], null)).toEqual([]);
    expect(namesOf([changeSetting()], null)).toEqual([]);
  });

  it.each<[string, readonly Change[], Parameters<typeof askConnect>[0], readonly string[]]>([
    ['a group is switched on', [enable(1)], {}, ['deletedTwin', 'ambiguousTwin']],
    ['a group is switched off', [changeGroup(2)], {}, ['recycleBin']],
    ['the delete rule comes', [changeRule(null, {})], {}, ['recycleBin']],
    [
      'the delete rule comes and the bin is required',
      [changeRule(null, {})],
      { activeDirectory: { recycleBin: 'required' } },
      [],
    ],
    ['only a type changes', [changeGroup(1, { after: { onPremisesGroupType: 'universalSecurityGroup' } })], {}, []],
  ])('is what AD would tell where %s', (_case, changes, asked, guards) => {
    const judged = (connect: ConnectObservation | null) =>
      namesOf(changes, connect, asked).filter((guard) => !['roleMismatch', 'cloudSyncCoexistence'].includes(guard));
    expect(judged(null)).toEqual(guards);
    expect(judged(makeConnect({ directory: null }))).toEqual(guards);
    expect(judged(makeConnect({ directory: makeDirectory({ recycleBin: unread, deletedGroups: unread }) }))).toEqual(
      guards,
    );
    expect(judged(makeConnect())).toEqual([]);
  });

  it('has one reason where no Connect server was asked', () => {
    const policy = makePolicy(askNoServer);
    const judged = makeJudged({
      policy,
      observation: makeObservation({ groups }),
      changes: [enable(1), changeGroup(2)],
    });
    expect(notChecked(judged)).toEqual([
      { guard: 'recycleBin', reason: notAsked },
      { guard: 'deletedTwin', reason: notAsked },
      { guard: 'ambiguousTwin', reason: notAsked },
      {
        guard: 'protect',
        reason:
          'Whether this policy no longer protects a group that it switches off: plan --base with the policy as it was would tell.',
      },
    ]);
  });

  it.each([
    [null, 'Active Directory was not asked.'],
    [
      makeDirectory({ domainController: unread }),
      'The objects of the groups could not be read whole (Access is denied.).',
    ],
    [makeDirectory({ groups: unread }), 'The objects of the groups could not be read whole (Access is denied.).'],
  ])('case %#: says why twins are not known', (directory, reason) => {
    const entries = told([enable(1)], makeConnect({ directory }));
    expect(entries).toContainEqual(['deletedTwin', reason]);
    expect(entries).toContainEqual(['ambiguousTwin', reason]);
  });

  it('says that a Recycle Bin is not known which nobody requires', () => {
    expect(told([changeGroup(2)], makeConnect({ directory: null }))).toContainEqual([
      'recycleBin',
      'Whether the forest has a Recycle Bin is not known.',
    ]);
  });

  it.each([
    ['v2', null, 'no Connect server was asked'],
    ['v2', makeConnect({ servers: [makeServer({ engine: unread })] }), 'aadc01: Access is denied.'],
    ['v2', makeConnect(), null],
    [null, null, null],
  ] as const)('is the engine %s where no server says: case %#', (engine, connect, why) => {
    const entries = told([enable(1)], connect, { connect: { engine } }).filter(([guard]) => guard === 'engineMismatch');
    const reason = `Whether the engine is v2 is only what the policy says (${why}).`;
    expect(entries).toEqual(why === null ? [] : [['engineMismatch', reason]]);
  });

  it('is not the engine of a policy that names no server', () => {
    expect(namesOf([enable(1)], null, { connect: { engine: 'v2', servers: [] } })).not.toContain('engineMismatch');
  });

  it.each([
    ['none was asked', null, 'aadc01, aadc02', ['roleMismatch', 'cloudSyncCoexistence']],
    ['one is missing', makeConnect(), 'aadc02', ['roleMismatch']],
    [
      'one does not tell',
      makeConnect({
        servers: [makeServer({ stagingMode: unread }), makeServer({ name: 'aadc02', stagingMode: known(true) })],
      }),
      'aadc01',
      ['roleMismatch'],
    ],
  ] as const)('are the roles of servers of which %s', (_case, connect, names, guards) => {
    const asked = { connect: { servers: [askServer('aadc01'), askServer('aadc02', { role: 'staging' })] } };
    const entries = told([enable(1)], connect, asked);
    expect(entries.map(([guard]) => guard).filter((guard) => guards.some((one) => one === guard))).toEqual(guards);
    expect(entries).toContainEqual([
      'roleMismatch',
      `Whether these servers are what the policy declares is not known: ${names}.`,
    ]);
  });

  it('is nothing where everything answered', () => {
    expect(told([enable(1)], makeConnect())).toEqual([]);
  });
});
