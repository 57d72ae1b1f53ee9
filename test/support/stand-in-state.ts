import type { SyncRule } from '../../src/model/sync-rule.js';

/** What the stand-in modules read and change: state.json of a simulated server. */
export interface StandInState {
  readonly build: string;
  readonly instanceId: string;
  readonly staging: boolean;
  readonly suspended: boolean;
  /** Refuses every change of a rule and every start of a cycle, as an open wizard does. */
  readonly busy: boolean;
  /** A cycle in progress; null: none. */
  readonly cycle: StandInSpan | null;
  /** Connectors that run by themselves; null: none. */
  readonly running: (StandInSpan & { readonly connectors: readonly string[] }) | null;
  readonly scheduler: StandInScheduler;
  readonly connectors: readonly StandInConnector[];
  readonly rules: readonly StandInRule[];
  /** Over what the rest of the state implies. */
  readonly globalSettings: Readonly<Record<string, string>>;
  /** Has the properties of this build and no other. */
  readonly companyFeature: Readonly<Record<string, boolean>>;
  /** Get-ADSyncAADCompanyFeature of the oldest builds. */
  readonly companyFeatureNeedsConnector: boolean;
  /** Get-ADSyncScheduler without SchedulerSuspended and SyncCycleInProgress. */
  readonly schedulerOf2016: boolean;
  /** A precedence that is taken moves the others up without a word, instead of being an error. */
  readonly shiftsPrecedence: boolean;
  /** Stored expressions come back with line breaks where they had none. */
  readonly rewrapsExpressions: boolean;
  /**
   * `Cmdlet-Name:Parameter`, of those that can be taken away: Identifier of Get- and Remove-ADSyncRule, Name and Identifier of
   * Get-ADSyncConnector, ConnectorName and ConnectorIdentifier elsewhere, SyncCycleEnabled, IncludeDeletedObjects, Server.
   */
  readonly missingParameters: readonly string[];
  readonly faults: readonly StandInFault[];
  readonly directory: StandInDirectory;
  /** Sections that live in files of their own, by section: several servers can point at one. */
  readonly shared: Readonly<Record<string, string>>;
}

/** Lasts for this many more looks (calls that would show it); for ever where not given. */
export interface StandInSpan {
  readonly polls?: number;
}

/** One state for all servers of a tenant. Intervals are `[d.]hh:mm:ss`. */
export interface StandInScheduler {
  readonly allowedSyncCycleInterval: string;
  readonly customizedSyncCycleInterval: string | null;
  readonly nextSyncCyclePolicyType: 'Unspecified' | 'Delta' | 'Initial';
  readonly nextSyncCycleStartTimeInUTC: string;
  readonly purgeRunHistoryInterval: string;
  readonly syncCycleEnabled: boolean;
  readonly maintenanceEnabled: boolean;
}

export interface StandInConnector {
  readonly identifier: string;
  readonly name: string;
  readonly type: 'AD' | 'Extensible2';
  readonly subType: string;
  readonly pendingExport: { readonly adds: number; readonly updates: number; readonly deletes: number };
  readonly fullSyncRequired: boolean;
  readonly fullImportRequired: boolean;
}

export interface StandInRule extends SyncRule {
  readonly internalId: string;
  readonly version: number;
}

/**
 * Strikes calls of one cmdlet: the first `skip` calls pass, then `times` are struck (all, where not given), before the work or
 * after it. throw: a terminating error; error: one that the script survives; kill: the process is gone at once; slow: waits
 * `milliseconds`; noise: writes `message` to standard output.
 */
export interface StandInFault {
  readonly cmdlet: string;
  readonly what: 'throw' | 'error' | 'kill' | 'slow' | 'noise';
  readonly when?: 'before' | 'after';
  readonly skip?: number;
  readonly times?: number;
  readonly message?: string;
  readonly milliseconds?: number;
}

export interface StandInDirectory {
  /** Whether a domain controller answers. */
  readonly reachable: boolean;
  readonly domain: string;
  /** The first is the one that is found; no other answers to -Server. */
  readonly domainControllers: readonly string[];
  readonly recycleBin: boolean;
  /** Days; null: not set. */
  readonly deletedObjectLifetime: number | null;
  readonly tombstoneLifetime: number | null;
  /** As most accounts see it: no deleted object, not their container, and no error. */
  readonly deletedHidden: boolean;
  readonly objects: readonly StandInAdObject[];
}

/** LDAP attributes by name. Dates are ISO 8601 UTC. */
export interface StandInAdObject {
  readonly objectGUID: string;
  readonly distinguishedName: string;
  readonly objectClass: string;
  readonly isDeleted?: boolean;
  readonly [attribute: string]: string | number | boolean | undefined;
}

/** One call of a stand-in cmdlet, with the parameters as they were bound. */
export interface StandInCall {
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly process: number;
}
