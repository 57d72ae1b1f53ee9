import picocolors from 'picocolors';
import { formatCount } from '../../model/count.js';
import type { RenderOptions } from '../../model/report.js';
import { makeVisible } from '../visible-text.js';
import { fitText, measureWidth, type Paint, wrapText } from './layout.js';

type Colors = ReturnType<typeof picocolors.createColors>;

/** What every text report needs to know of the terminal. */
export interface Page {
  readonly colours: Colors;
  readonly width: number;
  readonly all: boolean;
  readonly verbose: boolean;
  /** See RenderOptions. */
  readonly given: string | null;
  readonly policy: string;
}

export type Lines = readonly string[];

const narrowestPage = 40;
const gap = 2;

export function openPage({ colour, width, ...options }: RenderOptions): Page {
  return { ...options, colours: picocolors.createColors(colour), width: Math.max(width, narrowestPage) };
}

/** One paragraph, wrapped and cleaned. The paint goes on each line, after measuring. */
export function writeParagraph(page: Page, text: string, indent = 0, hanging = 0, paint?: Paint): Lines {
  const lines = wrapText(text, page.width - indent, hanging);
  return lines.map((line) => ' '.repeat(indent) + (paint === undefined ? line : paint(line)));
}

/** A command after its `lead`, cleaned, on one line however long: it is to be copied whole. */
export function writeCommand(lead: string, command: string): string {
  return lead + makeVisible(command);
}

/** The bold line above a list. */
export function writeTitle(page: Page, title: string, paint: Paint = (line) => line): Lines {
  return writeParagraph(page, title, 0, 2, (line) => page.colours.bold(paint(line)));
}

/** The first `limit` items, or all where the reader asked for them, and a line that counts the rest. */
export function foldList<T>(
  page: Page,
  items: readonly T[],
  limit: number,
  indent: number,
  write: (shown: readonly T[]) => Lines,
): Lines {
  const shown = page.all || items.length <= limit + 1 ? items : items.slice(0, limit);
  const hidden = items.length - shown.length;
  const lines = write(shown);
  if (hidden === 0) return lines;
  return [...lines, page.colours.dim(`${' '.repeat(indent)}… and ${formatCount(hidden)} more; --all shows them`)];
}

/** Label and value pairs, aligned; pairs without a value are left out. Values wrap, for they may be wanted whole. */
export function writePairs(page: Page, pairs: readonly (readonly [string, string | null])[]): Lines {
  const widest = Math.floor(page.width / 2) - gap;
  const shown = pairs.flatMap(([label, value]) => (value === null ? [] : [{ label: fitText(label, widest), value }]));
  const labels = shown.reduce((width, { label }) => Math.max(width, measureWidth(label)), 0) + gap;
  return shown.flatMap(({ label, value }) => {
    const [first = '', ...others] = wrapText(value, page.width - labels);
    return [
      page.colours.dim(label) + ' '.repeat(labels - measureWidth(label)) + first,
      ...others.map((line) => ' '.repeat(labels) + line),
    ];
  });
}

/** Blocks with an empty line between them; empty blocks leave no gap. */
export function joinBlocks(blocks: readonly Lines[]): string {
  const filled = blocks.filter((block) => block.length > 0);
  return `${filled.map((block) => block.join('\n')).join('\n\n')}\n`;
}
