import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.js';
import { maxFileBytes } from '../../src/policy/source-file.js';
import { fc, runs } from '../support/fast-check.js';
import { guid, head, load, problems } from './support.js';

const noMap = 'the file must be a map that begins with version: 1';

describe('a file that is no policy says so, and where', () => {
  it.each([
    ['an empty file', '', ['1:1 the file is empty.']],
    ['only comments', '# nothing\n\n# here\n', ['1:1 the file is empty.']],
    ['an empty document', '---\n', [`1:4 ${noMap}, but it has no value.`]],
    ['a list instead of a map', '- version: 1\n', [`1:1 ${noMap}, not a list.`]],
    ['one word', 'policy\n', [`1:1 ${noMap}, not "policy".`]],
    [
      'another document after it',
      `${head}---\nversion: 1\n`,
      ['3:1 more than one YAML document: keep one and remove the rest.'],
    ],
    [
      'broken indentation',
      `${head}groups:\n  - match: { kind: security }\n   writeback: enabled\n`,
      ['5:1 not valid YAML: Sequence item without - indicator.'],
    ],
    [
      'an open bracket',
      `${head}groups: [\n`,
      ['4:1 not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].'],
    ],
    [
      'a tab',
      `${head}groups:\n\t- include: a.yaml\n`,
      ['4:1 not valid YAML: Tabs are not allowed as indentation.', '4:13 cannot read a.yaml: there is no such file.'],
    ],
    ['a tag', `${head}connect: !engine { engine: v2 }\n`, ['3:10 not valid YAML: Unresolved tag: !engine.']],
    [
      'a tag that would make a date',
      withUntil('!!timestamp 2027-01-31'),
      ['5:42 not valid YAML: Unresolved tag: tag:yaml.org,2002:timestamp.'],
    ],
    [
      'a key twice',
      `${head}connect: { engine: v2 }\nconnect: { engine: v1 }\n`,
      ['4:1 the key "connect" appears twice in this map.'],
    ],
    [
      'a key twice, once in quotes',
      `${head}connect: { engine: v2, "engine": v1 }\n`,
      ['3:24 the key "engine" appears twice in this map.'],
    ],
    ['a list as a key', `${head}? [a, b]\n: 1\n`, ['3:3 a key must be plain text.']],
    [
      'a key without a value',
      `${head}? connect\n`,
      ['3:3 connect must be a map with engine, scheduler or servers, but it has no value.'],
    ],
  ])('%s', async (_title, text, expected) => {
    expect(await problems(text)).toEqual(expected.map((line) => `writeback.yaml:${line}`));
  });

  it('text in another encoding', async () => {
    const utf16 = Buffer.from(`\uFEFF${head}`, 'utf16le');
    expect(await problems(utf16)).toEqual(['writeback.yaml:1:1 the file is not UTF-8 text: save it as UTF-8.']);
  });
});

function withUntil(until: string): string {
  return `${head}safety:\n  allow:\n    - { guard: planAge, count: 1, until: ${until}, reason: x }\n`;
}

describe('YAML is read as version 1.2, whatever the file says', () => {
  it('yes and no are text, numbers that begin with 0 are decimal', async () => {
    const { policy } = await load(
      `%YAML 1.1\n---\n${head}groups:\n  - { name: no, match: { displayName: yes }, writeback: enabled }\nsafety: { maxAdDeletions: 010 }\n`,
    );
    expect(policy.groups[0]).toMatchObject({ name: 'no', match: { displayName: ['yes'] } });
    expect(policy.safety.maxAdDeletions).toBe(10);
  });

  it('a BOM and Windows line ends are no problem, and positions stay right', async () => {
    expect(await problems(`\uFEFF${head}x: 1\n`.replaceAll('\n', '\r\n'))).toEqual([
      'writeback.yaml:3:1 unknown key "x" in the file; allowed: version, tenant, defaults, groups, syncRules, connect, activeDirectory, safety, rollout.',
    ]);
  });
});

describe('anchors and aliases', () => {
  it('repeat a value', async () => {
    const { policy } = await load(
      `${head}groups:\n  - { match: &m { displayName: &n [a, b] }, writeback: enabled, protect: &p true }\n  - { match: { mail: *n }, writeback: disabled, protect: *p }\n`,
    );
    expect(policy.groups.map(({ match, protect }) => ({ match, protect }))).toEqual([
      { match: { displayName: ['a', 'b'] }, protect: true },
      { match: { mail: ['a', 'b'] }, protect: true },
    ]);
  });

  it('an alias keeps its meaning where it is repeated after its anchor has moved', async () => {
    const { policy } = await load(
      `${head}groups:\n  - { name: &n a, match: &m { displayName: *n }, writeback: disabled }\n  - { name: &n b, match: { kind: security, not: *m }, writeback: disabled }\n`,
    );
    expect(policy.groups[1]?.match.not).toEqual({ displayName: ['a'] });
  });

  it.each([
    ['an alias of nothing is one problem', '*gone', ['3:10 nothing before this place has the anchor &gone.']],
    ['an alias inside its own anchor', '&a { engine: *a }', ['3:23 the alias *a stands inside what it repeats.']],
    [
      'a wrong value behind an alias is shown at the anchor, once',
      '{ engine: v2 }\ngroups:\n  - { match: &m { kind: x }, writeback: enabled }\n  - { match: *m, writeback: enabled }',
      ['5:25 match.kind must be microsoft365 or security, or a list of them, not "x".'],
    ],
    [
      'a wrong key behind an alias is shown at the anchor, once',
      '{ engine: v2 }\ngroups:\n  - { match: &m { knid: x }, writeback: enabled }\n  - { match: *m, writeback: enabled }',
      [
        '5:19 unknown key "knid" in match; allowed: kind, id, displayName, mailNickname, mail, membership, team, not. Did you mean kind?',
      ],
    ],
  ])('%s', async (_title, connect, expected) => {
    expect(await problems(`${head}connect: ${connect}\n`)).toEqual(expected.map((line) => `writeback.yaml:${line}`));
  });

  it('that multiply (a billion laughs) are one problem at the alias that is too much', async () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level <= 9; level++) {
      bomb.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
    }
    const found = await problems(`${head}${bomb.join('\n')}\n`);
    const exploding = 'aliases repeat more than 100000 values in this file: write fewer, or split the file.';
    expect(found.filter((line) => !line.includes('unknown key'))[0]).toBe(`writeback.yaml:7:45 ${exploding}`);
    expect(found.length).toBeLessThan(1_000);
  });
});

describe('what would take too much memory or time is refused before it is read', () => {
  const deep = 'nested more than 100 levels deep.';
  const large = 'too many values up to here: split the file with include.';

  it.each([
    ['100,000 open brackets', `${head}groups: ${'['.repeat(100_000)}`, `3:107 ${deep}`],
    [
      '100,000 nested lists, all closed',
      `${head}groups: ${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      `3:107 ${deep}`,
    ],
    ['100,000 nested maps', '{ a: '.repeat(100_000), `1:496 ${deep}`],
    ['100,000 explicit keys', '? '.repeat(100_000), `1:199 ${deep}`],
    [
      'one map inside the other, line by line',
      Array.from({ length: 1_000 }, (_, level) => `${' '.repeat(level)}a:\n`).join(''),
      `100:100 ${deep}`,
    ],
    [
      '10 MB of rules',
      `${head}groups:\n${'  - { match: { kind: security }, writeback: enabled }\n'.repeat(190_000)}`,
      '1:1 the file is larger than 4 MiB: split it with include.',
    ],
    ['4 MiB of empty items', `${head}groups:\n${'- \n'.repeat(1_300_000)}`, `333328:2 ${large}`],
    ['4 MiB of wrong escapes', `${head}connect: "${'\\q'.repeat(2_000_000)}"\n`, `3:10 ${large}`],
    [
      'an anchor as long as the file',
      `${head}connect: *${'a'.repeat(1_000_000)}\n`,
      `3:10 nothing before this place has the anchor &${'a'.repeat(258)}…`,
    ],
  ])('%s', async (_title, text, expected) => {
    expect(await problems(text)).toEqual([`writeback.yaml:${expected}`]);
  });

  it('nesting that a policy can have is not', async () => {
    const { policy } = await load(
      `${head}groups:\n  - writeback: enabled\n    match: ${'{ not: '.repeat(20)}{ kind: security }${' }'.repeat(20)}\n`,
    );
    expect(policy.groups).toHaveLength(1);
  });

  const rulesOf = (count: number, match: string) =>
    `groups:\n${`  - { match: { ${match} }, writeback: unmanaged }\n`.repeat(count)}`;

  it('the 10,001st rule, wherever it stands', async () => {
    const named = `id: ${guid(1)}, displayName: x`;
    const others = { 'more.yaml': rulesOf(5_001, named) };
    expect(await problems(`${head}${rulesOf(5_000, named)}  - include: more.yaml\n`, others)).toEqual([
      'more.yaml:5002:5 this is rule 10001: a policy may hold 10000.',
    ]);
  });

  it.each(['displayName: x, mail: y', 'kind: security', `not: { id: ${guid(1)} }`])(
    'the 1,001st rule that names no group by its ID, wherever it stands: %s',
    async (match) => {
      const policy = `${head}${rulesOf(10, `id: ${guid(1)}`)}  - include: more.yaml\n  - include: most.yaml\n`;
      const others = { 'more.yaml': rulesOf(500, match), 'most.yaml': rulesOf(502, match) };
      expect(await problems(policy, others)).toEqual([
        'most.yaml:502:5 this is rule 1001 without match.id: a policy may hold 1000, as each is held against every group. Give one rule a list of names, or name the groups by id.',
      ]);
      await expect(load(policy, { ...others, 'most.yaml': rulesOf(500, match) })).resolves.toBeDefined();
    },
  );

  it('a policy whose files are too large together', async () => {
    const comment = `groups: []\n#${'x'.repeat(maxFileBytes - 100)}\n`;
    const names = ['a', 'b', 'c', 'd', 'e'];
    const includes = names.map((name) => `  - include: ${name}.yaml\n`).join('');
    const others = Object.fromEntries(names.map((name) => [`${name}.yaml`, comment]));
    expect(await problems(`${head}groups:\n${includes}`, others)).toEqual([
      'writeback.yaml:8:14 the files of this policy are larger than 16 MiB together.',
    ]);
  });
});

describe('whatever the text', () => {
  it('loading ends in a policy or in a Failure with a position for every problem', async () => {
    const token = fc.constantFrom(
      ...[
        'version',
        'tenant',
        'groups',
        'match',
        'not',
        'include',
        ':',
        ': ',
        '- ',
        '\n',
        '\n  ',
        '\n    ',
        '\t',
        '{',
        '}',
        '[',
        ']',
        ',',
      ],
      ...[
        '&a ',
        '*a',
        '!t ',
        '|',
        '>',
        '"',
        "'",
        '#',
        '? ',
        '---\n',
        '...\n',
        '%',
        '1',
        'null',
        '\u0000',
        '\uFEFF',
        '~',
        '<<',
        '@',
        '\\',
      ],
    );
    const text = fc.array(token, { maxLength: 60 }).map((tokens) => tokens.join(''));
    await fc.assert(
      fc.asyncProperty(text, async (noise) => {
        await load(`${head}${noise}`).catch((error: unknown) => {
          expect(error).toBeInstanceOf(Failure);
          if (error instanceof Failure) for (const { source } of error.details) expect(source?.line).toBeGreaterThan(0);
        });
      }),
      runs(1_000),
    );
  });
});
