import { matchPieces } from '../model/pieces.js';

/** Whether a key is among `--only` patterns: whole keys, where `*` stands for any run of characters. */
export function matchesOnly(key: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchPieces(pattern.toLowerCase().split('*'))(key.toLowerCase()));
}
