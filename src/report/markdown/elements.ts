import { formatCount } from '../../model/count.js';
import { writeCode, writeProse } from './escape.js';

/** How much may be written: rows of each list, code units of each text. Shrinks until the whole fits into a comment. */
export interface Room {
  readonly rows: number;
  readonly text: number;
  /** See RenderOptions. */
  readonly given: string | null;
  readonly policy: string;
}

/** Markdown that is already safe. Everything else goes through `code` or `prose` first. */
export type Cell = string;

/** Blocks of a document, with an empty line between them; empty ones leave no gap. */
export function joinBlocks(blocks: readonly string[]): string {
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

export function code(room: Room, text: string): Cell {
  return writeCode(text, room.text);
}

/** A command is to be copied whole: never cut. */
export function command(text: string): Cell {
  return writeCode(text, text.length);
}

/** Sentences get more room than names: their end is where the remedy stands. */
export function prose(room: Room, text: string): Cell {
  return writeProse(text, room.text * 3);
}

/** A table of the first rows and the count of the others. */
export function writeTable<T>(
  room: Room,
  header: readonly string[],
  items: readonly T[],
  write: (item: T) => readonly Cell[],
): string {
  if (items.length === 0) return '';
  const head = [header, header.map(() => '---')];
  const rows = [...head, ...items.slice(0, room.rows).map(write)].map((cells) => `| ${cells.join(' | ')} |`);
  return closeList(rows.join('\n'), items.length - room.rows);
}

export function writeList<T>(room: Room, items: readonly T[], write: (item: T) => Cell): string {
  const lines = items.slice(0, room.rows).map((item) => `- ${write(item)}`);
  return closeList(lines.join('\n'), items.length - room.rows);
}

/** Folded away behind its title, which says how much it holds. */
export function writeDetails(title: Cell, body: string, open = false): string {
  return body === '' ? '' : `<details${open ? ' open' : ''}>\n<summary>${title}</summary>\n\n${body}\n\n</details>`;
}

function closeList(list: string, hidden: number): string {
  if (hidden <= 0) return list;
  const rest = `… and ${formatCount(hidden)} more; the JSON report has them all.`;
  return list === '' ? rest : `${list}\n\n${rest}`;
}
