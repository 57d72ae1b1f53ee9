import type { Action, Change } from './change.js';
import type { Effect, EffectKind } from './effect.js';
import type { Fact } from './fact.js';
import type { Cloud, GuardName } from './policy.js';
import type { Source } from './source.js';

export const scopes = ['graph', 'connect', 'all'] as const;
export type Scope = (typeof scopes)[number];

/** `unchanged`: managed and as asked. `unmanaged`: eligible, read, and left alone. */
export interface PlanSummary extends Readonly<Record<Action, number>> {
  readonly unchanged: number;
  readonly unmanaged: number;
  readonly skipped: number;
  readonly missing: number;
  readonly effects: Readonly<Record<EffectKind, number>>;
}

/** A group that a rule names by ID and that no group has. */
export interface Missing {
  readonly key: string;
  readonly displayName: string | null;
  readonly state: 'softDeleted' | 'unknown';
  /** When it can no longer be restored, ISO 8601 UTC; null where not known. */
  readonly until: string | null;
  readonly source: Source;
}

/** A group that a rule names by ID and that can never be written. */
export interface Skipped {
  readonly key: string;
  readonly displayName: string | null;
  readonly reason: string;
  readonly source: Source;
}

export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly keys?: readonly string[];
  readonly source?: Source;
}

/** Warnings that something the policy asks for could not be compared: whether it differs is not known. */
export function listUndecided({ warnings }: { readonly warnings: readonly Warning[] }): readonly Warning[] {
  return warnings.filter(({ code }) => code === 'ambiguousRule' || code === 'schedulerUnknown');
}

export interface Refusal {
  readonly guard: GuardName;
  readonly message: string;
  readonly count: number;
  readonly limit: number;
  readonly keys: readonly string[];
  /** The one flag or line that lifts just this one, or what to do where nothing lifts it. */
  readonly remedy: string;
}

/** An allowance that was in force when the plan was judged. */
export interface Allowed {
  readonly guard: GuardName;
  readonly count: number;
  readonly until: string | null;
  readonly reason: string | null;
  /** null where it came from the command line. */
  readonly source: Source | null;
}

export interface NotChecked {
  readonly guard: GuardName;
  readonly reason: string;
}

export interface NamedKey {
  readonly key: string;
  readonly displayName: string | null;
}

/** What this policy does to the reach of the one it is compared with (`--base`); in the order of the keys. */
export interface BaseComparison {
  readonly policyDigest: string;
  readonly released: readonly NamedKey[];
  readonly captured: readonly NamedKey[];
  readonly noLongerProtected: readonly NamedKey[];
}

/** What an apply does around its other writes where it writes rules or AD objects. */
export interface Window {
  /** The active server, on which the scheduler is paused and put back. */
  readonly server: string;
  /** What SyncCycleEnabled is put back to; false: it was off, and stays off. */
  readonly syncCycleEnabled: boolean;
  /** Servers on which a rule change makes the next cycle synchronise in full. */
  readonly fullSynchronization: readonly string[];
}

/** A plan is data: saved, hashed, rendered, approved and applied from this one value. Schema: schemas/plan.schema.json. */
export interface Plan {
  readonly formatVersion: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly tenant: { readonly id: string; readonly cloud: Cloud };
  readonly policyDigest: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  /** `--only` patterns; empty: everything. */
  readonly only: readonly string[];
  readonly scope: Scope;
  readonly summary: PlanSummary;
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
  readonly facts: readonly Fact[];
  readonly missing: readonly Missing[];
  readonly skipped: readonly Skipped[];
  readonly warnings: readonly Warning[];
  readonly refusals: readonly Refusal[];
  readonly notChecked: readonly NotChecked[];
  readonly allowed: readonly Allowed[];
  readonly base: BaseComparison | null;
  /** The keys that each wave writes, where the policy has a `rollout`; null: all in one go. What is in none waits for another apply. */
  readonly waves: readonly (readonly string[])[] | null;
  /** The span in which the sync scheduler would be paused; null: it is not. */
  readonly window: Window | null;
  /** SHA-256 (hex) over all of the above but times and file paths. Finds accidents, not forgers. */
  readonly digest: string;
}
