import type { EffectiveState, GroupKind } from '../../model/group.js';
import type { Status, StatusGroup } from '../../model/status.js';
import { describeStatus } from '../headline.js';
import { countStatus, describeDefault, kindWords, nameRule } from '../status-view.js';
import { formatCount, formatName } from '../words.js';
import { layTable } from './layout.js';
import { foldList, type Lines, type Page, writePairs, writeParagraph } from './page.js';

const shownGroups = 50;
const shortId = 8;

/** Counts, what new groups get, then group by group: what Graph holds and what it comes to. */
export function writeStatus(page: Page, status: Status): readonly Lines[] {
  return [
    writeParagraph(page, describeStatus(status), 0, 0, page.colours.bold),
    writeParagraph(page, describeDefault(status), 0, 0),
    writeCounts(page, status),
    writeGroups(page, status.groups),
    page.verbose
      ? writePairs(
          page,
          status.setting.values.map(({ name, value }) => [name, JSON.stringify(value)]),
        )
      : [],
  ];
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

function writeGroups(page: Page, groups: readonly StatusGroup[]): Lines {
  const header = ['Name', 'ID', 'Kind', 'isEnabled', 'Type', 'Effective', 'Rule'];
  return foldList(page, groups, shownGroups, 0, (shown) => {
    if (shown.length === 0) return [];
    const rows = shown.map((group) => describeRow(page, group));
    const columns = [{ flexible: true }, { paint: page.colours.dim }, {}, {}, {}, {}, { flexible: true }];
    const ruled = shown.some(({ rule }) => rule !== null);
    return paintHeader(page, layTable([header, ...rows], ruled ? columns : columns.slice(0, -1), page.width));
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
