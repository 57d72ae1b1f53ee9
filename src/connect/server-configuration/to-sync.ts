import type { RawConnector, RawReading, RawRule, RawScheduler, RawSync } from '../protocol.js';
import { damagedState } from '../state-failure.js';

type Settings = ReadonlyMap<string, string>;

const notExported = { ok: false, error: 'an exported folder does not hold it' } as const;

/** What a folder says, in the form in which the collect script would have said it. */
export function toSync(
  rules: readonly RawRule[],
  connectors: readonly RawConnector[],
  settings: Settings,
  where: string,
): RawSync {
  const flag = (name: string) => readFlag(settings, name, where);
  return {
    build: toReading(
      settings.get('Microsoft.Synchronize.ServerConfigurationVersion') || null,
      'ServerConfigurationVersion',
    ),
    stagingMode: toReading(flag('Microsoft.Synchronize.StagingMode'), 'StagingMode'),
    features: notExported,
    globalSettings: { ok: true, value: Object.fromEntries(settings) },
    scheduler: toReading(toScheduler(flag), 'SynchronizationSchedule'),
    runningConnectors: notExported,
    connectors: { ok: true, value: connectors },
    rules,
    precedences: rules.map(({ precedence, name, identifier }) => ({ precedence, name, identifier })),
    marker: notExported,
  };
}

function toReading<T>(value: T | null, setting: string): RawReading<T> {
  return value === null ? { ok: false, error: `the exported global settings have no ${setting}` } : { ok: true, value };
}

/** Only what the global settings tell: `TimeInterval` and `NextStartTime` are not what is in force. */
function toScheduler(flag: (name: string) => boolean | null): RawScheduler | null {
  const syncCycleEnabled = flag('Microsoft.Synchronize.SynchronizationSchedule');
  if (syncCycleEnabled === null) return null;
  return {
    syncCycleEnabled,
    syncCycleInProgress: null,
    schedulerSuspended: flag('Microsoft.Synchronize.SchedulerSuspended'),
    maintenanceEnabled: flag('Microsoft.Synchronize.MaintenanceEnabled'),
    stagingModeEnabled: null,
    nextSyncCyclePolicyType: null,
    currentlyEffectiveSyncCycleInterval: null,
    nextSyncCycleStartTimeInUTC: null,
  };
}

/** null: the settings do not hold it, or hold nothing. */
function readFlag(settings: Settings, name: string, where: string): boolean | null {
  const text = settings.get(name)?.trim().toLowerCase() ?? '';
  if (text === '') return null;
  if (text !== 'true' && text !== 'false')
    throw damagedState(`${where}/GlobalSettings`, `${name} is ${JSON.stringify(text)}, which is no truth value`);
  return text === 'true';
}
