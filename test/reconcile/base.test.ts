import { describe, expect, it } from 'vitest';
import { compareWithBase } from '../../src/reconcile/base.js';
import { plan } from '../../src/reconcile/plan.js';
import { idOf, keyOf, makeDesired, makeGroup, makeRule } from '../support/builders.js';
import { emptyInput } from '../support/plan-input.js';

const rule = makeRule();
const groups = [1, 2].map((n) => makeGroup(n));

/** The third group was not observed: a group that only a rule names has no name. */
function named(n: number) {
  return { key: keyOf(n), displayName: n === 3 ? null : `Group ${n}` };
}

function reach(managed: readonly number[], protectedOnes: readonly number[], policyDigest = 'this') {
  return makeDesired({
    policyDigest,
    groups: managed.map((n) => ({ group: makeGroup(n), rule })),
    protectedIds: new Set(protectedOnes.map(idOf)),
  });
}

describe('the comparison with another policy', () => {
  it.each([
    ['the same reach', [1, 2], [1], [1, 2], [1], [], [], []],
    ['released groups', [1], [], [3, 2, 1], [], [2, 3], [], []],
    ['captured groups', [3, 2, 1], [], [1], [], [], [2, 3], []],
    ['groups no longer protected', [1, 2], [2], [1, 2], [2, 1], [], [], [1]],
    ['groups protected from now on', [1], [1], [1], [], [], [], []],
    ['protection of as many others', [1, 2], [2], [1, 2], [1], [], [], [1]],
    ['everything released and protected no more', [], [], [2, 1], [2, 1], [1, 2], [], [1, 2]],
  ])('%s', (_case, managed, guarded, baseManaged, baseGuarded, released, captured, noLongerProtected) => {
    expect(compareWithBase(reach(managed, guarded), reach(baseManaged, baseGuarded, 'base'), { groups })).toEqual({
      policyDigest: 'base',
      released: released.map(named),
      captured: captured.map(named),
      noLongerProtected: noLongerProtected.map(named),
    });
  });

  it('is part of a plan that is given one', () => {
    const made = plan(emptyInput({ desired: reach([], []), base: reach([1], [], 'base') }));
    expect(made.base).toEqual({
      policyDigest: 'base',
      released: [{ key: keyOf(1), displayName: null }],
      captured: [],
      noLongerProtected: [],
    });
  });
});
