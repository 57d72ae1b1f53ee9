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
import { code, joinBlocks, prose, type Room, writeDetails, writeList } from './elements.js';

const shownReasons = 3;

/** What disappears, by name, and how to stop it; then what is not known. Never folded away. */
export function writeLost(room: Room, plan: Plan, names: Names): readonly string[] {
  const lost = listLost(plan);
  const doubt = describeDoubt(plan);
  const stop = prose(room, describeStop(plan, room.policy));
  return [
    ...(lost.length === 0 ? [] : [`🗑️ **${titleLost(lost.length)}:**`, listObjects(room, lost, names), stop]),
    ...(doubt === null
      ? []
      : [`❓ **${doubt.title}:**`, writeReasons(room, doubt.reasons), ...(lost.length === 0 ? [stop] : [])]),
  ];
}

function writeReasons(room: Room, reasons: readonly string[]): string {
  const shown = writeList({ ...room, rows: reasons.length }, reasons.slice(0, shownReasons), (reason) =>
    prose(room, reason),
  );
  const hidden = reasons.length - shownReasons;
  return hidden > 0 ? `${shown}\n- … and ${formatCount(hidden)} more reasons.` : shown;
}

/** The other objects by name, those that stay as they are left out. */
export function writeEffects(room: Room, effects: readonly Effect[], names: Names): string {
  const blocks = laterEffects.map((kind) => {
    const touched = effects.filter(({ effect }) => effect === kind);
    if (touched.length === 0 || kind === 'none') return '';
    return writeDetails(`${formatCount(touched.length)} ${effectWords[kind]}`, listObjects(room, touched, names));
  });
  return joinBlocks(blocks).trimEnd();
}

function listObjects(room: Room, effects: readonly Effect[], names: Names): string {
  return writeList(room, effects, (effect) => code(room, describeKey(effect.object, names)) + describeDoubts(effect));
}

/** The steps by which groups get back what Active Directory deleted of them. */
export function writeRestore(room: Room, plan: Plan): string {
  const runbook = describeRestore(plan);
  if (runbook === null) return '';
  const steps = runbook.steps.map((step, index) => `${index + 1}. ${prose(room, step)}`).join('\n');
  return `**${prose(room, runbook.title)}**\n\n${steps}\n\n${prose(room, runbook.loss)}`;
}
