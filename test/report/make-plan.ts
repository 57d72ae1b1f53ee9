import type { Change } from '../../src/model/change.js';
import { type Effect, stateUnchanged } from '../../src/model/effect.js';
import type { Plan, PlanSummary } from '../../src/model/plan.js';
import type { RenderOptions } from '../../src/model/report.js';

export const plainOptions: RenderOptions = {
  colour: false,
  width: 80,
  all: false,
  quiet: false,
  verbose: false,
  given: '',
  policy: '',
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
  waves: null,
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

/** Of every group unknown, but for those whose state is known to stay what it was. */
export function listUnknownEffects(changes: readonly Change[]): readonly Effect[] {
  const why = 'No Connect server has been asked yet: its sync rules decide what becomes of the AD object.';
  return changes
    .filter(({ key }) => key.startsWith('group/'))
    .map(({ key, effect }) => ({
      object: `adGroup/${key.slice('group/'.length)}`,
      effect: effect === 'none' ? 'none' : 'unknown',
      displayName: null,
      basis: 'observed',
      reason: effect === 'none' ? stateUnchanged : why,
      causes: [key],
      managed: true,
    }));
}
