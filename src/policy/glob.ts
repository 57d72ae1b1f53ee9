import { matchPieces } from '../model/pieces.js';

/** A glob over whole texts: `*` is any text, `?` one character. Time is at most text length x pattern length, whatever the pattern. */
export interface Glob {
  /** Folded (see `foldText`), one code point an item. */
  readonly pattern: readonly string[];
  /** Takes folded text. */
  matches(folded: string): boolean;
}

/** The form in which texts are compared: composed (NFC) and in lower case. */
export function foldText(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** Whether texts, as they are, match a glob. */
export function compileGlob(written: string): (text: string) => boolean {
  const { matches } = compileFolded(written);
  return (text) => matches(foldText(text));
}

export function compileFolded(written: string): Glob {
  const folded = foldText(written);
  const pattern = [...folded];
  const matches = folded.includes('?') ? matchCharacters(pattern, folded) : matchPieces(folded.split('*'));
  return { pattern, matches };
}

/** Whether everything that `narrow` matches is matched by `wide`. Never true wrongly; may be false where it is hard to tell. */
export function globCovers(wide: Glob, narrow: Glob): boolean {
  // The pattern itself stands for all that it matches: only a `*` of the wider one may swallow a `*`.
  return matchCodePoints(
    wide.pattern,
    narrow.pattern,
    (wanted, found) => found !== '*' && isSameCharacter(wanted, found),
  );
}

/** With `?` as `*` a glob matches more, and is looked up several times faster: few texts are left to walk through. */
function matchCharacters(pattern: readonly string[], folded: string): (text: string) => boolean {
  const mayMatch = matchPieces(folded.split(/[*?]+/));
  return (text) => mayMatch(text) && matchCodePoints(pattern, codePoints(text), isSameCharacter);
}

/** A text without surrogates is its own list of code points; half a million names are quicker read that way. */
function codePoints(text: string): ArrayLike<string> {
  return /[\ud800-\udfff]/.test(text) ? [...text] : text;
}

function isSameCharacter(wanted: string | undefined, found: string): boolean {
  return wanted === '?' || wanted === found;
}

/** Only the last `*` is ever tried again, so the work never multiplies. */
function matchCodePoints(
  pattern: readonly string[],
  text: ArrayLike<string>,
  isSame: (wanted: string | undefined, found: string) => boolean,
): boolean {
  let next = 0;
  let star = -1;
  let resume = 0;
  for (let at = 0; at < text.length; ) {
    if (pattern[next] === '*') {
      star = next++;
      resume = at;
    } else if (isSame(pattern[next], text[at] as string)) {
      next += 1;
      at += 1;
    } else if (star >= 0) {
      next = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[next] === '*') next += 1;
  return next === pattern.length;
}
