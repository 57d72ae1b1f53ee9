import { describe, expect, it } from 'vitest';
import { listSuspects } from '../../src/model/repeated.js';
import { fc, runs } from '../support/fast-check.js';

const itself = (text: string) => text;

describe('texts that may be repeated', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['none of one', ['a'], []],
    ['none of different ones', ['a', 'b', 'ab', ''], []],
    ['all that are the same, in order', ['b', 'a', 'c', 'a', 'b', 'a'], ['b', 'a', 'a', 'b', 'a']],
    ['whatever their letter case', ['Finance', 'Sales', 'FINANCE'], ['Finance', 'FINANCE']],
    ['beyond ASCII too', ['Ärzte', 'Arzte', 'ärzte', 'straße'], ['Ärzte', 'ärzte']],
    ['empty ones too', ['', 'a', ''], ['', '']],
  ])('are %s', (_case, texts, suspects) => {
    expect(listSuspects(texts, itself)).toEqual(suspects);
  });

  it('are never too few', () => {
    const text = fc.oneof(fc.constantFrom('a', 'A', 'ä', 'Ä', ''), fc.string({ unit: 'binary', maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        const folded = texts.map((one) => one.toLowerCase());
        const shared = texts.filter(
          (_one, at) => folded.indexOf(folded[at] as string) !== folded.lastIndexOf(folded[at] as string),
        );
        const suspects = new Set(listSuspects(texts, itself));
        expect(shared.filter((one) => !suspects.has(one))).toEqual([]);
      }),
      runs(500),
    );
  });
});
