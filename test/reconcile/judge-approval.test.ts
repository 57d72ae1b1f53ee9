import { describe, expect, it } from 'vitest';
import { type EffectKind, effectKinds } from '../../src/model/effect.js';
import type { Plan } from '../../src/model/plan.js';
import { judgeApproval } from '../../src/reconcile/approve.js';
import { plan } from '../../src/reconcile/plan.js';
import { idOf, keyOf, tenantId } from '../support/builders.js';
import { emptyInput } from '../support/plan-input.js';
import { changeGroup } from './changes.js';

const made = plan(emptyInput());
const limits = { now: new Date('2026-11-22T12:00:00.000Z'), maxFactAge: 3_600_000, rollout: null };
const young = '2026-11-22T11:30:00.000Z';
const newPlan = 'Make a new plan, review it and apply that one.';

/** A saved plan that changes these groups to this effect. */
function planOf(effects: Readonly<Record<number, EffectKind>>, parts: Partial<Plan> = {}): Plan {
  const numbers = Object.keys(effects).map(Number);
  return {
    ...made,
    createdAt: young,
    changes: numbers.map((n) => changeGroup(n)),
    effects: Object.entries(effects).map(([n, effect]) => ({
      object: `adGroup/${idOf(Number(n))}`,
      effect,
      displayName: null,
      basis: 'observed',
      reason: 'Known.',
      causes: [keyOf(Number(n))],
      managed: true,
    })),
    ...parts,
  };
}

describe('the waves of a plan', () => {
  const changes = [1, 2].map((n) => changeGroup(n));
  const judged = (waves: Plan['waves'], parts: Partial<Plan> = {}) =>
    judgeApproval(planOf({}, { changes, waves, ...parts }), planOf({}), {
      ...limits,
      rollout: { waves: [1, 'rest'], source: { file: 'writeback.yaml', line: 1 } },
    }).map(({ guard, message }) => `${guard}: ${message}`);

  it('are the ones that the policy cuts it into, whatever somebody wrote into the file', () => {
    const refused = 'planChanged: The waves of the plan are not those that the policy cuts it into.';
    expect(judged([[keyOf(1)], [keyOf(2)]])).toEqual([]);
    expect(judged([[keyOf(1), keyOf(2)], []])).toEqual([refused]);
    expect(judged(null)).toEqual([refused]);
  });

  it('are not looked at where the policy is another one anyway', () => {
    expect(judged(null, { policyDigest: 'f'.repeat(64) })).toEqual([expect.stringContaining('another policy')]);
  });
});

describe('an approval', () => {
  it('holds for the same policy, in time, where nothing is worse', () => {
    expect(judgeApproval(planOf({ 1: 'orphan' }), planOf({ 1: 'orphan' }), limits)).toEqual([]);
  });

  describe('of a plan that was refused when it was made', () => {
    const refusal = { guard: 'maxRetypes', message: 'No.', count: 2, limit: 0, keys: [], remedy: 'Do not.' } as const;
    const saved = planOf({}, { refusals: [refusal] });
    const allowed = (count: number) =>
      [{ guard: 'maxRetypes', count, until: null, reason: null, source: null }] as const;

    it.each<[string, Partial<Plan>, readonly string[]]>([
      ['is refused again, though nothing refuses it now', {}, ['maxRetypes']],
      ['is told once where the same guard refuses it now', { refusals: [refusal] }, []],
      ['holds where that is allowed by now', { allowed: allowed(2) }, []],
      ['is refused where less is allowed', { allowed: allowed(1) }, ['maxRetypes']],
      [
        'is refused where something else is allowed',
        { allowed: [{ ...allowed(9)[0], guard: 'planAge' }] },
        ['maxRetypes'],
      ],
    ])('%s', (_case, parts, guards) => {
      expect(judgeApproval(saved, planOf({}, parts), limits).map(({ guard }) => guard)).toEqual(guards);
    });
  });

  it.each<[string, Partial<Plan>, string]>([
    [
      'policy',
      { policyDigest: 'd2'.repeat(32) },
      'The plan was made from another policy than the one given now (its includes count too).',
    ],
    [
      'tenant',
      { tenant: { id: '00000000-0000-4000-8000-0000000000ff', cloud: 'global' } },
      `The plan was made for tenant ${tenantId}, this is tenant 00000000-0000-4000-8000-0000000000ff.`,
    ],
  ])('does not hold for another %s', (_case, parts, message) => {
    expect(judgeApproval(planOf({}), planOf({}, parts), limits)).toEqual([
      {
        guard: 'planChanged',
        message,
        count: 1,
        limit: 0,
        keys: [],
        remedy: newPlan,
      },
    ]);
  });

  it.each([
    ['as old as allowed', '2026-11-22T11:00:00.000Z', null],
    [
      'a millisecond older',
      '2026-11-22T10:59:59.999Z',
      'The plan was made 2026-11-22T10:59:59.999Z, longer ago than `safety.maxFactAge` allows.',
    ],
    ['from a clock that is five minutes fast', '2026-11-22T12:05:00.000Z', null],
    [
      'from the future',
      '2026-11-22T12:05:00.001Z',
      'The plan was made in the future (2026-11-22T12:05:00.001Z): a clock is wrong.',
    ],
  ])('that is %s', (_case, createdAt, message) => {
    expect(judgeApproval(planOf({}, { createdAt }), planOf({}), limits)).toEqual(
      message === null
        ? []
        : [
            {
              guard: 'planAge',
              message,
              count: 1,
              limit: 0,
              keys: [],
              remedy: 'To allow just this once: --allow planAge=1. Otherwise make a new plan and apply that one.',
            },
          ],
    );
  });

  it.each([
    ['lifted by the allowance that the refusal names', 'planAge', 1, []],
    ['not lifted by an allowance of none', 'planAge', 0, ['planAge']],
    ['not lifted by an allowance for another guard', 'maxRetypes', 9, ['planAge']],
  ] as const)('that is too old is %s', (_case, guard, count, refused) => {
    const saved = planOf({}, { createdAt: '2026-11-01T00:00:00.000Z' });
    const fresh = planOf({}, { allowed: [{ guard, count, until: null, reason: null, source: null }] });
    expect(judgeApproval(saved, fresh, limits).map((refusal) => refusal.guard)).toEqual(refused);
  });

  it('for another policy is lifted by no allowance', () => {
    const allowed = [{ guard: 'planChanged', count: 9, until: null, reason: null, source: null }] as const;
    const fresh = planOf({}, { policyDigest: 'd2'.repeat(32), allowed });
    expect(judgeApproval(planOf({}), fresh, limits)).toHaveLength(1);
  });

  const worseThan: Readonly<Record<EffectKind, readonly EffectKind[]>> = {
    none: ['create', 'delete', 'orphan', 'retype', 'inert', 'unknown'],
    inert: ['create', 'delete', 'orphan', 'retype', 'unknown'],
    create: ['delete', 'orphan', 'retype', 'unknown'],
    retype: ['delete', 'orphan', 'unknown'],
    orphan: ['delete', 'unknown'],
    delete: [],
    unknown: [],
  };
  it.each(effectKinds)('of an effect %s does not hold for a worse one', (approved) => {
    const refused = effectKinds.filter(
      (now) => judgeApproval(planOf({ 1: approved }), planOf({ 1: now }), limits).length > 0,
    );
    expect(refused).toEqual(worseThan[approved]);
  });

  it.each([
    [
      { 1: 'none', 2: 'none' },
      { 1: 'delete', 2: 'none' },
      '1 effect is worse now than when the plan was approved.',
      [1],
    ],
    [
      { 1: 'none', 2: 'none' },
      { 1: 'delete', 2: 'orphan' },
      '2 effects are worse now than when the plan was approved.',
      [1, 2],
    ],
  ] as const)('case %#: names the objects that fare worse', (before, now, message, worse) => {
    expect(judgeApproval(planOf(before), planOf(now), limits)).toEqual([
      {
        guard: 'planChanged',
        message,
        count: worse.length,
        limit: 0,
        keys: worse.map((n) => `adGroup/${idOf(n)}`),
        remedy: newPlan,
      },
    ]);
  });

  it('takes an object that the saved plan did not list for untouched by it', () => {
    const saved = planOf({ 1: 'none' }, { effects: [] });
    expect(judgeApproval(saved, planOf({ 1: 'none' }), limits)).toEqual([]);
    expect(judgeApproval(saved, planOf({ 1: 'create' }), limits)).toHaveLength(1);
  });

  it('does not look at what only new drift causes, which is not written', () => {
    expect(judgeApproval(planOf({ 1: 'none' }), planOf({ 1: 'none', 2: 'delete' }), limits)).toEqual([]);
  });

  it('tells every reason at once', () => {
    const saved = planOf({ 1: 'none' }, { createdAt: '2026-11-01T00:00:00.000Z' });
    const fresh = planOf({ 1: 'delete' }, { policyDigest: 'd2'.repeat(32) });
    expect(judgeApproval(saved, fresh, limits).map(({ guard }) => guard)).toEqual([
      'planChanged',
      'planAge',
      'planChanged',
    ]);
  });
});
