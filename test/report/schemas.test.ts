import { readFileSync } from 'node:fs';
import { Ajv, type AnySchemaObject } from 'ajv';
import { describe, expect, it } from 'vitest';
import { actions } from '../../src/model/change.js';
import { effectKinds } from '../../src/model/effect.js';
import { outcomeStatuses } from '../../src/model/outcome.js';
import { scopes } from '../../src/model/plan.js';
import { clouds, guardNames } from '../../src/model/policy.js';
import type { Report } from '../../src/model/report.js';
import { reporters } from '../../src/report/index.js';
import { plainOptions, samples } from './samples.js';

const schemaOf: Readonly<Record<Report['kind'], string>> = {
  plan: 'plan',
  drift: 'plan',
  apply: 'apply',
  undo: 'apply',
  status: 'status',
  validate: 'validate',
  explain: 'explain',
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
    const result = { ...parse({ kind: 'plan', plan: planWithKey(key) }) };
    expect(listErrors('plan', result).length === 0).toBe(taken);
  });
});

function planWithKey(key: string) {
  const sample = samples['plan-empty'];
  if (sample?.kind !== 'plan') throw new Error('no empty plan');
  const change = {
    key,
    action: 'update',
    before: {},
    after: {},
    effect: 'none',
    displayName: null,
    source: null,
    requires: [],
  } as const;
  return { ...sample.plan, changes: [change] };
}
