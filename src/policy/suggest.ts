import { distance } from 'fastest-levenshtein';

/** What people write for values that have another name here. */
const synonyms: Readonly<Record<string, string>> = {
  true: 'enabled',
  on: 'enabled',
  yes: 'enabled',
  false: 'disabled',
  off: 'disabled',
  no: 'disabled',
  m365: 'microsoft365',
  office365: 'microsoft365',
  unified: 'microsoft365',
  ignore: 'unmanaged',
};

/** The candidate that a mistyped word most likely means; null where none is near. */
export function suggest(word: string, candidates: readonly string[]): string | null {
  const lower = word.toLowerCase();
  const synonym = Object.hasOwn(synonyms, lower) ? synonyms[lower] : undefined;
  if (synonym !== undefined && candidates.includes(synonym)) return synonym;
  let best: string | null = null;
  let least = nearEnough(word.length) + 1;
  for (const candidate of candidates) {
    const steps = distance(lower.slice(0, 64), candidate.toLowerCase());
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

/** Two swapped letters are two steps; in a word of three letters that would be nearly anything. */
function nearEnough(length: number): number {
  return length < 4 ? 1 : Math.max(2, Math.floor(Math.min(length, 40) * 0.4));
}
