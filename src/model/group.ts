/** What a group is, told from `groupTypes`, `securityEnabled` and `mailEnabled`. Only the first two can be written back. */
export type GroupKind = 'microsoft365' | 'security' | 'mailEnabledSecurity' | 'distributionList';

/** The kinds that a policy may name. */
export const eligibleKinds = ['microsoft365', 'security'] as const;
export type EligibleKind = (typeof eligibleKinds)[number];

/** Microsoft's values of `writebackConfiguration.onPremisesGroupType`; the letter case that Graph returns is not stable. */
export const onPremisesGroupTypes = [
  'universalDistributionGroup',
  'universalSecurityGroup',
  'universalMailEnabledSecurityGroup',
] as const;
export type OnPremisesGroupType = (typeof onPremisesGroupTypes)[number];

/** Both members of `group.writebackConfiguration` as Graph returned them; a null complex value counts as both null. */
export interface WritebackConfiguration {
  readonly isEnabled: boolean | null;
  readonly onPremisesGroupType: string | null;
}

/**
 * One group, compact: 500,000 of these must fit in memory. Optional members are absent where the policy did not need
 * them; null is a value that Graph returned.
 */
export interface GroupRecord extends WritebackConfiguration {
  /** Object ID, lower case. */
  readonly id: string;
  readonly displayName: string | null;
  readonly kind: GroupKind;
  readonly dynamic: boolean;
  /** true = synchronised from AD, false = once was, null = never. */
  readonly onPremisesSyncEnabled: boolean | null;
  readonly isAssignableToRole: boolean | null;
  readonly mail?: string | null;
  readonly mailNickname?: string | null;
  readonly team?: boolean;
}

/**
 * A soft-deleted group, with what Graph tells of it. Restorable for 30 days after `deletedDateTime` (ISO 8601 UTC, null
 * where Graph does not say).
 */
export interface DeletedGroup
  extends Partial<Pick<GroupRecord, 'kind' | 'dynamic' | 'mail' | 'mailNickname' | 'team'>> {
  readonly id: string;
  readonly displayName: string | null;
  readonly deletedDateTime: string | null;
}

/** What a raw `isEnabled` comes to: docs/sources.md#unset-values. */
export type EffectiveState = 'on' | 'off' | 'unset';
