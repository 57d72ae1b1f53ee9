import type { Refusal } from '../../model/plan.js';
import type { Names } from '../names.js';
import { shortenKey } from '../names.js';
import { countNoun, formatCount, formatName } from '../words.js';
import { foldList, type Lines, type Page, writeParagraph } from './page.js';

const shownObjects = 5;

/** What stops the plan, before anything of the plan itself: guard, count, limit, objects, and what lifts it. */
export function writeRefusals(page: Page, refusals: readonly Refusal[], names: Names): Lines {
  if (refusals.length === 0) return [];
  const { bold, red, inverse } = page.colours;
  const guards = refusals.length === 1 ? '1 guard refuses' : `${countNoun(refusals.length, 'guard')} refuse`;
  const title = `${inverse(bold(red(' REFUSED ')))} ${bold(red(`${guards} this plan; apply writes nothing of it.`))}`;
  return [title, ...refusals.flatMap((refusal) => writeRefusal(page, refusal, names))];
}

export function describeRefusal({ guard, message, count, limit }: Refusal): string {
  return `${guard}: ${message} (${formatCount(count)}, limit ${formatCount(limit)})`;
}

/** `Payroll (3f2a…)`: the name people know, the ID that tells twins apart. */
export function describeKey(key: string, names: Names): string {
  const name = names(key);
  return name === null ? key : `${formatName(name)} (${shortenKey(key)})`;
}

function writeRefusal(page: Page, refusal: Refusal, names: Names): Lines {
  const { red, dim, bold } = page.colours;
  const objects = foldList(page, refusal.keys, shownObjects, 6, (shown) =>
    shown.flatMap((key) => writeParagraph(page, describeKey(key, names), 6, 2, dim)),
  );
  return [
    ...writeParagraph(page, `✗ ${describeRefusal(refusal)}`, 2, 2, (line) => red(line)),
    ...objects,
    ...writeParagraph(page, `To lift only this: ${refusal.remedy}`, 4, 2, bold),
  ];
}
