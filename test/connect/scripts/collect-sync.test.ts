import { describe, expect, test } from 'vitest';
import {
  adConnector,
  coexistenceRule,
  deleteRule,
  hasStandIn,
  makeStandInState,
  memberLimitRule,
  type StandInParts,
  standardRules,
} from '../../support/powershell.js';
import {
  ask,
  documentedRule,
  hostileTexts,
  id,
  otherCulture,
  patient,
  refusal,
  useServer,
  writeMarker,
} from './run.js';

const holdingOnly = { sync: 'scheduler', directory: null } as const;
const syncOnly = { sync: true, directory: null };

function collectSync(parts: StandInParts, how: Parameters<typeof ask<'collect'>>[3] = {}) {
  const { sync } = ask(useServer(parts), 'collect', syncOnly, how);
  if (sync === null) throw new Error('nothing was read of ADSync');
  return sync;
}

describe.skipIf(!hasStandIn())('collect reads ADSync', patient, () => {
  test('whole, without writing anything', () => {
    const server = useServer({ rules: [...standardRules, memberLimitRule(), deleteRule()] });
    const before = server.read();
    const answer = ask(server, 'collect', { sync: true, directory: { server: null } });
    expect(answer).toMatchObject({ formatVersion: 1, kind: 'entra-writeback/connect-state' });
    expect(answer.sync).toMatchObject({
      build: { ok: true, value: '2.2.8.0' },
      stagingMode: { ok: true, value: false },
      features: { ok: true, value: { unifiedGroupWriteback: true, groupWritebackV2: true } },
      runningConnectors: { ok: true, value: [] },
      marker: { ok: true, value: null },
    });
    expect(answer.sync?.scheduler).toEqual({
      ok: true,
      value: {
        syncCycleEnabled: true,
        syncCycleInProgress: false,
        schedulerSuspended: false,
        maintenanceEnabled: true,
        stagingModeEnabled: false,
        nextSyncCyclePolicyType: 'Delta',
        currentlyEffectiveSyncCycleInterval: '00:30:00',
        nextSyncCycleStartTimeInUTC: '2026-11-23T12:51:47.000Z',
      },
    });
    expect(answer.sync?.precedences).toHaveLength(standardRules.length + 2);
    expect(server.read()).toEqual(before);
    expect(server.calls().filter(({ cmdlet }) => !cmdlet.startsWith('Get-'))).toEqual([]);
  });

  test('lists of one stay lists, enums are names, nothing is cut: the documented rule field by field', () => {
    const sync = collectSync({ rules: [deleteRule()] });
    expect(sync.rules).toEqual([{ ...documentedRule, precedence: 42, isStandardRule: false }]);
    expect(sync.precedences).toEqual([
      { precedence: 42, name: documentedRule.name, identifier: documentedRule.identifier },
    ]);
  });

  test('a server without rules or connectors', () => {
    const sync = collectSync({ rules: [], connectors: [] });
    expect(sync).toMatchObject({ rules: [], precedences: [], connectors: { ok: true, value: [] } });
  });

  test('several groups of conditions, each of one and of several', () => {
    const condition = (attribute: string) => ({ attribute, comparisonValue: '', comparisonOperator: 'ISNULL' });
    const scopeFilter = [[condition('a')], [condition('b'), condition('c')]];
    const join = (csAttribute: string) => ({ csAttribute, mvAttribute: 'x', caseSensitive: true });
    const joinFilter = [[join('a'), join('b')], [join('c')]];
    const [rule] = collectSync({ rules: [deleteRule({ scopeFilter, joinFilter })] }).rules;
    expect(rule).toMatchObject({ scopeFilter, joinFilter });
  });

  test('any text comes through as it is', () => {
    const rules = hostileTexts.map(([, text], index) =>
      deleteRule({
        name: deleteRule().name,
        description: text,
        attributeFlowMappings: [flow(text)],
        identifier: id(index),
      }),
    );
    const found = collectSync({ rules }).rules;
    expect(found.map(({ description }) => description)).toEqual(hostileTexts.map(([, text]) => text));
    expect(found.map(({ attributeFlowMappings }) => attributeFlowMappings[0]?.expression)).toEqual(
      hostileTexts.map(([, text]) => text),
    );
  });

  test('rules of interest by identifier, by name with any dash and letter case, by tag without its number', () => {
    const names = [
      deleteRule({ name: 'renamed', precedence: 1 }),
      deleteRule({ identifier: id(2), name: deleteRule().name.toUpperCase(), precedence: 2 }),
      memberLimitRule({ identifier: id(3), name: 'Out to AD \u2013 group writeback Member limit', immutableTag: '' }),
      memberLimitRule({
        identifier: id(4),
        name: 'by tag',
        immutableTag: 'Microsoft.OuttoADGroupWritebackMemberLimit.117',
      }),
      coexistenceRule('inbound'),
      coexistenceRule('outbound', { identifier: id(6) }),
    ];
    const others = [
      memberLimitRule({
        identifier: id(7),
        name: 'Out to AAD - Group Writeup Member Limit',
        immutableTag: 'Microsoft.OuttoAADGroupWriteupMemberLimit.003',
      }),
    ];
    const rules = [...names, ...others].map((rule, index) => ({ ...rule, precedence: index }));
    const found = collectSync({ rules: [...rules, ...standardRules] }).rules;
    expect(found.map(({ precedence }) => precedence)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('dates and numbers in no culture', () => {
    const parts = { rules: [deleteRule({ softDeleteExpiryInterval: '1.02:03:04' })] };
    const plain = collectSync(parts);
    expect(collectSync(parts, { before: otherCulture })).toEqual(plain);
    expect(plain.rules[0]?.softDeleteExpiryInterval).toBe('1.02:03:04');
  });

  test('what a connector is about to export, and whether it will synchronise in full', () => {
    const connectors = makeStandInState().connectors.map((connector) => ({
      ...connector,
      pendingExport: { adds: 1, updates: 2, deletes: 300 },
      fullSyncRequired: connector.type === 'AD',
    }));
    const sync = collectSync({ connectors, running: { connectors: ['contoso.com'] } });
    expect(sync.runningConnectors).toEqual({ ok: true, value: ['contoso.com'] });
    expect(sync.connectors).toMatchObject({
      ok: true,
      value: [
        { type: 'Extensible2', fullSyncRequired: { ok: true, value: false } },
        {
          identifier: adConnector,
          type: 'AD',
          pendingExport: { ok: true, value: { adds: 1, updates: 2, deletes: 300 } },
          fullSyncRequired: { ok: true, value: true },
        },
      ],
    });
  });

  test('older builds: what they do not say is null, what they ask for is given', () => {
    const sync = collectSync({
      schedulerOf2016: true,
      staging: true,
      companyFeature: { UnifiedGroupWriteback: true },
      companyFeatureNeedsConnector: true,
      missingParameters: ['Get-ADSyncSchedulerConnectorOverride:ConnectorIdentifier'],
    });
    expect(sync.scheduler).toMatchObject({ ok: true, value: { syncCycleInProgress: null, schedulerSuspended: null } });
    expect(sync.features).toEqual({ ok: true, value: { unifiedGroupWriteback: true, groupWritebackV2: null } });
    expect(sync.stagingMode).toEqual({ ok: true, value: true });
    expect(sync.connectors).toMatchObject({ value: [{ fullSyncRequired: { ok: true } }, {}] });
  });

  test('each missing cmdlet makes its own reading unknown, and staging mode comes from where it is still said', () => {
    const missingCmdlets = [
      'Get-ADSyncScheduler',
      'Get-ADSyncAADCompanyFeature',
      'Get-ADSyncConnectorRunStatus',
      'Get-ADSyncConnectorStatistics',
      'Get-ADSyncSchedulerConnectorOverride',
    ];
    const sync = collectSync({ missingCmdlets, staging: true });
    const unknown = (cmdlet: string) => ({ ok: false, error: `this server has no cmdlet ${cmdlet}` });
    expect(sync).toMatchObject({
      scheduler: unknown('Get-ADSyncScheduler'),
      features: unknown('Get-ADSyncAADCompanyFeature'),
      runningConnectors: unknown('Get-ADSyncConnectorRunStatus'),
      stagingMode: { ok: true, value: true },
    });
    expect(sync.connectors).toMatchObject({
      value: [1, 2].map(() => ({
        pendingExport: unknown('Get-ADSyncConnectorStatistics'),
        fullSyncRequired: unknown('Get-ADSyncSchedulerConnectorOverride'),
      })),
    });
  });

  test('an error that a cmdlet survives is an unknown reading, never an empty one', () => {
    const fault = (cmdlet: string) => ({ cmdlet, what: 'error' as const, message: `no right to ${cmdlet}` });
    const cmdlets = [
      'Get-ADSyncConnectorRunStatus',
      'Get-ADSyncConnector',
      'Get-ADSyncGlobalSettings',
      'Get-ADSyncScheduler',
    ];
    const sync = collectSync({ faults: cmdlets.map(fault) });
    expect(sync).toMatchObject({
      runningConnectors: { ok: false, error: 'no right to Get-ADSyncConnectorRunStatus' },
      connectors: { ok: false, error: 'no right to Get-ADSyncConnector' },
      globalSettings: { ok: false, error: 'no right to Get-ADSyncGlobalSettings' },
      build: { ok: false, error: 'no right to Get-ADSyncGlobalSettings' },
      stagingMode: { ok: false, error: 'no right to Get-ADSyncGlobalSettings' },
      scheduler: { ok: false, error: 'no right to Get-ADSyncScheduler' },
    });
  });

  test.each([
    ['error', 'failed', 'Get-ADSyncRule'],
    ['throw', 'failed', 'Get-ADSyncRule'],
  ] as const)('where rules cannot be listed (%s) it fails whole', (what, code, stage) => {
    const server = useServer({ faults: [{ cmdlet: 'Get-ADSyncRule', what, message: 'can\'t \u2013 "no"' }] });
    expect(refusal(server, 'collect', syncOnly)).toEqual({ code, stage, message: 'can\'t \u2013 "no"' });
  });

  test('without the module it fails whole', () => {
    const server = useServer({ missingModules: ['ADSync'] });
    expect(refusal(server, 'collect', syncOnly)).toMatchObject({
      code: 'moduleMissing',
      stage: 'Import-Module ADSync',
    });
  });

  test('noise of cmdlets does not reach the answer', () => {
    const faults = [{ cmdlet: 'Get-ADSyncScheduler', what: 'noise' as const, message: 'WARNING: {"ok":false}' }];
    expect(collectSync({ faults }).scheduler).toMatchObject({ ok: true });
  });

  test('no more than who holds the scheduler, where rules and connectors cannot be listed', () => {
    const faults = [
      { cmdlet: 'Get-ADSyncRule', what: 'throw', message: 'busy' },
      { cmdlet: 'Get-ADSyncConnector', what: 'throw', message: 'busy' },
      { cmdlet: 'Get-ADSyncGlobalSettings', what: 'throw', message: 'busy' },
    ] as const;
    const server = useServer({ faults, staging: true });
    const marker = {
      formatVersion: 1,
      runId: 'run-1',
      kind: 'window',
      syncCycleEnabled: true,
      host: 'h',
      pid: 7,
      began: 9,
    };
    const written = { ...marker, pausedAt: '2026-11-22T10:00:00.000Z', deadline: null };
    writeMarker(server, JSON.stringify({ ...written, more: 'of a later version' }));
    const { sync, directory, scheduler } = ask(server, 'collect', holdingOnly);
    expect([sync, directory]).toEqual([null, null]);
    expect(scheduler).toMatchObject({
      stagingMode: { ok: true, value: true },
      scheduler: { ok: true, value: { syncCycleEnabled: true } },
      marker: { ok: true, value: written },
    });
    expect(scheduler?.marker).toEqual({ ok: true, value: written });
  });

  test('a marker as it was written, its dates included', () => {
    const server = useServer();
    const marker = {
      formatVersion: 1,
      runId: 'r-1',
      kind: 'window',
      syncCycleEnabled: true,
      pausedAt: '2026-11-22T10:00:00.000Z',
      deadline: null,
      host: 'runner \u2013 1',
    };
    writeMarker(server, JSON.stringify(marker));
    expect(ask(server, 'collect', syncOnly).sync?.marker).toEqual({ ok: true, value: marker });
  });

  test.each(['{', '{"formatVersion":2}'])('a marker that is none of ours is unknown: %s', (text) => {
    const server = useServer();
    writeMarker(server, text);
    expect(ask(server, 'collect', syncOnly).sync?.marker).toMatchObject({ ok: false });
  });
});

function flow(expression: string) {
  return {
    source: [],
    destination: 'x',
    flowType: 'Expression',
    valueMergeType: 'Update',
    executeOnce: false,
    expression,
  };
}
