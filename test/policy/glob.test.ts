import { describe, expect, it } from 'vitest';
import { compileFolded, compileGlob, globCovers } from '../../src/policy/glob.js';
import { fc, runs } from '../support/fast-check.js';

describe('a glob', () => {
  it.each([
    ['Finance', 'Finance', true],
    ['Finance', 'Finance ', false],
    ['Finance', 'My Finance', false],
    ['finance', 'FINANCE', true],
    ['Finance *', 'Finance Audit', true],
    ['Finance *', 'Finance', false],
    ['Finance*', 'Finance', true],
    ['* Audit', 'Finance Audit', true],
    ['*', '', true],
    ['*', 'anything', true],
    ['?', '', false],
    ['?', 'x', true],
    ['?', 'xy', false],
    ['HR ?', 'HR 1', true],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['aa*aa', 'aaa', false],
    ['aa*aa', 'aaaa', true],
    ['a*?c', 'ac', false],
    ['a*?c', 'abbc', true],
    ['*a?b*', 'xa-bx', true],
    ['**', 'x', true],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['(a|b)+$', '(a|b)+$', true],
    ['?', '😀', true],
    ['😀?', '😀😀', true],
    ['??', '😀', false],
    ['caf\u00e9', 'cafe\u0301', true],
    ['caf?', 'cafe\u0301', true],
    ['STRASSE', 'straße', false],
    ['ÄÖÜ*', 'äöü', true],
  ])('%s and %s', (glob, text, expected) => {
    expect(compileGlob(glob)(text)).toBe(expected);
  });

  it('takes no longer where it could be tried in very many ways', () => {
    const text = `${'a'.repeat(250)}b`;
    expect(compileGlob(`${'*a'.repeat(100)}*c`)(text)).toBe(false);
    expect(compileGlob(`${'*a?'.repeat(80)}*c`)(text)).toBe(false);
  });
});

/** The definition, by trying everything. */
function naive(pattern: readonly string[], text: readonly string[]): boolean {
  const [wanted, ...restOfPattern] = pattern;
  const [found, ...restOfText] = text;
  if (wanted === undefined) return found === undefined;
  if (wanted === '*') return naive(restOfPattern, text) || (found !== undefined && naive(pattern, restOfText));
  return found !== undefined && (wanted === '?' || wanted === found) && naive(restOfPattern, restOfText);
}

const letter = fc.constantFrom('a', 'b', 'é', '😀');
const words = fc.array(letter, { maxLength: 8 }).map((letters) => letters.join(''));
const patterns = fc
  .array(fc.oneof(letter, fc.constantFrom('*', '?', '*')), { maxLength: 8 })
  .map((all) => all.join(''));

describe('for any glob', () => {
  it('the answer is that of a naive matcher', () => {
    fc.assert(
      fc.property(patterns, words, (pattern, text) => {
        expect(compileGlob(pattern)(text)).toBe(naive([...pattern], [...text]));
      }),
      runs(5_000),
    );
  });

  it('upper and lower case, composed and decomposed text are alike', () => {
    fc.assert(
      fc.property(patterns, words, (pattern, text) => {
        const expected = compileGlob(pattern)(text);
        expect(compileGlob(pattern.toUpperCase())(text)).toBe(expected);
        expect(compileGlob(pattern)(text.normalize('NFD').toUpperCase())).toBe(expected);
      }),
    );
  });

  it('one covers another only if it matches all that the other matches', () => {
    fc.assert(
      fc.property(patterns, patterns, words, (wide, narrow, text) => {
        fc.pre(globCovers(compileFolded(wide), compileFolded(narrow)));
        if (compileGlob(narrow)(text)) expect(compileGlob(wide)(text)).toBe(true);
      }),
      runs(2_000),
    );
  });
});

describe('a glob covers', () => {
  it.each([
    ['a*', 'a*', true],
    ['*', 'a*', true],
    ['a*', 'ab*', true],
    ['ab*', 'a*', false],
    ['*a*', 'xa?', true],
    ['*', '?', true],
    ['?', '*', false],
    ['?', 'a', true],
    ['a', '?', false],
    ['finance', 'FINANCE', true],
  ])('%s covers %s: %s', (wide, narrow, expected) => {
    expect(globCovers(compileFolded(wide), compileFolded(narrow))).toBe(expected);
  });
});
