import { countNoun, formatCount } from '../../model/count.js';
import { idOfKey } from '../../model/key.js';
import type { Plan, Refusal } from '../../model/plan.js';
import { formatSource, type Source } from '../../model/source.js';
import { describeKey, type Names } from '../names.js';
import { describeMissing } from '../plan-words.js';
import { formatName } from '../words.js';
import { type Cell, code, prose, type Room, writeDetails, writeList, writeTable } from './elements.js';

/** There are fewer guards than this; the rest is counted, like everywhere. */
const shownRefusals = 25;

/** Never folded away: whoever reads nothing else reads these. */
export function writeRefusals(room: Room, refusals: readonly Refusal[], names: Names): readonly string[] {
  if (refusals.length === 0) return [];
  const hidden = refusals.length - shownRefusals;
  return [
    `**${countNoun(refusals.length, 'refusal')}: apply writes nothing of this plan.**`,
    ...refusals.slice(0, shownRefusals).flatMap((refusal) => writeRefusal(room, refusal, names)),
    hidden > 0 ? `… and ${formatCount(hidden)} more refusals.` : '',
  ];
}

function writeRefusal(
  room: Room,
  { guard, message, count, limit, keys, remedy }: Refusal,
  names: Names,
): readonly string[] {
  const counts = `count ${formatCount(count)}, limit ${formatCount(limit)}`;
  const objects = writeList(room, keys, (key) => code(room, describeKey(key, names)));
  return [
    `> ⛔ **${code(room, guard)}** (${counts}): ${prose(room, message)}<br>**Remedy:** ${prose(room, remedy)}`,
    writeDetails(countNoun(keys.length, 'object'), objects),
  ];
}

export function writeMissing(room: Room, { missing }: Plan): string {
  const title = `${countNoun(missing.length, 'group')} missing: named by ID, but no group has that ID`;
  return writeDetails(
    title,
    writeObjects(room, missing, (item) => prose(room, describeMissing(item))),
  );
}

export function writeSkipped(room: Room, { skipped }: Plan): string {
  const title = `${countNoun(skipped.length, 'group')} skipped: named by ID, but can never be written`;
  return writeDetails(
    title,
    writeObjects(room, skipped, (item) => prose(room, item.reason)),
  );
}

interface Named {
  readonly key: string;
  readonly displayName: string | null;
  readonly source: Source;
}

function writeObjects<T extends Named>(room: Room, items: readonly T[], why: (item: T) => Cell): string {
  return writeTable(room, ['Name', 'ID', 'Why', 'Policy'], items, (item) => [
    code(room, formatName(item.displayName)),
    code(room, idOfKey(item.key)),
    why(item),
    code(room, formatSource(item.source)),
  ]);
}
