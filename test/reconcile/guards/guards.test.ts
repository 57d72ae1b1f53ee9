import { describe, expect, it } from 'vitest';
import { type GuardName, unliftableGuards } from '../../../src/model/policy.js';
import { judge, refuse } from '../../../src/reconcile/guards/index.js';
import {
  idOf,
  keyOf,
  makeDesired,
  makeGroup,
  makeObservation,
  makePolicy,
  makeSafety,
  makeSetting,
  tenantId,
} from '../../support/builders.js';
import { template13 } from '../../support/templates.js';
import { changeGroup, changeSetting, ours } from '../changes.js';
import { allow, makeJudged, manage } from './judged.js';

const enables = changeSetting({ before: { [ours]: 'false' }, after: { [ours]: 'true' } });
const otherTenant = '00000000-0000-4000-8000-0000000000ff';

describe('tenant', () => {
  it('refuses a plan made from another tenant, whatever is allowed', () => {
    const policy = makePolicy({ tenant: { id: otherTenant, cloud: 'global' } });
    expect(judge(makeJudged({ policy, allowed: [allow('tenant', 9)] }))).toEqual([
      {
        guard: 'tenant',
        message: `The policy is for tenant ${otherTenant}; this is tenant ${tenantId}.`,
        count: 1,
        limit: 0,
        keys: [],
        remedy: 'Sign in to the tenant that the policy names.',
      },
    ]);
  });
});

describe('template', () => {
  it.each([
    ['lacks the value', makeSetting(null, template13)],
    ['is missing', makeSetting(null, null)],
    ['lacks a value that the object has', makeSetting({ NewUnifiedGroupWritebackDefault: 'true' }, template13)],
  ])('refuses a write of the setting where the template %s, whatever is allowed', (_case, setting) => {
    const observation = makeObservation({ setting });
    const allowed = [allow('template', 9)];
    expect(judge(makeJudged({ observation, changes: [changeSetting()], allowed }))).toEqual([
      {
        guard: 'template',
        message:
          "This tenant's Group.Unified template has no NewUnifiedGroupWritebackDefault, so the value cannot be set here.",
        count: 1,
        limit: 0,
        keys: ['setting/Group.Unified'],
        remedy: 'Remove `defaults.newMicrosoft365Groups` from the policy of this tenant.',
      },
    ]);
  });

  it('lets the setting be written where the template has the value, and groups where it has not', () => {
    expect(judge(makeJudged({ changes: [changeSetting()] }))).toEqual([]);
    const observation = makeObservation({ setting: makeSetting(null, template13) });
    expect(judge(makeJudged({ observation, changes: [changeGroup(1)] }))).toEqual([]);
  });
});

describe('pullRequest', () => {
  const pullRequest = 'GitHub pull request 7';

  it.each([
    ['plan', pullRequest, 0],
    ['drift', pullRequest, 0],
    ['apply', pullRequest, 1],
    ['undo', pullRequest, 1],
    ['apply', null, 0],
    ['undo', null, 0],
  ] as const)('%s in %s is refused %i times', (command, job, refusals) => {
    expect(judge(makeJudged({ run: { command, pullRequest: job, host: null } }))).toHaveLength(refusals);
  });

  it('says which job it is, and can be allowed', () => {
    const run = { command: 'apply', pullRequest, host: null } as const;
    expect(judge(makeJudged({ run }))).toEqual([
      {
        guard: 'pullRequest',
        message: 'This is a pull-request job (GitHub pull request 7): what it would write has not been merged.',
        count: 1,
        limit: 0,
        keys: [],
        remedy:
          'To allow just this once: --allow pullRequest=1. Otherwise run `plan` here and `apply` after the merge.',
      },
    ]);
    expect(judge(makeJudged({ run, allowed: [allow('pullRequest', 1)] }))).toEqual([]);
  });
});

describe('protect', () => {
  const desired = makeDesired({ protectedIds: new Set([idOf(1), idOf(2)]) });
  const remedy = 'Let a rule that enables them come first, or remove `protect: true` in a change of its own.';

  it.each([
    [
      [changeGroup(1), changeGroup(3)],
      '1 protected group would no longer be written back, or lose the security type.',
      [keyOf(1)],
    ],
    [
      [changeGroup(1), changeGroup(2)],
      '2 protected groups would no longer be written back, or lose the security type.',
      [keyOf(1), keyOf(2)],
    ],
  ])('case %#: refuses to switch protected groups off, whatever is allowed', (changes, message, keys) => {
    expect(judge(makeJudged({ desired, changes, allowed: [allow('protect', 9)] }))).toEqual([
      { guard: 'protect', message, count: keys.length, limit: 0, keys, remedy },
    ]);
  });

  it.each([
    ['a security group, which is off without one', 'security', {}, [], true],
    ['a Microsoft 365 group while the default is enabled', 'microsoft365', {}, [], false],
    ['a Microsoft 365 group while the default is disabled', 'microsoft365', { [ours]: 'false' }, [], true],
    ['a Microsoft 365 group that waits for the default', 'microsoft365', { [ours]: 'false' }, [enables], false],
    ['a Microsoft 365 group whose default goes', 'microsoft365', {}, [changeSetting()], true],
    ['a Microsoft 365 group while the default was not read', 'microsoft365', null, [], true],
  ] as const)('judges an undo that takes its value away from %s', (_case, kind, held, others, refused) => {
    const groups = [makeGroup(1, { kind, isEnabled: true })];
    const observation = makeObservation({ groups, setting: held === null ? null : makeSetting(held) });
    const changes = [changeGroup(1, { before: { isEnabled: true }, after: { isEnabled: null } }), ...others];
    const refusals = judge(makeJudged({ desired, observation, changes }));
    expect(refusals.map(({ guard }) => guard)).toEqual(refused ? ['protect'] : []);
  });

  it('refuses to switch off a group that only the base policy protected', () => {
    const base = makeDesired({ protectedIds: new Set([idOf(3)]) });
    const refusals = judge(makeJudged({ base, changes: [changeGroup(1), changeGroup(3)] }));
    expect(refusals.map(({ guard, keys }) => [guard, keys])).toEqual([['protect', [keyOf(3)]]]);
  });

  it('refuses to take the security type of a protected group, whatever maxRetypes says', () => {
    const retype = changeGroup(1, {
      before: { onPremisesGroupType: 'UniversalSecurityGroup' },
      after: { onPremisesGroupType: 'universalDistributionGroup' },
    });
    const policy = makePolicy({ safety: makeSafety({ maxRetypes: 9 }) });
    const refusals = judge(makeJudged({ policy, desired, changes: [retype] }));
    expect(refusals.map(({ guard, keys }) => [guard, keys])).toEqual([['protect', [keyOf(1)]]]);
  });

  it('lets protected groups be switched on and others be switched off', () => {
    const changes = [changeGroup(1, { after: { isEnabled: true } }), changeGroup(3), changeSetting()];
    expect(judge(makeJudged({ desired, changes }))).toEqual([]);
  });
});

describe('the judgement of a plan', () => {
  it('tells every refusal in the order in which it should be read', () => {
    const rule = { count: 0 };
    const judged = makeJudged({
      policy: makePolicy({
        tenant: { id: otherTenant, cloud: 'global' },
        safety: makeSafety({ maxGroupChanges: rule }),
      }),
      desired: { ...manage(1), protectedIds: new Set([idOf(1)]) },
      observation: makeObservation({ setting: makeSetting(null, template13) }),
      changes: [
        changeGroup(1, {
          before: { isEnabled: true, onPremisesGroupType: 'universalSecurityGroup' },
          after: { isEnabled: false, onPremisesGroupType: 'universalDistributionGroup' },
        }),
        changeSetting(),
      ],
      run: { command: 'apply', pullRequest: 'a job', host: null },
    });
    expect(judge(judged).map(({ guard }) => guard)).toEqual([
      'tenant',
      'pullRequest',
      'template',
      'protect',
      'maxRetypes',
      'maxGroupChanges',
    ]);
  });

  it.each<GuardName>([
    'protect',
    'tenant',
    'template',
    'planChanged',
    'ambiguousTwin',
    'engineMismatch',
    'roleMismatch',
  ])('offers no allowance for %s', (guard) => {
    expect(unliftableGuards).toContain(guard);
    const finding = { count: 1, limit: 0, keys: [], message: 'No.', remedy: 'Do something else.' };
    expect(refuse(guard, finding).remedy).toBe('Do something else.');
  });
});
