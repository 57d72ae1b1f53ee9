import type { GroupKind, GroupRecord } from '../model/group.js';

/** A group as the tenant stores it: flat, because there may be half a million. Rows are replaced, never changed. */
export interface GroupRow {
  /** Lower case. */
  readonly id: string;
  readonly displayName: string | null;
  readonly description: string | null;
  readonly mail: string | null;
  readonly mailNickname: string | null;
  readonly mailEnabled: boolean;
  readonly securityEnabled: boolean;
  readonly groupTypes: readonly string[];
  readonly resourceProvisioningOptions: readonly string[];
  readonly membershipRule: string | null;
  readonly visibility: string | null;
  readonly onPremisesSyncEnabled: boolean | null;
  readonly isAssignableToRole: boolean | null;
  readonly createdDateTime: string;
  /** null: not deleted. */
  readonly deletedDateTime: string | null;
  readonly isEnabled: boolean | null;
  readonly onPremisesGroupType: string | null;
}

/** What tells one group from another; the rest follows from the kind. */
export type GroupTraits = Pick<GroupRecord, 'id' | 'displayName' | 'kind'> &
  Partial<GroupRecord> & { readonly deletedDateTime?: string | null };

export function rowOf(traits: GroupTraits): GroupRow {
  const { kind, dynamic = false } = traits;
  const mailEnabled = kind !== 'security';
  return {
    id: traits.id.toLowerCase(),
    displayName: traits.displayName,
    description: null,
    mail: traits.mail ?? null,
    mailNickname: traits.mailNickname ?? null,
    mailEnabled,
    securityEnabled: kind === 'security' || kind === 'mailEnabledSecurity',
    groupTypes: groupTypesOf(kind, dynamic),
    resourceProvisioningOptions: traits.team === true ? teamOptions : noStrings,
    membershipRule: dynamic ? '(user.accountEnabled -eq true)' : null,
    visibility: kind === 'microsoft365' ? 'Private' : null,
    onPremisesSyncEnabled: traits.onPremisesSyncEnabled ?? null,
    isAssignableToRole: traits.isAssignableToRole ?? null,
    createdDateTime: '2024-03-05T08:00:00Z',
    deletedDateTime: traits.deletedDateTime ?? null,
    isEnabled: traits.isEnabled ?? null,
    onPremisesGroupType: traits.onPremisesGroupType ?? null,
  };
}

export function isUnified(row: GroupRow): boolean {
  return row.groupTypes.includes('Unified');
}

/** Shared by all rows: half a million equal arrays would cost tens of megabytes. */
const noStrings: readonly string[] = [];
const teamOptions: readonly string[] = ['Team'];
const unified: readonly string[] = ['Unified'];
const dynamicUnified: readonly string[] = ['DynamicMembership', 'Unified'];
const dynamicOnly: readonly string[] = ['DynamicMembership'];

function groupTypesOf(kind: GroupKind, dynamic: boolean): readonly string[] {
  if (kind === 'microsoft365') return dynamic ? dynamicUnified : unified;
  return dynamic ? dynamicOnly : noStrings;
}
