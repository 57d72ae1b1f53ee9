import type { Operation } from './protocol.js';
import {
  date,
  dateOrNull,
  flag,
  flagOrNull,
  guid,
  guidOrEmpty,
  list,
  object,
  reading,
  type Schema,
  text,
  textOrNull,
  timeSpan,
  whole,
} from './schema-parts.js';

const mapping = object({
  source: list(text),
  destination: text,
  flowType: text,
  valueMergeType: text,
  executeOnce: flag,
  expression: textOrNull,
});

/** RawRule. */
export const ruleSchema = object({
  name: text,
  identifier: guid,
  description: text,
  direction: text,
  precedence: whole,
  precedenceAfter: guidOrEmpty,
  precedenceBefore: guidOrEmpty,
  connector: guid,
  sourceObjectType: text,
  targetObjectType: text,
  linkType: text,
  softDeleteExpiryInterval: timeSpan,
  immutableTag: text,
  enablePasswordSync: flag,
  disabled: flag,
  isStandardRule: flagOrNull,
  attributeFlowMappings: list(mapping),
  scopeFilter: list(list(object({ attribute: text, comparisonValue: text, comparisonOperator: text }))),
  joinFilter: list(list(object({ csAttribute: text, mvAttribute: text, caseSensitive: flag }))),
});

const scheduler = object({
  syncCycleEnabled: flag,
  syncCycleInProgress: flagOrNull,
  schedulerSuspended: flagOrNull,
  maintenanceEnabled: flagOrNull,
  stagingModeEnabled: flagOrNull,
  nextSyncCyclePolicyType: textOrNull,
  currentlyEffectiveSyncCycleInterval: textOrNull,
  nextSyncCycleStartTimeInUTC: dateOrNull,
});

const connector = object({
  identifier: guid,
  name: text,
  type: text,
  subType: text,
  pendingExport: reading(object({ adds: whole, updates: whole, deletes: whole })),
  fullSyncRequired: reading(flag),
});

const marker = object(
  {
    formatVersion: { const: 1 },
    runId: text,
    kind: { enum: ['window', 'hold'] },
    syncCycleEnabled: flag,
    pausedAt: date,
    deadline: dateOrNull,
    host: text,
  },
  { pid: whole, began: whole },
);

/** RawHolding. */
const holding = object({
  scheduler: reading(scheduler),
  stagingMode: reading(flag),
  marker: reading({ ...marker, nullable: true }),
});

const sync = object({
  build: reading(text),
  stagingMode: reading(flag),
  features: reading(object({ unifiedGroupWriteback: flagOrNull, groupWritebackV2: flagOrNull })),
  globalSettings: reading({ type: 'object', additionalProperties: text }),
  scheduler: reading(scheduler),
  runningConnectors: reading(list(text)),
  connectors: reading(list(connector)),
  rules: list(ruleSchema),
  precedences: list(object({ precedence: whole, name: text, identifier: guid })),
  marker: reading({ ...marker, nullable: true }),
});

const adGroup = object({
  objectGuid: guid,
  distinguishedName: text,
  adminDescription: text,
  objectSid: textOrNull,
  groupType: { type: 'integer', nullable: true },
  whenCreated: dateOrNull,
  whenChanged: dateOrNull,
  lastKnownParent: textOrNull,
});

const directory = object(
  {
    domainController: reading(text),
    recycleBin: reading(flag),
    deletedObjectLifetime: reading({ type: 'number', minimum: 0 }),
    groups: reading(list(adGroup)),
    deletedGroups: reading(list(adGroup)),
  },
  { namingContext: reading(text) },
);

/** CollectAnswer. */
const collectAnswer = object(
  {
    formatVersion: { const: 1 },
    kind: { const: 'entra-writeback/connect-state' },
    collectedAt: date,
    machine: text,
    powershell: text,
    sync: { ...sync, nullable: true },
    directory: { ...directory, nullable: true },
  },
  { scheduler: holding },
);

const outcome = (...statuses: readonly string[]) =>
  object({ key: text, status: { enum: statuses }, message: textOrNull }, { code: textOrNull });

/** What each script answers. */
export const answerSchemas: Readonly<Record<Operation, Schema>> = {
  collect: collectAnswer,
  pause: object({ state: { enum: ['busy', 'pausing', 'paused'] }, prior: flag, task: reading(flag) }),
  write: object({ steps: list(outcome('applied', 'failed', 'notAttempted')), fullSyncRequired: reading(flag) }),
  restore: object({ objects: list(outcome('applied', 'alreadyApplied', 'failed')) }),
  resume: object({ syncCycleEnabled: flag, removed: flag }),
};

/** What stands around an answer. */
export const envelopeSchema = {
  ...object({ ok: flag }),
  if: { properties: { ok: { const: true } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
  then: { required: ['data'] },
  else: { required: ['error'], properties: { error: object({ code: text, message: text, stage: text }) } },
};
