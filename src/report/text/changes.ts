import type { Change } from '../../model/change.js';
import { idOfKey, isKeyOf } from '../../model/key.js';
import { formatSource } from '../../model/source.js';
import type { Batch, Section, SectionKind } from '../plan-view.js';
import { describeFields, effectLabels, titleSection, type Voice } from '../section-words.js';
import { formatName } from '../words.js';
import { layTable, type Paint } from './layout.js';
import { foldList, type Lines, type Page, writeParagraph, writeTitle } from './page.js';

const shownBatches = 8;
const shownChanges = 10;
const shortId = 8;
const rowIndent = 4;

const symbols: Readonly<Record<SectionKind, string>> = {
  enabled: '+',
  disabled: '-',
  retyped: '~',
  pinned: '~',
  reset: '~',
  setting: '~',
  syncRule: '~',
  adGroup: '~',
  scheduler: '~',
  other: '~',
};

/** A heading with the count, then for every rule what it changes and the objects it changes. */
export function writeSection(page: Page, voice: Voice, section: Section): Lines {
  const paint = choosePaint(page, section.kind);
  const title = writeTitle(page, titleSection(voice, section), paint);
  if (section.kind === 'setting')
    return [...title, ...section.batches.flatMap((batch) => writeSetting(page, voice, section, batch))];
  const rows = layChanges(page, voice, section);
  const batches = foldList(page, section.batches, shownBatches, 2, (shown) =>
    shown.flatMap((batch) => writeBatch(page, voice, section, batch, rows)),
  );
  return [...title, ...batches];
}

function writeBatch(
  page: Page,
  voice: Voice,
  section: Section,
  batch: Batch,
  rows: ReadonlyMap<Change, string>,
): Lines {
  const fields = describeFields(voice, section, batch, page.all).map((field) => field.replaceAll(' ', '\u00a0'));
  const header = writeParagraph(page, writePlace(batch) + fields.join(', '), 2, 2, page.colours.dim);
  const lines = foldList(page, batch.changes, shownChanges, rowIndent, (shown) =>
    shown.map((change) => ' '.repeat(rowIndent) + (rows.get(change) ?? '')),
  );
  return [...header, ...lines];
}

/** The setting is one object, so its values take the place of the rows. */
function writeSetting(page: Page, voice: Voice, section: Section, batch: Batch): Lines {
  const symbol = batch.changes[0]?.action === 'create' ? '+' : '~';
  const [first = '', ...others] = describeFields(voice, section, batch, page.all);
  return [
    ...writeParagraph(page, `${symbol} ${writePlace(batch)}${first}`, 2, 4, choosePaint(page, section.kind)),
    ...others.flatMap((field) => writeParagraph(page, field, 4, 2, page.colours.dim)),
  ];
}

function writePlace({ source }: Batch): string {
  return source === null ? '' : `${formatSource(source)}  `;
}

/** The rows that will be shown, laid out together so that the columns of all batches line up. */
function layChanges(page: Page, voice: Voice, section: Section): ReadonlyMap<Change, string> {
  const batches = page.all ? section.batches : section.batches.slice(0, shownBatches + 1);
  const changes = batches.flatMap((batch) => (page.all ? batch.changes : batch.changes.slice(0, shownChanges + 1)));
  const rows = changes.map((change) => layChange(page, voice, section, change));
  const { dim, bold } = page.colours;
  const columns = [{ paint: choosePaint(page, section.kind) }, { flexible: true }, { paint: dim }, { paint: bold }];
  const used = columns.filter((_, index) => rows.some((row) => row[index] !== ''));
  const lines = layTable(rows, used, page.width - rowIndent);
  return new Map(changes.map((change, index) => [change, lines[index] ?? '']));
}

function layChange(page: Page, voice: Voice, section: Section, change: Change): readonly string[] {
  const id = idOfKey(change.key);
  const isGroup = isKeyOf('group', change.key);
  const shown = page.verbose ? change.key : page.all || !isGroup ? id : id.slice(0, shortId);
  const symbol = voice === 'drift' ? '~' : chooseSymbol(section.kind, change);
  return [symbol, formatName(change.displayName), shown, effectLabels[change.effect] ?? ''];
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
