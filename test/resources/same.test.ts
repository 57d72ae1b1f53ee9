import { describe, expect, it } from 'vitest';
import type { Values } from '../../src/model/change.js';
import { sameValues } from '../../src/resources/same.js';

const asItIs = (value: unknown) => value;

describe('two sets of values', () => {
  it.each<[string, Values | null, Values | null, boolean]>([
    ['in another order are the same', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['differ in a value', { a: 1 }, { a: 2 }, false],
    ['differ where one has more names', { a: 1 }, { a: 1, b: 2 }, false],
    ['differ where the names differ', { a: null }, { b: null }, false],
    ['without names are the same', {}, {}, true],
    ['are told from no resource', {}, null, false],
    ['are told from no resource the other way round', null, {}, false],
    ['of no resource are the same', null, null, true],
  ])('%s', (_case, a, b, same) => {
    expect(sameValues(a, b, asItIs)).toBe(same);
  });

  it('differ where one has a name without a value and the other has no such name', () => {
    const undefinedMember = { a: undefined } as unknown as Values;
    expect(sameValues(undefinedMember, {}, asItIs)).toBe(false);
    expect(sameValues({ b: 1 }, undefinedMember, asItIs)).toBe(false);
  });
});
