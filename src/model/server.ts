import type { Engine } from './policy.js';
import type { SyncRule } from './sync-rule.js';

/** One thing read from a server, or why it could not be. What failed to be read is never empty. */
export type Reading<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly reason: string };

export function mapReading<From, To>(reading: Reading<From>, map: (value: From) => To): Reading<To> {
  return reading.known ? { known: true, value: map(reading.value) } : reading;
}

/** Where an observation comes from: asked now, a file that an admin collected, or an exported configuration folder. */
export type Provenance = 'server' | 'file' | 'exportedFolder';

/** `Get-ADSyncScheduler` (docs/sources.md#scheduler). null: this server, or this reading of it, does not say. */
export interface Scheduler {
  readonly syncCycleEnabled: boolean;
  readonly syncCycleInProgress: boolean | null;
  readonly schedulerSuspended: boolean | null;
  readonly maintenanceEnabled: boolean | null;
  readonly nextSyncCyclePolicyType: string | null;
  /** `[d.]hh:mm:ss`. */
  readonly currentlyEffectiveSyncCycleInterval: string | null;
  /** ISO 8601 UTC. */
  readonly nextSyncCycleStartTimeInUTC: string | null;
}

export interface Connector {
  /** Lower case, no braces. */
  readonly identifier: string;
  readonly name: string;
  /** entra: the Microsoft Entra connector; ad: an Active Directory forest; other: anything else. */
  readonly kind: 'entra' | 'ad' | 'other';
  /** What its next export holds (`Get-ADSyncConnectorStatistics`). */
  readonly pendingExport: Reading<{ readonly adds: number; readonly updates: number; readonly deletes: number }>;
  /** Whether the next cycle synchronises it in full (`Get-ADSyncSchedulerConnectorOverride`). */
  readonly fullSyncRequired: Reading<boolean>;
}

/** What this tool leaves on a server while it holds the scheduler: enough for any later run to put it back. */
export interface PauseMarker {
  readonly runId: string;
  /** window: an apply does its work; hold: `connect hold`, until `connect release`. */
  readonly kind: 'window' | 'hold';
  /** SyncCycleEnabled as it was before. */
  readonly syncCycleEnabled: boolean;
  /** ISO 8601 UTC. */
  readonly pausedAt: string;
  /** ISO 8601 UTC; null: none, a hold has no end. */
  readonly deadline: string | null;
  /** The machine that the tool ran on. */
  readonly host: string;
  /** The process there, and when it began, epoch seconds; absent: an older version wrote the marker. */
  readonly pid?: number;
  readonly began?: number;
}

/** What holding and releasing a scheduler goes by. */
export type SchedulerObservation = Pick<
  ServerObservation,
  'name' | 'collectedAt' | 'stagingMode' | 'scheduler' | 'marker'
>;

/** A precedence that some rule holds, standard ones included: they are unique over both directions and all connectors. */
export interface HeldPrecedence {
  readonly precedence: number;
  readonly name: string;
  readonly identifier: string;
}

/** What one Connect server answered, or what a file says that it answered. */
export interface ServerObservation {
  /** As the policy calls it. */
  readonly name: string;
  readonly provenance: Provenance;
  /** ISO 8601 UTC, by the clock of the server; of an exported folder when its newest file was written. */
  readonly collectedAt: string;
  /** The computer's own name; null where not known. */
  readonly machine: string | null;
  readonly build: Reading<string>;
  readonly stagingMode: Reading<boolean>;
  readonly engine: Reading<Engine>;
  readonly scheduler: Reading<Scheduler>;
  /** Names of connectors that run now; empty: none. */
  readonly runningConnectors: Reading<readonly string[]>;
  readonly connectors: Reading<readonly Connector[]>;
  /** The rules of interest, whole: ours by identifier or name, copies that mark groups for deletion too, the member-limit rule, the coexistence rules. */
  readonly rules: readonly SyncRule[];
  readonly precedences: readonly HeldPrecedence[];
  /** null: there is none. */
  readonly marker: Reading<PauseMarker | null>;
  /** The OU that groups are written to, empty where none is set. */
  readonly targetContainer: Reading<string>;
}

/** An AD group with `adminDescription=Group_<group id>`, alive or in the Deleted Objects container. */
export interface AdGroup {
  /** Lower case. */
  readonly objectGuid: string;
  /** From adminDescription, lower case. */
  readonly groupId: string;
  readonly distinguishedName: string;
  readonly objectSid: string | null;
  /** The raw bits; null where not read. */
  readonly groupType: number | null;
  /** ISO 8601 UTC. */
  readonly whenCreated: string | null;
  readonly whenChanged: string | null;
  /** Of deleted ones: where it was. */
  readonly lastKnownParent: string | null;
}

/** What Active Directory answered. Believed only where a domain controller and, for deleted ones, their container could be read. */
export interface DirectoryObservation {
  /** The server of the policy that was asked, or `activeDirectory` where AD is reached by a way of its own. */
  readonly askedThrough: string;
  readonly provenance: Provenance;
  /** ISO 8601 UTC. */
  readonly collectedAt: string;
  readonly domainController: Reading<string>;
  /** Distinguished name of the domain that was read: nothing here speaks of another one. */
  readonly namingContext: Reading<string>;
  readonly recycleBin: Reading<boolean>;
  /** Days in which a deleted object can be restored. */
  readonly deletedObjectLifetime: Reading<number>;
  readonly groups: Reading<readonly AdGroup[]>;
  readonly deletedGroups: Reading<readonly AdGroup[]>;
}

/** What the Connect servers and Active Directory answered. */
export interface ConnectObservation {
  /** In the order of the policy. */
  readonly servers: readonly ServerObservation[];
  /** null: nothing there was asked about AD. */
  readonly directory: DirectoryObservation | null;
}

/** The one server whose word counts for the tenant: the only one observed active; null where there is none, or several. */
export function activeServer(observed: ConnectObservation | null): ServerObservation | null {
  const active = (observed?.servers ?? []).filter(({ stagingMode }) => stagingMode.known && !stagingMode.value);
  return active.length === 1 ? (active[0] ?? null) : null;
}

/** Whose pause its scheduler is under; null: nobody's of this tool, or nobody could read that. */
export function heldBy({ marker }: Pick<ServerObservation, 'marker'>): PauseMarker | null {
  return marker.known ? marker.value : null;
}

/** By the clock of the server: the same reading gives the same judgement. */
export function isPast({ deadline }: PauseMarker, collectedAt: string): boolean {
  return deadline !== null && Date.parse(deadline) <= Date.parse(collectedAt);
}
