import { describe, expect, it } from 'vitest';
import { createDecider, explainGroup } from '../../src/policy/explain.js';
import { group, guid, policyOf, rule } from './support.js';

const at = (line: number) => ({ source: { file: 'writeback.yaml', line, column: 5 } });
const protector = rule({ id: [guid(1)] }, { ...at(9), writeback: 'unmanaged', protect: true });
const finance = rule({ displayName: ['Fin*'] }, { ...at(4), name: 'Finance' });
const rest = rule({ kind: ['microsoft365'] }, { ...at(6), writeback: 'disabled' });

describe('explaining a group', () => {
  it('lists every rule that matches in the order of the policy, the first decides', () => {
    expect(explainGroup(policyOf([finance, rest, protector]), group())).toEqual({
      eligible: true,
      ineligibleReason: null,
      rules: [
        { name: 'Finance', ...at(4), decides: true, writeback: 'enabled' },
        { name: null, ...at(6), decides: false, writeback: 'disabled' },
        { name: null, ...at(9), decides: false, writeback: 'unmanaged' },
      ],
      protected: true,
      why: 'The rule "Finance" wants its writeback enabled; 2 more rules match.',
    });
  });

  it.each([
    ['no rule', [finance], group({ displayName: 'HR' }), 'No rule matches it: it is unmanaged.'],
    [
      'one nameless rule',
      [rest],
      group(),
      'The first rule that matches wants its writeback disabled; no other rule matches.',
    ],
    [
      'a rule that leaves it alone',
      [protector, rest],
      group(),
      'The first rule that matches leaves it alone; 1 more rule matches.',
    ],
    [
      'a group that cannot be written',
      [finance],
      group({ onPremisesSyncEnabled: true }),
      'It is synchronised from Active Directory: what AD owns is never written back to it.',
    ],
  ])('%s', (_title, rules, record, why) => {
    expect(explainGroup(policyOf(rules), record).why).toBe(why);
  });

  it('rules that are over are listed, decide for nothing, and go on protecting', () => {
    const over = { until: '2026-11-01', reason: 'CHG-1', expired: true };
    const named = rule({ id: [guid(1)] }, { ...at(2), ...over, name: 'Audit', protect: true });
    const nameless = rule({ id: [guid(1)] }, { ...at(3), ...over });
    expect(explainGroup(policyOf([named, nameless, rest]), group())).toMatchObject({
      rules: [{ decides: false }, { decides: false }, { decides: true }],
      protected: true,
      why: 'The first rule that matches wants its writeback disabled; no other rule matches. The rule "Audit" ended on 2026-11-01 (CHG-1). The rule in line 3 ended on 2026-11-01 (CHG-1).',
    });
    expect(explainGroup(policyOf([nameless]), group()).why).toBe(
      'No rule matches it: it is unmanaged. The rule in line 3 ended on 2026-11-01 (CHG-1).',
    );
    expect(createDecider(policyOf([named, rest]))(group())).toBe(rest);
  });

  it('an ineligible group says why, a formerly synchronised one depends on the rule', () => {
    const former = group({ onPremisesSyncEnabled: false });
    const reason =
      'It was once synchronised from Active Directory: such a group is written only where a rule names its ID.';
    expect(explainGroup(policyOf([finance]), former)).toMatchObject({ eligible: false, ineligibleReason: reason });
    expect(explainGroup(policyOf([]), former)).toMatchObject({ eligible: false, ineligibleReason: reason });
    expect(explainGroup(policyOf([protector]), former)).toMatchObject({ eligible: true, ineligibleReason: null });
  });
});

describe('a decider', () => {
  it('tells the first rule that matches', () => {
    const decide = createDecider(policyOf([finance, rest]));
    expect(decide(group())).toBe(finance);
    expect(decide(group({ displayName: 'HR' }))).toBe(rest);
    expect(decide(group({ displayName: 'HR', kind: 'security' }))).toBeNull();
  });
});
