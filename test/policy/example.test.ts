import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { guardNames, unliftableGuards } from '../../src/model/policy.js';
import { loadPolicy, nodeFiles } from '../../src/policy/index.js';
import { groupsSchema, policySchema } from '../../src/policy/schema.js';
import { now, tenantId } from './support.js';

interface Schema {
  readonly type?: unknown;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** Every key that a schema describes, with its own schema. */
function keysOf(schema: Schema, path = ''): [string, Schema][] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, one]): [string, Schema][] => [
    [`${path}${key}`, one],
    ...keysOf(one, `${path}${key}.`),
  ]);
  const shared = Object.entries(schema.definitions ?? {}).flatMap(([name, one]) => keysOf(one, `${path}${name}.`));
  return [...own, ...shared];
}

describe('config.example.yaml', () => {
  it('is a valid policy without a warning', async () => {
    const { policy, warnings } = await loadPolicy('config.example.yaml', nodeFiles, now);
    expect(warnings).toEqual([]);
    expect(policy.tenant).toEqual({ id: tenantId, cloud: 'global' });
    expect(policy.groups.map(({ name, source }) => [name, source.file])).toEqual([
      ['Payroll', 'config.example.yaml'],
      ['Tier 0', 'groups/example.yaml'],
      ['Company-wide lists', 'groups/example.yaml'],
      ['Finance', 'config.example.yaml'],
      ['the sales teams look after their own groups', 'config.example.yaml'],
      ['dynamic groups', 'config.example.yaml'],
      ['every other Microsoft 365 group', 'config.example.yaml'],
    ]);
  });

  it('lifts no guard for those who copy it', async () => {
    const { policy } = await loadPolicy('config.example.yaml', nodeFiles, now);
    expect(policy.safety.allow.map(({ count }) => count)).toEqual([0]);
    expect(policy.safety.maxAdDeletions).toBe(0);
  });

  it('shows every key', async () => {
    const text = `${await readFile('config.example.yaml', 'utf8')}${await readFile('groups/example.yaml', 'utf8')}`;
    const keys = new Set(keysOf(policySchema).map(([path]) => path.split('.').at(-1) ?? ''));
    for (const key of keys) expect(text).toMatch(new RegExp(`^[^#]*\\b${key}:`, 'm'));
    expect(keys.size).toBe(51);
  });

  it.each([
    ['config.example.yaml', '# yaml-language-server: $schema=./schemas/policy.schema.json'],
    ['groups/example.yaml', '# yaml-language-server: $schema=../schemas/groups.schema.json'],
  ])('%s begins with the line that tells editors its schema', async (file, line) => {
    expect((await readFile(file, 'utf8')).split('\n')[0]).toBe(line);
  });
});

describe('the schemas', () => {
  const described = [...keysOf(policySchema), ...keysOf(groupsSchema)];

  it.each(described)('describe %s and give an example', (_path, { description = '', examples = [] }) => {
    expect(description).toMatch(/^.*\.$/);
    expect(examples.length).toBeGreaterThan(0);
  });

  it('let exactly the guards be allowed that can be lifted', () => {
    const liftable = guardNames.filter((guard) => !unliftableGuards.includes(guard));
    expect(policySchema.definitions.allowance.properties.guard.enum).toEqual(liftable);
    expect(policySchema.definitions.allowance.properties.guard.errorMessage).toBe(
      `must be ${liftable.slice(0, -1).join(', ')} or ${liftable.at(-1)}`,
    );
  });

  it('say of what they are', () => {
    expect(policySchema).toMatchObject({ $id: 'urn:entra-writeback:schema:policy', title: 'entra-writeback policy' });
    expect(groupsSchema.title).toBe('entra-writeback included file');
  });
});
