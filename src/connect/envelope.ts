import { envelopeLine } from './envelope-format.js';

/** none: not one line of it came. torn: some did, and what is missing or doubled makes it unreadable. */
export type EnvelopeReading =
  | { readonly kind: 'whole'; readonly envelope: unknown }
  | { readonly kind: 'none' }
  | { readonly kind: 'torn'; readonly why: string };

/**
 * Finds the envelope of this nonce in everything that came over standard output, whatever stands around its lines: banners,
 * BOMs, text in a code page of the server's. Bytes are read as such, for the lines themselves are ASCII.
 */
export function readEnvelope(output: Buffer, nonce: string): EnvelopeReading {
  // NULs are what UTF-16 makes of ASCII.
  const text = output.toString('latin1').replaceAll('\0', '');
  const pieces = new Map<number, string>();
  let count = 0;
  for (const { groups = {} } of text.matchAll(envelopeLine(nonce))) {
    const number = Number(groups.number);
    const piece = groups.piece ?? '';
    count ||= Number(groups.count);
    if (Number(groups.count) !== count) return torn('its lines do not agree on how many there are');
    if ((pieces.get(number) ?? piece) !== piece) return torn(`line ${number} came twice, with different text`);
    pieces.set(number, piece);
  }
  if (pieces.size === 0) return { kind: 'none' };
  return join(pieces, count);
}

function torn(why: string): EnvelopeReading {
  return { kind: 'torn', why };
}

function join(pieces: ReadonlyMap<number, string>, count: number): EnvelopeReading {
  const parts: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    const piece = pieces.get(number);
    if (piece === undefined) return torn(`line ${number} of ${count} is missing`);
    parts.push(piece);
  }
  if (pieces.size !== count) return torn(`${pieces.size} lines came in place of ${count}`);
  return parse(parts.join(''));
}

function parse(base64: string): EnvelopeReading {
  try {
    const bytes = Buffer.from(base64, 'base64');
    // Buffer.from drops what is no base64 without a word.
    if (bytes.toString('base64') !== base64) return torn('it is not base64');
    return { kind: 'whole', envelope: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return torn('it is not JSON in UTF-8');
  }
}
