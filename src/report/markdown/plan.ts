import { countNoun } from '../../model/count.js';
import { listUndecided, type Plan } from '../../model/plan.js';
import { describeEffects } from '../effect-words.js';
import { describeDrift, describePlan } from '../headline.js';
import { collectNames } from '../names.js';
import { arrangeChanges, deedKinds } from '../plan-view.js';
import { asFarAsCompared, describeNarrowing } from '../plan-words.js';
import type { Voice } from '../section-words.js';
import { describeWaves } from '../wave-words.js';
import { describeWindow } from '../window-words.js';
import { prepareSection } from './changes.js';
import { prepareDeeds } from './deeds.js';
import { writeLost } from './effects.js';
import { joinBlocks, prose, type Room, writeDetails } from './elements.js';
import { writeFooter } from './plan-footer.js';
import { writeMissing, writeRefusals, writeSkipped } from './plan-parts.js';
import { listWarnings } from './warnings.js';

/** Arranged once; written as often as it takes to find what fits. */
export function writePlan(voice: Voice, plan: Plan): (room: Room) => string {
  const names = collectNames(plan);
  const sections = arrangeChanges(plan).map((section) =>
    deedKinds.includes(section.kind) ? prepareDeeds(voice, section, plan.effects) : prepareSection(voice, section),
  );
  return (room) =>
    joinBlocks([
      `### ${titlePlan(voice, plan)}`,
      prose(room, voice === 'plan' ? describePlan(plan) : describeDrift(plan)),
      voice === 'plan' ? writeOutlook(room, plan) : '',
      prose(room, describeNarrowing(plan)),
      ...(voice === 'plan' ? writeLost(room, plan, names) : []),
      ...writeRefusals(room, plan.refusals, names),
      ...sections.map((writeSection) => writeSection(room)),
      writeMissing(room, plan),
      writeSkipped(room, plan),
      writeDetails(countNoun(plan.warnings.length, 'warning'), listWarnings(room, plan.warnings)),
      ...writeFooter(room, voice, plan, names),
    ]);
}

/** What the next sync does to AD, and what happens to the scheduler meanwhile. */
function writeOutlook(room: Room, plan: Plan): string {
  const effects = prose(room, describeEffects(plan));
  const window = prose(room, describeWindow(plan));
  const waves = prose(room, describeWaves(plan));
  return joinBlocks([
    effects === '' ? '' : `**${effects}**`,
    window === '' ? '' : `> ⏸️ ${window}`,
    waves === '' ? '' : `> 🌊 ${waves}`,
  ]).trimEnd();
}

/** What a reader of the notification sees: whether there is anything to decide. */
function titlePlan(voice: Voice, plan: Plan): string {
  const differences = plan.changes.length + plan.missing.length;
  const far = asFarAsCompared(plan);
  if (voice === 'drift') {
    if (differences > 0) return `⚠️ Drift: ${countNoun(differences, 'difference')}`;
    return listUndecided(plan).length > 0 ? '⚠️ Drift: not known' : `✅ No drift${far}`;
  }
  const changes = countNoun(plan.changes.length, 'change');
  if (plan.refusals.length > 0) return `⛔ Plan refused: ${changes}`;
  return plan.changes.length === 0 ? `✅ Plan: nothing to do${far}` : `📝 Plan: ${changes}`;
}
