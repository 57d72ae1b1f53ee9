import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorOf, validationOf } from './results.js';
import { createPlace, demoPolicy, head, ids, type Place } from './support.js';

const rule = `  - match: { id: [${ids.sales}] }\n    writeback: enabled\n`;

/** Each anchor holds ten of the one before. */
function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level += 1) {
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  return `${lines.join('\n')}\n${head}groups: *a11\n`;
}

function manyRules(bytes: number): string {
  return `${head}groups:\n${rule.repeat(Math.ceil(bytes / rule.length))}`;
}

async function validate(policy: string | Uint8Array, place: Place = createPlace()) {
  place.write('writeback.yaml', policy);
  const ran = await place.run('validate', '--format', 'json');
  expect(ran.exit).toBe(3);
  const error = errorOf(ran);
  expect(error.code).toBe('policyInvalid');
  // Words on standard error: every problem as file:line:column, which editors and terminals turn into links.
  expect(ran.stderr.replace(/\s+/g, ' ')).toMatch(/\w+\.yaml:\d+:\d+: \S/);
  return error;
}

describe('a policy that is none', () => {
  it.each([
    ['empty', '', 'the file is empty'],
    ['white space and a remark', '  \n# nothing\n', 'the file is empty'],
    ['a list instead of a map', '- version: 1\n', 'map'],
    ['a text', 'hello\n', 'map'],
    ['a number', '42\n', 'map'],
    ['two documents', `${demoPolicy}---\n${demoPolicy}`, 'more than one YAML document'],
    ['indented by tabs', `version: 1\ntenant:\n\tid: ${ids.sales}\n`, 'YAML'],
    ['a flow map that never ends', `${head}groups: [{ match: {`, 'YAML'],
    ['a key given twice', `${head}version: 1\n`, 'version'],
    ['a bomb of aliases', bomb(), 'alias'],
    ['nested a hundred thousand levels deep', `${head}groups: ${'['.repeat(100_000)}`, 'nested'],
    ['ten megabytes of rules', manyRules(10_000_000), 'MiB'],
    ['more rules than anyone wrote', manyRules(1_500_000), '10000'],
    ['not text', new Uint8Array([0xff, 0xfe, 0x00, 0x80]), 'UTF-8'],
  ])('ends with 3 and says where: %s', async (_what, policy, says) => {
    const { details } = await validate(policy);
    expect(details.map(({ message }) => message).join('\n')).toContain(says);
    expect(details[0]?.source).toMatchObject({ file: 'writeback.yaml', line: expect.any(Number) });
  });

  it.each([
    ['is not there', 'nowhere.yaml'],
    ['is a folder', '.'],
  ])('ends with 3 where the file %s', async (_what, file) => {
    const ran = await createPlace().run('validate', '-p', file, '--format', 'json');
    expect(ran.exit).toBe(3);
    expect(errorOf(ran)).toMatchObject({ code: 'policyUnreadable', remedy: expect.stringContaining('init') });
  });

  it('tells all of its problems in one run, each with what is allowed', async () => {
    const { details } = await validate(
      `verison: 1\ntenant: { id: 7, cloud: mars }\ngroups:\n  - match: { kind: microsoft356 }\n    writeback: yes\n  - match: {}\n    writeback: enabled\n`,
    );
    const said = details.map(({ message, source }) => `${source?.line}: ${message}`).join('\n');
    for (const word of ['1: ', 'version', '2: ', 'usgov', '4: ', 'microsoft365', '5: ', 'unmanaged', '6: ']) {
      expect(said).toContain(word);
    }
  });
});

describe('an include', () => {
  const including = (name: string) => `${head}groups:\n  - include: ${name}\n`;

  it.each([
    ['that is not there', 'nowhere.yaml', 'nowhere.yaml'],
    ['that is a folder', 'folder', 'folder'],
    ['whose pattern finds nothing', '"folder/*.yaml"', 'no file matches folder/*.yaml'],
    ['of itself', 'writeback.yaml', 'circle'],
    ['in a circle', 'more.yaml', 'circle'],
    ['with another key', 'defaults.yaml', 'version'],
    ['that is empty', 'empty.yaml', 'the file is empty'],
    ['of an absolute path', '/etc/passwd', 'relative'],
  ])('%s ends with 3', async (_what, name, says) => {
    const place = createPlace();
    mkdirSync(join(place.cwd, 'folder'));
    place.write('more.yaml', 'groups:\n  - include: writeback.yaml\n');
    place.write('defaults.yaml', 'version: 1\ngroups: []\n');
    place.write('empty.yaml', '');
    const { details } = await validate(including(name), place);
    expect(details.map(({ message }) => message).join('\n')).toContain(says);
  });

  it('is read relative to the policy, from whatever folder', async () => {
    const place = createPlace();
    mkdirSync(join(place.cwd, 'policies'));
    mkdirSync(join(place.cwd, 'policies/groups'));
    place.write('policies/main.yaml', including('groups/*.yaml'));
    place.write('policies/groups/b.yaml', `groups:\n${rule}`);
    place.write('policies/groups/a.yaml', `groups:\n${rule.replace(ids.sales, ids.marketing)}`);
    const ran = await place.run('validate', '-p', 'policies/main.yaml', '--format', 'json');
    expect(ran.exit).toBe(0);
    expect(validationOf(ran)).toMatchObject({ policy: 'policies/main.yaml', rules: 2, warnings: [] });
  });
});

describe('validate', () => {
  it('needs neither a network nor a sign-in', async () => {
    const place = createPlace({ ENTRA_WRITEBACK_GRAPH_URL: 'http://127.0.0.1:1' });
    place.write('writeback.yaml', demoPolicy);
    expect(await place.run('validate')).toMatchObject({
      exit: 0,
      stdout: 'writeback.yaml is valid: 3 rules, 0 warnings.\n',
    });
  });

  it('warns of a rule that an earlier one always takes the groups of', async () => {
    const place = createPlace();
    place.write(
      'writeback.yaml',
      `${head}groups:\n  - match: { kind: microsoft365 }\n    writeback: enabled\n${rule}  - match: { kind: microsoft365, team: true }\n    writeback: disabled\n`,
    );
    const ran = await place.run('validate', '--format', 'json');
    expect(ran.exit).toBe(0);
    expect(validationOf(ran).warnings).toMatchObject([{ source: { line: 8 } }]);
  });
});
