import { describe, expect, it } from 'vitest';
import { readEnvelope } from '../../src/connect/envelope.js';
import { pieceLength } from '../../src/connect/envelope-format.js';
import { fc } from '../support/fast-check.js';

const nonce = '0123456789abcdef0123456789abcdef';

/** As Write-Envelope writes it, without line ends. */
function write(value: unknown, length: number): string[] {
  const base64 = Buffer.from(JSON.stringify(value), 'utf8').toString('base64');
  const count = Math.ceil(base64.length / length);
  return Array.from({ length: count }, (_, index) => {
    return `${nonce}:${index + 1}/${count}:${base64.slice(index * length, (index + 1) * length)}:`;
  });
}

const anyValue = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const anyLength = fc.integer({ min: 1, max: 80 });
/** Bytes of any code page; noise that holds the nonce by chance is no case worth having. */
const anyNoise = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from([10, ...bytes, 10]));

describe('reading an envelope', () => {
  it('finds what was written, in any order, between any bytes', () => {
    fc.assert(
      fc.property(
        anyValue,
        anyLength,
        fc.infiniteStream(anyNoise),
        fc.infiniteStream(fc.nat()),
        (envelope, length, noise, ranks) => {
          const lines = write(envelope, length).map((line) => ({ line, rank: Number(ranks.next().value) }));
          const shuffled = lines.sort((a, b) => a.rank - b.rank);
          const output = Buffer.concat(
            shuffled.flatMap(({ line }) => [noise.next().value ?? Buffer.of(), Buffer.from(line)]),
          );
          expect(readEnvelope(output, nonce)).toEqual({ kind: 'whole', envelope });
        },
      ),
    );
  });

  it('never takes a part for the whole', () => {
    fc.assert(
      fc.property(anyValue, anyLength, fc.nat(), (envelope, length, at) => {
        const output = Buffer.from(write(envelope, length).join('\r\n'));
        const cut = output.subarray(0, at % output.length);
        expect(readEnvelope(cut, nonce).kind).not.toBe('whole');
      }),
    );
  });

  it('never takes an answer with a line left out for the whole', () => {
    fc.assert(
      fc.property(anyValue, fc.integer({ min: 1, max: 8 }), fc.nat(), (envelope, length, at) => {
        const lines = write(envelope, length);
        lines.splice(at % lines.length, 1);
        expect(readEnvelope(Buffer.from(lines.join('\n')), nonce).kind).not.toBe('whole');
      }),
    );
  });

  it('finds nothing in noise, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(readEnvelope(Buffer.from(bytes), nonce)).toEqual({ kind: 'none' });
      }),
    );
  });

  it('reads an answer of many megabytes', () => {
    const envelope = { ok: true, data: Array.from({ length: 100_000 }, (_, index) => `Grüße ${index} 名前`) };
    const output = Buffer.from(write(envelope, pieceLength).join('\r\n'));
    expect(readEnvelope(output, nonce)).toEqual({ kind: 'whole', envelope });
  });

  it.each([
    ['numbers beyond the count', [`${nonce}:1/1:bnVsbA==:`, `${nonce}:2/1:bnVsbA==:`], '2 lines came in place of 1'],
    ['a line number 0', [`${nonce}:1/1:bnVsbA==:`, `${nonce}:0/1:bnVsbA==:`], '2 lines came in place of 1'],
    ['a count of 0', [`${nonce}:0/0::`], '1 lines came in place of 0'],
    ['a count beyond all measure', [`${nonce}:1/99999999999999:bnVs:`], 'line 2 of 99999999999999 is missing'],
    ['another count', [`${nonce}:1/2:bnVs:`, `${nonce}:2/3:bA==:`], 'its lines do not agree on how many there are'],
    [
      'another text under the same number',
      [`${nonce}:1/1:bnVsbA==:`, `${nonce}:1/1:dHJ1ZQ==:`],
      'line 1 came twice, with different text',
    ],
    ['padding in the middle', [`${nonce}:1/1:bn==VsbA:`], 'it is not base64'],
    ['bytes that are no UTF-8', [`${nonce}:1/1:Iv8i:`], 'it is not JSON in UTF-8'],
  ])('calls %s torn', (_, lines, why) => {
    expect(readEnvelope(Buffer.from(lines.join('\n')), nonce)).toEqual({ kind: 'torn', why });
  });
});
