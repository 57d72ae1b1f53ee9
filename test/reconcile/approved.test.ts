import { describe, expect, it } from 'vitest';
import { keepChanges } from '../../src/reconcile/approved.js';
import { plan } from '../../src/reconcile/plan.js';
import { keyOf, makeGroup, makeObservation, makePolicy, makeRule, sourceAt } from '../support/builders.js';
import { makeInput } from '../support/plan-input.js';

describe('the part of a plan that is going to be written', () => {
  const groups = [1, 2, 3].map((n) => makeGroup(n, { isEnabled: true }));
  const policy = makePolicy({
    groups: [makeRule({ match: { kind: ['microsoft365'] }, writeback: 'disabled' })],
    rollout: { waves: [2, 'rest'], source: sourceAt(9) },
  });
  const observation = makeObservation({ groups });
  const whole = plan(makeInput(policy, observation));

  it('has the effects and the counts of these changes only', () => {
    const part = keepChanges(whole, whole.changes.slice(0, 1), observation);
    expect(part.changes.map(({ key }) => key)).toEqual([keyOf(1)]);
    expect(part.effects.map(({ causes }) => causes)).toEqual([[keyOf(1)]]);
    expect(part.summary).toMatchObject({ update: 1, unchanged: 0, effects: { unknown: 1 } });
    expect(part.waves).toEqual([[keyOf(1)], []]);
  });

  it('is the plan itself where everything is written', () => {
    expect(keepChanges(whole, whole.changes, observation)).toEqual(whole);
    const undivided = { ...whole, waves: null };
    expect(keepChanges(undivided, whole.changes, observation)).toEqual(undivided);
  });
});
