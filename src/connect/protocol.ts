import type { PauseMarker, Scheduler } from '../model/server.js';
import type { SyncRule } from '../model/sync-rule.js';

/**
 * What is asked of a server-side script and what it answers. Requests and answers are JSON; the answer comes in an
 * envelope, see envelope.ts. Dates are ISO 8601 UTC, enums their names, GUIDs as PowerShell prints them (any letter
 * case, no braces): whoever reads an answer normalises it. A script that fails as a whole answers `ok: false`.
 */
export interface Requests {
  readonly collect: CollectRequest;
  readonly pause: PauseScriptRequest;
  readonly write: WriteRequest;
  readonly restore: RestoreRequest;
  readonly resume: ResumeRequest;
}

export interface Answers {
  readonly collect: CollectAnswer;
  readonly pause: PauseAnswer;
  readonly write: WriteAnswer;
  readonly restore: RestoreAnswer;
  readonly resume: ResumeAnswer;
}

export type Operation = keyof Requests;

export type Envelope<Name extends Operation> =
  | { readonly ok: true; readonly data: Answers[Name] }
  | { readonly ok: false; readonly error: ScriptError };

export interface ScriptError {
  /** Stable, camelCase: `moduleMissing`, `cycleRunning`, `schedulerOn`, `foreignMarker`, `late`, `failed` and the like. */
  readonly code: string;
  readonly message: string;
  /** What was being done, a cmdlet's name say. */
  readonly stage: string;
}

/** One reading of its own: a missing cmdlet or a refused right makes this one unknown, not the whole. */
export type RawReading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

export interface CollectRequest {
  /** Read the ADSync module; `scheduler`: no more of it than who holds the scheduler. */
  readonly sync: boolean | 'scheduler';
  /** Read Active Directory; null: do not. `server`: the domain controller to ask. */
  readonly directory: { readonly server: string | null } | null;
}

/** Also what `connect script` prints to standard output when an admin runs it, and what `--connect-state` reads. */
export interface CollectAnswer {
  readonly formatVersion: 1;
  readonly kind: 'entra-writeback/connect-state';
  readonly collectedAt: string;
  readonly machine: string;
  readonly powershell: string;
  /** null where it was not asked. */
  readonly sync: RawSync | null;
  readonly directory: RawDirectory | null;
  /** Only where just that was asked. */
  readonly scheduler?: RawHolding;
}

/** What a SchedulerObservation is made of. */
export type RawHolding = Pick<RawSync, 'scheduler' | 'stagingMode' | 'marker'>;

export interface RawSync {
  /** ServerConfigurationVersion of the global settings. */
  readonly build: RawReading<string>;
  /** StagingModeEnabled of the scheduler, else the global setting. */
  readonly stagingMode: RawReading<boolean>;
  /** `Get-ADSyncAADCompanyFeature`; null where this build has no such property. */
  readonly features: RawReading<{
    readonly unifiedGroupWriteback: boolean | null;
    readonly groupWritebackV2: boolean | null;
  }>;
  /** Global settings by name, group writeback and synchronisation ones only; values are text. */
  readonly globalSettings: RawReading<Readonly<Record<string, string>>>;
  readonly scheduler: RawReading<RawScheduler>;
  /** `Get-ADSyncConnectorRunStatus`: names of what runs. */
  readonly runningConnectors: RawReading<readonly string[]>;
  readonly connectors: RawReading<readonly RawConnector[]>;
  /** Rules of interest whole. Failing to list rules fails the script. */
  readonly rules: readonly RawRule[];
  /** Every rule's number. */
  readonly precedences: readonly { readonly precedence: number; readonly name: string; readonly identifier: string }[];
  /** The text of the marker file; null: there is none. */
  readonly marker: RawReading<RawMarker | null>;
}

export interface RawScheduler extends Scheduler {
  readonly stagingModeEnabled: boolean | null;
}

export interface RawConnector {
  readonly identifier: string;
  readonly name: string;
  /** `Extensible2`, `AD` and the like. */
  readonly type: string;
  readonly subType: string;
  readonly pendingExport: RawReading<{ readonly adds: number; readonly updates: number; readonly deletes: number }>;
  readonly fullSyncRequired: RawReading<boolean>;
}

/** With GUIDs as PowerShell prints them, `softDeleteExpiryInterval` as a TimeSpan prints itself. */
export type RawRule = SyncRule;

/** The marker file, JSON: `%ProgramData%\entra-writeback\pause.json`, or below `~/.local/state/entra-writeback`. */
export interface RawMarker extends PauseMarker {
  readonly formatVersion: 1;
}

export interface RawDirectory {
  /** The domain controller that answered RootDSE. */
  readonly domainController: RawReading<string>;
  /** The domain that is read, defaultNamingContext of the RootDSE; absent: collected before the script said it. */
  readonly namingContext?: RawReading<string>;
  readonly recycleBin: RawReading<boolean>;
  /** Days; what is in force where the attribute itself is not set. */
  readonly deletedObjectLifetime: RawReading<number>;
  readonly groups: RawReading<readonly RawAdGroup[]>;
  /** Known only where the Deleted Objects container itself could be read. */
  readonly deletedGroups: RawReading<readonly RawAdGroup[]>;
}

export interface RawAdGroup {
  readonly objectGuid: string;
  readonly distinguishedName: string;
  /** `Group_<group id>`. */
  readonly adminDescription: string;
  readonly objectSid: string | null;
  readonly groupType: number | null;
  readonly whenCreated: string | null;
  readonly whenChanged: string | null;
  readonly lastKnownParent: string | null;
}

export interface PauseScriptRequest {
  readonly runId: string;
  readonly kind: 'window' | 'hold';
  /**
   * The deadline of the marker, from now by the clock of the server. null: of a hold none; of a window, which is only
   * renewed so, that it is over, and no task ends it.
   */
  readonly minutes: number | null;
  readonly host: string;
  readonly pid?: number;
  readonly began?: number;
  /** The run whose marker may be taken over; null: none. A hold takes the place of one that nobody can read, which is kept as `.bad`. */
  readonly takeOver: string | null;
  /** Only renews the deadline of the own marker: `windowClosed` where that is gone. */
  readonly renew: boolean;
  /** Seconds from the start of the script after which nothing is begun any more (`late`). */
  readonly timeToLive: number;
}

/**
 * One step of pausing: where a cycle or connector runs and nothing is paused yet, nothing is done (`busy`; a hold
 * pauses all the same). Else marker first, then SyncCycleEnabled off, then a look whether something still runs.
 */
export interface PauseAnswer {
  readonly state: 'busy' | 'pausing' | 'paused';
  readonly prior: boolean;
  /** Whether a one-shot scheduled task will put the scheduler back at the deadline, or why not. */
  readonly task: RawReading<boolean>;
}

/** Nothing is written where a cycle runs (`cycleRunning`), the scheduler is on (`schedulerOn`) or a step is malformed. */
export interface WriteRequest {
  readonly steps: readonly WriteStep[];
}

/**
 * `before` is the rule as it was planned on, null where there was none: where the live one is neither that nor as wanted,
 * the step is stale and nothing of it is written. Of a switch the three names say which rule it is.
 */
export type WriteStep =
  /** A rule that is whole: what of its identifier or among `replaces` is there makes way for it. */
  | {
      readonly key: string;
      readonly action: 'put';
      readonly rule: RawRule;
      readonly replaces: readonly string[];
      readonly before: RawRule | null;
    }
  | { readonly key: string; readonly action: 'remove'; readonly before: RawRule }
  | {
      readonly key: string;
      readonly action: 'disable' | 'enable';
      readonly identifier: string;
      readonly name: string;
      readonly connector: string;
    };

/** One result a step, in order; after the first that failed and was not stale the rest is `notAttempted`. */
export interface WriteAnswer {
  readonly steps: readonly {
    readonly key: string;
    readonly status: 'applied' | 'failed' | 'notAttempted';
    /** Of one that failed, as ScriptError.code: `stale`, `schedulerOn`, `cycleRunning`, `failed` and the like. */
    readonly code?: string | null;
    readonly message: string | null;
  }[];
  /** Whether the next cycle synchronises the Microsoft Entra connector in full, read after the last step. */
  readonly fullSyncRequired: RawReading<boolean>;
}

export interface RestoreRequest {
  readonly server: string | null;
  readonly objects: readonly { readonly key: string; readonly objectGuid: string; readonly groupId: string }[];
}

/** Each object on its own: one that fails stops no other. `alreadyApplied`: it lives, with this very GUID. */
export interface RestoreAnswer {
  readonly objects: readonly {
    readonly key: string;
    readonly status: 'applied' | 'alreadyApplied' | 'failed';
    readonly message: string | null;
  }[];
}

export interface ResumeRequest {
  /** The run whose marker is meant: any other is refused (`foreignMarker`). null: there should be none. */
  readonly runId: string | null;
  /** Switch the scheduler on also where there is no marker. */
  readonly enable: boolean;
}

export interface ResumeAnswer {
  readonly syncCycleEnabled: boolean;
  /** Whether a marker was there and is gone now. */
  readonly removed: boolean;
}
