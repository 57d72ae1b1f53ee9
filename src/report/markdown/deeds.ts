import type { Effect } from '../../model/effect.js';
import { formatSource } from '../../model/source.js';
import { type Deed, readDeed } from '../deed-words.js';
import type { Section } from '../plan-view.js';
import type { ReadableField } from '../rule-fields.js';
import { titleSection, type Voice } from '../section-words.js';
import { capitalize } from '../words.js';
import { type Cell, code, prose, type Room, writeDetails, writeList } from './elements.js';

/** More than this are folded away, like the rows of other sections. */
const openDeeds = 10;

/** Rules, schedulers and AD objects as a list: a sentence for each, what differs below it. */
export function prepareDeeds(voice: Voice, section: Section, effects: readonly Effect[]): (room: Room) => string {
  const deeds = section.changes.map((change) => readDeed(voice, change, effects));
  const title = titleSection(voice, section);
  return (room) =>
    writeDetails(
      title,
      writeList(room, deeds, (deed) => writeDeed(room, voice, deed)),
      deeds.length <= openDeeds,
    );
}

function writeDeed(room: Room, voice: Voice, { change, words, effects, fields }: Deed): Cell {
  const { key, source } = change;
  const place = source === null ? '' : `, ${code(room, formatSource(source))}`;
  const grave = change.effect === 'delete' ? '⚠️ ' : '';
  const lines = [
    `${prose(room, capitalize(words))} (${code(room, key)}${place})`,
    ...(effects === '' ? [] : [`${grave}**${prose(room, effects)}**`]),
    ...fields.map((field) => writeField(room, voice, field)),
  ];
  return lines.join('\n  - ');
}

/** Before and after are each cut on their own: neither may push the other out of sight. */
function writeField(room: Room, voice: Voice, { label, before, after }: ReadableField): Cell {
  // With its colon: after a name that begins with one it would make a picture.
  const name = prose(room, `${label}:`);
  if (before === null || after === null) return `${name} ${code(room, after ?? before ?? '')}`;
  return voice === 'plan'
    ? `${name} ${code(room, before)} → ${code(room, after)}`
    : `${name} is ${code(room, before)}, policy says ${code(room, after)}`;
}
