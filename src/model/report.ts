import type { Change } from './change.js';
import type { Effect } from './effect.js';
import type { Fact } from './fact.js';
import type { Failure } from './failure.js';
import type { EffectiveState, GroupRecord } from './group.js';
import type { ApplyResult } from './outcome.js';
import type { Plan, Refusal, Skipped, Warning } from './plan.js';
import type { Cloud } from './policy.js';
import type { AdGroup } from './server.js';
import type { Source } from './source.js';
import type { DirectoryState, Status } from './status.js';

/** The result of `validate`. Schema: schemas/validate.schema.json. */
export interface Validation {
  readonly formatVersion: 1;
  readonly policy: string;
  readonly policyDigest: string;
  readonly rules: number;
  readonly warnings: readonly Warning[];
}

/** The result of `explain`. Schema: schemas/explain.schema.json. */
export interface Explanation {
  readonly formatVersion: 1;
  readonly id: string;
  /** null: no group has that ID, or it is soft-deleted. */
  readonly group: GroupRecord | null;
  /** Of a group that is gone. */
  readonly displayName: string | null;
  readonly eligible: boolean;
  readonly ineligibleReason: string | null;
  readonly effective: EffectiveState | null;
  /** Every rule that matches, in order; the first decides. */
  readonly rules: readonly {
    readonly name: string | null;
    readonly source: Source;
    readonly decides: boolean;
    readonly writeback: string;
  }[];
  readonly protected: boolean;
  readonly facts: readonly Fact[];
  /** What the next plan does to it; null: nothing. */
  readonly change: Change | null;
  /** What becomes of its object in AD, whatever change of that plan causes it; null: nothing touches it. */
  readonly effect: Effect | null;
  readonly skipped: Skipped | null;
  /** What refuses the next plan for the sake of this group. */
  readonly refusals: readonly Refusal[];
  readonly activeDirectory: DirectoryState;
  /** What AD holds of it, live ones first. */
  readonly adGroups: readonly (AdGroup & { readonly deleted: boolean })[];
  readonly why: string;
}

/** One thing that `doctor` looked at. warn: works, but look; unknown: could not be told. */
export interface Check {
  /** `credentials`, `tenant`, `permissions`, `server/aadc01`, `activeDirectory` and the like. */
  readonly name: string;
  readonly result: 'ok' | 'warn' | 'failed' | 'unknown';
  readonly message: string;
  readonly remedy: string | null;
}

/** The result of `doctor`. Schema: schemas/doctor.schema.json. */
export interface Diagnosis {
  readonly formatVersion: 1;
  readonly tenant: { readonly id: string; readonly cloud: Cloud } | null;
  readonly checks: readonly Check[];
  readonly facts: readonly Fact[];
}

/** The result of `connect hold` and `connect release`. Schema: schemas/hold.schema.json. */
export interface HoldResult {
  readonly formatVersion: 1;
  readonly action: 'hold' | 'release';
  readonly server: string;
  /** SyncCycleEnabled before and after. */
  readonly before: boolean | null;
  readonly after: boolean;
  /** Something that had begun before still runs: it ends by itself. */
  readonly stillRunning: boolean;
}

/** Everything a reporter can be asked to render. */
export type Report =
  | { readonly kind: 'plan' | 'drift'; readonly plan: Plan }
  | { readonly kind: 'apply' | 'undo'; readonly plan: Plan; readonly result: ApplyResult }
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'validate'; readonly validation: Validation }
  | { readonly kind: 'explain'; readonly explanation: Explanation }
  | { readonly kind: 'doctor'; readonly diagnosis: Diagnosis }
  | { readonly kind: 'hold'; readonly hold: HoldResult }
  | { readonly kind: 'failure'; readonly failure: Failure };

export const formats = ['text', 'json', 'markdown', 'csv'] as const;
export type Format = (typeof formats)[number];

export interface RenderOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Unfold long lists. */
  readonly all: boolean;
  readonly quiet: boolean;
  /** What a suggested command needs besides its name, ` -p prod.yaml` say; null: suggest none. */
  readonly given: string | null;
  /** The part of it that names the policy, ` -p prod.yaml` say. */
  readonly policy: string;
  readonly verbose: boolean;
}
