import { idOfKey } from '../../model/key.js';
import type { Plan } from '../../model/plan.js';
import { formatSource, type Source } from '../../model/source.js';
import { describeEffects } from '../effect-words.js';
import { describeDrift, describePlan } from '../headline.js';
import { collectNames } from '../names.js';
import { arrangeChanges, deedKinds } from '../plan-view.js';
import { describeMissing, describeNarrowing } from '../plan-words.js';
import type { Voice } from '../section-words.js';
import { describeWaves } from '../wave-words.js';
import { describeWindow } from '../window-words.js';
import { formatName } from '../words.js';
import { writeSection } from './changes.js';
import { writeDeeds } from './deeds.js';
import { writeDoubt, writeEffects, writeLost, writeRestore } from './effects.js';
import type { Paint } from './layout.js';
import { foldList, type Lines, type Page, writeParagraph, writeTitle } from './page.js';
import { writeFooter } from './plan-footer.js';
import { titleRefusals, writeRefusals } from './refusals.js';
import { writeServerFacts } from './servers.js';
import { writeWarnings } from './warnings.js';

const shownObjects = 10;

/** Outcomes first, then what stands in the way, then what changes, then everything a careful reader may want. */
export function writePlan(page: Page, voice: Voice, plan: Plan): readonly Lines[] {
  const names = collectNames(plan);
  return [
    writeHeadline(page, voice, plan),
    ...(voice === 'plan' ? [writeLost(page, plan, names), writeDoubt(page, plan)] : []),
    writeCircumstances(page, voice, plan),
    writeRefusals(page, plan.refusals, names),
    ...arrangeChanges(plan).map((section) =>
      deedKinds.includes(section.kind)
        ? writeDeeds(page, voice, section, plan.effects)
        : writeSection(page, voice, section),
    ),
    writeMissing(page, plan),
    writeSkipped(page, plan),
    writeTitled(page, 'Warnings', writeWarnings(page, plan.warnings)),
    ...(voice === 'plan' ? [writeEffects(page, plan.effects, names), writeRestore(page, plan)] : []),
    writeServerFacts(page, plan.facts),
    ...writeFooter(page, voice, plan, names),
  ];
}

function writeTitled(page: Page, title: string, lines: Lines): Lines {
  return lines.length === 0 ? [] : [...writeTitle(page, title), ...lines];
}

function writeHeadline(page: Page, voice: Voice, plan: Plan): Lines {
  const sentence = voice === 'plan' ? describePlan(plan) : describeDrift(plan);
  const { bold, green, red } = page.colours;
  const calm = plan.changes.length + plan.missing.length + plan.refusals.length === 0;
  const headline = writeParagraph(page, sentence, 0, 0, (line) => bold(calm ? green(line) : line));
  const grave = plan.summary.effects.delete > 0 ? (line: string) => bold(red(line)) : bold;
  return [
    ...headline,
    ...writeSentence(page, voice === 'plan' ? describeEffects(plan) : '', grave),
    ...titleRefusals(page, plan.refusals),
  ];
}

/** What else to know before reading on; what disappears comes first. */
function writeCircumstances(page: Page, voice: Voice, plan: Plan): Lines {
  return [
    ...writeSentence(page, voice === 'plan' ? describeWindow(plan) : ''),
    ...writeSentence(page, voice === 'plan' ? describeWaves(plan) : ''),
    ...writeSentence(page, describeNarrowing(plan), page.colours.yellow),
  ];
}

function writeSentence(page: Page, sentence: string, paint?: Paint): Lines {
  return sentence === '' ? [] : writeParagraph(page, sentence, 0, 2, paint);
}

function writeMissing(page: Page, { missing }: Plan): Lines {
  const lines = foldList(page, missing, shownObjects, 2, (shown) =>
    shown.flatMap((item) => writeObject(page, item, describeMissing(item))),
  );
  return writeTitled(page, 'Missing: named by ID, but no group has that ID', lines);
}

function writeSkipped(page: Page, { skipped }: Plan): Lines {
  const lines = foldList(page, skipped, shownObjects, 2, (shown) =>
    shown.flatMap((item) => writeObject(page, item, item.reason)),
  );
  return writeTitled(page, 'Skipped: named by ID, but can never be written', lines);
}

interface Named {
  readonly key: string;
  readonly displayName: string | null;
  readonly source: Source;
}

function writeObject(page: Page, { key, displayName, source }: Named, why: string): Lines {
  const subject = displayName === null ? idOfKey(key) : `${formatName(displayName)} (${idOfKey(key)})`;
  return writeParagraph(page, `${formatSource(source)}: ${subject}: ${why}`, 2, 2);
}
