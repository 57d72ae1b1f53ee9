import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GroupRule, Match } from '../../src/model/policy.js';
import { lintObserved, lintRules } from '../../src/policy/lint.js';
import { loadPolicy } from '../../src/policy/load.js';
import { resolve } from '../../src/policy/resolve.js';
import { group, guid, head, memoryFiles, now, observationOf, policyOf, problems, rule } from './support.js';

/** Rules in the order of their lines. */
const lined = (...rules: GroupRule[]) =>
  rules.map((one, index) => ({ ...one, source: { file: 'w.yaml', line: index + 1, column: 5 } }));
const enabled = (match: Match, overrides: Partial<GroupRule> = {}) => rule(match, overrides);
const disabled = (match: Match) => rule(match, { writeback: 'disabled' });
const codes = (...rules: GroupRule[]) => {
  const { errors, warnings } = lintRules(lined(...rules));
  return [
    ...errors.map(({ source }) => `error ${source?.line}`),
    ...warnings.map(({ code, source }) => `${code} ${source?.line}`),
  ];
};

describe('a rule that can never decide', () => {
  const security: Match = { kind: ['security'] };
  const named: Match = { id: [guid(1)] };

  it.each<[string, GroupRule[], string[]]>([
    ['is a warning where both want the same', [enabled(security), enabled(security)], ['ruleNeverMatches 2']],
    [
      'is a warning below an enabled rule',
      [enabled(security), disabled({ ...security, displayName: ['a'] })],
      ['ruleNeverMatches 2'],
    ],
    [
      'is a warning below an unmanaged rule',
      [rule(security, { writeback: 'unmanaged' }), enabled(security)],
      ['ruleNeverMatches 2'],
    ],
    [
      'is an error where it enables what an earlier rule disables',
      [disabled(security), enabled(security)],
      ['error 2'],
    ],
    [
      'is an error where it protects what an earlier rule disables',
      [disabled(security), rule(security, { writeback: 'unmanaged', protect: true })],
      ['error 2'],
    ],
    [
      'is a warning where it leaves alone what an earlier rule disables',
      [disabled(security), rule(security, { writeback: 'unmanaged' })],
      ['ruleNeverMatches 2'],
    ],
    [
      'is judged by the first rule that covers it',
      [
        enabled({ displayName: ['a*'] }),
        disabled({ kind: ['security', 'microsoft365'] }),
        enabled({ displayName: ['ab'] }),
      ],
      ['ruleNeverMatches 3'],
    ],
    ['is found by ID', [disabled({ id: [guid(1), guid(2)] }), enabled({ id: [guid(2)], ...security })], ['error 2']],
    [
      'is found by a name that begins alike',
      [disabled({ displayName: ['Finance *', 'HR *'] }), enabled({ displayName: ['HR Berlin', 'Finance Audit'] })],
      ['error 2'],
    ],
    [
      'is found by a second field',
      [disabled({ mail: ['a*'] }), enabled({ displayName: ['x'], mail: ['ab'] })],
      ['error 2'],
    ],
    [
      'is found below a name that begins with anything',
      [disabled({ displayName: ['*x'] }), enabled({ displayName: ['ax'] })],
      ['error 2'],
    ],
    [
      'covers both kinds that can be written',
      [disabled({ kind: ['security', 'microsoft365'] }), enabled({ displayName: ['a'] })],
      ['error 2'],
    ],
    ['contradicts itself', [enabled({ kind: ['security'], team: true })], ['ruleNeverMatches 1']],
    [
      'is not one whose ID may be of another kind',
      [disabled({ kind: ['security', 'microsoft365'] }), enabled(named)],
      [],
    ],
    ['is not one that is wider', [disabled({ displayName: ['Finance *'] }), enabled({ displayName: ['*'] })], []],
    ['is not one of another name', [disabled({ displayName: ['Finance *'] }), enabled({ displayName: ['HR *'] })], []],
  ])('%s', (_title, rules, expected) => {
    expect(codes(...rules)).toEqual(expected);
  });

  it('names the rule that decides in its place', () => {
    const { warnings } = lintRules(lined(enabled(security, { name: 'all' }), enabled(security)));
    expect(warnings[0]?.message).toBe(
      'The rule in line 2 never decides: the rule "all" (line 1) already decides for every group that it matches.',
    );
  });

  it('stops a policy from loading where protection would be lost, at the rule', async () => {
    const policy = `${head}groups:
  - { match: { kind: security }, writeback: disabled }
  - { name: Payroll, match: { kind: security, displayName: Payroll }, writeback: enabled }
`;
    expect(await problems(policy)).toEqual([
      'writeback.yaml:5:5 The rule "Payroll" never decides: the rule in line 4 already decides for every group that it matches. That one disables: move this rule above it.',
    ]);
  });

  it('is looked for among 10,000 rules of any sort', () => {
    const kinds: ((number: number) => Match)[] = [
      (number) => ({ displayName: [`Team ${number} *`] }),
      (number) => ({ displayName: [`*n${number}x*`] }),
      (number) => ({ id: [guid(number)] }),
    ];
    const many = Array.from({ length: 9_999 }, (_, number) =>
      disabled((kinds[number % 3] ?? kinds[0])?.(number) ?? {}),
    );
    expect(codes(...many, enabled({ displayName: ['Team 9996 Leads'] }))).toEqual(['error 10000']);
  });
});

describe('a rule that ends', () => {
  const until = { until: '2026-12-31', reason: 'CHG-1' };

  it('takes nothing from the rules below it, which decide one day', () => {
    const exception = rule({ kind: ['security'], id: [guid(1)] }, { ...until, writeback: 'disabled' });
    expect(codes(exception, enabled({ kind: ['security'], id: [guid(1)] }, { protect: true }))).toEqual([]);
    expect(codes(rule({ id: [guid(1)] }, until), disabled({ id: [guid(1)] }))).toEqual([]);
  });

  it('is one that never decides where an earlier rule always does', () => {
    expect(codes(enabled({ kind: ['security'] }), rule({ kind: ['security'] }, until))).toEqual(['ruleNeverMatches 2']);
  });
});

describe('an ID that two rules name', () => {
  it('is a warning where the earlier rule asks for nothing else', () => {
    const rules = lined(enabled({ id: [guid(1), guid(2)] }), disabled({ id: [guid(2), guid(3)] }));
    expect(lintRules(rules)).toEqual({
      errors: [],
      warnings: [
        {
          code: 'duplicateId',
          message: `The rule in line 2 names ${guid(2)}, for which an earlier rule (line 1) already decides.`,
          keys: [`group/${guid(2)}`],
          source: { file: 'w.yaml', line: 2, column: 5 },
        },
      ],
    });
  });

  it('is counted with others of its rule', () => {
    const rules = lined(enabled({ id: [guid(1), guid(2)] }), disabled({ id: [guid(1), guid(2), guid(3)] }));
    expect(lintRules(rules).warnings[0]).toMatchObject({
      message: `The rule in line 2 names ${guid(1)} and 1 more, for which an earlier rule (line 1) already decides.`,
      keys: [`group/${guid(1)}`, `group/${guid(2)}`],
    });
  });

  it('is none where the earlier rule may not match', () => {
    expect(codes(enabled({ id: [guid(1)], kind: ['security'] }), disabled({ id: [guid(1)] }))).toEqual([]);
  });
});

describe('what is said of a policy', () => {
  const policy = `${head}groups:
  - { match: { kind: security }, writeback: enabled }
  - { name: main, match: { id: ${guid(1)} }, writeback: enabled }
  - { match: { kind: security, displayName: a }, writeback: enabled }
  - include: groups/a.yaml
  - include: ../shared.yaml
`;
  const groupsOf = (...rules: string[]) =>
    `groups:\n${rules.map((one) => `  - { ${one}, writeback: enabled }\n`).join('')}`;
  const first = groupsOf('match: { kind: security, displayName: b }', 'name: "365", match: { kind: microsoft365 }');
  const second = groupsOf(`match: { id: [${guid(1)}, ${guid(2)}] }`, 'match: { kind: microsoft365, team: true }');
  const at = async (folder: string, file: string) => {
    const join = (path: string) => posix.join(folder, path);
    const named = { [join('p.yaml')]: policy, [join('groups/a.yaml')]: first, [join('../shared.yaml')]: second };
    const { warnings } = await loadPolicy(file, memoryFiles(named), now);
    return warnings.map(({ message }) => message);
  };

  it('is the same wherever its folder is, and names the files in which other rules stand', async () => {
    const expected = [
      'The rule in line 6 never decides: the rule in line 4 already decides for every group that it matches.',
      'The rule in line 2 never decides: the rule in line 4 of the policy file already decides for every group that it matches.',
      `The rule in line 2 names ${guid(1)}, for which an earlier rule (line 5 of the policy file) already decides.`,
      'The rule in line 3 never decides: the rule "365" (line 3 of groups/a.yaml) already decides for every group that it matches.',
    ];
    expect(await at('deep/d', 'deep/d/p.yaml')).toEqual(expected);
    expect(await at('deep/d', './deep/d/p.yaml')).toEqual(expected);
    expect(await at('', 'p.yaml')).toEqual(expected);
  });
});

describe('a protected rule that matches by name', () => {
  it.each<[string, Match, string[]]>([
    ['displayName', { displayName: ['a'] }, ['protectByName 1']],
    ['mail', { mail: ['a'] }, ['protectByName 1']],
    ['mailNickname', { mailNickname: ['a'] }, ['protectByName 1']],
    ['a name below not', { kind: ['security'], not: { displayName: ['a'] } }, ['protectByName 1']],
    ['an ID besides', { id: [guid(1)], displayName: ['a'] }, []],
    ['a kind', { kind: ['security'] }, []],
  ])('%s', (_title, match, expected) => {
    expect(codes(rule(match, { protect: true }))).toEqual(expected);
    expect(codes(rule(match))).toEqual([]);
  });

  it('says what to do', () => {
    const { warnings } = lintRules(lined(rule({ mail: ['a'] }, { protect: true, name: 'Tier 0' })));
    expect(warnings[0]?.message).toBe(
      'The rule "Tier 0" protects by name: whoever renames a group ends its protection. Name the groups by id.',
    );
  });
});

describe('a rule that decides for nothing in the tenant', () => {
  const finance = group({ id: guid(1), displayName: 'Finance' });
  const printers = group({ id: guid(2), displayName: 'Printers', kind: 'security', onPremisesSyncEnabled: true });
  const idle = (...rules: GroupRule[]) => {
    const policy = policyOf(lined(...rules));
    const warnings = lintObserved(policy, resolve(policy, observationOf([finance, printers])));
    return warnings.map(({ code, source }) => `${code} ${source?.line}`);
  };

  it.each<[string, GroupRule[], string[]]>([
    ['because nothing matches it', [enabled({ displayName: ['HR *'] })], ['ruleMatchesNothing 1']],
    [
      'because earlier rules decide for all that does',
      [enabled({ kind: ['microsoft365'] }), enabled({ displayName: ['F*'] })],
      ['ruleMatchesNothing 2'],
    ],
    ['because what matches cannot be written', [enabled({ displayName: ['Printers'] })], ['ruleMatchesNothing 1']],
    [
      'because the group that it names is otherwise',
      [enabled({ id: [guid(1)], kind: ['security'] })],
      ['ruleMatchesNothing 1'],
    ],
    ['is silent where an ID is reported as missing', [enabled({ id: [guid(9)] })], []],
    [
      'is silent where the rule can never decide, as that is reported already',
      [enabled({ kind: ['microsoft365'] }), enabled({ kind: ['microsoft365'], mail: ['x'] }), enabled({ mail: ['x'] })],
      ['ruleMatchesNothing 3'],
    ],
    ['is silent where the rule contradicts itself', [enabled({ kind: ['security'], team: true })], []],
    ['is silent where a group is reported as skipped', [enabled({ id: [guid(2)] })], []],
    ['is silent where the rule leaves groups alone', [rule({ displayName: ['HR *'] }, { writeback: 'unmanaged' })], []],
    ['is silent where the rule is over', [rule({ displayName: ['HR *'] }, { until: '2026-11-01', expired: true })], []],
    ['is silent where it decides for something', [enabled({ displayName: ['F*'] })], []],
  ])('%s', (_title, rules, expected) => {
    expect(idle(...rules)).toEqual(expected);
  });

  it('says so', () => {
    const policy = policyOf(lined(enabled({ displayName: ['x'] }, { name: 'HR' })));
    expect(lintObserved(policy, resolve(policy, observationOf([])))[0]?.message).toBe(
      'The rule "HR" decides for no group: none that can be written back matches it, or earlier rules decide for all that do.',
    );
  });
});
