import type { DeletedGroup, EligibleKind, GroupRecord } from './group.js';
import type { Cloud } from './policy.js';
import type { ConnectObservation } from './server.js';
import type { SettingObservation } from './setting.js';

/** What to read. Nothing outside it is known afterwards, which is not the same as absent. */
export interface ObservationScope {
  /** The Group.Unified template and setting. */
  readonly setting: boolean;
  /** Whole lists to read; `all` is every group whatever its kind. */
  readonly lists: readonly (EligibleKind | 'all')[];
  /** Groups named by ID (lower case): those that no list brings are read one by one, the rest looked up among the deleted. */
  readonly ids: readonly string[];
  /** Members of GroupRecord that cost extra and are read only where a rule looks at them. */
  readonly fields: readonly ('mail' | 'mailNickname' | 'team')[];
  /** Every soft-deleted group too (snapshots). */
  readonly deleted: boolean;
  /** The Connect servers and AD. */
  readonly connect: boolean;
  /** How many members the groups have that are or will be written back: who observes says which those are. */
  readonly memberCounts: boolean;
  /** Which groups are members of these. */
  readonly nested: boolean;
}

/** Nothing at all. */
export const emptyScope: ObservationScope = {
  setting: false,
  lists: [],
  ids: [],
  fields: [],
  deleted: false,
  connect: false,
  memberCounts: false,
  nested: false,
};

/** Direct members by group ID. null: they could not be counted, which is not the same as none. */
export type MemberCounts = Readonly<Record<string, number | null>>;

/** Groups inside groups, one level deep. */
export interface Nesting {
  /** IDs of the groups that are direct members, sorted, by the ID of the group that holds them; null: could not be read. */
  readonly members: Readonly<Record<string, readonly string[] | null>>;
  /** Such members that are not among the observed groups. */
  readonly others: readonly GroupRecord[];
  /** IDs of groups of which not every such member was read, because there is a bound to it. Sorted. */
  readonly cut: readonly string[];
}

/** How sure we are that this is the tenant meant: Graph said so, only the token's `tid` did, or nothing did. */
export type TenantProof = 'organization' | 'token' | 'unproven';

export interface ObservedTenant {
  /** Lower case. Where unproven, what the policy declares. */
  readonly id: string;
  readonly cloud: Cloud;
  readonly displayName: string | null;
  readonly proof: TenantProof;
  /** Names of its verified domains, lower case, sorted; null: not known. */
  readonly domains: readonly string[] | null;
}

/** What a tenant and its servers answered, complete for its scope: an incomplete reading is an error, never an observation. */
export interface Observation {
  readonly formatVersion: 1;
  readonly tenant: ObservedTenant;
  /** ISO 8601 UTC, when the reading began. */
  readonly observedAt: string;
  readonly scope: ObservationScope;
  /** null: not read. */
  readonly setting: SettingObservation | null;
  /** Each group once; the order means nothing. */
  readonly groups: readonly GroupRecord[];
  /** Soft-deleted groups among `scope.ids`, or all of them where `scope.deleted`. */
  readonly deleted: readonly DeletedGroup[];
  /** null: not asked, which is not the same as nothing there. */
  readonly connect: ConnectObservation | null;
  /** A group that it lacks was not asked for. null: not read. */
  readonly memberCounts: MemberCounts | null;
  /** null: not read. */
  readonly nested: Nesting | null;
}
