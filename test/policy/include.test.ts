import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/policy/load.js';
import { failure, head, load, memoryFiles, now, problems } from './support.js';

const rules = (...names: string[]) =>
  `groups:\n${names.map((name) => `  - { name: ${name}, match: { displayName: ${name} }, writeback: enabled }\n`).join('')}`;

describe('an include stands for the rules of its files', () => {
  it('at its place, files of a glob in code-unit order, nested ones relative to the file that names them', async () => {
    const { policy } = await load(
      `${head}defaults: { explicit: true }\ngroups:\n  - { name: first, match: { displayName: a }, writeback: enabled }\n  - include: groups/*.yaml\n  - { name: last, match: { displayName: z }, writeback: enabled }\n`,
      {
        'groups/b.yaml': rules('b1', 'b2'),
        'groups/a.yaml': `${rules('a1')}  - include: ../deep/x.yaml\n  - { name: a2, match: { mail: a }, writeback: disabled, explicit: false }\n`,
        'groups/B.yaml': rules('B1'),
        'deep/x.yaml': rules('x1'),
      },
    );
    expect(policy.groups.map(({ name, explicit, source }) => [name, explicit, source.file, source.line])).toEqual([
      ['first', true, 'writeback.yaml', 5],
      ['B1', true, 'groups/B.yaml', 2],
      ['a1', true, 'groups/a.yaml', 2],
      ['x1', true, 'deep/x.yaml', 2],
      ['a2', false, 'groups/a.yaml', 4],
      ['b1', true, 'groups/b.yaml', 2],
      ['b2', true, 'groups/b.yaml', 3],
      ['last', true, 'writeback.yaml', 7],
    ]);
  });

  it('files are shown below the folder of the policy as the user named it', async () => {
    const files = memoryFiles({
      'policies/prod/writeback.yaml': `${head}groups:\n  - include: ./groups/a.yaml\n  - include: ../shared.yaml\n`,
      'policies/prod/groups/a.yaml': rules('a'),
      'policies/shared.yaml': rules('b'),
    });
    const { policy } = await loadPolicy('./policies/prod/writeback.yaml', files, now);
    expect(policy.groups.map(({ source }) => source.file)).toEqual([
      'policies/prod/groups/a.yaml',
      'policies/shared.yaml',
    ]);
  });

  it('a file without rules is allowed', async () => {
    const { policy } = await load(`${head}groups:\n  - include: a.yaml\n`, { 'a.yaml': 'groups: []\n' });
    expect(policy.groups).toEqual([]);
  });
});

describe('an include that cannot be followed is a problem at its line', () => {
  it.each([
    ['a file that is not there', 'none.yaml', {}, ['4:14 cannot read none.yaml: there is no such file.']],
    [
      'a file that may not be read',
      'a.yaml',
      { 'a.yaml': Object.assign(new Error(), { code: 'EACCES' }) },
      ['4:14 cannot read a.yaml: permission denied.'],
    ],
    ['a glob without files', 'groups/*.yaml', {}, ['4:14 no file matches groups/*.yaml.']],
    ['backslashes', 'groups\\a.yaml', {}, ['4:14 include takes forward slashes. Did you mean groups/a.yaml?']],
    ['an absolute path', '/etc/a.yaml', {}, ['4:14 include takes a path relative to this file.']],
    ['a drive', 'C:/a.yaml', {}, ['4:14 include takes a path relative to this file.']],
    ['itself', 'writeback.yaml', {}, ['4:14 files include one another in a circle: writeback.yaml -> writeback.yaml.']],
    [
      'itself by a glob',
      '"*back.yaml"',
      {},
      ['4:14 files include one another in a circle: writeback.yaml -> writeback.yaml.'],
    ],
    [
      'itself by a detour',
      'x/../writeback.yaml',
      {},
      ['4:14 files include one another in a circle: writeback.yaml -> writeback.yaml.'],
    ],
    [
      'a file that is too large',
      'a.yaml',
      { 'a.yaml': 'x'.repeat(5_000_000) },
      ['4:14 a.yaml: the file is larger than 4 MiB: split it with include.'],
    ],
    [
      'a file in another encoding',
      'a.yaml',
      { 'a.yaml': new Uint8Array([0xff, 0xfe, 0x61]) },
      ['4:14 a.yaml: the file is not UTF-8 text: save it as UTF-8.'],
    ],
  ])('%s', async (_title, include, others, expected) => {
    const found = await problems(`${head}groups:\n  - include: ${include}\n`, others);
    expect(found).toEqual(expected.map((line) => `writeback.yaml:${line}`));
  });

  it('a folder that cannot be searched', async () => {
    const files = {
      ...memoryFiles({ 'writeback.yaml': `${head}groups:\n  - include: "*.yaml"\n` }),
      glob: async () => Promise.reject(Object.assign(new Error(), { code: 'EACCES' })),
    };
    await expect(loadPolicy('writeback.yaml', files, now)).rejects.toMatchObject({
      details: [
        {
          message: 'cannot search for *.yaml: permission denied.',
          source: { file: 'writeback.yaml', line: 4, column: 14 },
        },
      ],
    });
  });

  it('a circle names every file of it', async () => {
    const others = {
      'groups/a.yaml': 'groups:\n  - include: b.yaml\n',
      'groups/b.yaml': 'groups:\n  - include: ../groups/a.yaml\n',
    };
    expect(await problems(`${head}groups:\n  - include: groups/a.yaml\n`, others)).toEqual([
      'groups/b.yaml:2:14 files include one another in a circle: writeback.yaml -> groups/a.yaml -> groups/b.yaml -> groups/a.yaml.',
    ]);
  });

  it('a file that is already included names the first place', async () => {
    const others = { 'groups/a.yaml': rules('a') };
    expect(await problems(`${head}groups:\n  - include: groups/*.yaml\n  - include: groups/a.yaml\n`, others)).toEqual([
      'writeback.yaml:5:14 groups/a.yaml is already included at writeback.yaml:4:14.',
    ]);
  });

  it('more than 16 files one inside the other', async () => {
    const others = Object.fromEntries(
      Array.from({ length: 20 }, (_, level) => [`${level}.yaml`, `groups:\n  - include: ${level + 1}.yaml\n`]),
    );
    expect(await problems(`${head}groups:\n  - include: 0.yaml\n`, others)).toEqual([
      '15.yaml:2:14 includes are nested more than 16 deep.',
    ]);
  });
});

describe('an included file holds groups and nothing else', () => {
  it.each([
    [
      'a whole policy',
      `${head}groups: []\n`,
      [
        '1:1 unknown key "version" in the file; allowed: groups.',
        '2:1 unknown key "tenant" in the file; allowed: groups.',
      ],
    ],
    ['a mistyped key', 'group: []\n', ['1:1 unknown key "group" in the file; allowed: groups. Did you mean groups?']],
    ['no groups', '{}\n', ['1:1 the key groups is missing in the file.']],
    [
      'a list',
      '- match: { kind: security }\n',
      ['1:1 the file must be a map that holds groups and nothing else, not a list.'],
    ],
    ['nothing', '', ['1:1 the file is empty.']],
    [
      'a broken rule, judged as anywhere',
      'groups:\n  - match: { kind: security }\n    writeback: on\n',
      ['3:16 writeback must be enabled, disabled or unmanaged, not "on". Did you mean enabled?'],
    ],
  ])('%s', async (_title, text, expected) => {
    const found = await problems(`${head}groups:\n  - include: a.yaml\n`, { 'a.yaml': text });
    expect(found).toEqual(expected.map((line) => `a.yaml:${line}`));
  });
});

describe('the digest of a policy', () => {
  const policy = `${head}groups:\n  - include: g/*.yaml\n`;
  const digest = async (main: string, others: Record<string, string>) => (await load(main, others)).policy.digest;
  const base = { 'g/a.yaml': rules('a'), 'g/b.yaml': rules('b') };

  it('is the SHA-256 over the length and bytes of each name and each text', async () => {
    // printf '6:policy64:<the text>' | sha256sum
    expect(await digest('version: 1\ntenant: { id: 72f1c0de-0000-4000-8000-5eed00000001 }\n', {})).toBe(
      '732de941efb6b8dc73e96583d8608ab147843c307b3408f0a354dbb0b5f7fb96',
    );
  });

  it.each([
    ['line ends', policy.replaceAll('\n', '\r\n'), base],
    ['a BOM', `\uFEFF${policy}`, base],
    ['the line ends of an included file', policy, { ...base, 'g/a.yaml': rules('a').replaceAll('\n', '\r\n') }],
  ])('does not change with %s', async (_title, main, others) => {
    expect(await digest(main, others)).toBe(await digest(policy, base));
  });

  it('does not change when the folder or the main file gets another name', async () => {
    const files = memoryFiles({ 'x/y/p.yaml': policy, 'x/y/g/a.yaml': rules('a'), 'x/y/g/b.yaml': rules('b') });
    const moved = await loadPolicy('x/y/p.yaml', files, now);
    expect(moved.policy.digest).toBe(await digest(policy, base));
  });

  it.each([
    ['a comment', `${policy}# more\n`, base],
    ['a byte of an included file', policy, { ...base, 'g/a.yaml': rules('c') }],
    ['the name of an included file', policy, { 'g/a.yaml': rules('a'), 'g/c.yaml': rules('b') }],
    ['text that moves from one file to the next', policy, { 'g/a.yaml': `${rules('a')}# x\n`, 'g/b.yaml': rules('b') }],
  ])('changes with %s', async (_title, main, others) => {
    expect(await digest(main, others)).not.toBe(await digest(policy, base));
  });

  it('is not made for a policy with problems', async () => {
    expect((await failure('version: 1\n')).code).toBe('policyInvalid');
  });
});
