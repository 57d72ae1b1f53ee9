import type { Change, Values } from '../../src/model/change.js';
import type { Effect } from '../../src/model/effect.js';
import type { ApplyResult } from '../../src/model/outcome.js';
import type { Plan } from '../../src/model/plan.js';
import type { Diagnosis, Explanation, HoldResult, Report } from '../../src/model/report.js';
import type { Status, StatusGroup, StatusServer } from '../../src/model/status.js';
import { entraConnector, zeroGuid } from '../../src/model/sync-rule.js';
import { makeGroupChange, makeId, makePlan, tenantId } from './make-plan.js';
import { activeFacts, directoryFacts, serverFacts, stagingFacts } from './server-facts.js';

const deleteRuleName = 'In from AAD - Group SOAinAAD Delete WriteBackOutOfScope and SoftDelete';
const limitRuleName = 'Out to AD - Group Writeback Member Limit';
const documentedExpression =
  'IIF((IsPresent([reasonFiltered]) = True) && (InStr([reasonFiltered], "WriteBackOutOfScope") > 0 || InStr([reasonFiltered], "SoftDelete") > 0), "DeleteThisGroupInAD", [reasonFiltered])';

/** The documented rule, whole, as a change holds it. */
export const deleteRule: Values = {
  name: deleteRuleName,
  identifier: 'cb871f2d-0f01-4c32-a333-ff809145b947',
  description: 'Delete AD groups that fall out of scope of Group Writeback or get Soft Deleted in Azure AD',
  direction: 'Inbound',
  precedence: 42,
  precedenceAfter: zeroGuid,
  precedenceBefore: zeroGuid,
  connector: entraConnector,
  sourceObjectType: 'group',
  targetObjectType: 'group',
  linkType: 'Join',
  softDeleteExpiryInterval: '00:00:00',
  immutableTag: '',
  enablePasswordSync: false,
  disabled: false,
  isStandardRule: false,
  attributeFlowMappings: [
    {
      source: [],
      destination: 'reasonFiltered',
      flowType: 'Expression',
      valueMergeType: 'Update',
      executeOnce: false,
      expression: documentedExpression,
    },
  ],
  scopeFilter: [[{ attribute: 'cloudMastered', comparisonValue: 'true', comparisonOperator: 'EQUAL' }]],
  joinFilter: [[{ csAttribute: 'cloudAnchor', mvAttribute: 'cloudAnchor', caseSensitive: false }]],
};

/** The same after someone was at it, and as a server gives it back: other line breaks, neighbours, another GUID. */
export const driftedRule: Values = {
  ...deleteRule,
  identifier: '11111111-2222-4333-8444-555555555555',
  precedence: 41,
  precedenceAfter: '22222222-2222-4333-8444-555555555555',
  description: 'Delete AD groups that fall out of scope of Group Writeback\r\nor get Soft Deleted in Azure AD',
  attributeFlowMappings: [
    {
      source: ['reasonFiltered'],
      destination: 'reasonFiltered',
      flowType: 'Expression',
      valueMergeType: 'Update',
      executeOnce: false,
      expression: documentedExpression.replace(' || InStr([reasonFiltered], "SoftDelete") > 0', ''),
    },
    {
      source: ['true'],
      destination: 'cloudNoFlow',
      flowType: 'Constant',
      valueMergeType: 'Update',
      executeOnce: false,
      expression: null,
    },
  ],
  scopeFilter: [
    [
      { attribute: 'cloudMastered', comparisonValue: 'true', comparisonOperator: 'EQUAL' },
      { attribute: 'mail', comparisonValue: '', comparisonOperator: 'ISNULL' },
    ],
    [{ attribute: 'displayName', comparisonValue: 'Temp', comparisonOperator: 'STARTSWITH' }],
  ],
};

const ruleSource = { file: 'writeback.yaml', line: 30, column: 3 };

export function makeRuleChange(server: string, parts: Partial<Change>): Change {
  return {
    key: `syncRule/${server}/deleteOutOfScope`,
    action: 'create',
    before: null,
    after: deleteRule,
    effect: 'none',
    displayName: deleteRuleName,
    source: ruleSource,
    requires: [],
    ...parts,
  };
}

function makeLimitChange(server: string): Change {
  return makeRuleChange(server, {
    key: `syncRule/${server}/memberLimit`,
    action: 'update',
    before: { disabled: false },
    after: { disabled: true },
    displayName: limitRuleName,
    source: { ...ruleSource, line: 31 },
  });
}

const restore: Change = {
  key: `adGroup/${makeId(7)}`,
  action: 'restore',
  before: {
    isDeleted: true,
    distinguishedName: `CN=Group_${makeId(0)}\\0ADEL:${makeId(7)},CN=Deleted Objects,DC=contoso,DC=com`,
    lastKnownParent: 'OU=Writeback,DC=contoso,DC=com',
    objectSid: 'S-1-5-21-3623811015-3361044348-30300820-1013',
  },
  after: { isDeleted: false },
  effect: 'none',
  displayName: 'Payroll',
  source: { file: 'writeback.yaml', line: 12, column: 5 },
  requires: [],
};

export const resume: Change = {
  key: 'scheduler/aadc01',
  action: 'resume',
  before: { syncCycleEnabled: false, marker: 'run-1' },
  after: { syncCycleEnabled: true, marker: null },
  effect: 'none',
  displayName: 'Sync scheduler of aadc01',
  source: { file: 'writeback.yaml', line: 36, column: 3 },
  requires: [],
};

const payroll = makeGroupChange(0, 'Payroll', {
  before: { isEnabled: false },
  after: { isEnabled: true },
  effect: 'none',
  source: { file: 'writeback.yaml', line: 12, column: 5 },
  requires: [restore.key],
});
const disabled = [1, 2].map((index) => makeGroupChange(index, `Project ${index}`, { effect: 'delete' }));
const creates = [makeRuleChange('aadc02', {}), makeRuleChange('aadc01', { effect: 'delete' })];

function makeDeletion(id: string, causes: readonly string[], managed: boolean): Effect {
  return {
    object: `adGroup/${id}`,
    effect: 'delete',
    displayName: null,
    basis: 'observed',
    reason: 'The rule deleteOutOfScope deletes what is no longer written back.',
    causes,
    managed,
  };
}

const createKeys = creates.map(({ key }) => key).slice(1);

/** Rules on two servers, a restore, the window around them, and what becomes of AD. */
export const serverPlan = makePlan({
  changes: [makeLimitChange('aadc02'), makeLimitChange('aadc01'), restore, payroll, ...creates, ...disabled],
  effects: [
    ...disabled.map(({ key }) => makeDeletion(key.slice('group/'.length), [...createKeys, key], true)),
    makeDeletion(makeId(3), createKeys, false),
    { ...makeDeletion(makeId(0), [payroll.key], true), effect: 'none', reason: 'AD holds it once it is restored.' },
  ],
  facts: serverFacts,
  allowed: [
    {
      guard: 'maxAdDeletions',
      count: 3,
      until: '2026-12-01',
      reason: 'CHG-4711',
      source: { file: 'writeback.yaml', line: 60 },
    },
  ],
  window: { server: 'aadc01', syncCycleEnabled: true, fullSynchronization: ['aadc01', 'aadc02'] },
});

/** A rule that someone changed, one that must go, a scheduler that a run left paused. */
export const changedPlan = makePlan({
  changes: [
    makeRuleChange('aadc02', { action: 'delete', before: deleteRule, after: null }),
    makeRuleChange('aadc01', { action: 'update', before: driftedRule }),
    resume,
  ],
  facts: activeFacts,
  window: { server: 'aadc01', syncCycleEnabled: true, fullSynchronization: ['aadc01', 'aadc02'] },
});

const refusedServers: Plan = makePlan({
  ...serverPlan,
  allowed: [],
  refusals: [
    {
      guard: 'recycleBin',
      message: 'The Recycle Bin of the forest is off: what the rule deletes cannot be restored.',
      count: 2,
      limit: 0,
      keys: creates.map(({ key }) => key),
      remedy: 'Enable it with Enable-ADOptionalFeature, or --allow recycleBin=2',
    },
    {
      guard: 'ambiguousTwin',
      message: `Payroll has 2 deleted AD objects: S-1-5-21-1-2-3-1013 created 2024-02-01, S-1-5-21-1-2-3-2044 created 2025-06-30, both from OU=Writeback,DC=contoso,DC=com.`,
      count: 1,
      limit: 0,
      keys: [payroll.key],
      remedy: `Choose one: activeDirectory.restore: { ${makeId(0)}: <objectGUID> }`,
    },
    {
      guard: 'precedence',
      message: '42 is taken on aadc01 by "In from AAD - Custom"; free are 0 to 41 and 43 to 99.',
      count: 1,
      limit: 0,
      keys: createKeys,
      remedy: 'Take a free number in syncRules.deleteOutOfScope.precedence',
    },
  ],
});

const open: ApplyResult = {
  formatVersion: 1,
  plan: serverPlan.digest,
  outcomes: [
    ...serverPlan.changes.map(({ key, action }) =>
      key === createKeys[0]
        ? ({ key, action, status: 'failed', message: 'Add-ADSyncRule: The connection was lost.' } as const)
        : ({ key, action, status: key === disabled[0]?.key ? 'notAttempted' : 'applied' } as const),
    ),
    {
      key: 'scheduler/aadc01',
      action: 'resume',
      status: 'failed',
      message:
        'The window is still open. Close it with: entra-writeback connect release -p writeback.yaml (aadc01 does not answer)',
    },
  ],
  converged: false,
  remaining: [createKeys[0] ?? '', disabled[0]?.key ?? ''],
  newDrift: ['syncRule/aadc03/memberLimit'],
  journal: '.entra-writeback/20261122T101530Z-9c1ab0de.jsonl',
  requests: { total: 12, writes: 3, throttled: 0 },
  waves: null,
};

const servers: readonly StatusServer[] = [
  {
    name: 'aadc01',
    role: 'active',
    provenance: 'server',
    collectedAt: '2026-11-22T10:15:29.000Z',
    machine: 'SRV-AADC01',
    deleteOutOfScope: 'changed',
    memberLimit: 'disabled',
    scheduler: 'held',
    facts: activeFacts,
  },
  {
    name: 'aadc02',
    role: 'active',
    provenance: 'file',
    collectedAt: '2026-11-21T22:00:00.000Z',
    machine: null,
    deleteOutOfScope: 'absent',
    memberLimit: 'ambiguous',
    scheduler: 'off',
    facts: stagingFacts,
  },
  {
    name: 'aadc03.emea.contoso.com',
    role: 'staging',
    provenance: 'exportedFolder',
    collectedAt: '2026-11-20T08:30:00.000Z',
    machine: null,
    deleteOutOfScope: 'enabled',
    memberLimit: 'unknown',
    scheduler: 'unknown',
    facts: [{ name: 'connect.servers.aadc03.emea.contoso.com.build', known: false, remedy: 'Ask it.' }],
  },
];

const states = ['live', 'deleted', 'liveAndDeleted', 'absent', 'unknown'] as const;

export const serverStatus: Status = {
  formatVersion: 1,
  tenant: { id: tenantId, cloud: 'global', displayName: 'Contoso', proof: 'organization' },
  setting: { newMicrosoft365Groups: 'disabled', from: 'object', values: [] },
  groups: states.map(
    (activeDirectory, index): StatusGroup => ({
      id: makeId(index),
      displayName: `Team ${index}`,
      kind: 'microsoft365',
      eligible: true,
      isEnabled: true,
      onPremisesGroupType: 'universalSecurityGroup',
      effective: 'on',
      rule: null,
      activeDirectory,
    }),
  ),
  servers,
  facts: directoryFacts,
  warnings: [],
};

const twin = {
  objectGuid: makeId(7),
  groupId: makeId(0),
  distinguishedName: `CN=Group_${makeId(0)},OU=Writeback,DC=contoso,DC=com`,
  objectSid: 'S-1-5-21-3623811015-3361044348-30300820-1013',
  groupType: -2147483640,
  whenCreated: '2024-02-01T09:00:00Z',
  whenChanged: '2026-11-01T09:00:00Z',
  lastKnownParent: null,
  deleted: false,
};

const explanation: Explanation = {
  formatVersion: 1,
  id: makeId(0),
  displayName: 'Payroll',
  refusals: [],
  group: {
    id: makeId(0),
    displayName: 'Payroll',
    kind: 'microsoft365',
    dynamic: false,
    onPremisesSyncEnabled: null,
    isAssignableToRole: null,
    isEnabled: true,
    onPremisesGroupType: 'universalSecurityGroup',
  },
  eligible: true,
  ineligibleReason: null,
  effective: 'on',
  rules: [{ name: 'Payroll', source: { file: 'writeback.yaml', line: 12 }, decides: true, writeback: 'enabled' }],
  protected: true,
  facts: serverFacts,
  activeDirectory: 'liveAndDeleted',
  adGroups: [
    twin,
    {
      ...twin,
      objectGuid: makeId(8),
      distinguishedName: `CN=Group_${makeId(0)}\\0ADEL:${makeId(8)},CN=Deleted Objects,DC=contoso,DC=com`,
      objectSid: null,
      whenCreated: null,
      lastKnownParent: 'OU=Writeback,DC=contoso,DC=com',
      deleted: true,
    },
  ],
  change: null,
  effect: null,
  skipped: null,
  why: 'The first rule that matches says enabled.',
};

export const diagnosis: Diagnosis = {
  formatVersion: 1,
  tenant: { id: tenantId, cloud: 'global' },
  checks: [
    { name: 'credentials', result: 'ok', message: 'Signed in by Azure CLI.', remedy: null },
    { name: 'tenant', result: 'ok', message: 'The tenant is Contoso, as the policy says.', remedy: null },
    {
      name: 'permissions',
      result: 'warn',
      message: 'The token holds Group.ReadWrite.All; plan and drift need less.',
      remedy: 'Give runs that only read Group.Read.All and Directory.Read.All.',
    },
    {
      name: 'server/aadc01',
      result: 'failed',
      message: 'aadc01 does not answer: ssh: connect to host aadc01 port 22: Connection refused.',
      remedy: 'Start the OpenSSH server on aadc01, or hand in what its collect script printed.',
    },
    {
      name: 'activeDirectory',
      result: 'unknown',
      message: 'Nobody could be asked about Active Directory.',
      remedy: 'Name a way to it with activeDirectory.via.',
    },
  ],
  facts: stagingFacts,
};

const held: HoldResult = {
  formatVersion: 1,
  action: 'hold',
  server: 'aadc01',
  before: true,
  after: false,
  stillRunning: true,
};

/** Reports of servers and AD, by the name of their golden files. */
export const serverSamples: Readonly<Record<string, Report>> = {
  'plan-servers': { kind: 'plan', plan: serverPlan },
  'plan-changed-rule': { kind: 'plan', plan: changedPlan },
  'plan-refused-servers': { kind: 'plan', plan: refusedServers },
  'drift-servers': { kind: 'drift', plan: makePlan({ ...serverPlan, changes: [...serverPlan.changes, resume] }) },
  'drift-changed-rule': { kind: 'drift', plan: changedPlan },
  'apply-open': { kind: 'apply', plan: serverPlan, result: open },
  'status-servers': { kind: 'status', status: serverStatus },
  'explain-twins': { kind: 'explain', explanation },
  'explain-gone': {
    kind: 'explain',
    explanation: {
      ...explanation,
      group: null,
      displayName: 'Finance Archive',
      ...{ eligible: false, ineligibleReason: 'It is soft-deleted.', effective: null, rules: [], protected: false },
      why: 'It is soft-deleted.',
      change: null,
      effect: {
        object: `adGroup/${makeId(0)}`,
        displayName: 'Finance Archive',
        effect: 'delete',
        basis: 'observed',
        reason: 'It is soft-deleted: the delete rule takes it out of Active Directory at the next synchronisation.',
        causes: ['syncRule/aadc01/deleteOutOfScope'],
        managed: false,
      },
      refusals: [
        {
          guard: 'maxAdDeletions',
          message: '1 object would be deleted from Active Directory; 0 may.',
          count: 1,
          limit: 0,
          keys: [`adGroup/${makeId(0)}`],
          remedy: 'To allow just this once: --allow maxAdDeletions=1.',
        },
      ],
      activeDirectory: 'live',
      adGroups: [twin],
    },
  },
  doctor: { kind: 'doctor', diagnosis },
  hold: { kind: 'hold', hold: held },
  release: { kind: 'hold', hold: { ...held, action: 'release', before: false, after: true, stillRunning: false } },
};
