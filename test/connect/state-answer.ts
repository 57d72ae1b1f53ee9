import type { CollectAnswer } from '../../src/connect/protocol.js';

/** What the collect script answers on a server with a few things that could not be read; each test has its own. */
export function makeAnswer(parts: Partial<CollectAnswer> = {}): CollectAnswer {
  return {
    formatVersion: 1,
    kind: 'entra-writeback/connect-state',
    collectedAt: '2026-11-23T08:00:00.0000000Z',
    machine: 'AADC01',
    powershell: '5.1.20348.2849',
    sync: {
      build: { ok: true, value: '2.4.129.0' },
      stagingMode: { ok: true, value: false },
      features: { ok: true, value: { unifiedGroupWriteback: true, groupWritebackV2: true } },
      globalSettings: { ok: true, value: { 'Microsoft.GroupWriteBack.Container': 'OU=Größe,DC=contoso,DC=com' } },
      scheduler: {
        ok: true,
        value: {
          syncCycleEnabled: true,
          syncCycleInProgress: false,
          schedulerSuspended: false,
          maintenanceEnabled: true,
          stagingModeEnabled: false,
          nextSyncCyclePolicyType: 'Delta',
          currentlyEffectiveSyncCycleInterval: '00:30:00',
          nextSyncCycleStartTimeInUTC: '2026-11-23T08:30:00.0000000Z',
        },
      },
      runningConnectors: { ok: true, value: [] },
      connectors: {
        ok: true,
        value: [
          {
            identifier: 'b891884f-051e-4a83-95af-2544101c9083',
            name: 'contoso.onmicrosoft.com - AAD',
            type: 'Extensible2',
            subType: 'Windows Azure Active Directory (Microsoft)',
            pendingExport: { ok: true, value: { adds: 1, updates: 2, deletes: 0 } },
            fullSyncRequired: { ok: false, error: 'Get-ADSyncSchedulerConnectorOverride is not there' },
          },
        ],
      },
      rules: [
        {
          name: 'In from AAD - Group SOAinAAD Delete WriteBackOutOfScope and SoftDelete',
          identifier: 'cb871f2d-0f01-4c32-a333-ff809145b947',
          description: '',
          direction: 'Inbound',
          precedence: 42,
          precedenceAfter: '00000000-0000-0000-0000-000000000000',
          precedenceBefore: '00000000-0000-0000-0000-000000000000',
          connector: 'b891884f-051e-4a83-95af-2544101c9083',
          sourceObjectType: 'group',
          targetObjectType: 'group',
          linkType: 'Join',
          softDeleteExpiryInterval: '00:00:00',
          immutableTag: '',
          enablePasswordSync: false,
          disabled: false,
          isStandardRule: false,
          attributeFlowMappings: [
            {
              source: [],
              destination: 'reasonFiltered',
              flowType: 'Expression',
              valueMergeType: 'Update',
              executeOnce: false,
              expression: '[reasonFiltered]',
            },
          ],
          scopeFilter: [[{ attribute: 'cloudMastered', comparisonValue: 'true', comparisonOperator: 'EQUAL' }]],
          joinFilter: [[{ csAttribute: 'cloudAnchor', mvAttribute: 'cloudAnchor', caseSensitive: false }]],
        },
      ],
      precedences: [{ precedence: 42, name: 'ours', identifier: 'cb871f2d-0f01-4c32-a333-ff809145b947' }],
      marker: {
        ok: true,
        value: {
          formatVersion: 1,
          runId: 'r1',
          kind: 'hold',
          syncCycleEnabled: true,
          pausedAt: '2026-11-23T07:00:00.0000000Z',
          deadline: null,
          host: 'runner',
        },
      },
    },
    directory: {
      domainController: { ok: true, value: 'dc01.contoso.com' },
      namingContext: { ok: true, value: 'DC=contoso,DC=com' },
      recycleBin: { ok: true, value: true },
      deletedObjectLifetime: { ok: true, value: 180 },
      groups: {
        ok: true,
        value: [
          {
            objectGuid: '5d0e0000-0000-4000-8000-000000000001',
            distinguishedName: 'CN=Group_3f2a0000-0000-4000-8000-000000000001,OU=Größe,DC=contoso,DC=com',
            adminDescription: 'Group_3f2a0000-0000-4000-8000-000000000001',
            objectSid: 'S-1-5-21-1-2-3-1104',
            groupType: -2147483640,
            whenCreated: '2025-01-01T00:00:00.0000000Z',
            whenChanged: '2025-06-01T00:00:00.0000000Z',
            lastKnownParent: null,
          },
        ],
      },
      deletedGroups: { ok: false, error: 'the Deleted Objects container cannot be read' },
    },
    ...parts,
  };
}
