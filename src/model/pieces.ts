/** What a pattern matches that is split at its `*`: the first piece begins the text, the last ends it, those between are found one after another. */
export function matchPieces(pieces: readonly string[]): (text: string) => boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    for (const piece of rest) {
      const found = text.indexOf(piece, from);
      if (found < 0) return false;
      from = found + piece.length;
    }
    return from + last.length <= text.length;
  };
}
