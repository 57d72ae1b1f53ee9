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
    expect(result).toEqual({ key, status: 'applied', code: null, message: 'written and read back' });
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
          // Of an expression ADSync changes line ends, and within quotation marks they count.
          { ...flow(text), expression: `"${text.replaceAll('\r\n', '\n')}"` },
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
    const name = deleteRule().name.toUpperCase();
    const twin = deleteRule({ identifier: id(1), precedence: 41, name, disabled: true });
    const server = quietServer({ rules: [...standardRules, changed, twin] });
    const replaces = [twin.identifier, documentedRule.identifier];
    expect(write(server, [put(documentedRule, replaces, changed)])).toEqual(['applied: written and read back']);
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
    expect(write(server, [put(documentedRule, [twin.identifier], twin)])).toEqual(['applied: written and read back']);
  });

  test('one that is of the other direction is made anew', () => {
    const turned = deleteRule({ direction: 'Outbound', connector: adConnector });
    const server = quietServer({ rules: [turned] });
    expect(write(server, [put(documentedRule, [], turned)])).toEqual(['applied: written and read back']);
    expect(server.calls('Remove-ADSyncRule')).toHaveLength(1);
    expect(ruleOf(server, documentedRule.identifier)).toMatchObject({
      direction: 'Inbound',
      connector: entraConnector,
    });
  });

  test('leaves a twin alone that it does not name', () => {
    const twin = deleteRule({ identifier: id(1), precedence: 41, disabled: true });
    const changed = deleteRule({ description: 'mine' });
    const server = quietServer({ rules: [twin, changed] });
    expect(write(server, [put(documentedRule, [], changed)])).toEqual(['applied: written and read back']);
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
  ])('is refused before anything is written: %s', (what, rules, replaces, message) => {
    const server = quietServer({ rules });
    const before = what === 'a number that is taken' ? null : (rules[0] ?? null);
    const [result] = ask(server, 'write', { steps: [put(documentedRule, replaces, before)] }).steps;
    expect(result).toMatchObject({ status: 'failed', message: expect.stringMatching(message) });
    expect(server.read().rules).toEqual(rules);
  });

  test.each<readonly [string, Partial<RawRule>]>([
    ['an empty group of conditions', { scopeFilter: [[]], joinFilter: [[]] }],
    ['an empty group behind another', { scopeFilter: [[scope('cloudMastered', 'true', 'EQUAL')], []] }],
    ['a number that a person would not choose', { precedence: 120 }],
    ['neighbours that say nothing', { precedenceAfter: '', precedenceBefore: '', precedence: 43 }],
  ])('puts back what ADSync itself held: %s', (_, parts) => {
    const server = quietServer({ rules: [deleteRule()] });
    const rule = { ...documentedRule, ...parts };
    expect(write(server, [put(rule, [], deleteRule())])).toEqual(['applied: written and read back']);
    const { precedenceAfter: _after, precedenceBefore: _before, ...compared } = rule;
    expect(ruleOf(server, rule.identifier)).toMatchObject(compared);
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
    const step = remove(deleteRule());
    expect(write(server, [step])).toEqual(['applied: removed and read back']);
    expect(server.read().rules).toEqual(standardRules);
    expect(write(server, [step])).toEqual(['applied: was gone already']);
  });

  test('by way of the pipeline, where the cmdlet knows no identifier', () => {
    const server = quietServer({ rules: [deleteRule()], missingParameters: ['Remove-ADSyncRule:Identifier'] });
    expect(write(server, [remove(deleteRule())])).toEqual(['applied: removed and read back']);
  });

  test('never removes a standard rule', () => {
    const server = quietServer();
    expect(write(server, [remove(limit)])[0]).toMatch(/^failed: .*standard rule/);
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

describe.skipIf(!hasStandIn())('write does what was planned and nothing else', patient, () => {
  const off = (rule: StandInRule): WriteStep => ({ ...pick(rule), key: 'limit', action: 'disable' });
  const changed = deleteRule({ attributeFlowMappings: [flow('mine')] });
  const twin = deleteRule({ identifier: id(1), precedence: 41 });
  const added = 'written and read back';

  test.each<readonly [string, readonly StandInRule[], WriteStep, RegExp]>([
    ['a rule that came meanwhile', [changed], put(documentedRule), /now there is one/],
    ['a rule of its name that came meanwhile', [twin], put(documentedRule), /now there is one/],
    [
      'a rule that changed',
      [changed],
      put({ ...documentedRule, precedence: 7 }, [], deleteRule()),
      /attributeFlowMappings/,
    ],
    ['a rule that went', [], put(documentedRule, [], changed), /is gone/],
    [
      'a rule beside which another came',
      [changed, twin],
      put(documentedRule, [], changed),
      /now there is another: 00000001/,
    ],
    ['a rule to remove that changed', [changed], remove(deleteRule()), /attributeFlowMappings/],
    ['a rule to remove that was made anew', [twin], remove(deleteRule()), /is gone/],
    ['a rule to switch that is of another name', [deleteRule({ name: 'x' })], off(deleteRule()), /^0 rules/],
  ])('is stale: %s', (_, rules, step, message) => {
    const server = quietServer({ rules: [...rules, limit] });
    const { steps } = ask(server, 'write', { steps: [step, off(limit)] });
    expect(steps).toMatchObject([
      { status: 'failed', code: 'stale', message: expect.stringMatching(message) },
      { key: 'limit', status: 'applied', message: added },
    ]);
    expect(server.read().rules).toEqual([...rules, { ...limit, disabled: true, version: 2 }]);
  });

  test('what is as wanted is no longer compared with what was planned', () => {
    const server = quietServer({ rules: [deleteRule()] });
    expect(write(server, [put(documentedRule, [], changed)])).toEqual(['applied: was so already']);
  });

  test('disabled copies that the editor leaves hold up no removal', () => {
    const copy = deleteRule({ identifier: id(1), precedence: 41, disabled: true });
    const server = quietServer({ rules: [deleteRule(), copy] });
    expect(write(server, [remove(deleteRule())])).toEqual(['applied: removed and read back']);
    expect(write(server, [remove(deleteRule())])).toEqual(['applied: was gone already']);
    expect(server.read().rules).toEqual([copy]);
  });

  test.each([
    ['schedulerOn', /the sync scheduler is on/, 'Set-ADSyncScheduler -SyncCycleEnabled $true'],
    ['cycleRunning', /a sync cycle or a connector runs/, 'Set-ADSyncScheduler -SchedulerSuspended $true'],
  ])('looks again before each step whether it may: %s', (code, message, happens) => {
    const server = quietServer({ rules: [limit] });
    const original = '(Get-Command -Name Add-ADSyncRule -CommandType Cmdlet)';
    const before = `Import-Module ADSync
$Add = ${original}
function Add-ADSyncRule { [CmdletBinding()] param([Parameter(ValueFromPipeline)] $SynchronizationRule) process { $SynchronizationRule | & $Add; ${happens} } }`;
    const last = remove(deleteRule({ name: 'Payroll' }));
    const { steps } = ask(server, 'write', { steps: [put(documentedRule), off(limit), last] }, { before });
    expect(steps).toMatchObject([
      { status: 'applied' },
      { status: 'failed', code, message: expect.stringMatching(message) },
      { status: 'notAttempted' },
    ]);
    expect(ruleOf(server, limit.identifier)).toEqual(limit);
  });
});

describe.skipIf(!hasStandIn())('write tells whether the next cycle is a full one', patient, () => {
  const fullAfter = (parts: StandInParts, step: WriteStep) =>
    ask(quietServer(parts), 'write', { steps: [step] }).fullSyncRequired;

  test.each<[string, StandInParts, object]>([
    ['as the product says', {}, { ok: true, value: true }],
    [
      'or not, where it cannot',
      { missingCmdlets: ['Get-ADSyncSchedulerConnectorOverride'] },
      { ok: false, error: expect.stringContaining('Get-ADSyncSchedulerConnectorOverride') },
    ],
  ])('%s', (_how, parts, expected) => {
    expect(fullAfter(parts, put(documentedRule))).toEqual(expected);
  });
});

describe.skipIf(!hasStandIn())('write refuses before the first step', patient, () => {
  const step: WriteStep = { ...pick(limit), key, action: 'disable' };

  test.each([
    ['schedulerOn', { scheduler: { ...off, syncCycleEnabled: true } }],
    ['cycleRunning', { cycle: {} }],
    ['cycleRunning', { running: { connectors: ['contoso.com'] } }],
    ['cycleRunning', { suspended: true }],
    ['cycleUnknown', { schedulerOf2016: true }],
    ['cycleUnknown', { missingCmdlets: ['Get-ADSyncConnectorRunStatus'], running: { connectors: ['contoso.com'] } }],
  ])('%s: %o', (code, parts) => {
    const server = quietServer(parts);
    expect(refusal(server, 'write', { steps: [step] })).toMatchObject({ code });
    expect(server.calls('Add-ADSyncRule')).toEqual([]);
  });

  test.each<readonly [string, unknown]>([
    ['all of it', null],
    ['action', { ...step, action: 'drop' }],
    ['identifier', { ...step, identifier: `${limit.identifier}\n` }],
    ['connector', { ...step, connector: 3 }],
    ['rule', { key, action: 'put', replaces: [], before: null }],
    ['before', { key, action: 'put', replaces: [], rule: documentedRule }],
    ['before', { key, action: 'remove' }],
    ['before.identifier', remove({ ...documentedRule, identifier: 'x' })],
    ['replaces', put(documentedRule, ['x'])],
    ['rule.name', put({ ...documentedRule, name: ' ' })],
    ['rule.direction', put({ ...documentedRule, direction: 'Sideways' })],
    ['rule.precedence', put({ ...documentedRule, precedence: -1 })],
    ['rule.precedenceAfter', put({ ...documentedRule, precedenceAfter: 'x' })],
    ['rule.scopeFilter', { ...put(documentedRule), rule: { ...documentedRule, scopeFilter: ['x'] } }],
    [
      'rule.joinFilter.mvAttribute',
      { ...put(documentedRule), rule: { ...documentedRule, joinFilter: [[{ csAttribute: 'a' }]] } },
    ],
    [
      'rule.attributeFlowMappings.expression, rule.joinFilter',
      {
        ...put(documentedRule),
        rule: { ...documentedRule, attributeFlowMappings: [{ ...flow('a'), expression: null }], joinFilter: [3] },
      },
    ],
  ])('malformedStep, behind a good one, with what is wrong: %s', (what, malformed) => {
    const server = quietServer();
    const steps = [step, malformed] as readonly WriteStep[];
    expect(refusal(server, 'write', { steps })).toMatchObject({
      code: 'malformedStep',
      message: `step 2 is malformed: ${what}`,
    });
    expect(server.calls()).toEqual([]);
  });
});

describe.skipIf(!hasStandIn())('write stops where a step fails', patient, () => {
  const steps: readonly WriteStep[] = [
    put(documentedRule),
    { ...pick(limit), key: 'syncRule/aadc01/memberLimit', action: 'disable' },
    { key: 'last', action: 'remove', before: deleteRule({ identifier: id(1), name: 'Payroll' }) },
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
    const [result] = write(server, [put(documentedRule, [id(1)], rules[0])]);
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

function put(rule: RawRule, replaces: readonly string[] = [], before: RawRule | null = null): WriteStep {
  return { key, action: 'put', rule, replaces, before };
}

function remove(before: RawRule): WriteStep {
  return { key, action: 'remove', before };
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
