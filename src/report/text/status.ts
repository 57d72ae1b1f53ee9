import { formatCount } from '../../model/count.js';
import type { EffectiveState, GroupKind } from '../../model/group.js';
import type { Status, StatusGroup } from '../../model/status.js';
import { describeFact } from '../facts.js';
import { describeStatus } from '../headline.js';
import { describeDirectory } from '../server-words.js';
import { countStatus, describeDefault, directoryWords, kindWords, nameRule } from '../status-view.js';
import { formatName } from '../words.js';
import { type Column, layTable } from './layout.js';
import { foldList, type Lines, type Page, writePairs, writeParagraph, writeTitle } from './page.js';
import { writeServers } from './servers.js';
import { writeWarnings } from './warnings.js';

const shownGroups = 50;
const shortId = 8;

/** Counts, what new groups get, then group by group: what Graph holds and what it comes to. */
export function writeStatus(page: Page, status: Status): readonly Lines[] {
  return [
    writeParagraph(page, describeStatus(status), 0, 0, page.colours.bold),
    writeParagraph(page, describeDefault(status), 0, 0),
    writeServers(page, status.servers),
    writeSentence(page, describeDirectory(status.facts)),
    writeCounts(page, status),
    writeWarned(page, status.warnings),
    writeGroups(page, status.groups),
    page.verbose ? writeFacts(page, status) : [],
    page.verbose
      ? writePairs(
          page,
          status.setting.values.map(({ name, value }) => [name, JSON.stringify(value)]),
        )
      : [],
  ];
}

function writeWarned(page: Page, warnings: Status['warnings']): Lines {
  return warnings.length === 0 ? [] : [...writeTitle(page, 'Warnings'), ...writeWarnings(page, warnings)];
}

function writeSentence(page: Page, sentence: string): Lines {
  return sentence === '' ? [] : writeParagraph(page, sentence, 0, 0);
}

function writeFacts(page: Page, { servers, facts }: Status): Lines {
  const all = [...servers.flatMap((server) => server.facts), ...facts];
  if (all.length === 0) return [];
  return [...writeTitle(page, 'Facts'), ...all.flatMap((fact) => writeParagraph(page, describeFact(fact), 2, 2))];
}

function writeCounts(page: Page, { groups }: Status): Lines {
  if (groups.length === 0) return [];
  const rows = countStatus(groups).map(({ kind, on, off, unset, never }) => [
    kindWords[kind],
    ...[on, off, unset, never].map(formatCount),
  ]);
  const header = ['Groups', 'on', 'off', 'unset', 'never'];
  const right = { align: 'right' } as const;
  return paintHeader(page, layTable([header, ...rows], [{ flexible: true }, right, right, right, right], page.width));
}

/** What nobody knows of any group takes no column. */
function writeGroups(page: Page, groups: readonly StatusGroup[]): Lines {
  const flexible = { flexible: true };
  const columns: readonly (Column & { readonly title: string })[] = [
    { title: 'Name', ...flexible },
    { title: 'ID', paint: page.colours.dim },
    { title: 'Kind' },
    { title: 'isEnabled' },
    { title: 'Type' },
    { title: 'Effective' },
    { title: 'In AD' },
    { title: 'Rule', ...flexible },
  ];
  return foldList(page, groups, shownGroups, 0, (shown) => {
    if (shown.length === 0) return [];
    const cells = shown.map((group) => describeRow(page, group));
    const used = columns.map((_, index) => cells.some((row) => row[index] !== ''));
    const keep = <T>(items: readonly T[]) => items.filter((_, index) => used[index]);
    const rows = [columns.map(({ title }) => title), ...cells].map(keep);
    return paintHeader(page, layTable(rows, keep(columns), page.width));
  });
}

/** Microsoft's long type names lose what they share: the column says what it is. */
function describeRow(page: Page, group: StatusGroup): readonly string[] {
  const type = group.onPremisesGroupType?.replace(/^universal(.*)Group$/i, '$1') ?? 'null';
  return [
    formatName(group.displayName),
    page.all || page.verbose ? group.id : group.id.slice(0, shortId),
    shortKinds[group.kind],
    String(group.isEnabled),
    type,
    effectiveWords[group.effective ?? 'never'],
    directoryWords[group.activeDirectory],
    group.rule === null ? '' : nameRule(group.rule),
  ];
}

const shortKinds: Readonly<Record<GroupKind, string>> = {
  microsoft365: 'M365',
  security: 'security',
  mailEnabledSecurity: 'mail-sec',
  distributionList: 'list',
};

const effectiveWords: Readonly<Record<EffectiveState | 'never', string>> = {
  on: 'on',
  off: 'off',
  unset: 'unset',
  never: 'never',
};

function paintHeader(page: Page, [header = '', ...rows]: Lines): Lines {
  return [page.colours.bold(header), ...rows];
}
