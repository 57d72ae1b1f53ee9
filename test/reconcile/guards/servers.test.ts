import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/model/change.js';
import type { Observation } from '../../../src/model/observation.js';
import type { Refusal } from '../../../src/model/plan.js';
import type { ConnectServer, Engine } from '../../../src/model/policy.js';
import type { Reading, ServerObservation } from '../../../src/model/server.js';
import { judge } from '../../../src/reconcile/guards/index.js';
import {
  askConnect,
  askServer,
  guidOf,
  idOf,
  keyOf,
  known,
  makeConnect,
  makeGroup,
  makeObservation,
  makePolicy,
  makeScope,
  makeServer,
  makeSyncRule,
  unread,
} from '../../support/builders.js';
import { changeGroup } from '../changes.js';
import { changeLimit, changeRule, enable, restore, resume } from './connect-changes.js';
import { allow, makeJudged } from './judged.js';

const staging = makeServer({ name: 'aadc02', stagingMode: known(true) });
const bothAsked = [askServer('aadc01'), askServer('aadc02', { role: 'staging' })];

function judged(
  servers: readonly ServerObservation[],
  changes: readonly Change[] = [],
  asked: readonly ConnectServer[] = bothAsked,
  engine: Engine | null = null,
) {
  const policy = makePolicy(askConnect({ connect: { servers: asked, engine } }));
  return makeJudged({ policy, changes, observation: makeObservation({ connect: makeConnect({ servers }) }) });
}

describe('engineMismatch', () => {
  it.each<[Engine | null, Reading<Engine>, readonly string[]]>([
    ['v2', known('v2'), []],
    ['v2', known('v1'), ['engineMismatch']],
    ['v1', known('off'), ['engineMismatch']],
    ['v2', unread, []],
    [null, known('v1'), []],
  ])('case %#: declared %s', (declared, engine, guards) => {
    const one = judged([makeServer({ engine }), staging], [], bothAsked, declared);
    expect(judge(one).map(({ guard }) => guard)).toEqual(guards);
  });

  it('asks the active server only', () => {
    const other = makeServer({ name: 'aadc02', stagingMode: known(true), engine: known('v1') });
    expect(judge(judged([makeServer(), other], [], bothAsked, 'v2'))).toEqual([]);
  });

  it('says who answered what, whatever is allowed', () => {
    const one = judged([makeServer({ engine: known('off') }), staging], [], bothAsked, 'v2');
    expect(judge({ ...one, allowed: [allow('engineMismatch', 9)] })).toEqual([
      {
        guard: 'engineMismatch',
        message: 'The policy declares the engine v2; aadc01 says off.',
        count: 1,
        limit: 0,
        keys: [],
        remedy: 'Write `connect.engine: off` and look at the effects again, or find out who changed it.',
      },
    ]);
  });
});

describe('roleMismatch', () => {
  const active2 = makeServer({ name: 'aadc02' });
  const untold1 = makeServer({ stagingMode: unread });
  const untold2 = makeServer({ name: 'aadc02', stagingMode: unread });
  const none = 'None of the servers is known to be the active one.';
  const unread2 = 'Whether aadc02 is in staging mode is not known (Access is denied.), and the plan would write there.';

  it.each<[string, readonly ServerObservation[], readonly Change[], string | null]>([
    ['as declared', [makeServer(), staging], [changeRule(null, {})], null],
    [
      'the wrong way round',
      [makeServer({ stagingMode: known(true) }), active2],
      [],
      'aadc01 is declared active and in staging mode. aadc02 is declared staging and active.',
    ],
    [
      'both active',
      [makeServer(), active2],
      [],
      'aadc02 is declared staging and active. aadc01 and aadc02 are both active: only one server of a tenant may be.',
    ],
    [
      'both in staging mode',
      [makeServer({ stagingMode: known(true) }), staging],
      [],
      `aadc01 is declared active and in staging mode. ${none}`,
    ],
    ['one that does not tell, and nothing is written there', [makeServer(), untold2], [changeRule(null, {})], null],
    ['one that does not tell, and a rule is written', [makeServer(), untold2], [changeLimit(true, 'aadc02')], unread2],
    ['one that does not tell, and its scheduler is put back', [makeServer(), untold2], [resume('aadc02')], unread2],
    ['the active one does not tell, and only groups change', [untold1, staging], [changeGroup(1)], null],
    ['the active one does not tell, and AD objects are restored', [untold1, staging], [restore(1)], none],
    [
      'the active one does not tell, and a staging server is written',
      [untold1, staging],
      [changeRule(null, {}, 'aadc02')],
      none,
    ],
    [
      'a server that the policy does not name',
      [makeServer(), makeServer({ name: 'old', stagingMode: known(true) })],
      [],
      null,
    ],
    ['no server at all', [], [restore(1)], null],
  ])('%s', (_case, servers, changes, message) => {
    const refusals = judge(judged(servers, changes)).filter(({ guard }) => guard === 'roleMismatch');
    expect(refusals.map((refusal) => refusal.message)).toEqual(message === null ? [] : [message]);
  });

  it('counts what is wrong, names what would be written there, and no allowance lifts it', () => {
    const one = judged([makeServer({ stagingMode: known(true) }), staging], [changeRule(null, {}), resume()]);
    expect(judge({ ...one, allowed: [allow('roleMismatch', 9)] })).toMatchObject([
      {
        guard: 'roleMismatch',
        count: 2,
        limit: 0,
        keys: ['syncRule/aadc01/deleteOutOfScope', 'scheduler/aadc01'],
        remedy:
          'Correct `connect.servers` (one server is active, every other `role: staging`), or the staging mode of the servers in the Connect wizard.',
      },
      { guard: 'foreignPause' },
    ]);
  });

  it('has nothing to say where no server was asked', () => {
    const policy = makePolicy(askConnect({ connect: { engine: 'v1' } }));
    expect(judge(makeJudged({ policy, changes: [changeGroup(1)] }))).toEqual([]);
  });
});

describe('memberLimit', () => {
  const allSmall = { [idOf(1)]: 1, [idOf(2)]: 1 };
  const on = [1, 2].map((n) => makeGroup(n, { isEnabled: true }));
  const others = [
    makeGroup(3, { isEnabled: false }),
    makeGroup(4, { kind: 'security' }),
    makeGroup(5, { kind: 'distributionList', isEnabled: true }),
    makeGroup(6, { isEnabled: true, onPremisesSyncEnabled: true }),
  ];

  it.each([
    ['2 groups that are', [...on, ...others], [], 2],
    // The rule comes before a group is switched off.
    ['2 groups that are', on, [changeGroup(1)], 2],
    ['1 group that is', [makeGroup(1, { isEnabled: false })], [enable(1)], 1],
    ['3 groups that are', [...on, makeGroup(7)], [], 3],
    ['0 groups that are', [], [], 1],
  ] as const)('refuses to enable it while members are not counted: %s', (words, groups, changes, count) => {
    const observation = makeObservation({ groups, connect: makeConnect() });
    const one = makeJudged({ observation, changes: [...changes, changeLimit(false)] });
    expect(judge(one)).toEqual([
      {
        guard: 'memberLimit',
        message: `The member-limit rule would be enabled and members are not counted: ${words} written back could be over 50,000 members and be dropped from Active Directory.`,
        count,
        limit: 0,
        keys: ['syncRule/aadc01/memberLimit'],
        remedy: `To allow just this once: --allow memberLimit=${count}. Otherwise count them with --member-counts, or write \`syncRules.memberLimit: { state: disabled }\`.`,
      },
    ]);
    expect(judge({ ...one, allowed: [allow('memberLimit', count)] })).toEqual([]);
  });

  it.each<[string, Partial<Observation>, Partial<Refusal> | null]>([
    ['every group is within the limit', { memberCounts: { [idOf(1)]: 50_000, [idOf(2)]: 0 } }, null],
    [
      'a group is over it',
      { memberCounts: { [idOf(1)]: 50_001, [idOf(2)]: 0 } },
      {
        count: 1,
        message:
          'The member-limit rule would be enabled, and drop 1 group of more than 50,000 members from Active Directory.',
        keys: ['syncRule/aadc01/memberLimit', keyOf(1)],
      },
    ],
    [
      'groups are over it, or could be',
      { memberCounts: { [idOf(1)]: null, [idOf(2)]: 400_000 } },
      {
        count: 2,
        message:
          'The member-limit rule would be enabled, and drop 1 group of more than 50,000 members, and could drop 1 group of unknown size from Active Directory.',
        keys: ['syncRule/aadc01/memberLimit', keyOf(1), keyOf(2)],
      },
    ],
    ['every group was read', { memberCounts: allSmall, scope: makeScope({ lists: ['all'] }) }, null],
    [
      'not every group was read',
      { memberCounts: allSmall, scope: makeScope({ lists: ['microsoft365'] }) },
      {
        count: 1,
        message:
          'The member-limit rule would be enabled, and could drop groups that were not read from Active Directory.',
        keys: ['syncRule/aadc01/memberLimit'],
      },
    ],
  ])('goes by the counts where they were read: %s', (_what, parts, refusal) => {
    const observation = makeObservation({ groups: [...on, ...others], connect: makeConnect(), ...parts });
    const one = makeJudged({ observation, changes: [changeLimit(false)] });
    const remedy = `To allow just this once: --allow memberLimit=${refusal?.count}. Otherwise write \`syncRules.memberLimit: { state: disabled }\`.`;
    expect(judge(one)).toEqual(refusal === null ? [] : [{ guard: 'memberLimit', limit: 0, remedy, ...refusal }]);
  });

  it('says nothing of the policy where it stops an undo', () => {
    const observation = makeObservation({ groups: on, connect: makeConnect() });
    const run = { command: 'undo', pullRequest: null, mayLive: [] } as const;
    const [refusal] = judge(makeJudged({ observation, changes: [changeLimit(false)], run }));
    expect(refusal?.remedy).toMatch(/Otherwise count them with --member-counts\.$/);
  });

  it.each([
    ['none was read', [], []],
    ['those of one kind were', ['microsoft365'], on],
  ] as const)('says that groups were not read where %s', (_case, lists, groups) => {
    const { scope } = makeObservation();
    const observation = makeObservation({ scope: { ...scope, lists }, groups, connect: makeConnect() });
    expect(judge(makeJudged({ observation, changes: [changeLimit(false)] }))[0]?.message).toBe(
      'The member-limit rule would be enabled and members are not counted: the groups were not all read, any that is written back could be over 50,000 members and be dropped from Active Directory.',
    );
  });

  it('counts groups without a value where the default was not read', () => {
    const observation = makeObservation({ groups: [makeGroup(1)], setting: null, connect: makeConnect() });
    expect(judge(makeJudged({ observation, changes: [changeLimit(false)] }))[0]?.count).toBe(1);
  });

  it('lets it be disabled', () => {
    const observation = makeObservation({ groups: on, connect: makeConnect() });
    expect(judge(makeJudged({ observation, changes: [changeLimit(true)] }))).toEqual([]);
  });
});

describe('cloudSyncCoexistence', () => {
  const inbound = makeSyncRule({
    identifier: 'e4eae1c9-b9bc-4328-ade9-df871cdd3027',
    name: 'In from AAD - Group SOAinAAD coexistence with Cloud Sync',
    attributeFlowMappings: [],
  });
  const copy = makeSyncRule({ identifier: guidOf(5), name: 'Contoso - clean up groups' });
  const outbound = makeSyncRule({
    identifier: '419fda18-75bb-4e23-b947-8b06e7246551',
    name: 'Out to AD - Group SOAinAAD coexistence with Cloud Sync',
    direction: 'Outbound',
  });
  const key = 'syncRule/aadc01/deleteOutOfScope';

  it.each([
    ['the delete rule is there', [inbound, makeSyncRule()], [changeGroup(1)], [key]],
    ['the delete rule comes', [inbound], [changeRule(null, {})], [key]],
    [
      'the delete rule is enabled again',
      [outbound, makeSyncRule({ disabled: true })],
      [changeRule({ disabled: true }, {})],
      [key],
    ],
    ['the delete rule goes', [inbound, makeSyncRule()], [changeRule({}, null)], []],
    ['the delete rule goes, and a copy of it stays', [inbound, copy, makeSyncRule()], [changeRule({}, null)], [key]],
    ['there is no delete rule', [inbound, outbound], [changeGroup(1)], []],
    ['the delete rule is disabled', [inbound, makeSyncRule({ disabled: true })], [changeGroup(1)], []],
    ['the migration is over', [{ ...inbound, disabled: true }, makeSyncRule()], [changeGroup(1)], []],
    ['nothing changes', [inbound, makeSyncRule()], [], []],
  ] as const)('where %s', (_case, rules, changes, keys) => {
    const refusals = judge(judged([makeServer({ rules }), staging], changes));
    expect(refusals.flatMap((refusal) => [...refusal.keys])).toEqual(keys);
  });

  it('names the rules and the line that settles it', () => {
    const one = judged([makeServer({ rules: [inbound, outbound, makeSyncRule()] }), staging], [changeGroup(1)]);
    expect(judge(one)).toEqual([
      {
        guard: 'cloudSyncCoexistence',
        message:
          "The delete rule acts beside the rules of a migration to Cloud Sync on aadc01 ('In from AAD - Group SOAinAAD coexistence with Cloud Sync', 'Out to AD - Group SOAinAAD coexistence with Cloud Sync'): both reach the same groups.",
        count: 1,
        limit: 0,
        keys: [key],
        remedy:
          'To allow just this once: --allow cloudSyncCoexistence=1. Otherwise write `syncRules.deleteOutOfScope: { state: absent }` until the migration is done, or disable the rules of the migration.',
      },
    ]);
    expect(judge({ ...one, allowed: [allow('cloudSyncCoexistence', 1)] })).toEqual([]);
  });
});

it('a group of another tenant that was not read is nobody to a guard', () => {
  expect(judge(judged([makeServer(), staging], [changeGroup(9, { key: `group/${idOf(9)}` })]))).toEqual([]);
});
