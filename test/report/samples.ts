import type { Change } from '../../src/model/change.js';
import type { Effect } from '../../src/model/effect.js';
import { Failure } from '../../src/model/failure.js';
import type { ApplyResult } from '../../src/model/outcome.js';
import type { Plan, PlanSummary } from '../../src/model/plan.js';
import type { Explanation, RenderOptions, Report, Validation } from '../../src/model/report.js';
import type { Status, StatusGroup } from '../../src/model/status.js';

export const plainOptions: RenderOptions = {
  colour: false,
  width: 80,
  all: false,
  quiet: false,
  verbose: false,
  given: '',
};

export const tenantId = '72f1c0de-0000-4000-8000-5eed00000001';

export function makeId(index: number): string {
  const head = ((index + 1) * 2654435761) >>> 0;
  return `${head.toString(16).padStart(8, '0')}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

const noEffects = { create: 0, delete: 0, orphan: 0, retype: 0, inert: 0, unknown: 0, none: 0 };

export const emptyPlan: Plan = {
  formatVersion: 1,
  tool: { name: 'entra-writeback', version: '0.1.0' },
  tenant: { id: tenantId, cloud: 'global' },
  policyDigest: '5f2d'.repeat(16),
  createdAt: '2026-11-22T10:15:30.000Z',
  only: [],
  scope: 'all',
  summary: {
    create: 0,
    update: 0,
    delete: 0,
    restore: 0,
    resume: 0,
    unchanged: 1204,
    unmanaged: 310,
    skipped: 0,
    missing: 0,
    effects: noEffects,
  },
  changes: [],
  effects: [],
  facts: [],
  missing: [],
  skipped: [],
  warnings: [],
  refusals: [],
  notChecked: [],
  allowed: [],
  base: null,
  window: null,
  digest: '9c1ab0de'.repeat(8),
};

/** A plan with the given lists, its summary counted from them. */
export function makePlan(parts: Partial<Plan>): Plan {
  const plan = { ...emptyPlan, ...parts };
  const count = (action: Change['action']) => plan.changes.filter((change) => change.action === action).length;
  const effects = { ...noEffects };
  for (const { effect } of plan.effects) effects[effect] += 1;
  const summary: PlanSummary = {
    ...plan.summary,
    create: count('create'),
    update: count('update'),
    delete: count('delete'),
    restore: count('restore'),
    resume: count('resume'),
    skipped: plan.skipped.length,
    missing: plan.missing.length,
    effects,
  };
  return { ...plan, summary };
}

export function makeGroupChange(index: number, displayName: string | null, parts: Partial<Change> = {}): Change {
  return {
    key: `group/${makeId(index)}`,
    action: 'update',
    before: { isEnabled: true },
    after: { isEnabled: false },
    effect: 'unknown',
    displayName,
    source: { file: 'writeback.yaml', line: 23, column: 5 },
    requires: [],
    ...parts,
  };
}

export function listUnknownEffects(changes: readonly Change[]): readonly Effect[] {
  return changes
    .filter(({ key }) => key.startsWith('group/'))
    .map(({ key }) => ({
      object: `adGroup/${key.slice('group/'.length)}`,
      effect: 'unknown',
      basis: 'observed',
      reason: 'No Connect server has been asked yet: its sync rules decide what becomes of the AD object.',
      causes: [key],
      managed: true,
    }));
}

const enabled = [
  'Payroll',
  'Finance EMEA',
  '財務部 東京オフィス (経理・給与・旅費精算)',
  '👩‍👩‍👧 Family Day Team 🎉',
  'Zoë & Søren’s “Café” Group',
].map((name, index) =>
  makeGroupChange(index, name, {
    before: { isEnabled: null, onPremisesGroupType: null },
    after: { isEnabled: true, onPremisesGroupType: 'universalSecurityGroup' },
    source: { file: 'writeback.yaml', line: 12, column: 5 },
  }),
);

const disabled = Array.from({ length: 29 }, (_, index) =>
  makeGroupChange(
    100 + index,
    `Project ${index + 1}${index === 3 ? ' with a name that goes on and on, well past the edge of any terminal' : ''}`,
    {
      before: { isEnabled: index % 3 === 0 ? null : true },
    },
  ),
);

const retyped = [
  makeGroupChange(200, 'Sales Europe', {
    before: { onPremisesGroupType: 'universalSecurityGroup' },
    after: { onPremisesGroupType: 'universalDistributionGroup' },
    source: { file: 'groups/sales.yaml', line: 4, column: 5 },
  }),
];

const pinned = [
  makeGroupChange(300, 'Board', {
    before: { isEnabled: null },
    after: { isEnabled: true },
    effect: 'none',
    source: { file: 'writeback.yaml', line: 31, column: 5 },
  }),
];

const setting: Change = {
  key: 'setting/Group.Unified',
  action: 'update',
  before: { NewUnifiedGroupWritebackDefault: 'true', EnableMIPLabels: null, ClassificationList: null },
  after: { NewUnifiedGroupWritebackDefault: 'false', EnableMIPLabels: 'false', ClassificationList: '' },
  effect: 'none',
  displayName: 'Group.Unified',
  source: { file: 'writeback.yaml', line: 9, column: 3 },
  requires: pinned.map(({ key }) => key),
};

const changes = [...enabled, ...pinned, ...retyped, ...disabled, setting];

/** A bit of everything that a plan can hold. */
export const fullPlan = makePlan({
  changes,
  effects: listUnknownEffects(changes),
  facts: [
    {
      name: 'NewUnifiedGroupWritebackDefault',
      known: true,
      value: 'true',
      basis: 'observed',
      by: 'Microsoft Graph',
      at: '2026-11-22T10:15:29.000Z',
    },
    { name: 'engine', known: false, remedy: 'declare connect.engine, or name a Connect server that can be asked' },
  ],
  missing: [
    {
      key: `group/${makeId(400)}`,
      displayName: 'Old Payroll',
      state: 'softDeleted',
      until: '2026-12-12T08:00:00Z',
      source: { file: 'writeback.yaml', line: 13, column: 18 },
    },
    {
      key: `group/${makeId(401)}`,
      displayName: null,
      state: 'unknown',
      until: null,
      source: { file: 'writeback.yaml', line: 13, column: 60 },
    },
  ],
  skipped: [
    {
      key: `group/${makeId(402)}`,
      displayName: 'Domain Admins',
      reason: 'It is synchronised from Active Directory.',
      source: { file: 'writeback.yaml', line: 14, column: 18 },
    },
  ],
  warnings: [
    {
      code: 'ruleMatchesNothing',
      message: 'The rule "Interns" matches no group.',
      source: { file: 'writeback.yaml', line: 40, column: 5 },
    },
    {
      code: 'leftUnset',
      message: '3 groups are left unset by the new default.',
      keys: enabled.slice(0, 3).map(({ key }) => key),
    },
  ],
  notChecked: [{ guard: 'recycleBin', reason: 'No Connect server has been asked.' }],
  allowed: [
    {
      guard: 'maxAdDeletions',
      count: 36,
      until: '2026-12-01',
      reason: 'CHG-4711, agreed with @ops',
      source: { file: 'writeback.yaml', line: 60, column: 12 },
    },
    { guard: 'maxRetypes', count: 1, until: null, reason: null, source: null },
  ],
  base: {
    policyDigest: 'ba5e'.repeat(16),
    released: [{ key: `group/${makeId(500)}`, displayName: 'Left Alone' }],
    captured: enabled.slice(0, 2).map(({ key, displayName }) => ({ key, displayName })),
    noLongerProtected: [],
  },
});

export const refusedPlan = makePlan({
  ...fullPlan,
  missing: [],
  skipped: [],
  allowed: [],
  base: null,
  refusals: [
    {
      guard: 'maxGroupChanges',
      message: '36 of the 120 groups that the policy manages would change; at most 25 % may.',
      count: 36,
      limit: 30,
      keys: changes.filter(({ key }) => key.startsWith('group/')).map(({ key }) => key),
      remedy: '--allow maxGroupChanges=36',
    },
    {
      guard: 'maxRetypes',
      message: '1 security group would become a distribution group, which takes its SID out of tokens.',
      count: 1,
      limit: 0,
      keys: retyped.map(({ key }) => key),
      remedy: '--allow maxRetypes=1',
    },
  ],
});

/** As it will be once Connect servers and AD are asked: known effects, later kinds of keys. */
export const laterPlan = makePlan({
  changes: [
    makeGroupChange(0, 'Payroll', { effect: 'delete' }),
    makeGroupChange(1, 'Finance', { effect: 'orphan' }),
    {
      key: 'syncRule/aadc01/deleteOutOfScope',
      action: 'create',
      before: null,
      after: { precedence: 42, disabled: false, scope: [{ attribute: 'cloudNoFlow' }] },
      effect: 'delete',
      displayName: 'In from AAD - Group SOAinAAD Delete WriteBackOutOfScope and SoftDelete',
      source: { file: 'writeback.yaml', line: 30 },
      requires: [],
    },
    {
      key: `adGroup/${makeId(7)}`,
      action: 'restore',
      before: null,
      after: { isDeleted: false },
      effect: 'create',
      displayName: 'Group_payroll',
      source: null,
      requires: [],
    },
    {
      key: 'scheduler/aadc01',
      action: 'resume',
      before: { SyncCycleEnabled: false },
      after: { SyncCycleEnabled: true },
      effect: 'none',
      displayName: null,
      source: null,
      requires: [],
    },
  ],
  effects: [
    {
      object: `adGroup/${makeId(0)}`,
      effect: 'delete',
      basis: 'observed',
      reason: 'The rule deleteOutOfScope deletes what is switched off.',
      causes: [`group/${makeId(0)}`],
      managed: true,
    },
    {
      object: `adGroup/${makeId(1)}`,
      effect: 'orphan',
      basis: 'declared',
      reason: 'No rule deletes it.',
      causes: [`group/${makeId(1)}`],
      managed: false,
    },
    {
      object: `adGroup/${makeId(2)}`,
      effect: 'none',
      basis: 'observed',
      reason: 'AD does not hold it.',
      causes: [],
      managed: true,
    },
  ],
});

export const applyResult: ApplyResult = {
  formatVersion: 1,
  plan: fullPlan.digest,
  outcomes: changes.map(({ key, action }, index) => {
    if (index === 1) return { key, action, status: 'alreadyApplied' };
    if (index === 2)
      return { key, action, status: 'failed', message: 'Graph answered 403 Authorization_RequestDenied.' };
    if (index === 3) return { key, action, status: 'stale', message: 'isEnabled is false now; the plan saw null.' };
    if (key === setting.key) return { key, action, status: 'notAttempted', message: 'requires a change that failed' };
    if (index === 4) return { key, action, status: 'acceptedNotVisible' };
    return { key, action, status: 'applied' };
  }),
  converged: false,
  remaining: [enabled[2], enabled[3], enabled[4], setting].map((change) => change?.key ?? ''),
  newDrift: [`group/${makeId(900)}`],
  journal: '.entra-writeback/20261122T101530Z-9c1ab0de.jsonl',
  requests: { total: 1250, writes: 36, throttled: 2 },
};

export const convergedResult: ApplyResult = {
  formatVersion: 1,
  plan: fullPlan.digest,
  outcomes: changes.map(({ key, action }) => ({ key, action, status: 'applied' })),
  converged: true,
  remaining: [],
  newDrift: [],
  journal: '.entra-writeback/20261122T101530Z-9c1ab0de.jsonl',
  requests: { total: 48, writes: 36, throttled: 0 },
};

const statusGroup = (index: number, parts: Partial<StatusGroup>): StatusGroup => ({
  id: makeId(index),
  displayName: `Team ${index}`,
  kind: 'microsoft365',
  eligible: true,
  isEnabled: null,
  onPremisesGroupType: null,
  effective: 'on',
  rule: null,
  activeDirectory: 'unknown',
  ...parts,
});

export const status: Status = {
  formatVersion: 1,
  tenant: { id: tenantId, cloud: 'global', displayName: 'Contoso', proof: 'organization' },
  setting: {
    newMicrosoft365Groups: 'disabled',
    from: 'object',
    values: [
      { name: 'NewUnifiedGroupWritebackDefault', value: 'false' },
      { name: 'ClassificationList', value: '' },
    ],
  },
  groups: [
    statusGroup(0, {
      displayName: 'Payroll',
      isEnabled: true,
      onPremisesGroupType: 'universalSecurityGroup',
      rule: { name: 'Payroll', source: { file: 'writeback.yaml', line: 12, column: 5 } },
    }),
    statusGroup(1, {
      displayName: '財務部 東京オフィス (経理・給与・旅費精算)',
      effective: 'unset',
      rule: { name: null, source: { file: 'writeback.yaml', line: 23, column: 5 } },
    }),
    statusGroup(2, { displayName: '👩‍👩‍👧 Family Day', isEnabled: false, effective: 'off' }),
    statusGroup(3, {
      displayName: 'VPN users',
      kind: 'security',
      isEnabled: true,
      onPremisesGroupType: 'UniversalSecurityGroup',
    }),
    statusGroup(4, { displayName: 'Domain Admins', kind: 'security', eligible: false, effective: null }),
    statusGroup(5, {
      displayName: '=HYPERLINK("http://evil"),"x"',
      kind: 'distributionList',
      eligible: false,
      effective: null,
    }),
    ...Array.from({ length: 60 }, (_, index) => statusGroup(10 + index, {})),
  ],
  servers: [],
  facts: [],
};

export const validation: Validation = {
  formatVersion: 1,
  policy: 'writeback.yaml',
  policyDigest: '5f2d'.repeat(16),
  rules: 12,
  warnings: fullPlan.warnings,
};

export const explanation: Explanation = {
  formatVersion: 1,
  group: {
    id: makeId(0),
    displayName: 'Payroll',
    kind: 'microsoft365',
    dynamic: false,
    onPremisesSyncEnabled: null,
    isAssignableToRole: null,
    isEnabled: null,
    onPremisesGroupType: null,
  },
  eligible: true,
  ineligibleReason: null,
  effective: 'unset',
  rules: [
    { name: 'Payroll', source: { file: 'writeback.yaml', line: 12, column: 5 }, decides: true, writeback: 'enabled' },
    {
      name: 'everything else',
      source: { file: 'writeback.yaml', line: 23, column: 5 },
      decides: false,
      writeback: 'disabled',
    },
  ],
  protected: true,
  facts: fullPlan.facts,
  activeDirectory: 'unknown',
  adGroups: [],
  change: enabled[0] ?? null,
  skipped: null,
  why: 'The first rule that matches says enabled.',
};

export const failure = new Failure(
  'invalid',
  'policy',
  'writeback.yaml has 2 problems.',
  'Correct them and run validate again.',
  [
    {
      message:
        '"writebak" is not a key here; did you mean "writeback"? Allowed: match, name, writeback, onPremisesGroupType, protect',
      source: { file: 'writeback.yaml', line: 7, column: 3 },
    },
    { message: 'tenant.id is missing' },
  ],
);

/** One report of every kind, by the name of its golden files. */
export const samples: Readonly<Record<string, Report>> = {
  plan: { kind: 'plan', plan: fullPlan },
  'plan-refused': { kind: 'plan', plan: refusedPlan },
  'plan-empty': { kind: 'plan', plan: emptyPlan },
  'plan-later': { kind: 'plan', plan: laterPlan },
  drift: { kind: 'drift', plan: fullPlan },
  'drift-none': { kind: 'drift', plan: emptyPlan },
  apply: { kind: 'apply', plan: fullPlan, result: applyResult },
  'apply-converged': { kind: 'apply', plan: fullPlan, result: convergedResult },
  undo: { kind: 'undo', plan: fullPlan, result: convergedResult },
  status: { kind: 'status', status },
  validate: { kind: 'validate', validation },
  explain: { kind: 'explain', explanation },
  failure: { kind: 'failure', failure },
};
