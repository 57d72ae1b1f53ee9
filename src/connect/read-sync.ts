import type { Connector, PauseMarker, Scheduler, SchedulerObservation, ServerObservation } from '../model/server.js';
import { entraConnector, type SyncRule } from '../model/sync-rule.js';
import { normalizeDate, normalizeGuid, normalizeTimeSpan } from './normalize.js';
import type { CollectAnswer, RawConnector, RawHolding, RawMarker, RawRule, RawScheduler, RawSync } from './protocol.js';
import { readEngine, readTargetContainer } from './read-engine.js';
import { itself, toReading } from './reading.js';

/** What an answer says of the ADSync side; the model's own spellings throughout. */
export function normalizeSync(
  sync: RawSync,
  { collectedAt, machine }: CollectAnswer,
  known: Pick<ServerObservation, 'name' | 'provenance'>,
): ServerObservation {
  return {
    ...normalizeHolding(sync, { collectedAt }, known.name),
    ...known,
    machine,
    build: toReading(sync.build, itself),
    engine: readEngine(sync.features, sync.globalSettings),
    runningConnectors: toReading(sync.runningConnectors, itself),
    connectors: toReading(sync.connectors, (connectors) => connectors.map(normalizeConnector)),
    rules: sync.rules.map(normalizeRule),
    precedences: sync.precedences.map((held) => ({ ...held, identifier: normalizeGuid(held.identifier) })),
    targetContainer: readTargetContainer(sync.globalSettings),
  };
}

/** The part of it that holding and releasing go by. */
export function normalizeHolding(
  { stagingMode, scheduler, marker }: RawHolding,
  { collectedAt }: Pick<CollectAnswer, 'collectedAt'>,
  name: string,
): SchedulerObservation {
  return {
    name,
    collectedAt: normalizeDate(collectedAt),
    stagingMode: toReading(stagingMode, itself),
    scheduler: toReading(scheduler, normalizeScheduler),
    marker: toReading(marker, (found) => (found === null ? null : normalizeMarker(found))),
  };
}

function normalizeScheduler({ stagingModeEnabled: _told, ...scheduler }: RawScheduler): Scheduler {
  const { currentlyEffectiveSyncCycleInterval: interval, nextSyncCycleStartTimeInUTC: next } = scheduler;
  return {
    ...scheduler,
    currentlyEffectiveSyncCycleInterval: interval === null ? null : normalizeTimeSpan(interval),
    nextSyncCycleStartTimeInUTC: next === null ? null : normalizeDate(next),
  };
}

function normalizeConnector({ type, subType, ...raw }: RawConnector): Connector {
  const identifier = normalizeGuid(raw.identifier);
  return {
    identifier,
    name: raw.name,
    kind: kindOf(identifier, type, subType),
    pendingExport: toReading(raw.pendingExport, itself),
    fullSyncRequired: toReading(raw.fullSyncRequired, itself),
  };
}

/** The Entra connector's identifier is the same on every installation; its SubType is what public scripts go by. */
function kindOf(identifier: string, type: string, subType: string): Connector['kind'] {
  if (identifier === entraConnector || subType.startsWith('Windows Azure Active Directory')) return 'entra';
  return type.toLowerCase() === 'ad' ? 'ad' : 'other';
}

function normalizeRule(raw: RawRule): SyncRule {
  return {
    ...raw,
    identifier: normalizeGuid(raw.identifier),
    connector: normalizeGuid(raw.connector),
    precedenceAfter: normalizeGuid(raw.precedenceAfter),
    precedenceBefore: normalizeGuid(raw.precedenceBefore),
    softDeleteExpiryInterval: normalizeTimeSpan(raw.softDeleteExpiryInterval) ?? raw.softDeleteExpiryInterval,
  };
}

function normalizeMarker({ formatVersion: _version, ...marker }: RawMarker): PauseMarker {
  const { pausedAt, deadline } = marker;
  return {
    ...marker,
    pausedAt: normalizeDate(pausedAt),
    deadline: deadline === null ? null : normalizeDate(deadline),
  };
}
