import type { Change } from '../../model/change.js';
import type { EffectKind } from '../../model/effect.js';
import { formatSource } from '../../model/source.js';
import { shortenKey } from '../names.js';
import type { Batch, Section, SectionKind } from '../plan-view.js';
import { describeFields, titleSection, type Voice } from '../section-words.js';
import { formatName } from '../words.js';
import { layTable, type Paint } from './layout.js';
import { foldList, type Lines, type Page, writeParagraph } from './page.js';

const shownBatches = 8;
const shownChanges = 10;
const shortId = 8;

const symbols: Readonly<Record<SectionKind, string>> = {
  enabled: '+',
  disabled: '-',
  retyped: '~',
  pinned: '~',
  reset: '~',
  setting: '~',
  syncRule: '~',
  adGroup: '+',
  scheduler: '~',
  other: '~',
};

/** What happens to the object in AD, beside its name, where it is worth a word there. */
const effectLabels: Readonly<Partial<Record<EffectKind, string>>> = {
  create: 'created in AD',
  delete: 'DELETED from AD',
  orphan: 'orphaned in AD',
  retype: 'retyped in AD',
  inert: 'no effect',
};

/** A heading with the count, then for every rule what it changes and the groups it changes. */
export function writeSection(page: Page, voice: Voice, section: Section): Lines {
  const paint = choosePaint(page, section.kind);
  const title = writeParagraph(page, titleSection(voice, section), 0, 2, (line) => page.colours.bold(paint(line)));
  const batches = foldList(page, section.batches, shownBatches, 2, (shown) =>
    shown.flatMap((batch) => writeBatch(page, voice, section, batch)),
  );
  return [...title, ...batches];
}

function writeBatch(page: Page, voice: Voice, section: Section, batch: Batch): Lines {
  const place = batch.source === null ? '' : `${formatSource(batch.source)}  `;
  const fields = describeFields(voice, section, batch, page.all).map((field) => field.replaceAll(' ', '\u00a0'));
  const header = writeParagraph(page, `${place}${fields.join(', ')}`, 2, 2, page.colours.dim);
  if (section.kind === 'setting') return writeSetting(page, voice, section, batch);
  const rows = foldList(page, batch.changes, shownChanges, 4, (shown) => layChanges(page, section, shown));
  return [...header, ...rows];
}

/** The setting is one object, so its values take the place of the rows. */
function writeSetting(page: Page, voice: Voice, section: Section, batch: Batch): Lines {
  const paint = choosePaint(page, section.kind);
  const symbol = batch.changes[0]?.before === null ? '+' : '~';
  const place = batch.source === null ? '' : `${formatSource(batch.source)}  `;
  const fields = describeFields(voice, section, batch, page.all);
  return fields.flatMap((field, index) => {
    const lead = index === 0 ? `${place}` : '';
    return writeParagraph(page, `${symbol} ${lead}${field}`, 2, 4, index === 0 ? paint : page.colours.dim);
  });
}

function layChanges(page: Page, section: Section, changes: readonly Change[]): Lines {
  const paint = choosePaint(page, section.kind);
  const rows = changes.map((change) => layChange(page, section, change));
  const columns = [{ paint }, { flexible: true }, { paint: page.colours.dim }, { paint: page.colours.bold }];
  const indent = 4;
  const told = rows.some((row) => row[3] !== '');
  return layTable(rows, told ? columns : columns.slice(0, 3), page.width - indent).map(
    (line) => ' '.repeat(indent) + line,
  );
}

function layChange(page: Page, section: Section, change: Change): readonly string[] {
  const id = shortenKey(change.key);
  const isGroup = change.key.startsWith('group/');
  const shown = page.verbose ? change.key : page.all || !isGroup ? id : id.slice(0, shortId);
  return [chooseSymbol(section.kind, change), formatName(change.displayName), shown, effectLabels[change.effect] ?? ''];
}

function chooseSymbol(kind: SectionKind, { action }: Change): string {
  if (action === 'delete') return '-';
  return action === 'create' || action === 'restore' ? '+' : symbols[kind];
}

function choosePaint(page: Page, kind: SectionKind): Paint {
  const { green, red, yellow } = page.colours;
  if (kind === 'enabled') return green;
  return kind === 'disabled' ? red : yellow;
}
