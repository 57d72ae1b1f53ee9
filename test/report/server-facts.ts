import type { Fact } from '../../src/model/fact.js';
import type { Json } from '../../src/model/json.js';

const at = '2026-11-22T10:15:29.000Z';

function fact(name: string, value: Json, by: string): Fact {
  return { name, known: true, value, basis: 'observed', by, at };
}

function missing(name: string, remedy: string): Fact {
  return { name, known: false, remedy };
}

/** What the active server and the staging one answered, the second one not to everything. */
export const activeFacts: readonly Fact[] = [
  fact('connect.servers.aadc01.stagingMode', false, 'aadc01 (SRV-AADC01)'),
  fact('connect.servers.aadc01.build', '2.2.8.0', 'aadc01 (SRV-AADC01)'),
  fact('connect.servers.aadc01.engine', 'v2', 'aadc01 (SRV-AADC01)'),
  fact('connect.servers.aadc01.scheduler', 'running', 'aadc01 (SRV-AADC01)'),
  fact('connect.servers.aadc01.schedulerSuspended', false, 'aadc01 (SRV-AADC01)'),
  fact('connect.servers.aadc01.fullSynchronizationPending', false, 'aadc01 (SRV-AADC01)'),
  fact('connect.servers.aadc01.pendingExportDeletions.contoso.com', 3, 'aadc01 (SRV-AADC01)'),
  fact('connect.servers.aadc01.pendingExportDeletions.fabrikam.com', 1, 'aadc01 (SRV-AADC01)'),
];

export const stagingFacts: readonly Fact[] = [
  fact('connect.servers.aadc02.stagingMode', true, 'aadc02 by file'),
  fact('connect.servers.aadc02.build', '2.2.8.0', 'aadc02 by file'),
  missing(
    'connect.servers.aadc02.engine',
    'Let Get-ADSyncAADCompanyFeature answer on aadc02 for the account that is used there (access denied).',
  ),
  fact('connect.servers.aadc02.scheduler', 'running', 'aadc02 by file'),
  fact('connect.servers.aadc02.fullSynchronizationPending', true, 'aadc02 by file'),
  fact('connect.servers.aadc02.pendingExportDeletions.contoso.com', 0, 'aadc02 by file'),
];

export const directoryFacts: readonly Fact[] = [
  fact('activeDirectory.domainController', 'dc01.contoso.com', 'dc01.contoso.com'),
  fact('activeDirectory.recycleBin', true, 'dc01.contoso.com'),
  fact('activeDirectory.deletedObjectLifetime', 180, 'dc01.contoso.com'),
  fact('activeDirectory.liveGroups', 412, 'dc01.contoso.com'),
  missing(
    'activeDirectory.deletedGroups',
    'Let the account list the Deleted Objects container, which only administrators see by default (0 objects visible).',
  ),
];

export const serverFacts: readonly Fact[] = [
  fact('connect.engine', 'v2', 'aadc01 (SRV-AADC01)'),
  ...activeFacts,
  ...stagingFacts,
  ...directoryFacts,
];
