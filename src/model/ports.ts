import type { Change } from './change.js';
import type { Failure } from './failure.js';
import type { GroupRecord, WritebackConfiguration } from './group.js';
import type { Observation, ObservationScope, ObservedTenant } from './observation.js';
import type { Outcome, RequestCounts } from './outcome.js';
import type { ConnectObservation, PauseMarker } from './server.js';
import type { SettingObservation } from './setting.js';

/** How far a long step is; `total` where it is known. */
export type Progress = (step: string, done: number, total?: number) => void;

/** IDs of groups, chosen from an observation that holds no members yet and nothing of servers. */
export type ChooseGroups = (observation: Observation) => readonly string[];

/**
 * Reads a tenant. Handed to every command that must not write: it has no pen.
 * Every method rejects with a Failure (`unobservable`) rather than answer with less than was asked.
 */
export interface Observer {
  /** Proves the tenant before anything else is read; answers from memory the second time. */
  tenant(): Promise<ObservedTenant>;
  /** `chosen` names the groups whose members the scope asks for, from what was read of the rest; without it, none. */
  observe(scope: ObservationScope, chosen?: ChooseGroups): Promise<Observation>;
  /** Groups whose displayName is exactly this (Graph compares without case). */
  find(displayName: string, fields: ObservationScope['fields']): Promise<readonly GroupRecord[]>;
  /** All requests of this connection so far, a Writer's included. */
  requests(): RequestCounts;
}

/** A change of the tenant together with what was read just before it; that is what gets merged and compared. */
export type GraphWrite =
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

/** A change on a Connect server or in AD. The adapter reads once more before it writes. */
export type ConnectWrite =
  | { readonly resource: 'syncRule' | 'scheduler'; readonly change: Change; readonly server: string }
  | { readonly resource: 'adGroup'; readonly change: Change; readonly groupId: string };

export interface WriteHooks {
  /** Awaited before each request that writes: nothing is sent until it resolves. */
  intent(changes: readonly Change[]): Promise<void>;
  /** Exactly one outcome for every write handed in, as each becomes certain. */
  outcome(outcomes: readonly Outcome[]): Promise<void>;
  /** Once aborted, nothing new is sent; what is in flight is finished, the rest ends as notAttempted. */
  readonly stop: AbortSignal;
}

export type Write = GraphWrite | ConnectWrite;

/** A Window that is being opened on the active server. */
export interface PauseRequest {
  readonly server: string;
  readonly runId: string;
  readonly kind: PauseMarker['kind'];
  /** More than 0, until the deadline, by the clock of the server; null: a hold without end, a window that is over by now and stays paused. */
  readonly minutes: number | null;
  /** The run whose marker may be gone on from, with the value that it keeps; that of any other is a failure. */
  readonly takeOver: string | null;
  /** Only to move the deadline of a pause that there is: where its marker is gone that is a failure. */
  readonly renew?: boolean;
}

/**
 * busy: a cycle or connector runs and nothing was done. paused: off, marked, and nothing runs. pausing: off and marked,
 * and something that had begun still runs: call again. lost: no answer came, so it may have been done, or may yet be for
 * `settledIn` more milliseconds. `prior` is SyncCycleEnabled as the marker keeps it.
 */
export type Paused =
  | { readonly state: 'busy' | 'pausing' | 'paused'; readonly prior: boolean }
  | { readonly state: 'lost'; readonly failure: Failure; readonly settledIn: number };

export interface Resumed {
  /** As it is now. */
  readonly syncCycleEnabled: boolean;
  /** Whether the marker was there, and is gone now. */
  readonly removed: boolean;
}

/**
 * Holds the scheduler. Every method is one short call to the server and rejects with a Failure (`unobservable`, or
 * `refused`) where the answer does not say that it was done: then nobody knows, so read again.
 */
export interface SchedulerControl {
  pause(request: PauseRequest): Promise<Paused>;
  /**
   * Puts back what the marker of this run keeps and removes it. Without a marker nothing is done, unless `enable`: then
   * the scheduler is switched on all the same. The marker of another run is a failure; so is any where `runId` is null.
   */
  resume(request: {
    readonly server: string;
    readonly runId: string | null;
    readonly enable: boolean;
  }): Promise<Resumed>;
}

/** Asks the servers of a policy and AD. Rejects with a Failure (`unobservable`) that names each one that did not answer. */
export interface ConnectObserver {
  /** `abandon`: nobody waits for the answer any more. */
  observe(abandon?: AbortSignal): Promise<ConnectObservation>;
}

/**
 * Writes to a tenant or to its servers. A lost answer is read again before it is written again. Never throws for what one change met:
 * that is its outcome.
 */
export interface Writer<Own extends Write = Write> {
  write(writes: readonly Own[], hooks: WriteHooks): Promise<void>;
}
