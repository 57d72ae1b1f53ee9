import { countNoun } from '../../model/count.js';
import type { Refusal } from '../../model/plan.js';
import { describeKey, type Names } from '../names.js';
import { describeRefusal } from '../plan-words.js';
import { foldList, type Lines, type Page, writeParagraph, writeTitle } from './page.js';

const shownObjects = 5;

/** That nothing of it will be written, right below what would be. */
export function titleRefusals(page: Page, refusals: readonly Refusal[]): Lines {
  if (refusals.length === 0) return [];
  const { red, inverse } = page.colours;
  const guards = countNoun(refusals.length, 'guard refuses', 'guards refuse');
  return writeTitle(page, `REFUSED: ${guards} this plan; apply writes nothing of it.`, (line) => inverse(red(line)));
}

/** What stops the plan, before anything of the plan itself: guard, count, limit, objects, and what lifts it. */
export function writeRefusals(page: Page, refusals: readonly Refusal[], names: Names): Lines {
  if (refusals.length === 0) return [];
  const title = writeTitle(page, 'Why it is refused', page.colours.red);
  return [...title, ...refusals.flatMap((refusal) => writeRefusal(page, refusal, names))];
}

function writeRefusal(page: Page, refusal: Refusal, names: Names): Lines {
  const { red, dim, bold } = page.colours;
  const objects = foldList(page, refusal.keys, shownObjects, 6, (shown) =>
    shown.flatMap((key) => writeParagraph(page, describeKey(key, names), 6, 2, dim)),
  );
  return [
    ...writeParagraph(page, `✗ ${describeRefusal(refusal)}`, 2, 2, (line) => red(line)),
    ...objects,
    ...writeParagraph(page, `Remedy: ${refusal.remedy}`, 4, 2, bold),
  ];
}
