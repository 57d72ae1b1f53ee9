import type { Json } from '../model/json.js';

/**
 * Any text as one PowerShell expression in printable ASCII that means exactly this text: nothing in it is code. Single
 * quotes are doubled; what is not printable ASCII (line ends, and the curly quotes that PowerShell takes for straight
 * ones) is written as [char] of its UTF-16 code.
 */
export function literal(text: string): string {
  const pieces = text.match(/[ -~]+|[^ -~]/g) ?? [];
  const quoted = pieces.map((piece) => (/^[ -~]/.test(piece) ? quote(piece) : charOf(piece)));
  if (pieces.length <= 1 && text === (pieces[0] ?? '') && /^[ -~]*$/.test(text)) return quote(text);
  // It begins with a string, else the first plus would add characters.
  return `(${[...(quoted[0]?.startsWith("'") ? [] : ["''"]), ...quoted].join(' + ')})`;
}

/** JSON as PowerShell tables, lists and literals. Names are literals too. */
export function hashtable(value: Json): string {
  if (value === null) return '$null';
  if (typeof value === 'string') return literal(value);
  if (typeof value === 'boolean') return value ? '$true' : '$false';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `@(${value.map((item) => hashtable(item)).join(', ')})`;
  const members = Object.entries(value).map(([name, member]) => `${literal(name)} = ${hashtable(member)}`);
  return `@{ ${members.join('; ')} }`;
}

/** A text for a comment: one line, printable ASCII, other characters as in JSON. */
export function commentText(text: string): string {
  return text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function quote(piece: string): string {
  return `'${piece.replaceAll("'", "''")}'`;
}

function charOf(unit: string): string {
  return `[char]0x${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
