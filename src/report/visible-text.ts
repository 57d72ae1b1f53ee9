const pictureOfC0 = 0x2400;
const pictureOfDelete = '\u2421';
const lastC0 = 0x1f;
const deleteCode = 0x7f;

/**
 * Characters that move the cursor, end a line, reorder what stands beside them or cannot be seen: controls, format
 * characters (bidi overrides, zero-width ones, tags), line separators, fillers and lone surrogates. Spared are the
 * variation selectors and the joiner where an emoji falls apart without them.
 */
const hidden = new RegExp(
  [
    '(?!(?<=[\\p{Extended_Pictographic}0-9#*])[\\ufe0e\\ufe0f])',
    '(?!(?<=\\p{Extended_Pictographic}[\\u{fe0f}\\u{1f3fb}-\\u{1f3ff}]?)\\u200d(?=\\p{Extended_Pictographic}))',
    '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}]',
  ].join(''),
  'gu',
);

const plain = /^[\x20-\x7e]*$/;

/** Text on one line with every hidden character replaced by one that shows: `␛` for ESC, `\u{202e}` where no picture exists. */
export function makeVisible(text: string): string {
  return plain.test(text) ? text : text.replace(hidden, showCharacter);
}

/** Like `makeVisible`, cut to at most `length` code units before it is cleaned, so that no text costs more than it may show. */
export function clipVisible(text: string, length: number): string {
  return text.length <= length ? makeVisible(text) : `${makeVisible(text.slice(0, length))}…`;
}

function showCharacter(found: string): string {
  const code = found.codePointAt(0) ?? 0;
  if (code <= lastC0) return String.fromCharCode(pictureOfC0 + code);
  return code === deleteCode ? pictureOfDelete : `\\u{${code.toString(16)}}`;
}
