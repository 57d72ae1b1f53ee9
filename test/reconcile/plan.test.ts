import { describe, expect, it } from 'vitest';
import type { Observation, TenantProof } from '../../src/model/observation.js';
import type { Warning } from '../../src/model/plan.js';
import type { Allowance } from '../../src/model/policy.js';
import type { ServerObservation } from '../../src/model/server.js';
import { plan } from '../../src/reconcile/plan.js';
import {
  askConnect,
  askDefault,
  askNoServer,
  askPresent,
  askServer,
  idOf,
  keyOf,
  known,
  makeConnect,
  makeDesired,
  makeGroup,
  makeMarker,
  makeObservation,
  makePolicy,
  makeRule,
  makeSafety,
  makeScheduler,
  makeServer,
  makeSetting,
  sourceAt,
  tenantId,
} from '../support/builders.js';
import { emptyInput, makeInput } from '../support/plan-input.js';
import { template3 } from '../support/templates.js';

const setting = 'setting/Group.Unified';

/** Enables Finance, disables the rest and the default for new groups; one object may be lost by that. */
const policy = makePolicy({
  safety: makeSafety({ maxAdDeletions: 1 }),
  newMicrosoft365Groups: askDefault(false),
  groups: [
    makeRule({ match: { kind: ['microsoft365'], displayName: ['Finance*'] }, source: sourceAt(7) }),
    makeRule({ writeback: 'disabled', source: sourceAt(9) }),
  ],
});

const observation = makeObservation({
  setting: makeSetting(null, template3),
  groups: [
    makeGroup(3, { displayName: 'Finance' }),
    makeGroup(1, { displayName: 'Sales' }),
    makeGroup(2, { isEnabled: false }),
    makeGroup(4, { kind: 'security', isEnabled: true }),
  ],
});

function proven(proof: TenantProof): Observation {
  return makeObservation({ tenant: { id: tenantId, cloud: 'global', displayName: null, domains: null, proof } });
}

describe('a plan', () => {
  const whole = plan(makeInput(policy, observation));

  it('orders the changes of every kind and ties them together', () => {
    const shared = { effect: 'none', source: sourceAt(9), requires: [] };
    expect(whole.changes).toEqual([
      {
        ...shared,
        key: keyOf(3),
        action: 'update',
        before: { isEnabled: null },
        after: { isEnabled: true },
        displayName: 'Finance',
        source: sourceAt(7),
      },
      {
        ...shared,
        key: keyOf(1),
        action: 'update',
        before: { isEnabled: null },
        after: { isEnabled: false },
        effect: 'unknown',
        displayName: 'Sales',
      },
      {
        ...shared,
        key: setting,
        action: 'create',
        before: null,
        after: { NewUnifiedGroupWritebackDefault: 'false', EnableGroupCreation: 'true', ClassificationList: '' },
        displayName: 'Group.Unified',
        source: sourceAt(5),
        requires: [keyOf(3), keyOf(1)],
      },
    ]);
  });

  it('lists what becomes of the AD object of every group, and of no other', () => {
    const shared = { basis: 'observed', managed: true };
    expect(whole.effects).toEqual([
      {
        ...shared,
        object: `adGroup/${idOf(1)}`,
        displayName: 'Sales',
        effect: 'unknown',
        reason:
          'Whether group writeback reads this setting is not known: let a Connect server be asked which engine is on.',
        causes: [keyOf(1)],
      },
      {
        ...shared,
        object: `adGroup/${idOf(3)}`,
        displayName: 'Finance',
        effect: 'none',
        reason: 'Whether and as what it is written back stays as it is.',
        causes: [keyOf(3)],
      },
    ]);
  });

  it('counts', () => {
    expect(whole.summary).toEqual({
      create: 1,
      update: 2,
      delete: 0,
      restore: 0,
      resume: 0,
      unchanged: 1,
      unmanaged: 1,
      skipped: 0,
      missing: 0,
      effects: { create: 0, delete: 0, orphan: 0, retype: 0, inert: 0, unknown: 1, none: 1 },
    });
  });

  it('says by what, for whom and when it was made', () => {
    expect(whole).toMatchObject({
      formatVersion: 1,
      tool: { name: 'entra-writeback', version: '0.1.0' },
      tenant: { id: tenantId, cloud: 'global' },
      policyDigest: 'd1'.repeat(32),
      createdAt: '2026-11-22T10:05:00.000Z',
      only: [],
      scope: 'all',
      missing: [],
      skipped: [],
      warnings: [],
      refusals: [],
      allowed: [],
      base: null,
      window: null,
    });
    expect(whole.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('names the guards that could not be judged, where any group changes', () => {
    expect(whole.notChecked).toEqual([
      {
        guard: 'recycleBin',
        reason: 'What Active Directory holds is not known: no Connect server was asked.',
      },
      {
        guard: 'protect',
        reason:
          'Whether this policy no longer protects a group that it switches off: plan --base with the policy as it was would tell.',
      },
    ]);
    expect(plan(makeInput(policy, makeObservation())).changes).toHaveLength(1);
    expect(plan(makeInput(policy, makeObservation())).notChecked).toEqual([]);
  });

  it('says that it looked at nothing where Graph is left out', () => {
    expect(plan(emptyInput({ scope: 'connect' })).warnings.map(({ code }) => code)).toEqual(['nothingLookedAt']);
  });

  it('narrows what is missing and what is skipped as well', () => {
    const missing = [8, 9].map((n) => ({
      key: keyOf(n),
      displayName: null,
      state: 'unknown' as const,
      until: null,
      source: sourceAt(1),
    }));
    const made = plan(emptyInput({ desired: makeDesired({ missing }), only: [keyOf(9)] }));
    expect(made.missing.map(({ key }) => key)).toEqual([keyOf(9)]);
    expect(made.summary.missing).toBe(1);
  });

  it('carries what is missing and what is skipped, and counts them', () => {
    const missing = {
      key: keyOf(9),
      displayName: null,
      state: 'unknown',
      until: null,
      source: sourceAt(3),
    } as const;
    const ineligible = { group: makeGroup(8), rule: makeRule({ source: sourceAt(4) }), reason: 'It is synchronised.' };
    const made = plan(emptyInput({ desired: makeDesired({ missing: [missing], ineligible: [ineligible] }) }));
    expect(made.missing).toEqual([missing]);
    expect(made.skipped).toEqual([
      { key: keyOf(8), displayName: 'Group 8', reason: 'It is synchronised.', source: sourceAt(4) },
    ]);
    expect(made.summary).toMatchObject({ missing: 1, skipped: 1 });
  });
});

describe('facts', () => {
  const known = { name: 'tenant.id', known: true, value: tenantId, basis: 'observed', at: '2026-11-22T10:00:00.000Z' };
  it.each([
    ['organization', { ...known, by: 'Microsoft Graph' }],
    ['token', { ...known, by: 'the access token' }],
    [
      'unproven',
      {
        name: 'tenant.id',
        known: false,
        remedy: 'Let the sign-in read /organization, or use a token that names its tenant.',
      },
    ],
  ] as const)('say how sure the tenant is: %s', (proof, fact) => {
    expect(plan(makeInput(makePolicy(), proven(proof))).facts[0]).toEqual(fact);
  });

  it.each([
    [null, { name: 'connect.engine', known: false, remedy: 'Declare `connect.engine` in the policy.' }],
    ['v1', { name: 'connect.engine', known: true, value: 'v1', basis: 'declared', by: 'the policy', at: null }],
  ] as const)('say what the policy declares of the engine: %s', (engine, fact) => {
    const declared = makePolicy({
      connect: { ...askNoServer.connect, engine, engineSource: engine === null ? null : sourceAt(20) },
    });
    expect(plan(makeInput(declared, makeObservation())).facts[1]).toEqual(fact);
  });

  it('say what the default is', () => {
    expect(plan(emptyInput()).facts.map(({ name }) => name)).toEqual([
      'tenant.id',
      'connect.engine',
      'defaults.newMicrosoft365Groups',
    ]);
  });
});

describe('warnings', () => {
  it('pass on those of the policy first', () => {
    const lint: Warning = { code: 'ruleMatchesNothing', message: 'A rule matches nothing.', source: sourceAt(7) };
    const flip = makePolicy({ newMicrosoft365Groups: askDefault(false) });
    const made = plan(makeInput(flip, makeObservation({ groups: [makeGroup(1)] }), { warnings: [lint] }));
    expect(made.warnings.map(({ code }) => code)).toEqual(['ruleMatchesNothing', 'leftUnset']);
    expect(made.warnings[0]).toEqual(lint);
  });

  it('say that the tenant is not proven', () => {
    expect(plan(makeInput(makePolicy(), proven('unproven'))).warnings).toEqual([
      {
        code: 'tenantUnproven',
        message:
          'Neither /organization nor the access token says which tenant this is: the ID is only what the policy declares.',
      },
    ]);
  });

  it.each([
    [['group/9*', 'setting/x'], 'No change has a key that matches --only group/9* setting/x.'],
    [['group'], 'No change has a key that matches --only group.'],
  ])('say that --only matches nothing', (only, message) => {
    const made = plan(makeInput(policy, observation, { only }));
    expect(made.changes).toEqual([]);
    expect(made.warnings).toEqual([{ code: 'onlyMatchesNothing', message }]);
  });
});

describe('--only', () => {
  it('narrows changes, effects and counts, and is recorded', () => {
    const made = plan(makeInput(policy, observation, { only: ['group/*'] }));
    expect(made.only).toEqual(['group/*']);
    expect(made.changes.map(({ key }) => key)).toEqual([keyOf(3), keyOf(1)]);
    expect(made.effects).toHaveLength(2);
    expect(made.summary).toMatchObject({ create: 0, update: 2, unchanged: 1 });
    expect(made.warnings).toEqual([]);
  });

  it.each([
    [[setting], 2, [keyOf(3), keyOf(1)]],
    [[setting, keyOf(3)], 1, [keyOf(1)]],
  ])('says what a change waits for in vain: %j', (only, count, keys) => {
    const made = plan(makeInput(policy, observation, { only }));
    expect(made.changes.at(-1)?.requires).toEqual([keyOf(3), keyOf(1)]);
    expect(made.warnings).toEqual([
      {
        code: 'requiresLeftOut',
        message: `setting/Group.Unified waits for ${count === 1 ? '1 change' : '2 changes'} that --only leaves out: it will not be attempted.`,
        keys,
      },
    ]);
  });

  const hold = makeMarker({ kind: 'hold', deadline: null });
  const rule = 'syncRule/aadc01/deleteOutOfScope';
  const scheduler = 'scheduler/aadc01';

  it.each([
    ['a scheduler that a run left paused is put back all the same', makeMarker(), ['group/*'], [scheduler]],
    ['a hold stays beside what needs no window', hold, ['group/*'], []],
    ['a hold is in the way of what needs the window', hold, ['syncRule/*'], [rule, scheduler]],
    ['a hold is in the way where it is asked for', hold, ['scheduler/*'], [scheduler]],
  ])('%s', (_case, marker, only, keys) => {
    const asking = makePolicy(askConnect({ syncRules: { deleteOutOfScope: askPresent } }));
    const off = known(makeScheduler({ syncCycleEnabled: false }));
    const connect = makeConnect({ servers: [makeServer({ scheduler: off, marker: known(marker) })] });
    const made = plan(makeInput(asking, makeObservation({ connect }), { only }));
    expect(made.changes.map(({ key }) => key)).toEqual(keys);
  });

  it('narrows what the guards judge', () => {
    const strict = { ...policy, safety: makeSafety({ maxAdDeletions: 1, maxGroupChanges: { count: 1 } }) };
    expect(plan(makeInput(strict, observation)).refusals.map(({ guard }) => guard)).toEqual(['maxGroupChanges']);
    expect(plan(makeInput(strict, observation, { only: [keyOf(1)] })).refusals).toEqual([]);
  });
});

describe('what the policy asks of servers that were not asked', () => {
  const server = makeServer();
  const two = [askServer('aadc01'), askServer('aadc02', { role: 'staging' })];
  const rule = { syncRules: { deleteOutOfScope: askPresent } };
  const scheduler = { connect: { scheduler: { source: sourceAt(60) }, servers: two } };

  it.each<[string, Parameters<typeof askConnect>[0], readonly ServerObservation[] | null, 'all' | 'graph', string[]]>([
    ['nothing is asked', { connect: { servers: two } }, null, 'all', []],
    ['the policy names none', { ...rule, connect: { servers: [] } }, null, 'all', []],
    ['all were asked', { ...rule, connect: { servers: two.slice(0, 1) } }, [server], 'all', []],
    [
      'one was not',
      { ...rule, connect: { servers: two } },
      [server],
      'all',
      [
        'Not compared on aadc02: deleteOutOfScope (the snapshot has no answer from there). What holds there is unknown, and counts as unknown.',
      ],
    ],
    [
      'they are left out',
      { ...rule, ...scheduler },
      [server],
      'graph',
      [
        'Not compared on aadc01, aadc02: deleteOutOfScope, scheduler (--scope graph leaves servers out). What holds there is unknown, and counts as unknown.',
      ],
    ],
  ])('is said: %s', (_case, asked, servers, scope, messages) => {
    const connect = servers === null ? null : makeConnect({ servers });
    const { warnings } = plan(makeInput(makePolicy(askConnect(asked)), makeObservation({ connect }), { scope }));
    expect(warnings.filter(({ code }) => code === 'serversNotAsked').map(({ message }) => message)).toEqual(messages);
  });
});

describe('judgement', () => {
  const strict = { ...policy, safety: makeSafety({ maxAdDeletions: 1, maxGroupChanges: { count: 0 } }) };

  it.each(['plan', 'apply', 'undo'] as const)('refuses for %s', (command) => {
    const made = plan(makeInput(strict, observation, { run: { command, pullRequest: null, mayLive: [] } }));
    expect(made.refusals.map(({ guard }) => guard)).toEqual(['maxGroupChanges']);
  });

  it('does not refuse for drift, which only compares', () => {
    const made = plan(makeInput(strict, observation, { run: { command: 'drift', pullRequest: null, mayLive: [] } }));
    expect(made.refusals).toEqual([]);
    expect(made.changes).toHaveLength(3);
  });
});

describe('waves', () => {
  const rolling = { ...policy, rollout: { waves: [1, 'rest'] as const, source: sourceAt(20) } };
  const wavesOf = (command: 'plan' | 'apply' | 'drift' | 'undo') =>
    plan(makeInput(rolling, observation, { run: { command, pullRequest: null, mayLive: [] } })).waves;

  it('are those of the rollout, of what is to be applied', () => {
    expect(wavesOf('plan')?.map((keys) => keys.length)).toEqual([1, 2]);
    expect(wavesOf('apply')).toEqual(wavesOf('plan'));
    expect(plan(makeInput(policy, observation)).waves).toBeNull();
  });

  it('are none of what only compares, or takes back', () => {
    expect([wavesOf('drift'), wavesOf('undo')]).toEqual([null, null]);
  });
});

describe('allowances', () => {
  const allowance: Allowance = {
    guard: 'maxGroupChanges',
    count: 2,
    until: null,
    reason: 'CHG-4711',
    source: sourceAt(30),
  };
  const flag: Allowance = { guard: 'maxGroupChanges', count: 2, until: null, reason: null, source: null };

  it.each([
    ['without an end', null, true],
    ['on the day before its last', '2026-11-23', true],
    ['on its last day', '2026-11-22', true],
    ['on the day after its last', '2026-11-21', false],
  ])('%s: in force %s', (_case, until, inForce) => {
    const allow = [{ ...allowance, until }];
    const lenient = { ...policy, safety: makeSafety({ maxAdDeletions: 1, maxGroupChanges: { count: 0 }, allow }) };
    const made = plan(makeInput(lenient, observation));
    expect(made.allowed).toEqual(inForce ? allow : []);
    expect(made.refusals).toHaveLength(inForce ? 0 : 1);
  });

  it('end with the day in UTC', () => {
    const allow = [{ ...allowance, until: '2026-11-22' }];
    const lenient = { ...policy, safety: makeSafety({ allow }) };
    const lastMoment = new Date('2026-11-22T23:59:59.999Z');
    const firstMoment = new Date('2026-11-23T00:00:00.000Z');
    expect(plan(makeInput(lenient, observation, { now: lastMoment })).allowed).toHaveLength(1);
    expect(plan(makeInput(lenient, observation, { now: firstMoment })).allowed).toEqual([]);
  });

  it('of the command line are recorded after those of the policy', () => {
    const lenient = { ...policy, safety: makeSafety({ allow: [allowance] }) };
    expect(plan(makeInput(lenient, observation, { allow: [flag] })).allowed).toEqual([allowance, flag]);
  });
});
