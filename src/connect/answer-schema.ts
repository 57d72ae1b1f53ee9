/** The form of a CollectAnswer as JSON schema. Members that it does not name are let through: a newer script may add some. */
const text = { type: 'string' };
const textOrNull = { type: 'string', nullable: true };
const flag = { type: 'boolean' };
const flagOrNull = { type: 'boolean', nullable: true };
const whole = { type: 'integer' };
const guid = { type: 'string', format: 'guid' };
/** PrecedenceAfter and PrecedenceBefore may say nothing at all. */
const guidOrEmpty = { type: 'string', anyOf: [guid, { const: '' }] };
const timeSpan = { type: 'string', format: 'timeSpan' };
const date = { type: 'string', format: 'date' };
const dateOrNull = { ...date, nullable: true };

type Schema = Readonly<Record<string, unknown>>;

function list(items: Schema): Schema {
  return { type: 'array', items };
}

function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', required: Object.keys(properties), properties };
}

/** RawReading. */
function reading(value: Schema): Schema {
  const known = { required: ['value'], properties: { value } };
  const unknown = { required: ['error'], properties: { error: text } };
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
  return { ...object({ ok: flag }), if: { properties: { ok: { const: true } } }, then: known, else: unknown };
}

const mapping = object({
  source: list(text),
  destination: text,
  flowType: text,
  valueMergeType: text,
  executeOnce: flag,
  expression: textOrNull,
});

const rule = object({
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

const marker = object({
  formatVersion: { const: 1 },
  runId: text,
  kind: { enum: ['window', 'hold'] },
  syncCycleEnabled: flag,
  pausedAt: date,
  deadline: dateOrNull,
  host: text,
});

const sync = object({
  build: reading(text),
  stagingMode: reading(flag),
  features: reading(object({ unifiedGroupWriteback: flagOrNull, groupWritebackV2: flagOrNull })),
  globalSettings: reading({ type: 'object', additionalProperties: text }),
  scheduler: reading(scheduler),
  runningConnectors: reading(list(text)),
  connectors: reading(list(connector)),
  rules: list(rule),
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

const directory = object({
  domainController: reading(text),
  recycleBin: reading(flag),
  deletedObjectLifetime: reading({ type: 'number', minimum: 0 }),
  groups: reading(list(adGroup)),
  deletedGroups: reading(list(adGroup)),
});

export const collectAnswerSchema = object({
  formatVersion: { const: 1 },
  kind: { const: 'entra-writeback/connect-state' },
  collectedAt: date,
  machine: text,
  powershell: text,
  sync: { ...sync, nullable: true },
  directory: { ...directory, nullable: true },
});
