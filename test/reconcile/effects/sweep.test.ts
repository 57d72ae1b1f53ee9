import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../src/model/effect.js';
import type { GroupRecord } from '../../../src/model/group.js';
import type { Observation, ObservationScope } from '../../../src/model/observation.js';
import { effectsOf } from '../../../src/reconcile/effects/effects-of.js';
import { weigh } from '../../../src/reconcile/effects/severity.js';
import {
  askConnect,
  guidOf,
  idOf,
  keyOf,
  known,
  makeAdGroup,
  makeConnect,
  makeDesired,
  makeDirectory,
  makeGroup,
  makeLimitRule,
  makeObservation,
  makePolicy,
  makeServer,
  makeSetting,
  makeSyncRule,
  unread,
} from '../../support/builders.js';
import { changeGroup, changeSetting, ours } from '../changes.js';
import { changeLimit, changeRule, enable, restore, resume } from '../guards/connect-changes.js';
import { type Cloud, declaredRows, observedRows, type SweepRow, sweepRows } from './sweeps.js';

const policy = makePolicy(askConnect());
const desired = makeDesired();
const whole: ObservationScope = { ...makeObservation().scope, lists: ['all'], deleted: true, connect: true };

const clouds: Readonly<Record<Cloud, GroupRecord | null>> = {
  on: makeGroup(1, { isEnabled: true }),
  'on, security': makeGroup(1, { isEnabled: true, kind: 'security' }),
  off: makeGroup(1, { isEnabled: false }),
  'off, security': makeGroup(1, { kind: 'security' }),
  unset: makeGroup(1),
  'soft-deleted': null,
  gone: null,
  'distribution list': makeGroup(1, { kind: 'distributionList' }),
  'from AD': makeGroup(1, { kind: 'security', onPremisesSyncEnabled: true }),
  'not read': null,
};

function observe({ cloud, held, engine }: SweepRow, rules = [makeSyncRule()]): Observation {
  const group = clouds[cloud];
  const groups = held === 'unknown' ? unread : known(held === 'live' ? [makeAdGroup(1)] : []);
  const deleted = cloud === 'soft-deleted' ? [{ id: idOf(1), displayName: 'Group 1', deletedDateTime: null }] : [];
  return makeObservation({
    scope: { ...whole, lists: cloud === 'not read' ? [] : ['all'] },
    setting: makeSetting({ [ours]: 'false' }),
    groups: group === null ? [] : [group],
    deleted,
    connect: makeConnect({
      servers: [makeServer({ engine: engine === 'unknown' ? unread : known(engine), rules })],
      directory: makeDirectory({ groups }),
    }),
  });
}

describe('what the delete rule takes once it reaches every group', () => {
  it.each(sweepRows)('engine $engine, $cloud in the cloud, $held in AD: $effect', (row) => {
    const expected = row.effect === null ? [] : [[`adGroup/${idOf(1)}`, row.effect]];
    const told = (effects: readonly Effect[]) => effects.map(({ object, effect }) => [object, effect]);
    const created = effectsOf({ policy, desired, observation: observe(row, []) }, [changeRule(null, {})]);
    expect(told(created)).toEqual(expected);
    const resumed = effectsOf({ policy, desired, observation: observe(row) }, [resume()]);
    expect(told(resumed)).toEqual(expected);
    expect([...created, ...resumed].filter(({ managed }) => managed)).toEqual([]);
  });

  it('has a line for every combination that there is', () => {
    const seen = sweepRows.map(({ engine, cloud, held }) => `${engine} ${cloud} ${held}`);
    expect(new Set(seen).size).toBe(seen.length);
    // Of what is gone or was not read only AD tells.
    expect(seen).toHaveLength(4 * (8 * 3 + 2));
  });

  const row: SweepRow = { engine: 'v2', cloud: 'off', held: 'live', effect: 'delete' };
  const off = { policy, desired, observation: observe(row, []) };

  it.each([
    ['is created', [changeRule(null, {})], []],
    ['is enabled', [changeRule({ disabled: true }, {})], [makeSyncRule({ disabled: true })]],
    ['is replaced', [changeRule({ precedence: 7 }, {})], [makeSyncRule({ precedence: 7 })]],
    ['is there when the scheduler goes on', [resume()], [makeSyncRule()]],
  ])('is deleted where the rule %s, and by that change', (_case, changes, rules) => {
    expect(effectsOf({ policy, desired, observation: observe(row, rules) }, changes)).toEqual([
      {
        object: `adGroup/${idOf(1)}`,
        displayName: 'Group 1',
        effect: 'delete',
        basis: 'observed',
        reason: 'It is off: the delete rule takes it out of Active Directory at the next synchronisation.',
        causes: changes.map(({ key }) => key),
        managed: false,
      },
    ]);
  });

  it.each([
    ['it is disabled', [changeRule({}, { disabled: true })]],
    ['it is deleted', [changeRule({}, null)]],
    ['no rule acts when the scheduler goes on', [resume()]],
    ['only a staging server gets it', [changeRule(null, {}, 'aadc02')]],
    ['the member limit is disabled', [changeLimit(true)]],
    ['only the default changes', [changeSetting()]],
    ['the scheduler runs already', [{ ...resume(), before: { syncCycleEnabled: true } }]],
  ])('is nothing where %s', (_case, changes) => {
    expect(effectsOf(off, changes)).toEqual([]);
  });

  it('counts each server as the active one where none is known to be', () => {
    const blind = makeConnect({
      servers: [makeServer({ stagingMode: unread })],
      directory: makeDirectory({ groups: known([makeAdGroup(1)]) }),
    });
    const observation = { ...off.observation, connect: blind };
    const declared = makePolicy(askConnect({ connect: { engine: 'v2' } }));
    expect(effectsOf({ policy: declared, desired, observation }, [changeRule(null, {})])).toMatchObject([
      { effect: 'delete', basis: 'declared' },
    ]);
    expect(effectsOf({ policy: declared, desired, observation }, [resume()])).toHaveLength(1);
  });

  it.each([
    ['gone', { ids: [idOf(1)] }, [], desired],
    ['gone, and protected', {}, [], makeDesired({ protectedIds: new Set([idOf(1)]) })],
    ['of another kind', { ids: [idOf(1)] }, [makeGroup(1, { kind: 'mailEnabledSecurity' })], desired],
  ])(
    'is not known where Active Directory was not read and a group that is named is %s',
    (_what, scope, groups, asked) => {
      const unreadAd = observe({ ...row, held: 'unknown' }, []);
      const observation = { ...unreadAd, groups, scope: { ...whole, ...scope } };
      const effects = effectsOf({ policy, desired: asked, observation }, [changeRule(null, {})]);
      expect(effects.map(({ object, effect }) => [object, effect])).toEqual([[`adGroup/${idOf(1)}`, 'unknown']]);
    },
  );

  it('looks at the default as it is and as it will be, whichever is worse', () => {
    const unset = observe({ ...row, cloud: 'unset' }, []);
    const enables = changeSetting({ before: { [ours]: 'false' }, after: { [ours]: 'true' } });
    const effects = effectsOf({ policy, desired, observation: unset }, [changeRule(null, {}), enables]);
    expect(effects.map(({ effect }) => effect)).toEqual(['unknown']);
    const enabled = { ...unset, setting: makeSetting({ [ours]: 'true' }) };
    expect(effectsOf({ policy, desired, observation: enabled }, [changeRule(null, {})])).toEqual([]);
    const disables = effectsOf({ policy, desired, observation: enabled }, [changeRule(null, {}), changeSetting()]);
    expect(disables.map(({ effect }) => effect)).toEqual(['unknown']);
  });

  it('spares what the plan enables, and names both causes of what it disables', () => {
    const observation = {
      ...off.observation,
      groups: [makeGroup(1, { isEnabled: false }), makeGroup(2, { isEnabled: true })],
      connect: makeConnect({ directory: makeDirectory({ groups: known([makeAdGroup(1), makeAdGroup(2)]) }) }),
    };
    const rule = changeRule(null, {});
    const effects = effectsOf({ policy, desired, observation }, [enable(1), rule, changeGroup(2)]);
    expect(effects.map(({ object, effect, causes }) => [object, effect, causes])).toEqual([
      [`adGroup/${idOf(1)}`, 'none', [keyOf(1)]],
      [`adGroup/${idOf(2)}`, 'delete', [keyOf(2), rule.key]],
    ]);
  });

  it('takes an object that was restored, where its group stays off', () => {
    const observation = { ...off.observation, connect: makeConnect() };
    const brought = { ...restore(1), before: { isDeleted: true, groupId: idOf(1) } };
    expect(effectsOf({ policy, desired, observation }, [brought, changeRule(null, {})])).toMatchObject([
      { effect: 'delete', causes: [`adGroup/${guidOf(1)}`, 'syncRule/aadc01/deleteOutOfScope'] },
    ]);
  });

  it.each([
    ['lists', { ...whole, lists: ['security'] }],
    ['soft-deleted groups', { ...whole, deleted: false }],
  ] as const)('cannot be told at all where neither AD nor all %s were read', (_case, scope) => {
    const observation = { ...observe({ ...row, held: 'unknown' }, []), scope };
    expect(effectsOf({ policy, desired, observation }, [changeRule(null, {})])).toMatchObject([
      { object: 'adGroup/*', displayName: null, effect: 'unknown' },
      { object: `adGroup/${idOf(1)}`, effect: 'unknown' },
    ]);
  });

  it.each([
    ['CN=Sales\\, North_000000000000,OU=Groups,DC=contoso,DC=com', 'Sales, North'],
    [`CN=Group_${idOf(1)},OU=Groups,DC=contoso,DC=com`, null],
  ])('calls a group that is gone as its object is called: %s', (distinguishedName, displayName) => {
    const directory = makeDirectory({ groups: known([makeAdGroup(1, { distinguishedName })]) });
    const observation = { ...off.observation, groups: [], connect: makeConnect({ directory }) };
    expect(effectsOf({ policy, desired, observation }, [changeRule(null, {})])).toMatchObject([{ displayName }]);
  });
});

describe('enabling the member limit', () => {
  const limited = changeLimit(false);
  const groups = [
    makeGroup(1, { isEnabled: true }),
    makeGroup(2, { isEnabled: false }),
    makeGroup(3),
    makeGroup(4, { isEnabled: true, kind: 'distributionList' }),
    makeGroup(5, { isEnabled: true, kind: 'security', onPremisesSyncEnabled: true }),
    makeGroup(6, { isEnabled: true }),
  ];
  const servers = [makeServer({ rules: [makeLimitRule({ disabled: true })] })];
  const connect = makeConnect({
    servers,
    directory: makeDirectory({ groups: known([1, 2, 3, 4, 5].map((n) => makeAdGroup(n))) }),
  });
  const observation = makeObservation({ scope: whole, groups, setting: makeSetting({ [ours]: 'false' }), connect });

  it('could drop every group that is on, or may be, and that AD holds', () => {
    const effects = effectsOf({ policy, desired, observation }, [limited]);
    expect(effects.map(({ object }) => object)).toEqual([`adGroup/${idOf(1)}`, `adGroup/${idOf(3)}`]);
    expect(effects[0]).toMatchObject({
      effect: 'unknown',
      reason:
        'The member-limit rule keeps groups of more than 50,000 members out of Active Directory; how many it has is not known: leave the rule disabled, or count its members.',
      causes: [limited.key],
    });
  });

  it.each([
    [50_000, []],
    [50_001, ['delete']],
    [300_000, ['delete']],
    [null, ['unknown']],
  ])('drops what is known to have more members than the rule lets through: %j', (count, effects) => {
    const counted = { ...observation, memberCounts: { [idOf(1)]: count, [idOf(3)]: 0, [idOf(6)]: 90_000 } };
    expect(effectsOf({ policy, desired, observation: counted }, [limited]).map(({ effect }) => effect)).toEqual(
      effects,
    );
  });

  it('could drop every object whose group was not read', () => {
    const unreadGroups = { ...observation, groups: [], scope: { ...whole, lists: [], ids: [idOf(5)] } };
    const effects = effectsOf({ policy, desired, observation: unreadGroups }, [limited]);
    expect(effects.map(({ object, effect }) => [object, effect])).toEqual(
      [1, 2, 3, 4].map((n) => [`adGroup/${idOf(n)}`, 'unknown']),
    );
  });

  it('drops a large group that the plan switches off after it: the rule comes first', () => {
    const counted = { ...observation, memberCounts: { [idOf(1)]: 60_000, [idOf(3)]: 0 } };
    expect(effectsOf({ policy, desired, observation: counted }, [limited, changeGroup(1)])).toMatchObject([
      { object: `adGroup/${idOf(1)}`, effect: 'delete', causes: [keyOf(1), limited.key] },
    ]);
  });

  it.each([
    ['the rule comes', 60_000, [limited], 'none'],
    ['the rule is there', 60_000, [], 'none'],
    ['it is no larger', 50_000, [limited], 'create'],
    ['nobody counted', null, [], 'create'],
  ])('keeps a group out that is switched on: %s', (_case, count, changes, effect) => {
    const acting = makeServer({ rules: [makeLimitRule({ disabled: changes.length > 0 })] });
    const off = {
      ...observation,
      groups: [makeGroup(2, { isEnabled: false })],
      memberCounts: { [idOf(2)]: count },
      connect: makeConnect({ servers: [acting], directory: makeDirectory({ groups: known([]) }) }),
    };
    expect(effectsOf({ policy, desired, observation: off }, [...changes, enable(2)])).toMatchObject([{ effect }]);
  });

  it('is worse than what else the plan does to the group', () => {
    const retype = changeGroup(1, { before: {}, after: { onPremisesGroupType: 'universalSecurityGroup' } });
    const [effect] = effectsOf({ policy, desired, observation }, [retype, limited]);
    expect(effect).toMatchObject({ effect: 'unknown', causes: [keyOf(1), limited.key] });
  });

  it('could drop groups that were not read, where AD was not read either', () => {
    const blind = {
      ...observation,
      scope: { ...whole, lists: [] },
      connect: makeConnect({ servers, directory: null }),
    };
    expect(effectsOf({ policy, desired, observation: blind }, [limited]).map(({ object }) => object)).toEqual([
      'adGroup/*',
      ...[1, 3, 6].map((n) => `adGroup/${idOf(n)}`),
    ]);
  });
});

describe('whose word it is', () => {
  const retyped = { before: { onPremisesGroupType: null }, after: { onPremisesGroupType: 'universalSecurityGroup' } };
  const changes = {
    'on → off, rule gone': changeGroup(1),
    'on → off, rule there': changeGroup(1),
    'off → on': enable(1),
    'on → on, retyped': changeGroup(1, retyped),
    'off → off': changeGroup(1, { before: { isEnabled: null }, after: { isEnabled: false } }),
  } as const;

  it.each([
    ...declaredRows.map((row) => [row.engine, 'declared', row.change, row.effect, row] as const),
    ...observedRows.map((row) => [row.engine, 'observed', row.change, row.effect, row] as const),
  ])('engine %s, %s; %s: %s', (engine, how, change, effect, { basis, counts }) => {
    const rules = change === 'on → off, rule gone' ? [] : [makeSyncRule()];
    const servers = [makeServer({ rules, engine: how === 'declared' ? unread : known(engine) })];
    const directory = makeDirectory({ groups: known([makeAdGroup(1, { groupType: null })]) });
    const observation = makeObservation({
      groups: [makeGroup(1, change === 'off → off' ? { kind: 'security' } : { isEnabled: change !== 'off → on' })],
      connect: makeConnect({ servers, directory }),
    });
    const declared = makePolicy(askConnect({ connect: { engine: how === 'declared' ? engine : null } }));
    const [told] = effectsOf({ policy: declared, desired, observation }, [changes[change]]);
    expect(told).toMatchObject({ effect, basis });
    expect(told !== undefined && ['delete', 'unknown'].includes(weigh(told))).toBe(counts);
  });
});

describe('Active Directory that may not be the one that groups are written to', () => {
  const nowhere = makeServer({ rules: [makeSyncRule()], targetContainer: known('') });
  const seen = (groups: readonly GroupRecord[], held: readonly number[]) =>
    makeObservation({
      scope: { ...whole, deleted: false },
      groups,
      connect: makeConnect({
        servers: [nowhere],
        directory: makeDirectory({ groups: known(held.map((n) => makeAdGroup(n))) }),
      }),
    });
  const on = makeGroup(1, { isEnabled: true });
  const told = (observation: Observation, ...changes: Parameters<typeof effectsOf>[1]) =>
    effectsOf({ policy, desired, observation }, changes).map(({ object, effect }) => [object.slice(8), effect]);

  it('does not show that a group has no object there', () => {
    const off = changeGroup(1);
    expect(told(seen([on], []), off)).toEqual([[idOf(1), 'delete']]);
    expect(told(seen([on], [1]), off)).toEqual([[idOf(1), 'delete']]);
  });

  it('shows the objects that it holds, and hides no others', () => {
    const observation = seen([makeGroup(1, { isEnabled: false }), makeGroup(2, { isEnabled: false })], [2]);
    const connect = makeConnect({ ...observation.connect, servers: [{ ...nowhere, rules: [] }] });
    expect(told({ ...observation, connect }, changeRule(null, {}))).toEqual([
      ['*', 'unknown'],
      [idOf(1), 'unknown'],
      [idOf(2), 'delete'],
    ]);
  });
});
