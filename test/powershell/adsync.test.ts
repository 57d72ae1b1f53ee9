import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { entraConnector } from '../../src/model/sync-rule.js';
import {
  coexistenceRule,
  deleteRule,
  hasStandIn,
  memberLimitRule,
  type StandIn,
  type StandInParts,
  type StandInRule,
  type StandInState,
} from '../support/powershell.js';
import { useServer } from './use-server.js';

const article = fileURLToPath(new URL('data/article-rule-script.ps1', import.meta.url));
const documented = JSON.parse(readFileSync(new URL('data/documented-custom-rules.json', import.meta.url), 'utf8'));

describe.skipIf(!hasStandIn())('the script of the article, as printed', () => {
  test('makes the documented rule with the number that was typed in', () => {
    const { server, run } = useServer();
    const ended = run(['-File', article], { input: '42\n', interactive: true });
    expect(ended.stderr).toBe('');
    const { role: _, source: __, precedenceRange: ___, ...rule } = documented.rules[0];
    const made = server.read().rules.find(({ name }) => name === rule.name);
    expect(made).toMatchObject({ ...rule, precedence: 42, isStandardRule: false, version: 1 });
    expect(server.calls().map(({ cmdlet }) => cmdlet)).toEqual([
      'New-ADSyncRule',
      'Add-ADSyncAttributeFlowMapping',
      'Add-ADSyncScopeConditionGroup',
      'Add-ADSyncJoinConditionGroup',
      'Add-ADSyncRule',
      'Get-ADSyncRule',
    ]);
  });
});

describe.skipIf(!hasStandIn())('rules of the stand-in ADSync', () => {
  const change =
    "$rule = @(Get-ADSyncRule | Where-Object { $_.Name -eq 'Out to AD - Group Writeback Member Limit' })[0]";

  test('are live objects with typed properties, enums with other numbers than anyone expects', () => {
    const { script } = useServer({ rules: [deleteRule()] });
    const ended = script(`
      $rule = Get-ADSyncRule
      $rule.GetType().FullName
      $rule.Identifier.GetType().Name + ' ' + $rule.SoftDeleteExpiryInterval.GetType().Name + ' ' + $rule.Direction.GetType().IsEnum
      [int] $rule.Direction, [string] $rule.Direction, $rule.ScopeFilter[0].ScopeConditionList[0].ComparisonOperator
      $rule.JoinFilter.Count, $rule.AttributeFlowMappings[0].FlowType`);
    expect(ended.stdout.split('\n')).toEqual([
      'Microsoft.IdentityManagement.PowerShell.ObjectModel.SynchronizationRule',
      'Guid TimeSpan True',
      ...['11', 'Inbound', 'EQUAL', '1', 'Expression', ''],
    ]);
  });

  test('change only when they are added again, which bumps the version and asks for a full synchronisation', () => {
    const { server, script } = useServer();
    script(`${change}; $rule.Disabled = $true`);
    expect(limit(server)).toMatchObject({ disabled: false, version: 1 });
    script(`${change}; $rule.Disabled = $true; $rule | Add-ADSyncRule | Out-Null`);
    expect(limit(server)).toMatchObject({ disabled: true, version: 2, isStandardRule: true });
    expect(server.read().connectors.map(({ fullSyncRequired }) => fullSyncRequired)).toEqual([true, false]);
    expect(server.calls('Add-ADSyncRule')[0]?.parameters).toMatchObject({
      SynchronizationRule: { name: 'Out to AD - Group Writeback Member Limit', disabled: true },
    });
  });

  test('are refused where the object is not a live one', () => {
    const { server, script } = useServer();
    const ended = script("Add-ADSyncRule -SynchronizationRule ([pscustomobject]@{ Name = 'x' }); 'went on'");
    expect(ended.stderr).toContain('Cannot convert');
    expect(server.calls('Add-ADSyncRule')).toEqual([]);
  });

  test.each<[string, StandInParts, string, string]>([
    ['a precedence that is taken', { rules: [deleteRule()] }, newRule(42), 'The precedence 42 is used'],
    ['a cycle in progress', { cycle: {} }, newRule(7), 'synchronization cycle is running'],
    [
      'a connector that runs',
      { running: { connectors: ['contoso.com'] } },
      newRule(7),
      'synchronization cycle is running',
    ],
    ['a busy engine', { busy: true }, newRule(7), 'engine is busy'],
    ['an unknown connector', { connectors: [] }, newRule(7), 'was not found'],
    ['an edited standard rule', {}, `${change}; $rule.Precedence = 99; $rule | Add-ADSyncRule`, 'only Disabled'],
    ['a removed standard rule', {}, `${change}; $rule | Remove-ADSyncRule`, 'cannot be removed'],
    ['an unknown identifier', {}, `Get-ADSyncRule -Identifier '${entraConnector}'`, 'was not found'],
  ])('refuse %s with an error that the script survives', (_, parts, text, message) => {
    const { server, script } = useServer(parts);
    const before = server.read();
    const ended = script(`${text}\n'went on'`);
    expect({ exit: ended.exit, wentOn: ended.stdout.includes('went on') }).toEqual({ exit: 0, wentOn: true });
    expect(ended.stderr).toContain(message);
    expect(server.read().rules).toEqual(before.rules);
  });

  test('move up without a word where the server is asked to, as far as the numbers are taken', () => {
    const rules = [deleteRule(), coexistenceRule('inbound', { precedence: 43 }), memberLimitRule({ precedence: 45 })];
    const { server, script } = useServer({ rules, shiftsPrecedence: true });
    expect(script(newRule(42)).stderr).toBe('');
    expect(server.read().rules.map(({ precedence }) => precedence)).toEqual([43, 44, 45, 42]);
  });

  test('take the place of a standard rule that they name as the next', () => {
    const { server, script } = useServer({ rules: [memberLimitRule({ precedence: 100 })] });
    script(newRule(0, `-PrecedenceBefore '${memberLimitRule().identifier}'`));
    expect(server.read().rules.map(({ precedence }) => precedence)).toEqual([101, 100]);
  });

  test('are replaced whole under the same identifier, and removed by it', () => {
    const { server, script } = useServer({ rules: [deleteRule()] });
    script(newRule(7, `-Identifier '${deleteRule().identifier}'`));
    expect(server.read().rules).toMatchObject([{ name: 'New', precedence: 7, version: 2, scopeFilter: [] }]);
    script(`Remove-ADSyncRule -Identifier '${deleteRule().identifier}' | Out-Null`);
    expect(server.read().rules).toEqual([]);
  });

  test('come back with other line breaks', () => {
    const rules = [memberLimitRule()];
    const { server, script } = useServer({ rules, rewrapsExpressions: true });
    script(`$rule = New-ADSyncRule -Name New -Direction Inbound -Precedence 7 -SourceObjectType group -TargetObjectType group -Connector '${entraConnector}'
      Add-ADSyncAttributeFlowMapping -SynchronizationRule $rule -Destination x -FlowType Expression -Expression "A && B\`r\`nC" | Out-Null
      $rule | Add-ADSyncRule | Out-Null`);
    expect(server.read().rules[1]?.attributeFlowMappings[0]?.expression).toBe('A &&\r\n      B\nC');
  });

  function newRule(precedence: number, more = ''): string {
    return `New-ADSyncRule -Name New -Direction Inbound -Precedence ${precedence} ${more} -SourceObjectType group -TargetObjectType group -Connector '${entraConnector}' | Add-ADSyncRule | Out-Null`;
  }

  function limit(server: StandIn): StandInRule | undefined {
    return server.read().rules.find(({ identifier }) => identifier === memberLimitRule().identifier);
  }
});

describe.skipIf(!hasStandIn())('the stand-in scheduler and its neighbours', () => {
  test('have the shape of a real server', () => {
    const { script } = useServer();
    const ended = script('Get-ADSyncScheduler; [string] (Get-ADSyncScheduler).NextSyncCycleStartTimeInUTC.Kind');
    expect(
      ended.stdout
        .trim()
        .split('\n')
        .map((line) => line.replace(/\s*:.*/, '')),
    ).toEqual([
      'SchedulerSuspended',
      'SyncCycleInProgress',
      'AllowedSyncCycleInterval',
      'CurrentlyEffectiveSyncCycleInterval',
      'CustomizedSyncCycleInterval',
      'NextSyncCyclePolicyType',
      'NextSyncCycleStartTimeInUTC',
      'PurgeRunHistoryInterval',
      'SyncCycleEnabled',
      'MaintenanceEnabled',
      'StagingModeEnabled',
      '',
      'Unspecified',
    ]);
  });

  test('are one state for all servers of a tenant, but for staging', () => {
    const active = useServer();
    const staging = useServer({ tenantOf: active.server, staging: true });
    staging.script('Set-ADSyncScheduler -SyncCycleEnabled $false');
    const ended = active.script('$s = Get-ADSyncScheduler; "$($s.SyncCycleEnabled) $($s.StagingModeEnabled)"');
    expect(ended.stdout).toBe('False False\n');
    expect(staging.server.read()).toMatchObject({ staging: true, scheduler: { syncCycleEnabled: false } });
  });

  test('show a cycle for as many looks as asked', () => {
    const { script } = useServer({ cycle: { polls: 2 } });
    expect(script('1..3 | ForEach-Object { (Get-ADSyncScheduler).SyncCycleInProgress }').stdout).toBe(
      'True\nTrue\nFalse\n',
    );
  });

  test('start a cycle, once, which takes the full synchronisation with it', () => {
    const { server, script } = useServer();
    server.set({ connectors: server.read().connectors.map((connector) => ({ ...connector, fullSyncRequired: true })) });
    const ended = script(
      '(Start-ADSyncSyncCycle -PolicyType Initial).Result; Start-ADSyncSyncCycle -PolicyType Delta; 1',
    );
    expect(ended).toMatchObject({ stdout: 'Success\n1\n', stderr: expect.stringContaining('is busy') });
    expect(server.read()).toMatchObject({
      cycle: { polls: 2 },
      connectors: [{ fullSyncRequired: false }, { fullSyncRequired: false }],
    });
  });

  test('know connectors by name or identifier, what runs, what is to be exported and what is due in full', () => {
    const { server, script } = useServer({ running: { connectors: ['contoso.com'], polls: 1 } });
    const [entra, ad] = server.read().connectors;
    server.set({
      connectors: [
        { ...entra, fullSyncRequired: true },
        { ...ad, pendingExport: { adds: 1, updates: 2, deletes: 3 } },
      ] as StandInState['connectors'],
    });
    const ended = script(`
      Get-ADSyncConnector | ForEach-Object { "$($_.Name) $($_.Type)" }
      @(Get-ADSyncConnectorRunStatus).Count, @(Get-ADSyncConnectorRunStatus).Count
      (Get-ADSyncConnectorStatistics -ConnectorName contoso.com).ExportDeletes
      (Get-ADSyncSchedulerConnectorOverride -ConnectorIdentifier '${entraConnector}').FullSyncRequired`);
    expect(ended.stdout.split('\n')).toEqual([
      'contoso.onmicrosoft.com - AAD Extensible2',
      'contoso.com AD',
      ...['1', '0', '3', 'True', ''],
    ]);
  });

  test('tell settings as text, with what the state says winning over what it implies', () => {
    const { script } = useServer({
      staging: true,
      globalSettings: { 'Microsoft.Synchronize.SchedulerSuspended': 'True' },
    });
    const ended = script(`$settings = Get-ADSyncGlobalSettings
      foreach ($parameter in $settings.Parameters) { "$($parameter.Name)=$($parameter.Value)" }
      $settings.IsStagingModeEnabled()`);
    expect(ended.stdout.split('\n')).toEqual([
      'Microsoft.Synchronize.SchedulerSuspended=True',
      'Microsoft.Synchronize.ServerConfigurationVersion=2.2.8.0',
      'Microsoft.Synchronize.StagingMode=True',
      'Microsoft.Synchronize.SynchronizationSchedule=True',
      'True',
      '',
    ]);
  });

  test('write the folder of a configuration export', () => {
    const { server, script } = useServer({ rules: [deleteRule()] });
    script(`Get-ADSyncServerConfiguration -Path '${join(server.folder, 'export')}'`);
    const read = (...name: string[]) => readFileSync(join(server.folder, 'export', ...name), 'utf8');
    const rule = read('SynchronizationRules', `SynchronizationRule_${deleteRule().identifier}.xml`);
    expect(rule).toContain(`<id>{${deleteRule().identifier}}</id>`);
    expect(rule).toContain('InStr([reasonFiltered], "SoftDelete") &gt; 0');
    expect(read('GlobalSettings', 'MV.xml')).toContain(
      '<parameter name="Microsoft.GroupWriteBack.Container" type="string">OU=Writeback',
    );
    expect(read('Connectors', `Connector_{${entraConnector}}.xml`)).toContain(
      `<id>{${entraConnector.toUpperCase()}}</id>`,
    );
  });
});
