import type { RenderOptions } from '../../model/report.js';
import type { Room } from './elements.js';

/** What GitHub takes as one comment; counted in bytes, which are never fewer than characters or code units. */
const longestComment = 65_536;

const foldedRows = 50;
/** More rows than this never fit, whatever they hold. */
const mostRows = 4_000;
const texts = [300, 80, 20];

/**
 * The document with as many rows in each list as the reader wants and the limit allows. Fewer rows go before shorter
 * texts, shorter texts before a document of the headline alone.
 */
export function fitDocument(
  write: (room: Room) => string,
  { all, ...options }: Pick<RenderOptions, 'all' | 'given' | 'policy'>,
  headline: string,
): string {
  const wanted = all ? mostRows : foldedRows;
  for (const text of texts) {
    const fitted = fitRows((rows) => write({ rows, text, ...options }), wanted);
    if (fitted !== null) return fitted;
  }
  return headline;
}

/** The most rows that fit, found by halving; null where not even none do. */
function fitRows(write: (rows: number) => string, wanted: number): string | null {
  const whole = write(wanted);
  if (fits(whole)) return whole;
  let best: string | null = null;
  let low = 0;
  let high = wanted - 1;
  while (low <= high) {
    const rows = Math.floor((low + high) / 2);
    const document = write(rows);
    if (fits(document)) {
      best = document;
      low = rows + 1;
    } else high = rows - 1;
  }
  return best;
}

function fits(document: string): boolean {
  return Buffer.byteLength(document) <= longestComment;
}
