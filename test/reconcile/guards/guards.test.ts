import { describe, expect, it } from 'vitest';
import { type GuardName, unliftableGuards } from '../../../src/model/policy.js';
import { judge, refuse } from '../../../src/reconcile/guards/index.js';
import { idOf, makeObservation, makePolicy, makeSafety, makeSetting, tenantId } from '../../support/builders.js';
import { template13 } from '../../support/templates.js';
import { changeGroup, changeSetting } from '../changes.js';
import { allow, makeEffect, makeJudged, manage } from './judged.js';

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
    expect(judge(makeJudged({ run: { command, pullRequest: job, mayLive: [] } }))).toHaveLength(refusals);
  });

  it('says which job it is, and can be allowed', () => {
    const run = { command: 'apply', pullRequest, mayLive: [] } as const;
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
      effects: [makeEffect(1, 'unknown')],
      run: { command: 'apply', pullRequest: 'a job', mayLive: [] },
    });
    expect(judge(judged).map(({ guard }) => guard)).toEqual([
      'tenant',
      'pullRequest',
      'template',
      'protect',
      'maxAdDeletions',
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
    'precedence',
  ])('offers no allowance for %s', (guard) => {
    expect(unliftableGuards).toContain(guard);
    const finding = { count: 1, limit: 0, keys: [], message: 'No.', remedy: 'Do something else.' };
    expect(refuse(guard, finding).remedy).toBe('Do something else.');
  });
});
