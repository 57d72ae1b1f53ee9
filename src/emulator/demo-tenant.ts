import { type GroupRow, rowOf } from './group-row.js';

/** A small hand-made tenant with one group of every sort that a policy meets. */
export function demoGroups(): readonly GroupRow[] {
  return demo.map((traits) => {
    const mailNickname = traits.displayName.replaceAll(' ', '');
    const mail = traits.kind === 'security' ? null : `${mailNickname}@contoso.com`;
    return rowOf({ ...traits, mailNickname, mail });
  });
}

const on = { isEnabled: true } as const;
const off = { isEnabled: false } as const;
const asSecurity = { onPremisesGroupType: 'universalSecurityGroup' } as const;
const asDistribution = { onPremisesGroupType: 'universalDistributionGroup' } as const;
const microsoft365 = 'microsoft365' as const;
const security = 'security' as const;

const demo = [
  { id: '3f2a0000-0000-4000-8000-000000000001', displayName: 'Payroll', kind: security, ...on, ...asSecurity },
  { id: '9bc10000-0000-4000-8000-000000000002', displayName: 'Payroll Approvers', kind: security },
  { id: 'f1000000-0000-4000-8000-000000000003', displayName: 'Finance Reporting', kind: microsoft365 },
  {
    id: 'f1000000-0000-4000-8000-000000000004',
    displayName: 'Finance Audit',
    kind: microsoft365,
    ...on,
    ...asDistribution,
  },
  { id: 'f1000000-0000-4000-8000-000000000005', displayName: 'Finance Planning', kind: microsoft365, ...off },
  { id: '5a1e0000-0000-4000-8000-000000000006', displayName: 'Sales', kind: microsoft365, team: true },
  { id: '5a1e0000-0000-4000-8000-000000000007', displayName: 'Marketing', kind: microsoft365, ...on, ...asSecurity },
  { id: 'a11e0000-0000-4000-8000-000000000008', displayName: 'All Employees', kind: microsoft365, dynamic: true },
  { id: '01d00000-0000-4000-8000-000000000009', displayName: 'Old Projects', kind: microsoft365, ...off },
  {
    id: 'ad000000-0000-4000-8000-00000000000a',
    displayName: 'Domain Printers',
    kind: security,
    onPremisesSyncEnabled: true,
  },
  { id: 'ad000000-0000-4000-8000-00000000000b', displayName: 'Helpdesk', kind: security, onPremisesSyncEnabled: false },
  { id: 'e0000000-0000-4000-8000-00000000000c', displayName: 'Announcements', kind: 'distributionList' },
  { id: 'e0000000-0000-4000-8000-00000000000d', displayName: 'Executives', kind: 'mailEnabledSecurity' },
  {
    id: '70000000-0000-4000-8000-00000000000e',
    displayName: 'Tier 0 Admins',
    kind: security,
    isAssignableToRole: true,
  },
  {
    id: 'de1e0000-0000-4000-8000-00000000000f',
    displayName: 'Finance Archive',
    kind: microsoft365,
    deletedDateTime: '2026-11-10T12:00:00Z',
  },
] as const;
