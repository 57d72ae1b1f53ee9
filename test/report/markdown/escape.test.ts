import { describe, expect, it } from 'vitest';
import { writeProse } from '../../../src/report/markdown/escape.js';

describe('a sentence in Markdown', () => {
  it.each([
    ['paused 2026-11-22T09:00:00.000Z, until 8.', 'paused `2026-11-22T09:00:00.000Z`, until 8.'],
    ['of 7f3c11aa, and (7f3c11ab).', 'of `7f3c11aa`, and (`7f3c11ab`).'],
    ['see "https://example.com/a": there', 'see "<code>https&#58;//example.com/a</code>": there'],
    ['[#12]!', '&#91;<code>&#35;12</code>&#93;&#33;'],
    ['by @team; and @team)', 'by <code>&#64;<!-- -->team</code>; and <code>&#64;<!-- -->team</code>)'],
    ['write `a: b`, or `c`.', 'write <code>a: b</code>, or `c`.'],
    // What the punctuation makes a picture of is code with it.
    [':smile:, :smile:', '<code>&#58;smile:,</code> <code>&#58;smile:</code>'],
    ['(...)', '(...)'],
  ])('keeps its punctuation out of the code that it needs: %s', (text, expected) => {
    expect(writeProse(text, 1_000)).toBe(expected);
  });
});
