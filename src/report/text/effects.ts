import { formatCount } from '../../model/count.js';
import type { Effect } from '../../model/effect.js';
import type { Plan } from '../../model/plan.js';
import {
  describeDoubt,
  describeDoubts,
  describeStop,
  effectWords,
  laterEffects,
  listLost,
  titleLost,
} from '../effect-words.js';
import { describeKey, type Names } from '../names.js';
import { describeRestore } from '../restore-words.js';
import { foldList, type Lines, type Page, writeParagraph, writeTitle } from './page.js';

const shownLost = 3;
const shownObjects = 10;
const shownReasons = 3;

/** What disappears, by name, and how to stop it: before anything else of the plan. */
export function writeLost(page: Page, plan: Plan, names: Names): Lines {
  const lost = listLost(plan);
  if (lost.length === 0) return [];
  const { red } = page.colours;
  return [
    ...writeTitle(page, `${titleLost(lost.length)}:`, red),
    ...writeStop(page, plan),
    ...listObjects(page, lost, names, shownLost, 4),
  ];
}

/** That it is refused stands right above. */
function writeStop(page: Page, plan: Plan): Lines {
  return plan.refusals.length > 0 ? [] : writeParagraph(page, describeStop(plan, page.policy), 2, 2, page.colours.bold);
}

/** Said once for each reason, not once for each object. */
export function writeDoubt(page: Page, plan: Plan): Lines {
  const doubt = describeDoubt(plan);
  if (doubt === null) return [];
  const listed = foldList(page, doubt.reasons, shownReasons, 2, (shown) =>
    shown.flatMap((reason) => writeParagraph(page, reason, 2, 2, page.colours.dim)),
  );
  const stop = listLost(plan).length > 0 ? [] : writeStop(page, plan);
  return [...writeTitle(page, `${doubt.title}:`, page.colours.yellow), ...stop, ...listed];
}

/** What becomes of the other AD objects: one line for every effect. */
export function writeEffects(page: Page, effects: readonly Effect[], names: Names): Lines {
  const kinds = laterEffects.filter((kind) => kind !== 'none' || page.verbose);
  const lines = kinds.flatMap((kind) => writeEffect(page, kind, effects, names));
  return lines.length === 0 ? [] : [...writeTitle(page, 'Active Directory'), ...lines];
}

function writeEffect(page: Page, kind: Effect['effect'], effects: readonly Effect[], names: Names): Lines {
  const touched = effects.filter(({ effect }) => effect === kind);
  if (touched.length === 0) return [];
  const title = writeParagraph(page, `${formatCount(touched.length)} ${effectWords[kind]}`, 2, 2);
  return [...title, ...(kind === 'none' ? [] : listObjects(page, touched, names, shownObjects, 4))];
}

function listObjects(page: Page, effects: readonly Effect[], names: Names, limit: number, indent: number): Lines {
  return foldList(page, effects, limit, indent, (shown) =>
    shown.flatMap((effect) =>
      writeParagraph(page, describeKey(effect.object, names) + describeDoubts(effect), indent, 2, page.colours.dim),
    ),
  );
}

/** The steps by which groups get back what Active Directory deleted of them. */
export function writeRestore(page: Page, plan: Plan): Lines {
  const runbook = describeRestore(plan);
  if (runbook === null) return [];
  return [
    ...writeTitle(page, runbook.title),
    ...runbook.steps.flatMap((step, index) => writeParagraph(page, `${index + 1}. ${step}`, 2, 3)),
    ...writeParagraph(page, runbook.loss, 2, 2, page.colours.yellow),
  ];
}
