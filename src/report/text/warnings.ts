import type { Warning } from '../../model/plan.js';
import { describeWarning } from '../plan-words.js';
import { foldList, type Lines, type Page, writeParagraph } from './page.js';

const shownWarnings = 20;
const shownKeys = 5;

/** Each warning with its place; the keys it speaks of where the reader asks for detail. */
export function writeWarnings(page: Page, warnings: readonly Warning[]): Lines {
  return foldList(page, warnings, shownWarnings, 2, (shown) => shown.flatMap((warning) => writeWarning(page, warning)));
}

function writeWarning(page: Page, warning: Warning): Lines {
  const line = writeParagraph(page, describeWarning(warning), 2, 2);
  const keys = page.verbose || page.all ? (warning.keys ?? []) : [];
  const listed = foldList(page, keys, shownKeys, 6, (shown) =>
    shown.flatMap((key) => writeParagraph(page, key, 6, 2, page.colours.dim)),
  );
  return [...line, ...listed];
}
