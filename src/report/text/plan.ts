import type { Plan } from '../../model/plan.js';
import { formatSource } from '../../model/source.js';
import { describeDrift, describePlan } from '../headline.js';
import { collectNames, shortenKey } from '../names.js';
import { arrangeChanges } from '../plan-view.js';
import type { Voice } from '../section-words.js';
import { formatName } from '../words.js';
import { writeSection } from './changes.js';
import { writeEffects } from './effects.js';
import { foldList, type Lines, type Page, writeParagraph } from './page.js';
import { writeFooter, writeNarrowing } from './plan-footer.js';
import { writeRefusals } from './refusals.js';
import { writeWarnings } from './warnings.js';

const shownObjects = 10;

/** Outcomes first, then what stands in the way, then what changes, then everything a careful reader may want. */
export function writePlan(page: Page, voice: Voice, plan: Plan): readonly Lines[] {
  const names = collectNames(plan);
  return [
    writeHeadline(page, voice, plan),
    writeRefusals(page, plan.refusals, names),
    ...arrangeChanges(plan).map((section) => writeSection(page, voice, section)),
    writeMissing(page, plan),
    writeSkipped(page, plan),
    titled(page, 'Warnings', writeWarnings(page, plan.warnings)),
    writeEffects(page, plan.effects, names),
    ...writeFooter(page, voice, plan, names),
  ];
}

export function titled(page: Page, title: string, lines: Lines): Lines {
  return lines.length === 0 ? [] : [page.colours.bold(title), ...lines];
}

function writeHeadline(page: Page, voice: Voice, plan: Plan): Lines {
  const sentence = voice === 'plan' ? describePlan(plan) : describeDrift(plan);
  const { bold, green } = page.colours;
  const calm = plan.changes.length + plan.missing.length + plan.refusals.length === 0;
  const headline = writeParagraph(page, sentence, 0, 0, (line) => bold(calm ? green(line) : line));
  return [...headline, ...writeNarrowing(page, plan)];
}

function writeMissing(page: Page, { missing }: Plan): Lines {
  const lines = foldList(page, missing, shownObjects, 2, (shown) =>
    shown.flatMap(({ key, displayName, state, until, source }) => {
      const end = until === null ? 'for at most 30 days' : `until ${until}`;
      const why =
        state === 'softDeleted' ? `deleted, restorable ${end}` : 'no such group, not among the deleted either';
      return describeObject(page, key, displayName, why, formatSource(source));
    }),
  );
  return titled(page, 'Missing: named by ID, but no group has that ID', lines);
}

function writeSkipped(page: Page, { skipped }: Plan): Lines {
  const lines = foldList(page, skipped, shownObjects, 2, (shown) =>
    shown.flatMap(({ key, displayName, reason, source }) =>
      describeObject(page, key, displayName, reason, formatSource(source)),
    ),
  );
  return titled(page, 'Skipped: named by ID, but can never be written', lines);
}

function describeObject(page: Page, key: string, name: string | null, why: string, place: string): Lines {
  const subject = name === null ? shortenKey(key) : `${formatName(name)} (${shortenKey(key)})`;
  return writeParagraph(page, `${place}: ${subject}: ${why}`, 2, 2);
}
