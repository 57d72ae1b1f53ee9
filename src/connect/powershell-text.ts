/**
 * Any text as one PowerShell expression in printable ASCII that means exactly this text: nothing in it is code. Single
 * quotes are doubled; what is not printable ASCII (line ends, and the curly quotes that PowerShell takes for straight
 * ones) is written as [char] of its UTF-16 code.
 */
export function literal(text: string): string {
  if (/^[ -~]*$/.test(text)) return quote(text);
  const pieces = text.match(/[ -~]+|[^ -~]/g) ?? [];
  // It begins with a string, else the first plus would add characters.
  return `('' + ${pieces.map((piece) => (/^[ -~]/.test(piece) ? quote(piece) : charOf(piece))).join(' + ')})`;
}

/** A list of strings, which stays one whatever it holds. */
export function literalList(texts: readonly string[]): string {
  return `@(${texts.map(literal).join(', ')})`;
}

/** Data as a string of JSON, all in ASCII. */
export function jsonLiteral(value: unknown): string {
  return quote(JSON.stringify(value).replace(/[^ -~]/g, escapeUnit));
}

/** A text for a comment: one line, printable ASCII, other characters as in JSON. */
export function commentText(text: string): string {
  return text.replace(/[^ -~]/g, escapeUnit);
}

function quote(piece: string): string {
  return `'${piece.replaceAll("'", "''")}'`;
}

function charOf(unit: string): string {
  return `[char]0x${hexOf(unit)}`;
}

function escapeUnit(unit: string): string {
  return `\\u${hexOf(unit)}`;
}

function hexOf(unit: string): string {
  return unit.charCodeAt(0).toString(16).padStart(4, '0');
}
