import { readFileSync } from 'node:fs';
import { Ajv, type AnySchemaObject } from 'ajv';
import { describe, expect, it } from 'vitest';
import { actions, type Change } from '../../src/model/change.js';
import { effectKinds } from '../../src/model/effect.js';
import { outcomeStatuses } from '../../src/model/outcome.js';
import { scopes } from '../../src/model/plan.js';
import { clouds, guardNames } from '../../src/model/policy.js';
import type { Report } from '../../src/model/report.js';
import { reporters } from '../../src/report/index.js';
import { emptyPlan, plainOptions, samples } from './samples.js';
import { deleteRule } from './server-samples.js';

const schemaOf: Readonly<Record<Report['kind'], string>> = {
  plan: 'plan',
  drift: 'plan',
  apply: 'apply',
  undo: 'apply',
  status: 'status',
  validate: 'validate',
  explain: 'explain',
  doctor: 'doctor',
  hold: 'hold',
  failure: 'error',
};
const names = [...new Set(Object.values(schemaOf))];

function readSchema(name: string): AnySchemaObject {
  return JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8'));
}

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const validators = new Map(names.map((name) => [name, ajv.compile(readSchema(name))]));

function listErrors(name: string, value: unknown): readonly string[] {
  const validate = validators.get(name);
  if (validate === undefined) throw new Error(`no schema ${name}`);
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Every subschema that stands for a member of an object, with its path. */
function listMembers(schema: unknown, path = ''): readonly (readonly [string, AnySchemaObject])[] {
  if (schema === null || typeof schema !== 'object') return [];
  return Object.entries(schema).flatMap(([key, item]) =>
    key === 'properties'
      ? Object.entries<AnySchemaObject>(item).flatMap(([name, member]) => [
          [`${path}/${name}`, member] as const,
          ...listMembers(member, `${path}/${name}`),
        ])
      : // A condition narrows a member that is described elsewhere.
        key === 'if' || key === 'then'
        ? []
        : listMembers(item, `${path}/${key}`),
  );
}

function parse(report: Report): Record<string, unknown> {
  return JSON.parse(reporters.json(report, plainOptions));
}

describe('JSON results', () => {
  it.each(Object.entries(samples))('%s is as its schema says', (_name, report) => {
    expect(listErrors(schemaOf[report.kind], parse(report))).toEqual([]);
  });

  it.each(Object.entries(samples))('%s holds formatVersion 1', (_name, report) => {
    expect(parse(report).formatVersion).toBe(1);
  });

  it.each(Object.entries(samples))('%s is refused with a member that the schema does not know', (_name, report) => {
    expect(listErrors(schemaOf[report.kind], { ...parse(report), surprise: true })).toEqual([
      ' must NOT have additional properties',
    ]);
  });

  it('is indented by two spaces and ends with one newline', () => {
    const report: Report = {
      kind: 'validate',
      validation: { formatVersion: 1, policy: 'p', policyDigest: 'd', rules: 1, warnings: [] },
    };
    expect(reporters.json(report, plainOptions)).toBe(
      '{\n  "formatVersion": 1,\n  "policy": "p",\n  "policyDigest": "d",\n  "rules": 1,\n  "warnings": []\n}\n',
    );
  });
});

describe('schemas', () => {
  it.each(names)('%s describes every key', (name) => {
    const silent = listMembers(readSchema(name)).filter(
      ([, member]) => member.description === undefined && member.$ref === undefined,
    );
    expect(silent.map(([path]) => path)).toEqual([]);
  });

  it('know the same words as the model', () => {
    const plan = readSchema('plan');
    expect(plan.definitions.guard.enum).toEqual(guardNames);
    expect(plan.definitions.action.enum).toEqual(actions);
    expect(plan.definitions.effectKind.enum).toEqual(effectKinds);
    expect(plan.properties.tenant.properties.cloud.enum).toEqual(clouds);
    expect(plan.properties.scope.enum).toEqual(scopes);
    expect(readSchema('apply').properties.outcomes.items.properties.status.enum).toEqual(outcomeStatuses);
  });

  const id = '3f2a0000-0000-4000-8000-000000000001';
  it.each([
    ['setting/Group.Unified', true],
    [`group/${id}`, true],
    ['syncRule/aadc01/deleteOutOfScope', true],
    ['syncRule/aadc01/memberLimit', true],
    ['scheduler/aadc01', true],
    [`adGroup/${id}`, true],
    ['setting/Other', false],
    ['group/', false],
    [`group/${id.toUpperCase()}`, false],
    ['syncRule/aadc01/other', false],
    ['scheduler/', false],
    ['adGroup/CN=x', false],
    ['', false],
  ])('take %s for a key: %s', (key, taken) => {
    const result = { ...parse({ kind: 'plan', plan: planWith({ key, ...valuesOf(key) }) }) };
    expect(listErrors('plan', result).length === 0).toBe(taken);
  });
});

const update = {
  action: 'update',
  before: {},
  after: {},
  effect: 'none',
  displayName: null,
  source: null,
  requires: [],
} as const;

function planWith(change: Pick<Change, 'key'> & Partial<Change>) {
  return { ...emptyPlan, changes: [{ ...update, ...change }] };
}

/** What a change of that key holds. */
function valuesOf(key: string): Partial<Change> {
  if (key.endsWith('/deleteOutOfScope')) return { before: null, after: deleteRule };
  if (key.startsWith('syncRule/')) return { before: { disabled: false }, after: { disabled: true } };
  if (key.startsWith('scheduler/')) return { before: { syncCycleEnabled: false }, after: { syncCycleEnabled: true } };
  return key.startsWith('adGroup/') ? { before: { isDeleted: true }, after: { isDeleted: false } } : {};
}

describe('the schema of a plan', () => {
  it.each<readonly [string, Pick<Change, 'key'> & Partial<Change>]>([
    ['a rule without a field', { key: 'syncRule/s/deleteOutOfScope', after: { ...deleteRule, disabled: null } }],
    ['half a rule', { key: 'syncRule/s/deleteOutOfScope', before: null, after: { precedence: 42 } }],
    [
      'a limit rule that is more than switched',
      { key: 'syncRule/s/memberLimit', after: { disabled: true, name: 'x' } },
    ],
    ['a scheduler without its state', { key: 'scheduler/s', after: {} }],
    ['a restore of nothing', { key: 'adGroup/3f2a0000-0000-4000-8000-000000000001', after: null }],
  ])('refuses %s', (_title, change) => {
    const whole = { ...valuesOf(change.key), ...change };
    expect(listErrors('plan', parse({ kind: 'plan', plan: planWith(whole) })).length).toBeGreaterThan(0);
  });

  it.each([
    ['without its server', { syncCycleEnabled: true, fullSynchronization: [] }],
    ['that holds more', { server: 's', syncCycleEnabled: true, fullSynchronization: [], surprise: 1 }],
    ['on a server without a name', { server: '', syncCycleEnabled: true, fullSynchronization: [] }],
  ])('refuses a window %s', (_title, window) => {
    expect(listErrors('plan', { ...parse({ kind: 'plan', plan: emptyPlan }), window }).length).toBeGreaterThan(0);
  });
});
