import type { Change } from '../../src/model/change.js';
import { Failure } from '../../src/model/failure.js';
import type { ApplyResult } from '../../src/model/outcome.js';
import type { Plan } from '../../src/model/plan.js';
import type { Explanation, Report, Validation } from '../../src/model/report.js';
import type { Status, StatusGroup } from '../../src/model/status.js';
import { emptyPlan, listUnknownEffects, makeGroupChange, makeId, makePlan, tenantId } from './make-plan.js';
import { serverSamples } from './server-samples.js';

export * from './make-plan.js';

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
  waves: null,
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
  waves: null,
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
  warnings: [
    {
      code: 'typeNotForKind',
      message: '1 security group that is written back has a type that only a Microsoft 365 group can take.',
      keys: [`group/${makeId(2)}`],
    },
  ],
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
  effect: null,
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
const keys = changes.map(({ key }) => key);
/** The last change is in no wave. */
const wavesPlan: Plan = {
  ...fullPlan,
  waves: [keys.slice(0, 5), [], keys.slice(5, -1)],
  effects: fullPlan.effects.map((effect) =>
    effect.causes.includes(keys[6] ?? '') ? { ...effect, effect: 'delete' } : effect,
  ),
  facts: [
    {
      name: 'connect.servers.aadc01.engine',
      known: true,
      value: 'v2',
      basis: 'observed',
      by: 'aadc01 (AADC01)',
      at: '2026-11-22T10:15:00.000Z',
    },
  ],
};

const waveResult: ApplyResult = {
  ...convergedResult,
  outcomes: convergedResult.outcomes.slice(0, 5),
  waves: { of: 3, numbers: [1], left: keys.slice(5) },
};

export const samples: Readonly<Record<string, Report>> = {
  plan: { kind: 'plan', plan: fullPlan },
  'plan-refused': { kind: 'plan', plan: refusedPlan },
  'plan-empty': { kind: 'plan', plan: emptyPlan },
  drift: { kind: 'drift', plan: fullPlan },
  'drift-none': { kind: 'drift', plan: emptyPlan },
  apply: { kind: 'apply', plan: fullPlan, result: applyResult },
  'apply-converged': { kind: 'apply', plan: fullPlan, result: convergedResult },
  'plan-waves': { kind: 'plan', plan: wavesPlan },
  'apply-wave': { kind: 'apply', plan: wavesPlan, result: waveResult },
  undo: { kind: 'undo', plan: fullPlan, result: convergedResult },
  status: { kind: 'status', status },
  validate: { kind: 'validate', validation },
  explain: { kind: 'explain', explanation },
  failure: { kind: 'failure', failure },
  ...serverSamples,
};
