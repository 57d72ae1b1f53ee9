import type { EligibleKind, OnPremisesGroupType } from './group.js';
import type { Source } from './source.js';

export const clouds = ['global', 'usgov', 'usgovdod', 'china'] as const;
export type Cloud = (typeof clouds)[number];

export const engines = ['v2', 'v1', 'off'] as const;
export type Engine = (typeof engines)[number];

export const guardNames = [
  'maxAdDeletions',
  'maxGroupChanges',
  'maxRetypes',
  'protect',
  'recycleBin',
  'deletedTwin',
  'ambiguousTwin',
  'engineMismatch',
  'roleMismatch',
  'foreignRule',
  'foreignPause',
  'precedence',
  'memberLimit',
  'cloudSyncCoexistence',
  'tenant',
  'template',
  'pullRequest',
  'planAge',
  'planChanged',
] as const;
export type GuardName = (typeof guardNames)[number];

/** The guards that no `--allow` and no `safety.allow` lifts. */
export const unliftableGuards: readonly GuardName[] = [
  'protect',
  'tenant',
  'template',
  'planChanged',
  'ambiguousTwin',
  'engineMismatch',
  'roleMismatch',
  'precedence',
];

export type WritebackIntent = 'enabled' | 'disabled' | 'unmanaged';

/** Fields are ANDed, the items of a list ORed. IDs are lower case; strings in the last three name fields are globs. */
export interface Match {
  readonly kind?: readonly EligibleKind[];
  readonly id?: readonly string[];
  readonly displayName?: readonly string[];
  readonly mailNickname?: readonly string[];
  readonly mail?: readonly string[];
  readonly membership?: readonly ('assigned' | 'dynamic')[];
  readonly team?: boolean;
  readonly not?: Match;
}

/** One rule of `groups`, includes expanded, `defaults.explicit` already applied. The first rule that matches a group decides. */
export interface GroupRule {
  /** As written, or null. */
  readonly name: string | null;
  readonly match: Match;
  readonly writeback: WritebackIntent;
  readonly onPremisesGroupType: OnPremisesGroupType | null;
  /** Compare with the raw value, not with what it comes to. */
  readonly explicit: boolean;
  /** Does not end with the rule: whoever protects has to take it back. */
  readonly protect: boolean;
  /** The last day on which it decides, `YYYY-MM-DD`, UTC; null: no end. */
  readonly until: string | null;
  readonly reason: string | null;
  /** `until` was over when the policy was read: it decides for nothing, and still protects. */
  readonly expired: boolean;
  readonly source: Source;
}

/** A limit on group changes: a count, or a percentage (0 to 100) of the groups that the policy manages. */
export type Limit = { readonly count: number } | { readonly percent: number };

/** A guard lifted up to `count`. From `safety.allow` (with an end and a reason) or from `--allow` (neither). */
export interface Allowance {
  readonly guard: GuardName;
  readonly count: number;
  /** The last day on which it holds, `YYYY-MM-DD`, UTC. */
  readonly until: string | null;
  readonly reason: string | null;
  /** null where it came from the command line. */
  readonly source: Source | null;
}

/** Milliseconds: what `maxFactAge` is where no policy says. */
export const defaultFactAge = 86_400_000;

export interface Safety {
  readonly maxAdDeletions: number;
  /** null: the default, the lesser of 25 % and 500, from 20 managed groups on. */
  readonly maxGroupChanges: Limit | null;
  readonly maxRetypes: number;
  /** Milliseconds. */
  readonly maxFactAge: number;
  readonly allow: readonly Allowance[];
}

/** How a machine is reached: `via` + shell + its flags, never through a local shell. `via` empty: this machine. */
export interface Reach {
  readonly via: readonly string[];
  readonly shell: string;
}

export interface ConnectServer extends Reach {
  readonly name: string;
  readonly role: 'active' | 'staging';
  readonly source: Source;
}

/** `syncRules`; null: unmanaged. */
export interface SyncRulesAsked {
  readonly deleteOutOfScope:
    | {
        readonly state: 'present';
        /** Any whole number: the precedence guard judges it. */
        readonly precedence: number;
        /** Take over a rule of that name whose scope, join or flows someone changed. */
        readonly adopt: boolean;
        readonly source: Source;
      }
    | { readonly state: 'absent'; readonly source: Source }
    | null;
  readonly memberLimit: { readonly state: 'enabled' | 'disabled'; readonly source: Source } | null;
}

/** `connect`. */
export interface ConnectAsked {
  readonly engine: Engine | null;
  readonly engineSource: Source | null;
  /** `scheduler: enabled`; null: not declared. */
  readonly scheduler: { readonly source: Source } | null;
  readonly servers: readonly ConnectServer[];
}

/** `activeDirectory`. */
export interface DirectoryAsked {
  /** null: not declared, so nothing is gated. */
  readonly recycleBin: 'required' | 'recommended' | null;
  readonly restoreDeleted: boolean;
  /** Group ID -> objectGUID of the twin that a person chose, both lower case. */
  readonly restore: Readonly<Record<string, string>>;
  /** null: through the active Connect server. */
  readonly reach: Reach | null;
  /** The domain controller to ask; null: any. */
  readonly server: string | null;
  readonly source: Source | null;
}

/** `rollout`: an apply in parts. */
export interface Rollout {
  /** How many groups change in each wave; rest: all that are left, last only. Without it, what is left waits for another apply. */
  readonly waves: readonly (number | 'rest')[];
  readonly source: Source;
}

/** A policy whose every value is valid: what a person wrote, includes expanded, defaults filled in. */
export interface Policy {
  readonly tenant: { readonly id: string; readonly cloud: Cloud };
  /** What `defaults.newMicrosoft365Groups` asks; null: unmanaged. */
  readonly newMicrosoft365Groups: {
    readonly enabled: boolean;
    readonly explicit: boolean;
    readonly source: Source;
  } | null;
  readonly groups: readonly GroupRule[];
  readonly safety: Safety;
  readonly syncRules: SyncRulesAsked;
  readonly connect: ConnectAsked;
  readonly activeDirectory: DirectoryAsked;
  /** null: everything in one go. */
  readonly rollout: Rollout | null;
  /** SHA-256 over the bytes of the policy and its includes (line ends normalised), lower-case hex. */
  readonly digest: string;
}
