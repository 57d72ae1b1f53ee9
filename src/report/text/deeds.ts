import type { Effect } from '../../model/effect.js';
import { groupBy } from '../../model/group-by.js';
import { formatSource } from '../../model/source.js';
import { type Deed, readDeed } from '../deed-words.js';
import type { Section } from '../plan-view.js';
import type { ReadableField } from '../rule-fields.js';
import { titleSection, type Voice } from '../section-words.js';
import { measureWidth, type Paint } from './layout.js';
import { foldList, type Lines, type Page, writeParagraph, writeTitle } from './page.js';

const shownDeeds = 10;
const deedIndent = 4;
const fieldIndent = 8;

/** Rules, schedulers and AD objects: a sentence for each, then what differs, one field below the other. */
export function writeDeeds(page: Page, voice: Voice, section: Section, effects: readonly Effect[]): Lines {
  const title = writeTitle(page, titleSection(voice, section), page.colours.yellow);
  const deeds = section.changes.map((change) => readDeed(voice, change, effects));
  const places = groupBy(deeds, ({ change: { source } }) => (source === null ? '' : formatSource(source)));
  const lists = [...places].flatMap(([place, found]) => [
    ...(place === '' ? [] : writeParagraph(page, place, 2, 2, page.colours.dim)),
    ...foldList(page, found, shownDeeds, deedIndent, (shown) => shown.flatMap((deed) => writeDeed(page, voice, deed))),
  ]);
  return [...title, ...lists];
}

function writeDeed(page: Page, voice: Voice, deed: Deed): Lines {
  const { bold, dim, red } = page.colours;
  const unfolded = page.all || page.verbose;
  const grave = deed.change.effect === 'delete' ? red : bold;
  return [
    ...writeParagraph(page, `${markDeed(voice, deed)} ${deed.words}`, deedIndent, 2, choosePaint(page, voice, deed)),
    ...(deed.effects === '' ? [] : writeParagraph(page, deed.effects, deedIndent + 2, 2, grave)),
    ...deed.fields.flatMap((field) => writeField(page, voice, field)),
    ...(unfolded ? deed.details.flatMap((field) => writeField(page, voice, field, dim)) : []),
    ...(unfolded ? writeParagraph(page, deed.change.key, fieldIndent, 2, dim) : []),
  ];
}

/** On one line where it fits; else what was above what will be, so that a person can hold them together. */
function writeField(page: Page, voice: Voice, { label, before, after }: ReadableField, paint?: Paint): Lines {
  if (before === null || after === null) {
    return writeParagraph(page, `${label}: ${after ?? before ?? ''}`, fieldIndent, 2, paint);
  }
  const [is, wanted] = voice === 'plan' ? ['before', 'after'] : ['is', 'policy says'];
  const short = voice === 'plan' ? `${label}: ${before} → ${after}` : `${label}: is ${before}, policy says ${after}`;
  if (measureWidth(short) <= page.width - fieldIndent) return writeParagraph(page, short, fieldIndent, 2);
  return [
    ...writeParagraph(page, `${label}:`, fieldIndent, 2),
    ...writeParagraph(page, `${is}: ${before}`, fieldIndent + 2, 2, page.colours.dim),
    ...writeParagraph(page, `${wanted}: ${after}`, fieldIndent + 2, 2),
  ];
}

function markDeed(voice: Voice, { change: { action } }: Deed): string {
  if (voice === 'drift') return '~';
  if (action === 'delete') return '-';
  return action === 'create' || action === 'restore' ? '+' : '~';
}

function choosePaint(page: Page, voice: Voice, { change }: Deed): Paint {
  const { green, red, yellow } = page.colours;
  if (voice === 'drift') return yellow;
  if (change.action === 'restore' || change.action === 'resume') return green;
  return change.action === 'delete' ? red : yellow;
}
