import type { Change } from '../../model/change.js';
import { idOfKey } from '../../model/key.js';
import { formatSource } from '../../model/source.js';
import type { Section } from '../plan-view.js';
import { describeFields, effectLabels, titleSection, type Voice } from '../section-words.js';
import { formatName } from '../words.js';
import { code, type Room, writeDetails, writeTable } from './elements.js';

/** Short sections are open: nobody should have to click for three rows. */
const openRows = 10;

interface Row {
  readonly change: Change;
  readonly fields: readonly string[];
  readonly place: string;
}

/** One section as a table; its rows are gathered once, however often it is written. */
export function prepareSection(voice: Voice, section: Section): (room: Room) => string {
  const rows = section.batches.flatMap((batch) => {
    const fields = describeFields(voice, section, batch, false);
    const place = batch.source === null ? '' : formatSource(batch.source);
    return batch.changes.map((change) => ({ change, fields, place }));
  });
  const told = rows.some(({ change }) => effectLabels[change.effect] !== undefined);
  const header = ['Name', 'ID', voice === 'plan' ? 'Change' : 'Difference', 'Policy', ...(told ? ['In AD'] : [])];
  const title = titleSection(voice, section);
  return (room) =>
    writeDetails(
      title,
      writeTable(room, header, rows, (row) => writeRow(room, row, told)),
      rows.length <= openRows,
    );
}

function writeRow(room: Room, { change, fields, place }: Row, told: boolean): readonly string[] {
  return [
    code(room, formatName(change.displayName)),
    code(room, idOfKey(change.key)),
    fields.map((field) => code(room, field)).join('<br>'),
    code(room, place),
    ...(told ? [effectLabels[change.effect] ?? ''] : []),
  ];
}
