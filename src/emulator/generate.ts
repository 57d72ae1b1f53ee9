import type { GroupKind } from '../model/group.js';
import { type GroupRow, rowOf } from './group-row.js';
import { guidOf, mixNumber } from './guid.js';

/** Live groups and, for every 200 of them, one that is soft-deleted. The same for the same number, in every run. */
export function generateGroups(count: number): readonly GroupRow[] {
  const rows: GroupRow[] = [];
  for (let index = 0; index < count; index++) rows.push(generateGroup(index, null));
  for (let index = 0; index < count / 200; index++) rows.push(generateGroup(count + index, '2026-11-10T12:00:00Z'));
  return rows;
}

const departments = ['Finance', 'Sales', 'Engineering', 'People', 'Legal', 'Marketing', 'Operations', 'IT', 'Research'];
const subjects = [
  'Payroll',
  'Reporting',
  'Planning',
  'Audit',
  'Leads',
  'Projects',
  'Managers',
  'Archive',
  'Onboarding',
];

/** Percentages that a number from 0 to 99 falls into, in turn. */
const kinds: readonly (readonly [share: number, kind: GroupKind, synced: boolean | null])[] = [
  [60, 'microsoft365', null],
  [86, 'security', null],
  [92, 'security', true],
  [94, 'security', false],
  [97, 'mailEnabledSecurity', null],
  [100, 'distributionList', null],
];

function generateGroup(index: number, deletedDateTime: string | null): GroupRow {
  const [, kind, synced] = kinds.find(([share]) => mixNumber(index, 11) % 100 < share) ?? [0, 'security', null];
  const name = `${pick(departments, index, 12)} – ${pick(subjects, index, 13)} ${String(index).padStart(4, '0')}`;
  const mailNickname = `group${index}`;
  const eligible = synced !== true && (kind === 'microsoft365' || kind === 'security');
  const isEnabled = eligible ? (pick([null, null, true, true, false], index, 14) ?? null) : null;
  return rowOf({
    id: guidOf(index),
    displayName: name,
    kind,
    dynamic: eligible && mixNumber(index, 15) % 20 === 0,
    team: kind === 'microsoft365' && mixNumber(index, 16) % 5 < 2,
    mail: kind === 'security' ? null : `${mailNickname}@contoso.com`,
    mailNickname,
    onPremisesSyncEnabled: synced,
    isAssignableToRole: kind === 'security' && eligible && mixNumber(index, 17) % 100 === 0 ? true : null,
    isEnabled,
    onPremisesGroupType: isEnabled === true ? typeOf(kind, index) : null,
    deletedDateTime,
  });
}

function typeOf(kind: GroupKind, index: number): string {
  if (kind === 'security') return 'universalSecurityGroup';
  return pick(['universalDistributionGroup', 'UniversalDistributionGroup', 'universalSecurityGroup'], index, 18) ?? '';
}

function pick<Item>(items: readonly Item[], index: number, salt: number): Item | undefined {
  return items[mixNumber(index, salt) % items.length];
}
