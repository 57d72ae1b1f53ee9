import { describe, expect, it } from 'vitest';
import { emptyScope as nothing } from '../../src/model/observation.js';
import type { GroupRule, Match, Policy } from '../../src/model/policy.js';
import { scopeOf } from '../../src/policy/scope.js';
import { askNoServer } from '../support/builders.js';
import { guid, policyOf, rule } from './support.js';

const enabled = (match: Match) => rule(match);
const disabled = (match: Match) => rule(match, { writeback: 'disabled' });
const unmanaged = (match: Match, protect = false) => rule(match, { writeback: 'unmanaged', protect });
const read = (...groups: GroupRule[]) => scopeOf([policyOf(groups)]);

describe('only what a policy needs is read', () => {
  it.each<[string, GroupRule[], Partial<ReturnType<typeof scopeOf>>]>([
    ['nothing for no rules', [], {}],
    [
      'nothing for rules that are over',
      [enabled({ kind: ['security'], mail: ['x'] }), enabled({ id: [guid(1)] })].map((one) => ({
        ...one,
        expired: true,
      })),
      {},
    ],
    [
      'what is left by a rule that is over, which only protects',
      [
        rule({ kind: ['security'], mail: ['x'] }, { expired: true }),
        rule({ kind: ['security'], mailNickname: ['x'] }, { expired: true, protect: true }),
        enabled({ kind: ['security'] }),
      ],
      { lists: ['security'], fields: ['mailNickname'] },
    ],
    [
      'nothing for rules that leave groups alone',
      [unmanaged({ kind: ['security'], mail: ['x'] }), unmanaged({ id: [guid(1)] }, true)],
      {},
    ],
    [
      'fields of rules that protect, where no rule manages anything: a change of a sync rule may reach their groups',
      [unmanaged({ kind: ['security'], team: true }), unmanaged({ id: [guid(1)], mail: ['x'] }, true)],
      { fields: ['mail'] },
    ],
    [
      'named groups one by one',
      [enabled({ id: [guid(2), guid(1)] }), disabled({ id: [guid(2)] })],
      { setting: true, ids: [guid(1), guid(2)] },
    ],
    [
      'not the setting for groups that must be security groups',
      [enabled({ id: [guid(1)], kind: ['security'] })],
      { ids: [guid(1)] },
    ],
    ['all of a kind', [disabled({ kind: ['security'] })], { lists: ['security'] }],
    [
      'both kinds where a rule names none',
      [enabled({ displayName: ['x'] })],
      { setting: true, lists: ['microsoft365', 'security'] },
    ],
    [
      'Microsoft 365 groups for teams',
      [enabled({ team: true })],
      { setting: true, lists: ['microsoft365'], fields: ['team'] },
    ],
    [
      'the kinds that not leaves',
      [enabled({ displayName: ['x'], not: { kind: ['microsoft365'] } })],
      { lists: ['security'] },
    ],
    [
      'both kinds where not leaves some of each',
      [enabled({ not: { kind: ['security'], displayName: ['x'] } })],
      { setting: true, lists: ['microsoft365', 'security'] },
    ],
    [
      'no kind twice',
      [enabled({ kind: ['security'] }), disabled({ kind: ['security'], mail: ['x'] })],
      { lists: ['security'], fields: ['mail'] },
    ],
    [
      'lists and ids',
      [enabled({ id: [guid(1)] }), disabled({ kind: ['security'] })],
      { setting: true, lists: ['security'], ids: [guid(1)] },
    ],
    [
      'no kind that an earlier rule leaves alone as a whole',
      [unmanaged({ kind: ['security'] }), enabled({ displayName: ['x'] })],
      { setting: true, lists: ['microsoft365'] },
    ],
    [
      'a kind that an earlier rule leaves alone in part',
      [unmanaged({ kind: ['security'], membership: ['dynamic'] }), enabled({ kind: ['security'] })],
      { lists: ['security'] },
    ],
    [
      'no kind left where an earlier rule takes both kinds of members',
      [unmanaged({ membership: ['dynamic', 'assigned'] }), enabled({ mail: ['x'] })],
      { setting: true, fields: ['mail'] },
    ],
    [
      'security groups have no team, so a rule for the teamless leaves none',
      [unmanaged({ team: false }), enabled({ displayName: ['x'] })],
      { setting: true, lists: ['microsoft365'], fields: ['team'] },
    ],
    [
      'a rule for teams leaves every kind',
      [unmanaged({ team: true }), enabled({ displayName: ['x'] })],
      { setting: true, lists: ['microsoft365', 'security'], fields: ['team'] },
    ],
    [
      'what not leaves out is still to be decided',
      [unmanaged({ kind: ['security'], not: { displayName: ['x'] } }), enabled({ kind: ['security'] })],
      { lists: ['security'] },
    ],
    [
      'not of the impossible leaves out nothing',
      [unmanaged({ kind: ['security'], not: { kind: ['microsoft365'] } }), enabled({ kind: ['security'] })],
      {},
    ],
    [
      'fields that a rule looks at, also below not',
      [enabled({ kind: ['security'], not: { not: { mailNickname: ['x'], mail: ['y'] } } })],
      { lists: ['security'], fields: ['mail', 'mailNickname'] },
    ],
    [
      'fields of unmanaged rules before a managed one',
      [unmanaged({ mail: ['x'] }), enabled({ kind: ['security'] })],
      { lists: ['security'], fields: ['mail'] },
    ],
    [
      'no fields of unmanaged rules after the last managed one',
      [enabled({ kind: ['security'] }), unmanaged({ mail: ['x'] })],
      { lists: ['security'] },
    ],
    [
      'fields of rules that protect, wherever they stand',
      [enabled({ kind: ['security'] }), unmanaged({ mail: ['x'] }, true)],
      { lists: ['security'], fields: ['mail'] },
    ],
  ])('%s', (_title, rules, expected) => {
    expect(read(...rules)).toEqual({ ...nothing, ...expected });
  });

  it('the setting where the policy manages it', () => {
    const newMicrosoft365Groups = { enabled: true, explicit: false, source: { file: 'w', line: 1 } };
    expect(scopeOf([policyOf([], { newMicrosoft365Groups })])).toEqual({ ...nothing, setting: true });
  });

  it('servers and Active Directory where there is a way to them', () => {
    const { connect, activeDirectory } = askNoServer;
    const reach = { via: [], shell: 'pwsh' };
    const server = { name: 'aadc01', role: 'active', ...reach, source: { file: 'w', line: 1 } } as const;
    const named = policyOf([], { connect: { ...connect, servers: [server] } });
    const reached = policyOf([], { activeDirectory: { ...activeDirectory, reach } });
    const only = policyOf([], { activeDirectory: { ...activeDirectory, server: 'dc01', recycleBin: 'required' } });
    expect(scopeOf([named])).toEqual({ ...nothing, connect: true });
    expect(scopeOf([policyOf([]), reached])).toEqual({ ...nothing, connect: true });
    expect(scopeOf([only])).toEqual(nothing);
  });

  it('what any of several policies needs', () => {
    const policies: Policy[] = [
      policyOf([enabled({ id: [guid(2)] }), enabled({ kind: ['security'], team: false })]),
      policyOf([enabled({ id: [guid(1)] }), enabled({ kind: ['microsoft365'], mail: ['x'] })]),
    ];
    const expected = {
      ...nothing,
      setting: true,
      lists: ['microsoft365', 'security'],
      ids: [guid(1), guid(2)],
      fields: ['mail', 'team'],
    };
    expect(scopeOf(policies)).toEqual(expected);
    expect(scopeOf(policies.toReversed())).toEqual(expected);
    expect(scopeOf([])).toEqual(nothing);
  });
});
