import { describe, expect, it } from 'vitest';
import { type SyncRule, zeroGuid } from '../../../src/model/sync-rule.js';
import { differingFields, isForeign } from '../../../src/resources/sync-rule/compare.js';
import { guidOf, makeSyncRule } from '../../support/builders.js';

const wanted = makeSyncRule();
const [flow] = wanted.attributeFlowMappings;
if (flow === undefined) throw new Error('the documented rule has one flow');
const expression = flow.expression ?? '';
const scope = { attribute: 'cloudMastered', comparisonValue: 'true', comparisonOperator: 'EQUAL' };
const mail = { attribute: 'mail', comparisonValue: '', comparisonOperator: 'ISNULL' };
const join = { csAttribute: 'cloudAnchor', mvAttribute: 'cloudAnchor', caseSensitive: false };
const second = { csAttribute: 'mail', mvAttribute: 'mail', caseSensitive: true };

describe('a rule is as wanted', () => {
  it.each<[string, Partial<SyncRule>]>([
    ['with another GUID', { identifier: guidOf(1) }],
    ['with neighbours', { precedenceAfter: guidOf(2), precedenceBefore: guidOf(3) }],
    ['with a tag', { immutableTag: 'Microsoft.Something.001' }],
    ['whether or not the server says that it is no standard rule', { isStandardRule: null }],
    ['with its name in other letters', { name: wanted.name.replace('SOAin', 'SOAIn') }],
    ['with enums in other letters', { direction: 'INBOUND', linkType: 'join' }],
    ['with line breaks in its description', { description: `\r\n${wanted.description.replaceAll(' ', '\r\n  ')} ` }],
    [
      'with line breaks in its expression',
      { attributeFlowMappings: [{ ...flow, expression: `\n${expression.replaceAll(' ', '\r\n\t')}` }] },
    ],
    [
      'with the attributes of its expression as sources',
      { attributeFlowMappings: [{ ...flow, source: ['reasonFiltered'] }] },
    ],
    ['with a condition in other letters', { scopeFilter: [[{ ...scope, comparisonValue: 'True' }]] }],
    ['with attributes in other letters', { joinFilter: [[{ ...join, csAttribute: 'CloudAnchor' }]] }],
  ])('%s', (_case, parts) => {
    expect(differingFields(makeSyncRule(parts), wanted)).toEqual([]);
  });
});

describe('a rule differs', () => {
  it.each<[keyof SyncRule, Partial<SyncRule>, boolean]>([
    ['name', { name: 'Another' }, true],
    ['name', { name: wanted.name.replace(' - ', ' \u2013  ') }, false],
    ['description', { description: 'Delete AD groups' }, false],
    ['direction', { direction: 'Outbound' }, true],
    ['precedence', { precedence: 43 }, false],
    ['connector', { connector: zeroGuid }, true],
    ['sourceObjectType', { sourceObjectType: 'user' }, true],
    ['targetObjectType', { targetObjectType: 'person' }, true],
    ['linkType', { linkType: 'Provision' }, true],
    ['softDeleteExpiryInterval', { softDeleteExpiryInterval: '1.00:00:00' }, false],
    ['enablePasswordSync', { enablePasswordSync: true }, false],
    ['disabled', { disabled: true }, false],
    ['attributeFlowMappings', { attributeFlowMappings: [] }, true],
    ['attributeFlowMappings', { attributeFlowMappings: [flow, { ...flow, destination: 'cloudNoFlow' }] }, true],
    ['attributeFlowMappings', { attributeFlowMappings: [{ ...flow, executeOnce: true }] }, true],
    ['attributeFlowMappings', { attributeFlowMappings: [{ ...flow, valueMergeType: 'Replace' }] }, true],
    ['attributeFlowMappings', { attributeFlowMappings: [{ ...flow, expression: null }] }, true],
    [
      'attributeFlowMappings',
      { attributeFlowMappings: [{ ...flow, expression: expression.replace('"SoftDelete"', '"Soft Delete"') }] },
      true,
    ],
    [
      'attributeFlowMappings',
      { attributeFlowMappings: [{ ...flow, flowType: 'Constant', source: ['true'], expression: null }] },
      true,
    ],
    ['scopeFilter', { scopeFilter: [] }, true],
    ['scopeFilter', { scopeFilter: [[scope, mail]] }, true],
    ['scopeFilter', { scopeFilter: [[scope], [mail]] }, true],
    ['scopeFilter', { scopeFilter: [[{ ...scope, comparisonOperator: 'NOTEQUAL' }]] }, true],
    ['joinFilter', { joinFilter: [] }, true],
    ['joinFilter', { joinFilter: [[{ ...join, caseSensitive: true }]] }, true],
  ])('in %s: %j', (field, parts, foreign) => {
    const live = makeSyncRule(parts);
    expect(differingFields(live, wanted)).toEqual([field]);
    expect(isForeign(live, wanted)).toBe(foreign);
  });

  it('in several fields, told in the order in which a person reads them', () => {
    const live = makeSyncRule({ scopeFilter: [], disabled: true, description: '' });
    expect(differingFields(live, wanted)).toEqual(['description', 'disabled', 'scopeFilter']);
  });
});

describe('the order of lists', () => {
  const constant = { ...flow, destination: 'cloudNoFlow', flowType: 'Constant', source: ['true'], expression: null };
  const direct = { ...flow, destination: 'mail', flowType: 'Direct', source: ['Mail'], expression: null };
  const many = makeSyncRule({
    attributeFlowMappings: [flow, constant, direct],
    scopeFilter: [[scope, mail], [mail]],
    joinFilter: [[join, second], [second]],
  });

  it('means nothing for flows, for ORed and ANDed conditions, and within a join group', () => {
    const turned = makeSyncRule({
      attributeFlowMappings: [{ ...direct, source: ['mail'] }, constant, flow],
      scopeFilter: [[mail], [mail, scope]],
      joinFilter: [[second, join], [second]],
    });
    expect(differingFields(turned, many)).toEqual([]);
  });

  it('counts for join groups, which are tried one after another', () => {
    const turned = { ...many, joinFilter: many.joinFilter.toReversed() };
    expect(differingFields(turned, many)).toEqual(['joinFilter']);
  });

  it('does not hide that a constant is spelt otherwise', () => {
    const other = { ...many, attributeFlowMappings: [flow, { ...constant, source: ['True'] }, direct] };
    expect(differingFields(other, many)).toEqual(['attributeFlowMappings']);
  });
});

it('blanks between double quotes are text, also where a quote is never closed', () => {
  const withExpression = (text: string) => makeSyncRule({ attributeFlowMappings: [{ ...flow, expression: text }] });
  const differs = (a: string, b: string) => differingFields(withExpression(a), withExpression(b)).length > 0;
  expect(differs('IIF( [a] , "x  y" , "" )', 'IIF([a],"x  y","")')).toBe(false);
  expect(differs('IIF([a],"x  y","")', 'IIF([a],"x y","")')).toBe(true);
  expect(differs('"open  end', '"open end')).toBe(true);
});
