import { describe, expect, it } from 'vitest';
import {
  coexistenceRuleNames,
  deleteRuleIdentifier,
  documentedDeleteRule,
  memberLimitRule,
} from '../../../src/resources/sync-rule/documented.js';
import oracle from '../data/documented-custom-rules.json' with { type: 'json' };

const rules = new Map(oracle.rules.map((rule) => [rule.role, rule]));

describe('the delete rule', () => {
  it('is the documented one in every field, with the precedence that was chosen', () => {
    const { role: _role, source: _source, precedenceRange, ...documented } = rules.get('delete-out-of-scope') ?? {};
    expect(documentedDeleteRule(42)).toEqual({ ...documented, precedence: 42, isStandardRule: false });
    expect(precedenceRange).toEqual([0, 99]);
    expect(documentedDeleteRule(42).identifier).toBe(deleteRuleIdentifier);
  });
});

it('the rules of a migration to Cloud Sync are the documented ones', () => {
  const documented = ['cloud-sync-coexistence-inbound', 'cloud-sync-coexistence-outbound'].map((role) => {
    const { identifier, name, direction } = rules.get(role) ?? {};
    return { identifier, name, direction };
  });
  expect(coexistenceRuleNames).toEqual(documented);
});

it('the tag of the member-limit rule is that of its sibling, with the other direction and without its number', () => {
  const sibling = 'Microsoft.OuttoAADGroupWriteupMemberLimit.003';
  const expected = sibling.replace('AADGroupWriteup', 'ADGroupWriteback').replace('.003', '');
  expect(memberLimitRule.tag).toBe(expected);
});
