import stringWidth from 'fast-string-width';
import { clipVisible, makeVisible } from '../visible-text.js';

export type Paint = (text: string) => string;

export interface Column {
  readonly align?: 'left' | 'right';
  /** Gives up room when the line is too long; the others keep their width. */
  readonly flexible?: boolean;
  readonly paint?: Paint;
}

const plain = /^[\x20-\x7e]*$/;
const noBreakSpace = '\u00a0';
const gap = 2;
const narrowest = 8;
/** More code units than this are no letter that anyone reads but a pile of marks. */
const longestGrapheme = 24;

/** Columns of the terminal that a cleaned text takes. */
export function measureWidth(text: string): number {
  return plain.test(text) ? text.length : stringWidth(text);
}

/** Tenant text made safe for one line and at most `width` columns, the cut marked with `…`. */
export function fitText(text: string, width: number): string {
  const visible = clipVisible(text, width * longestGrapheme);
  if (visible.length <= width * longestGrapheme && measureWidth(visible) <= width) return visible;
  let used = 0;
  let kept = '';
  for (const segment of splitGraphemes(visible)) {
    const letter = segment.slice(0, longestGrapheme);
    used += measureWidth(letter);
    if (used > width - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}

/**
 * Words on lines of at most `width` columns, cleaned; later lines begin with `hanging` spaces. A word longer than a line
 * is broken, so that it cannot push anything else out of sight. A no-break space holds words together.
 */
export function wrapText(text: string, width: number, hanging = 0): readonly string[] {
  const room = Math.max(width - hanging, narrowest);
  const words = makeVisible(text)
    .split(' ')
    .flatMap((word) => (measureWidth(word) <= room ? [word] : word.split(noBreakSpace)))
    .flatMap((word) => breakWord(word, room));
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const limit = lines.length === 0 ? Math.max(width, narrowest) : room;
    if (line === '') line = word;
    else if (measureWidth(line) + 1 + measureWidth(word) <= limit) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((item, index) => {
    const lead = ' '.repeat(index === 0 ? 0 : hanging);
    return lead + item.replaceAll(noBreakSpace, ' ').trimEnd();
  });
}

/** Rows as aligned lines of at most `width` columns. Cells are cleaned, measured by what they show and painted last. */
export function layTable(rows: readonly (readonly string[])[], columns: readonly Column[], width: number): string[] {
  const widths = shareWidth(measureColumns(rows, columns.length, width), columns, width);
  return rows.map((row) => {
    const cells = columns.map((column, index) => layCell(row[index] ?? '', column, widths[index] ?? 0));
    return cells.join(' '.repeat(gap)).trimEnd();
  });
}

function layCell(text: string, { align, paint }: Column, width: number): string {
  const fitted = fitText(text, width);
  const filler = ' '.repeat(Math.max(width - measureWidth(fitted), 0));
  const painted = paint === undefined || fitted === '' ? fitted : paint(fitted);
  return align === 'right' ? filler + painted : painted + filler;
}

function measureColumns(rows: readonly (readonly string[])[], count: number, limit: number): number[] {
  const widths = new Array<number>(count).fill(0);
  for (const row of rows) {
    for (let index = 0; index < count; index++) {
      widths[index] = Math.max(widths[index] ?? 0, measureWidth(fitText(row[index] ?? '', limit)));
    }
  }
  return widths;
}

/** The flexible columns share what the others leave; the last fallback cuts every column alike. */
function shareWidth(natural: readonly number[], columns: readonly Column[], width: number): readonly number[] {
  const room = width - gap * (columns.length - 1);
  const flexible = columns.filter((column) => column.flexible).length;
  const fixed = natural.reduce((sum, size, index) => sum + (columns[index]?.flexible ? 0 : size), 0);
  let left = room - fixed;
  if (left < flexible * narrowest) return natural.map((size) => Math.min(size, Math.floor(room / columns.length)));
  let sharers = flexible;
  const order = natural.map((size, index) => ({ size, index })).sort((a, b) => a.size - b.size);
  const widths = [...natural];
  for (const { size, index } of order.filter(({ index }) => columns[index]?.flexible)) {
    widths[index] = Math.min(size, Math.floor(left / sharers));
    left -= widths[index] ?? 0;
    sharers -= 1;
  }
  return widths;
}

function breakWord(word: string, room: number): readonly string[] {
  if (measureWidth(word) <= room) return [word];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const segment of splitGraphemes(word)) {
    const letter = segment.slice(0, longestGrapheme);
    const size = measureWidth(letter);
    if (used + size > room) {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += letter;
    used += size;
  }
  return [...pieces, piece];
}

/** What a reader takes for letters. Intl loads its data here, for only few texts need cutting. */
function splitGraphemes(text: string): readonly string[] {
  if (plain.test(text)) return text.split('');
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
