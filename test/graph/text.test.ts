import { expect, it } from 'vitest';
import { cleanLine } from '../../src/graph/text.js';

it.each([
  ['plain', 'plain'],
  ['  a \t\r\n b  ', 'a b'],
  ['\u001b]0;title\u0007x', ']0;title x'],
  ['a\u202eb\u2066c\u200bd\u2028e', 'a b c d e'],
  ['naïve 組織 👩‍💻', 'naïve 組織 👩 💻'],
])('puts %j on one harmless line', (text, line) => {
  expect(cleanLine(text)).toBe(line);
});

it('cuts what is longer than 300 characters', () => {
  expect(cleanLine('x'.repeat(5000))).toBe(`${'x'.repeat(299)}…`);
});
