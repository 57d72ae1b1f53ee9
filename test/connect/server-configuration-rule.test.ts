import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RawRule } from '../../src/connect/protocol.js';
import { parseXml } from '../../src/connect/server-configuration/parse-xml.js';
import { readRule } from '../../src/connect/server-configuration/rule.js';
import { Failure } from '../../src/model/failure.js';
import { fc, runs } from '../support/fast-check.js';
import { sampleRules } from './server-configuration-folder.js';

const samples = readdirSync(sampleRules).map((name) => readFileSync(join(sampleRules, name), 'utf8'));
const whole = find('In from AD - Group Common');

function find(name: string): string {
  const found = samples.find((text) => text.includes(`<name>${name}</name>`));
  if (found === undefined) throw new Error(`no sample ${name}`);
  return found;
}

function read(text: string): RawRule {
  return readRule(parseXml(text, 'rule.xml'), 'rule.xml');
}

/** The rule, or null where it is refused as damaged; any other end is an error of the reader. */
function tryRead(text: string): RawRule | null {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof Failure && error.kind === 'invalid') return null;
    throw error;
  }
}

function withMapping(mapping: string): RawRule['attributeFlowMappings'][number] | undefined {
  const text = whole.replace(
    /<attribute-mappings>[\s\S]*<\/attribute-mappings>/,
    `<attribute-mappings>${mapping}</attribute-mappings>`,
  );
  return read(text).attributeFlowMappings[0];
}

const mapped = (parts: string, attributes = '') =>
  withMapping(`<mapping${attributes}><dest>d</dest>${parts}<valueMergeType>Update</valueMergeType></mapping>`);
const flow = { destination: 'd', valueMergeType: 'Update', executeOnce: false, expression: null };

describe('the flow type, which the files do not store', () => {
  it.each([
    ['<src><attr>a</attr></src>', { source: ['a'], flowType: 'Direct' }],
    ['<src>true</src>', { source: ['true'], flowType: 'Constant' }],
    ['<src />', { source: [], flowType: 'Constant' }],
    [
      '<src><attr>a</attr><attr>b</attr></src><expression>[a]</expression>',
      { source: ['a', 'b'], flowType: 'Expression', expression: '[a]' },
    ],
    ['<expression>"x"</expression>', { source: [], flowType: 'Expression', expression: '"x"' }],
    ['<src><attr>a</attr></src><expression />', { source: ['a'], flowType: 'Direct' }],
  ])('%s', (parts, expected) => {
    expect(mapped(parts)).toEqual({ ...flow, ...expected });
  });

  it('keeps an expression to the letter: lines, blanks and what XML escapes', () => {
    expect(mapped('<expression>IIF([a] &gt; 1,\r\n  "b  &amp;c",\n\tNULL)</expression>')?.expression).toBe(
      'IIF([a] > 1,\n  "b  &c",\n\tNULL)',
    );
  });

  it('knows a flow that is applied once by an attribute', () => {
    expect(mapped('<src>x</src>', ' execute-once="True"')).toMatchObject({ executeOnce: true });
  });
});

describe('a rule of an exported folder', () => {
  it.each([
    [
      'braces and letter case of GUIDs',
      '<id>{7f814456-46cf-4f97-af79-d20300949f3a}</id>',
      '<id>7F814456-46CF-4F97-AF79-D20300949F3A</id>',
      { identifier: '7F814456-46CF-4F97-AF79-D20300949F3A' },
    ],
    ['True and true', '<disabled>False</disabled>', '<disabled>true</disabled>', { disabled: true }],
    ['True and true', '<EnablePasswordSync>false', '<EnablePasswordSync>True', { enablePasswordSync: true }],
    [
      'no EnablePasswordSync, as older builds write',
      '<EnablePasswordSync>false</EnablePasswordSync>',
      '',
      { enablePasswordSync: false },
    ],
    ['a time span with days', '>00:00:00<', '>7.00:00:00<', { softDeleteExpiryInterval: '7.00:00:00' }],
    [
      'a description of several lines',
      '<description />',
      '<description>one\ntwo</description>',
      { description: 'one\ntwo' },
    ],
    [
      'a name that hurts elsewhere',
      'In from AD - Group Common',
      '$(x) `y` &lt;&quot;\u2013\u{1F600}',
      { name: '$(x) `y` <"\u2013\u{1F600}' },
    ],
    [
      'a rule without a tag: a custom one',
      'Microsoft.InfromADGroupCommon.004',
      '',
      { immutableTag: '', isStandardRule: false },
    ],
    [
      'a tag that is not of Microsoft: nobody knows',
      'Microsoft.InfromADGroupCommon.004',
      'Contoso.1',
      { immutableTag: 'Contoso.1', isStandardRule: null },
    ],
    [
      'no word of a tag: nobody knows',
      '<immutable-tag>Microsoft.InfromADGroupCommon.004</immutable-tag>',
      '',
      { immutableTag: '', isStandardRule: null },
    ],
    [
      'elements of newer builds beside the known ones',
      '<version>1</version>',
      '<version>1</version><tag-version>4</tag-version>',
      { precedence: 114 },
    ],
  ] as const)('may have %s', (_title, part, instead, expected) => {
    expect(read(whole.replace(part, () => instead))).toMatchObject(expected);
  });

  it('may spell its elements otherwise and leave its neighbours empty', () => {
    const text = whole
      .replaceAll('EnablePasswordSync>false', 'enable-password-sync>true')
      .replaceAll('>false</EnablePasswordSync', '>true</enable-password-sync')
      .replace(/<(precedence-(?:after|before))>[^<]*/g, '<$1>');

    expect(read(text.replace('</EnablePasswordSync>', '</enable-password-sync>'))).toMatchObject({
      enablePasswordSync: true,
      precedenceAfter: '',
      precedenceBefore: '',
    });
  });

  it('keeps groups of conditions apart: ORed groups of ANDed conditions', () => {
    const { scopeFilter } = read(find('Out to AAD - Group Join'));

    expect(scopeFilter.map((group) => group.length)).toEqual([5, 5, 5, 5]);
    expect(scopeFilter[1]?.[1]).toEqual({
      attribute: 'sourceAnchor',
      comparisonValue: '',
      comparisonOperator: 'ISNOTNULL',
    });
  });

  it('takes the metaverse side of a join from ilmAttribute, and minds the letter case only where it says so', () => {
    const joins = samples.map(read).flatMap(({ joinFilter }) => joinFilter.flat());

    expect(joins).toContainEqual({ csAttribute: 'sourceAnchor', mvAttribute: 'sourceAnchor', caseSensitive: true });
    expect(joins.filter(({ caseSensitive }) => caseSensitive)).toHaveLength(1);
    expect(joins).toHaveLength(10);
  });

  it.each([
    ['a direction that is none', '>Inbound<', '>Sideways<', /neither Inbound nor Outbound/],
    ['a precedence that is no number', '>114<', '>first<', /<precedence> is "first", which is no whole number/],
    ['a precedence beyond any', '>114<', '>99999999999<', /no whole number/],
    ['an identifier that is none', '<id>{7f814456', '<id>{x', /<id> is .* no GUID/],
    ['a neighbour that is none', '<precedence-after>{0', '<precedence-after>{', /no GUID/],
    ['a truth value that is none', '<disabled>False', '<disabled>No', /<disabled> is "No", which is no truth value/],
    ['a time span that is none', '>00:00:00<', '>soon<', /no time span/],
    ['no name', '>In from AD - Group Common<', '> <', /<name> is empty/],
    ['a field twice', '<disabled>', '<Disabled>False</Disabled><disabled>', /holds <disabled> twice/],
    ['elements where a value is due', '<disabled>False', '<disabled><b/>', /<disabled> holds <b> where a value is due/],
    [
      'text where elements are due',
      '<attribute-mappings>',
      '<attribute-mappings>x',
      /<attribute-mappings> holds the text "x"/,
    ],
    ['text beside its fields', '<disabled>', 'x<disabled>', /<synchronizationRule> holds the text "x"/],
    [
      'a flow of another kind',
      '<dest>cn</dest>',
      '<dest>cn</dest><lookup>x</lookup>',
      /<mapping> holds <lookup>, which this version does not know/,
    ],
    ['a condition of another kind', '<scope>', '<not><scope/></not><scope>', /<conditions> holds <not>/],
    ['a scope with more to it', '<csOperator>', '<csUnit>m</csUnit><csOperator>', /<scope> holds <csUnit>/],
    ['a source that is neither attributes nor text', '<attr>cn</attr>', '<attr>cn</attr>x', /<src> holds both/],
    ['a source within a source', '<attr>cn</attr>', '<attr><attr>cn</attr></attr>', /<src> holds both/],
    ['execute-once that is no truth value', '<mapping>', '<mapping execute-once="2">', /execute-once is "2"/],
    [
      'more levels than any rule',
      '<description />',
      `<description>${'<a>'.repeat(100)}${'</a>'.repeat(100)}</description>`,
      /more than 64 levels/,
    ],
  ] as const)('is refused with %s', (_title, part, instead, message) => {
    expect(() => read(whole.replace(part, () => instead))).toThrow(message);
  });
});

describe('a damaged rule', () => {
  it('is refused wherever it was cut off', () => {
    const end = whole.trimEnd().length;

    for (let length = 0; length < end; length += 1) expect(tryRead(whole.slice(0, length))).toBeNull();
    expect(tryRead(whole.slice(0, end))).toEqual(read(whole));
  });

  it('is refused where one of its values is lost', () => {
    const optional =
      /<(?:version|internal-id|description|immutable-tag|precedence-after|precedence-before|EnablePasswordSync|expression|attr|caseSensitive)\b/;
    for (const text of [whole, find('Out to AAD - Group Join')]) {
      const lines = text.split('\n');
      const values = lines.flatMap((line, n) =>
        /^\s*<([\w-]+)(?: \/>|>.*<\/\1>)\s*$/.test(line) && !optional.test(line) ? [n] : [],
      );
      const left = values.filter((n) => tryRead(lines.toSpliced(n, 1).join('\n')) !== null);

      expect(values.length).toBeGreaterThan(40);
      expect(left.map((n) => lines[n])).toEqual([]);
    }
  });

  it('is refused or read, and never anything else, whatever became of its bytes', () => {
    const spoilt = fc
      .tuple(
        fc.constantFrom(...samples),
        fc.nat(),
        fc.nat(200),
        fc.oneof(
          fc.string({ maxLength: 30 }),
          fc.constantFrom('</', '<a>', '&', ']]>', '<!--', '<![CDATA[', '\u0000', '<?x ?>'),
        ),
      )
      .map(([text, at, length, more]) => {
        const start = at % text.length;
        return text.slice(0, start) + more + text.slice(start + length);
      });

    fc.assert(
      fc.property(spoilt, (text) => {
        const rule = tryRead(text);
        if (rule !== null) expect(rule.attributeFlowMappings).toHaveLength(text.match(/<mapping[\s>]/g)?.length ?? 0);
      }),
      runs(500),
    );
  });
});
