import { describe, expect, test } from 'vitest';
import { hasStandIn, type StandInFault, type StandInParts } from '../support/powershell.js';
import { useServer } from './use-server.js';

describe.skipIf(!hasStandIn())('faults of the stand-in server, on request', () => {
  const get: Pick<StandInFault, 'cmdlet'> = { cmdlet: 'Get-ADSyncConnector' };
  const set: Pick<StandInFault, 'cmdlet'> = { cmdlet: 'Set-ADSyncScheduler' };

  test.each<[string, StandInFault, string]>([
    ['a terminating error', { ...get, what: 'throw', message: 'broken' }, 'caught broken\n'],
    ['an error that the script survives', { ...get, what: 'error', message: 'broken' }, 'went on\n'],
    ['noise on standard output', { ...get, what: 'noise', message: 'WARNING: noise' }, 'WARNING: noise\nwent on\n'],
  ])('bring %s', (_, fault, stdout) => {
    const { script } = useServer({ faults: [fault] });
    const text = 'try { $all = Get-ADSyncConnector; "went on" } catch { "caught $($_.Exception.Message)" }';
    expect(script(text)).toMatchObject({ exit: 0, stdout });
  });

  test('strike after as many calls as asked, and as often', () => {
    const { script } = useServer({ faults: [{ ...get, what: 'throw', skip: 1, times: 1 }] });
    const ended = script('1..3 | ForEach-Object { try { "$(@(Get-ADSyncConnector).Count)" } catch { "struck" } }');
    expect(ended.stdout).toBe('2\nstruck\n2\n');
  });

  test.each([
    ['before', true],
    ['after', false],
  ] as const)('kill the process %s the work, and everything that it would still say', (when, syncCycleEnabled) => {
    const { server, script } = useServer({ faults: [{ ...set, what: 'kill', when }] });
    const ended = script("try { Set-ADSyncScheduler -SyncCycleEnabled $false } finally { 'cleaned up' }");
    expect(ended).toMatchObject({ exit: 255, stdout: '' });
    expect(server.read().scheduler).toMatchObject({ syncCycleEnabled });
    expect(server.calls('Set-ADSyncScheduler')).toHaveLength(1);
  });

  test('keep a slow cmdlet waiting', () => {
    const { script } = useServer({ faults: [{ ...get, what: 'slow', milliseconds: 300 }] });
    const ended = script(
      '$since = [datetime]::UtcNow; $all = Get-ADSyncConnector; ([datetime]::UtcNow - $since).TotalMilliseconds -ge 300',
    );
    expect(ended.stdout).toBe('True\n');
  });

  test.each<[string, StandInParts, string, string]>([
    [
      'a missing module',
      { missingModules: ['ActiveDirectory'] },
      'try { Import-Module ActiveDirectory -ErrorAction Stop } catch { "none" }',
      'none',
    ],
    [
      'a missing cmdlet',
      { missingCmdlets: ['Get-ADSyncConnectorStatistics'] },
      '[bool] (Get-Command Get-ADSyncConnectorStatistics -ErrorAction SilentlyContinue)',
      'False',
    ],
    [
      'a missing parameter',
      { missingParameters: ['Get-ADSyncRule:Identifier'] },
      "(Get-Command Get-ADSyncRule).Parameters.ContainsKey('Identifier')",
      'False',
    ],
    [
      'the parameter where it is not missing',
      {},
      "(Get-Command Get-ADSyncRule).Parameters.ContainsKey('Identifier')",
      'True',
    ],
    [
      'a scheduler of 2016',
      { schedulerOf2016: true },
      '[bool] (Get-ADSyncScheduler).PSObject.Properties["SyncCycleInProgress"]',
      'False',
    ],
    [
      'features without V2',
      { companyFeature: { UnifiedGroupWriteback: true } },
      '(Get-ADSyncAADCompanyFeature).PSObject.Properties | ForEach-Object { $_.Name }',
      'UnifiedGroupWriteback',
    ],
    [
      'features of a named connector only',
      { companyFeatureNeedsConnector: true },
      "(Get-Command Get-ADSyncAADCompanyFeature).Parameters['ConnectorName'].Attributes[0].Mandatory",
      'True',
    ],
  ])('show %s', (_, parts, text, stdout) => {
    const { script } = useServer(parts);
    expect(script(text).stdout.trim()).toBe(stdout);
  });
});
