import type { EligibleKind, OnPremisesGroupType } from '../model/group.js';
import type { Cloud, Engine, GuardName, WritebackIntent } from '../model/policy.js';

/** A value or a list of values, as a person may write it. */
export type OneOrMore<T> = T | readonly T[];

export type Membership = 'assigned' | 'dynamic';

export interface WrittenMatch {
  readonly kind?: OneOrMore<EligibleKind>;
  readonly id?: OneOrMore<string>;
  readonly displayName?: OneOrMore<string>;
  readonly mailNickname?: OneOrMore<string>;
  readonly mail?: OneOrMore<string>;
  readonly membership?: OneOrMore<Membership>;
  readonly team?: boolean;
  readonly not?: WrittenMatch;
}

export interface WrittenRule {
  readonly name?: string;
  readonly match: WrittenMatch;
  readonly writeback: WritebackIntent;
  readonly onPremisesGroupType?: OnPremisesGroupType;
  readonly explicit?: boolean;
  readonly protect?: boolean;
  readonly until?: string;
  readonly reason?: string;
}

export interface WrittenInclude {
  readonly include: string;
}

export interface WrittenAllowance {
  readonly guard: GuardName;
  readonly count: number;
  readonly until: string;
  readonly reason: string;
}

export interface WrittenReach {
  readonly via?: readonly string[];
  readonly shell?: string;
}

export interface WrittenServer extends WrittenReach {
  readonly name: string;
  readonly role?: 'active' | 'staging';
}

export interface WrittenSyncRules {
  readonly deleteOutOfScope?:
    | { readonly state: 'present'; readonly precedence: number; readonly adopt?: boolean }
    | { readonly state: 'absent' };
  readonly memberLimit?: { readonly state: 'enabled' | 'disabled' };
}

export interface WrittenConnect {
  readonly engine?: Engine;
  readonly scheduler?: 'enabled';
  readonly servers?: readonly WrittenServer[];
}

export interface WrittenDirectory extends WrittenReach {
  readonly recycleBin?: 'required' | 'recommended';
  readonly restoreDeleted?: boolean;
  readonly restore?: Readonly<Record<string, string>>;
  readonly server?: string;
}

/** A policy file as it was written: what schemas/policy.schema.json accepts. */
export interface WrittenPolicy {
  readonly version: 1;
  readonly tenant: { readonly id: string; readonly cloud?: Cloud };
  readonly defaults?: { readonly newMicrosoft365Groups?: 'enabled' | 'disabled'; readonly explicit?: boolean };
  readonly groups?: readonly (WrittenRule | WrittenInclude)[];
  readonly safety?: {
    readonly maxAdDeletions?: number;
    readonly maxGroupChanges?: number | string;
    readonly maxRetypes?: number;
    readonly maxFactAge?: string;
    readonly allow?: readonly WrittenAllowance[];
  };
  readonly syncRules?: WrittenSyncRules;
  readonly connect?: WrittenConnect;
  readonly activeDirectory?: WrittenDirectory;
  readonly rollout?: { readonly waves: readonly (number | 'rest')[] };
}
