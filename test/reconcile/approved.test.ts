import { describe, expect, it } from 'vitest';
import { keepChanges } from '../../src/reconcile/approved.js';
import { plan } from '../../src/reconcile/plan.js';
import { keyOf, makeGroup, makeObservation, makePolicy, makeRule } from '../support/builders.js';
import { makeInput } from '../support/plan-input.js';

describe('the part of a plan that is going to be written', () => {
  const groups = [1, 2, 3].map((n) => makeGroup(n, { isEnabled: true }));
  const policy = makePolicy({ groups: [makeRule({ match: { kind: ['microsoft365'] }, writeback: 'disabled' })] });
  const whole = plan(makeInput(policy, makeObservation({ groups })));

  it('has the effects and the counts of these changes only', () => {
    const part = keepChanges(whole, whole.changes.slice(0, 1));
    expect(part.changes.map(({ key }) => key)).toEqual([keyOf(1)]);
    expect(part.effects.map(({ causes }) => causes)).toEqual([[keyOf(1)]]);
    expect(part.summary).toMatchObject({ update: 1, unchanged: 0, effects: { unknown: 1 } });
  });

  it('is the plan itself where everything is written', () => {
    expect(keepChanges(whole, whole.changes)).toEqual(whole);
  });
});
