/** Whether a key is among `--only` patterns: whole keys, where `*` stands for any run of characters. */
export function matchesOnly(key: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchesPattern(key.toLowerCase(), pattern.toLowerCase()));
}

function matchesPattern(key: string, pattern: string): boolean {
  const first = pattern.indexOf('*');
  if (first < 0) return key === pattern;
  if (!key.startsWith(pattern.slice(0, first))) return false;
  const last = pattern.lastIndexOf('*');
  const tail = pattern.slice(last + 1);
  let from = first;
  for (const piece of pattern.slice(first, last).split('*')) {
    const at = key.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return key.length - tail.length >= from && key.endsWith(tail);
}
