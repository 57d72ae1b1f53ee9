import { describe, expect, it } from 'vitest';
import type { RawRule } from '../../src/connect/protocol.js';
import { parseXml } from '../../src/connect/server-configuration/parse-xml.js';
import { readRule } from '../../src/connect/server-configuration/rule.js';
import { documentedDeleteRule } from '../../src/resources/sync-rule/documented.js';
import { fc, runs } from '../support/fast-check.js';

/** A rule as ADSync exports it: braces, `False`, what the public sample shows. */
function writeRule(rule: RawRule): string {
  const leaf = (name: string, value: string) =>
    value === '' ? `<${name} />` : `<${name}>${escapeXml(value)}</${name}>`;
  const guid = (name: string, value: string) => leaf(name, `{${value}}`);
  const all = (name: string, items: readonly string[]) =>
    items.length === 0 ? `<${name} />` : `<${name}>\n${items.join('\n')}\n</${name}>`;
  return all('synchronizationRule', [
    guid('id', rule.identifier),
    leaf('version', '1'),
    leaf('name', rule.name),
    leaf('description', rule.description),
    leaf('immutable-tag', rule.immutableTag),
    leaf('direction', rule.direction),
    leaf('disabled', rule.disabled ? 'True' : 'False'),
    guid('connector', rule.connector),
    leaf('sourceObjectType', rule.sourceObjectType),
    leaf('targetObjectType', rule.targetObjectType),
    leaf('linkType', rule.linkType),
    leaf('precedence', `${rule.precedence}`),
    guid('precedence-after', rule.precedenceAfter),
    guid('precedence-before', rule.precedenceBefore),
    leaf('softDeleteExpiryInterval', rule.softDeleteExpiryInterval),
    leaf('EnablePasswordSync', `${rule.enablePasswordSync}`),
    all('attribute-mappings', rule.attributeFlowMappings.map(writeMapping)),
    all(
      'relationshipCriteria',
      rule.joinFilter.map((group) =>
        all(
          'conditions',
          group.map(({ csAttribute, mvAttribute, caseSensitive }) =>
            all('condition', [
              ...(caseSensitive ? ['<caseSensitive>True</caseSensitive>'] : []),
              leaf('csAttribute', csAttribute),
              leaf('ilmAttribute', mvAttribute),
            ]),
          ),
        ),
      ),
    ),
    all(
      'synchronizationCriteria',
      rule.scopeFilter.map((group) =>
        all(
          'conditions',
          group.map(({ attribute, comparisonValue, comparisonOperator }) =>
            all('scope', [
              leaf('csAttribute', attribute),
              leaf('csOperator', comparisonOperator),
              leaf('csValue', comparisonValue),
            ]),
          ),
        ),
      ),
    ),
  ]);
}

function writeMapping({
  source,
  destination,
  flowType,
  valueMergeType,
  executeOnce,
  expression,
}: RawRule['attributeFlowMappings'][number]): string {
  const attributes = source.map((name) => `<attr>${escapeXml(name)}</attr>`).join('');
  const from = flowType === 'Constant' ? escapeXml(source.join('')) : attributes;
  const src = source.length === 0 ? '' : `<src>${from}</src>`;
  const formula = expression === null ? '' : `<expression>${escapeXml(expression)}</expression>`;
  const once = executeOnce ? ' execute-once="true"' : '';
  return `<mapping${once}><dest>${escapeXml(destination)}</dest>${src}${formula}<valueMergeType>${valueMergeType}</valueMergeType></mapping>`;
}

/** A carriage return survives only as a reference: a parser reads every line end as a line feed. */
function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#xD;');
}

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...' \t\n\r<>&"\'[]{}$`;\u00df\u2013\u{1F600}'),
    fc.string({ minLength: 1, maxLength: 1 }),
  ),
});
const something = text.filter((value) => value.trim() !== '');
const guid = fc.uuid();

const mapping = fc.oneof(
  fc.record({
    flowType: fc.constant('Direct'),
    source: fc.array(something, { minLength: 1, maxLength: 3 }),
    expression: fc.constant(null),
  }),
  fc.record({
    flowType: fc.constant('Constant'),
    source: fc.array(something, { maxLength: 1 }),
    expression: fc.constant(null),
  }),
  fc.record({
    flowType: fc.constant('Expression'),
    source: fc.array(something, { maxLength: 3 }),
    expression: something,
  }),
);

const rule: fc.Arbitrary<RawRule> = fc.record({
  name: something,
  identifier: guid,
  description: text,
  direction: fc.constantFrom('Inbound', 'Outbound'),
  precedence: fc.nat(300),
  precedenceAfter: guid,
  precedenceBefore: guid,
  connector: guid,
  sourceObjectType: text,
  targetObjectType: text,
  linkType: fc.constantFrom('Provision', 'Join', 'StickyJoin', 'JoinNoFlow'),
  softDeleteExpiryInterval: fc.constantFrom('00:00:00', '7.00:00:00'),
  immutableTag: fc.constant(''),
  enablePasswordSync: fc.boolean(),
  disabled: fc.boolean(),
  isStandardRule: fc.constant(false),
  attributeFlowMappings: fc.array(
    fc
      .tuple(
        mapping,
        fc.record({ destination: text, valueMergeType: fc.constantFrom('Update', 'Merge'), executeOnce: fc.boolean() }),
      )
      .map(([kind, rest]) => ({ ...kind, ...rest })),
    { maxLength: 5 },
  ),
  scopeFilter: fc.array(
    fc.array(fc.record({ attribute: text, comparisonValue: text, comparisonOperator: something }), { maxLength: 4 }),
    { maxLength: 4 },
  ),
  joinFilter: fc.array(
    fc.array(fc.record({ csAttribute: text, mvAttribute: text, caseSensitive: fc.boolean() }), { maxLength: 3 }),
    { maxLength: 3 },
  ),
});

function readBack(written: RawRule): RawRule {
  const { identifier, connector, precedenceAfter, precedenceBefore, ...read } = readRule(
    parseXml(writeRule(written), 'rule.xml'),
    'rule.xml',
  );
  const bare = (value: string) => value.replace(/[{}]/g, '');
  return {
    ...read,
    identifier: bare(identifier),
    connector: bare(connector),
    precedenceAfter: bare(precedenceAfter),
    precedenceBefore: bare(precedenceBefore),
  };
}

describe('a rule that was exported', () => {
  it('reads as what it is, whatever it holds', () => {
    fc.assert(
      fc.property(rule, (written) => {
        expect(readBack(written)).toEqual(written);
      }),
      runs(200),
    );
  });

  it('reads as the documented delete rule where it is that', () => {
    const written = { ...documentedDeleteRule(42), isStandardRule: false };

    expect(readBack(written)).toEqual(written);
  });

  it('reads whole however large it is', () => {
    const [first] = fc.sample(
      rule.filter(
        ({ attributeFlowMappings, scopeFilter }) => attributeFlowMappings.length > 0 && scopeFilter.flat().length > 0,
      ),
      { numRuns: 1, seed: 7 },
    );
    if (first === undefined) throw new Error('no rule');
    const repeat = <T>(items: readonly T[]) => Array.from({ length: 500 }, () => items).flat();
    const written = {
      ...first,
      attributeFlowMappings: repeat(first.attributeFlowMappings),
      scopeFilter: repeat(first.scopeFilter),
    };

    expect(readBack(written)).toEqual(written);
  });
});
