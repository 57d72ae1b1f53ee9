import type { Change } from './change.js';
import type { GroupRecord, WritebackConfiguration } from './group.js';
import type { Observation, ObservationScope, ObservedTenant } from './observation.js';
import type { Outcome, RequestCounts } from './outcome.js';
import type { SettingObservation } from './setting.js';

/** How far a long step is; `total` where it is known. */
export type Progress = (step: string, done: number, total?: number) => void;

/**
 * Reads a tenant. Handed to every command that must not write: it has no pen.
 * Every method rejects with a Failure (`unobservable`) rather than answer with less than was asked.
 */
export interface Observer {
  /** Proves the tenant before anything else is read; answers from memory the second time. */
  tenant(): Promise<ObservedTenant>;
  observe(scope: ObservationScope): Promise<Observation>;
  /** Groups whose displayName is exactly this (Graph compares without case). */
  find(displayName: string, fields: ObservationScope['fields']): Promise<readonly GroupRecord[]>;
  /** All requests of this connection so far, a Writer's included. */
  requests(): RequestCounts;
}

/** A change together with what was read just before it; that is what gets merged and compared. */
export type Write =
  | {
      readonly resource: 'group';
      readonly change: Change;
      readonly live: WritebackConfiguration;
      /** Epoch milliseconds of that reading: one that has grown old is read again before the write. */
      readonly readAt: number;
      /** Sent in place of an `isEnabled: null` that the service refuses (undo only). */
      readonly insteadOfNull?: boolean;
    }
  | { readonly resource: 'setting'; readonly change: Change; readonly live: SettingObservation };

export interface WriteHooks {
  /** Awaited before each request that writes: nothing is sent until it resolves. */
  intent(changes: readonly Change[]): Promise<void>;
  /** Exactly one outcome for every write handed in, as each becomes certain. */
  outcome(outcomes: readonly Outcome[]): Promise<void>;
  /** Once aborted, nothing new is sent; what is in flight is finished, the rest ends as notAttempted. */
  readonly stop: AbortSignal;
}

/**
 * Writes to a tenant. A lost answer is read again before it is written again. Never throws for what one change met:
 * that is its outcome.
 */
export interface Writer {
  write(writes: readonly Write[], hooks: WriteHooks): Promise<void>;
}
