import { describe, expect, test } from 'vitest';
import type { RawRule, WriteStep } from '../../../src/connect/protocol.js';
import { entraConnector } from '../../../src/model/sync-rule.js';
import {
  adConnector,
  deleteRule,
  hasStandIn,
  makeStandInState,
  memberLimitRule,
  type StandIn,
  type StandInParts,
  type StandInRule,
  standardRules,
} from '../../support/powershell.js';
import { ask, call, documentedRule, hostileTexts, id, otherCulture, patient, refusal, useServer } from './run.js';

const key = 'syncRule/aadc01/deleteOutOfScope';
const limit = memberLimitRule();
const off = { ...makeStandInState().scheduler, syncCycleEnabled: false };

describe.skipIf(!hasStandIn())('write puts a rule', patient, () => {
  test('the documented one, field by field, by the cmdlets of the article in their order', () => {
    const server = quietServer();
    expect(write(server, [put(documentedRule)])).toEqual(['applied: written and read back']);
    expect(ruleOf(server, documentedRule.identifier)).toMatchObject(documentedRule);
    expect(
      server
        .calls()
        .filter(({ cmdlet }) => !cmdlet.startsWith('Get-'))
        .map(({ cmdlet }) => cmdlet),
    ).toEqual([
      'New-ADSyncRule',
      'Add-ADSyncAttributeFlowMapping',
      'Add-ADSyncScopeConditionGroup',
      'Add-ADSyncJoinConditionGroup',
      'Add-ADSyncRule',
    ]);
    expect(server.calls('New-ADSyncRule')[0]?.parameters).not.toHaveProperty('Disabled');
    expect(server.calls('Add-ADSyncAttributeFlowMapping')[0]?.parameters).not.toHaveProperty('Source');
  });

  test('once: a second time nothing is written', () => {
    const server = quietServer({ rewrapsExpressions: true });
    write(server, [put(documentedRule)]);
    expect(write(server, [put(documentedRule)])).toEqual(['applied: was so already']);
    expect(server.calls('Add-ADSyncRule')).toHaveLength(1);
  });

  test('with everything that a rule can have, in another culture', () => {
    const server = quietServer();
    const rule: RawRule = {
      ...documentedRule,
      description: '',
      linkType: 'JoinNoFlow',
      direction: 'Outbound',
      connector: adConnector,
      softDeleteExpiryInterval: '1.02:03:04',
      immutableTag: 'mine',
      enablePasswordSync: true,
      disabled: true,
      attributeFlowMappings: [
        { ...flow('a'), flowType: 'Direct', source: ['mail'], expression: null },
        {
          ...flow('b'),
          flowType: 'Constant',
          source: ['true'],
          expression: null,
          executeOnce: true,
          valueMergeType: 'Merge',
        },
        { ...flow('c'), source: ['x', 'y'] },
      ],
      scopeFilter: [
        [scope('mail', '', 'ISNULL'), scope('cloudMastered', 'true', 'EQUAL')],
        [scope('dn', '.*', 'STARTSWITH')],
      ],
      joinFilter: [[join(true), join(false)], [join(true)]],
    };
    const [result] = ask(server, 'write', { steps: [put(rule)] }, { before: otherCulture }).steps;
    expect(result).toEqual({ key, status: 'applied', message: 'written and read back' });
    expect(ruleOf(server, rule.identifier)).toMatchObject({ ...rule, isStandardRule: false });
  });

  test('without filters and flows', () => {
    const server = quietServer();
    const rule = { ...documentedRule, attributeFlowMappings: [], scopeFilter: [], joinFilter: [] };
    expect(write(server, [put(rule)])).toEqual(['applied: written and read back']);
    expect(ruleOf(server, rule.identifier)).toMatchObject({
      attributeFlowMappings: [],
      scopeFilter: [],
      joinFilter: [],
    });
  });

  test('any text reaches ADSync as it is', () => {
    const server = quietServer();
    const rules = hostileTexts.map(
      ([, text], index): RawRule => ({
        ...documentedRule,
        name: `a ${text}`,
        identifier: id(index + 1),
        precedence: index,
        description: `b ${text}`,
        immutableTag: text,
        attributeFlowMappings: [
          { ...flow(text), expression: `"${text}"` },
          { ...flow('d'), flowType: 'Constant', source: [text], expression: null },
        ],
        scopeFilter: [[scope(text, text, 'EQUAL')]],
        joinFilter: [[{ csAttribute: text, mvAttribute: text, caseSensitive: false }]],
      }),
    );
    const results = write(
      server,
      rules.map((rule) => put(rule)),
    );
    expect(new Set(results)).toEqual(new Set(['applied: written and read back']));
    const given = (cmdlet: string, name: string) => server.calls(cmdlet).map(({ parameters }) => parameters[name]);
    expect(given('New-ADSyncRule', 'Description')).toEqual(rules.map(({ description }) => description));
    expect(given('Add-ADSyncAttributeFlowMapping', 'Expression').filter((text) => text !== undefined)).toEqual(
      rules.map(({ attributeFlowMappings: [first] }) => first?.expression),
    );
    // Of expression and description ADSync changes line ends.
    for (const {
      description: _,
      attributeFlowMappings: [, constant],
      ...rule
    } of rules) {
      expect(ruleOf(server, rule.identifier)).toMatchObject(rule);
      expect(ruleOf(server, rule.identifier)?.attributeFlowMappings).toContainEqual(constant);
    }
  });

  test('in place of one that was changed, and of one of another identifier that it names', () => {
    const changed = deleteRule({ description: 'mine' });
    const twin = deleteRule({ identifier: id(1), precedence: 41, name: deleteRule().name.toUpperCase() });
    const server = quietServer({ rules: [...standardRules, changed, twin] });
    expect(write(server, [put(documentedRule, [twin.identifier, documentedRule.identifier])])).toEqual([
      'applied: written and read back',
    ]);
    expect(ruleOf(server, twin.identifier)).toBeUndefined();
    expect(ruleOf(server, documentedRule.identifier)).toMatchObject({
      description: documentedRule.description,
      version: 2,
    });
    expect(server.calls('Remove-ADSyncRule')).toHaveLength(1);
  });

  test('takes the number of a rule that makes way for it', () => {
    const twin = deleteRule({ identifier: id(1) });
    const server = quietServer({ rules: [twin] });
    expect(write(server, [put(documentedRule, [twin.identifier])])).toEqual(['applied: written and read back']);
  });

  test('one that is of the other direction is made anew', () => {
    const server = quietServer({ rules: [deleteRule({ direction: 'Outbound', connector: adConnector })] });
    expect(write(server, [put(documentedRule)])).toEqual(['applied: written and read back']);
    expect(server.calls('Remove-ADSyncRule')).toHaveLength(1);
    expect(ruleOf(server, documentedRule.identifier)).toMatchObject({
      direction: 'Inbound',
      connector: entraConnector,
    });
  });

  test('leaves a twin alone that it does not name', () => {
    const twin = deleteRule({ identifier: id(1), precedence: 41, disabled: true });
    const server = quietServer({ rules: [twin] });
    write(server, [put(documentedRule)]);
    expect(ruleOf(server, twin.identifier)).toMatchObject(twin);
  });

  test.each([
    [
      'a standard rule of that identifier',
      [deleteRule({ isStandardRule: true, description: '' })],
      [],
      /standard rule/,
    ],
    [
      'a standard rule that it names',
      [deleteRule({ identifier: id(1), isStandardRule: true })],
      [id(1)],
      /standard rule/,
    ],
    ['a rule of another name', [deleteRule({ identifier: id(1), name: 'Payroll' })], [id(1)], /another name.*Payroll/],
    [
      'a number that is taken',
      [deleteRule({ identifier: id(1), name: 'Payroll' })],
      [],
      /42 is held by the rule Payroll/,
    ],
  ])('is refused before anything is written: %s', (_, rules, replaces, message) => {
    const server = quietServer({ rules });
    const [result] = ask(server, 'write', { steps: [put(documentedRule, replaces)] }).steps;
    expect(result).toMatchObject({ status: 'failed', message: expect.stringMatching(message) });
    expect(server.read().rules).toEqual(rules);
  });

  test('what ADSync makes of it other than asked is a failure', () => {
    const faults = [{ cmdlet: 'Add-ADSyncRule', what: 'noise' as const, message: 'hello' }];
    const server = quietServer({ faults });
    const before =
      'function Add-ADSyncJoinConditionGroup { [CmdletBinding()] param($SynchronizationRule, $JoinConditions) }';
    const [result] = ask(server, 'write', { steps: [put(documentedRule)] }, { before }).steps;
    expect(result).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('read back, these differ: joinFilter'),
    });
  });
});

describe.skipIf(!hasStandIn())('write removes and switches', patient, () => {
  test('removes a custom rule, once', () => {
    const server = quietServer({ rules: [...standardRules, deleteRule()] });
    const step: WriteStep = { key, action: 'remove', identifier: documentedRule.identifier };
    expect(write(server, [step])).toEqual(['applied: removed and read back']);
    expect(server.read().rules).toEqual(standardRules);
    expect(write(server, [step])).toEqual(['applied: was gone already']);
  });

  test('by way of the pipeline, where the cmdlet knows no identifier', () => {
    const server = quietServer({ rules: [deleteRule()], missingParameters: ['Remove-ADSyncRule:Identifier'] });
    expect(write(server, [{ key, action: 'remove', identifier: documentedRule.identifier }])).toEqual([
      'applied: removed and read back',
    ]);
  });

  test('never removes a standard rule', () => {
    const server = quietServer();
    expect(write(server, [{ key, action: 'remove', identifier: limit.identifier }])[0]).toMatch(
      /^failed: .*standard rule/,
    );
    expect(server.calls('Remove-ADSyncRule')).toEqual([]);
  });

  test('disables and enables a standard rule, once each, and changes nothing else of it', () => {
    const server = quietServer({ rules: [limit] });
    const step = (action: 'disable' | 'enable'): WriteStep => ({ ...pick(limit), key, action });
    expect(write(server, [step('disable')])).toEqual(['applied: written and read back']);
    expect(server.read().rules).toEqual([{ ...limit, disabled: true, version: 2 }]);
    expect(write(server, [step('disable'), step('enable')])).toEqual([
      'applied: was so already',
      'applied: written and read back',
    ]);
    expect(server.read().rules).toEqual([{ ...limit, version: 3 }]);
  });

  test.each([
    ['another name', { name: 'x' }],
    ['another connector', { connector: entraConnector }],
    ['another identifier', { identifier: id(9) }],
  ])('switches nothing that has %s', (_, parts) => {
    const server = quietServer({ rules: [limit] });
    expect(write(server, [{ ...pick(limit), ...parts, key, action: 'disable' }])[0]).toMatch(/^failed: 0 rules/);
    expect(server.read().rules).toEqual([limit]);
  });
});

describe.skipIf(!hasStandIn())('write refuses before the first step', patient, () => {
  const step: WriteStep = { ...pick(limit), key, action: 'disable' };

  test.each([
    ['schedulerOn', { scheduler: { ...off, syncCycleEnabled: true } }],
    ['cycleRunning', { cycle: {} }],
    ['cycleRunning', { running: { connectors: ['contoso.com'] } }],
    ['cycleUnknown', { schedulerOf2016: true, missingCmdlets: ['Get-ADSyncConnectorRunStatus'] }],
  ])('%s: %o', (code, parts) => {
    const server = quietServer(parts);
    expect(refusal(server, 'write', { steps: [step] })).toMatchObject({ code });
    expect(server.calls('Add-ADSyncRule')).toEqual([]);
  });

  test.each<readonly [string, unknown]>([
    ['nothing', null],
    ['an unknown action', { ...step, action: 'drop' }],
    ['an identifier that goes on', { ...step, identifier: `${limit.identifier}\n` }],
    ['a connector that is no text', { ...step, connector: 3 }],
    ['no rule', { key, action: 'put', replaces: [] }],
    ['a number out of range', put({ ...documentedRule, precedence: 100 })],
    ['an empty group of conditions', put({ ...documentedRule, scopeFilter: [[]] })],
    [
      'an expression that is none',
      put({ ...documentedRule, attributeFlowMappings: [{ ...flow('a'), expression: null }] }),
    ],
  ])('malformedStep, behind a good one: %s', (_, malformed) => {
    const server = quietServer();
    const steps = [step, malformed] as readonly WriteStep[];
    expect(refusal(server, 'write', { steps })).toMatchObject({
      code: 'malformedStep',
      message: 'step 2 is malformed',
    });
    expect(server.calls()).toEqual([]);
  });
});

describe.skipIf(!hasStandIn())('write stops where a step fails', patient, () => {
  const steps: readonly WriteStep[] = [
    put(documentedRule),
    { ...pick(limit), key: 'syncRule/aadc01/memberLimit', action: 'disable' },
    { key: 'last', action: 'remove', identifier: id(1) },
  ];

  test.each(['throw', 'error'] as const)('what follows is not attempted, what was done stays said (%s)', (what) => {
    const faults = [{ cmdlet: 'Add-ADSyncRule', what, skip: 1, message: 'The engine is busy.' }];
    const server = quietServer({ faults });
    expect(write(server, steps)).toEqual([
      'applied: written and read back',
      'failed: The engine is busy. (at Add-ADSyncRule)',
      'notAttempted: null',
    ]);
    expect(ruleOf(server, documentedRule.identifier)).toBeDefined();
    expect(ruleOf(server, limit.identifier)).toMatchObject({ disabled: false });
  });

  test('an engine that takes no changes fails the step', () => {
    expect(write(quietServer({ busy: true }), steps)[0]).toMatch(/^failed: .*busy/);
  });

  test('killed half-way, it goes on the next time', () => {
    const server = quietServer({ faults: [{ cmdlet: 'Add-ADSyncRule', what: 'kill', when: 'after', times: 1 }] });
    expect(() => call(server, 'write', { steps })).toThrow('no answer');
    expect(write(server, steps)).toEqual([
      'applied: was so already',
      'applied: written and read back',
      'applied: was gone already',
    ]);
  });

  test.each(['New-ADSyncRule', 'Add-ADSyncRule'])('a server without %s changes nothing', (cmdlet) => {
    const rules = [deleteRule({ identifier: id(1), precedence: 41 })];
    const server = quietServer({ missingCmdlets: [cmdlet], rules });
    const [result] = write(server, [put(documentedRule)]);
    expect(result).toBe(`failed: this server has no cmdlet ${cmdlet} (at ${cmdlet})`);
    expect(server.read().rules).toEqual(rules);
  });
});

/** Its scheduler is off and nothing runs. */
function quietServer(parts: StandInParts = {}): StandIn {
  return useServer({ scheduler: off, ...parts });
}

/** Each result as `status: message`. */
function write(server: StandIn, steps: readonly WriteStep[]): readonly string[] {
  const results = ask(server, 'write', { steps }).steps;
  expect(results.map((result) => result.key)).toEqual(steps.map((step) => step.key));
  return results.map(({ status, message }) => `${status}: ${message}`);
}

function put(rule: RawRule, replaces: readonly string[] = []): WriteStep {
  return { key, action: 'put', rule, replaces };
}

function pick({ identifier, name, connector }: StandInRule) {
  return { identifier, name, connector };
}

function ruleOf(server: StandIn, identifier: string): StandInRule | undefined {
  return server.read().rules.find((rule) => rule.identifier === identifier);
}

function flow(destination: string) {
  const expression = 'IIF([a] = "x  y",\n [b], [c])';
  return { source: [], destination, flowType: 'Expression', valueMergeType: 'Update', executeOnce: false, expression };
}

function scope(attribute: string, comparisonValue: string, comparisonOperator: string) {
  return { attribute, comparisonValue, comparisonOperator };
}

function join(caseSensitive: boolean) {
  return { csAttribute: 'cloudAnchor', mvAttribute: 'cloudAnchor', caseSensitive };
}
