/** Whether a key is among `--only` patterns: whole keys, where `*` stands for any run of characters. */
export function matchesOnly(key: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchesPattern(key.toLowerCase(), pattern.toLowerCase()));
}

function matchesPattern(key: string, pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  if (!key.startsWith(head)) return false;
  const tail = rest.pop();
  if (tail === undefined) return key === head;
  let from = head.length;
  for (const piece of rest) {
    const at = key.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return key.length - tail.length >= from && key.endsWith(tail);
}
