import { readFileSync } from 'node:fs';
import { entraConnector, type SyncRule, zeroGuid } from '../../src/model/sync-rule.js';
import type { StandInAdObject, StandInRule, StandInState } from './stand-in-state.js';

const data = new URL('../powershell/data/', import.meta.url);

export const adConnector = 'ae4db4cc-b16b-4eb2-acf5-837ca84e4d7d';
export const writebackOu = 'OU=Writeback,DC=contoso,DC=com';

/** The group rules of a real server of 2016. */
export const standardRules: readonly StandInRule[] = JSON.parse(
  readFileSync(new URL('standard-rules.json', data), 'utf8'),
);

const documented: { readonly rules: readonly (SyncRule & { readonly role: string })[] } = JSON.parse(
  readFileSync(new URL('documented-custom-rules.json', data), 'utf8'),
);

/** The delete rule as its article makes it. */
export function deleteRule(parts: Partial<StandInRule> = {}): StandInRule {
  return documentedRule('delete-out-of-scope', { precedence: 42, ...parts });
}

/** One of the two rules of a migration to Cloud Sync. */
export function coexistenceRule(way: 'inbound' | 'outbound', parts: Partial<StandInRule> = {}): StandInRule {
  const connector = way === 'inbound' ? entraConnector : adConnector;
  return documentedRule(`cloud-sync-coexistence-${way}`, { connector, ...parts });
}

function documentedRule(role: string, parts: Partial<StandInRule>): StandInRule {
  const found = documented.rules.find((rule) => rule.role === role);
  if (found === undefined) throw new Error(`No documented rule has the role ${role}.`);
  const { isStandardRule: _, ...rule } = keepRuleFields(found);
  return { ...rule, isStandardRule: false, internalId: rule.identifier, version: 1, ...parts };
}

/** Without what the data file says about a rule besides. */
function keepRuleFields(found: SyncRule & { readonly role: string }): SyncRule {
  const { role: _role, ...rest } = found;
  return Object.fromEntries(
    Object.entries(rest).filter(([name]) => name !== 'source' && name !== 'precedenceRange'),
  ) as unknown as SyncRule;
}

/** The rule that limits the members of written groups. Its name and tag follow the documented pattern; the rest is made up. */
export function memberLimitRule(parts: Partial<StandInRule> = {}): StandInRule {
  return {
    name: 'Out to AD - Group Writeback Member Limit',
    identifier: '5d7f3c11-6f0e-4b65-9f1c-0c7a44b1c0de',
    internalId: '5d7f3c11-6f0e-4b65-9f1c-0c7a44b1c0de',
    version: 1,
    description: '',
    direction: 'Outbound',
    precedence: 162,
    precedenceAfter: zeroGuid,
    precedenceBefore: zeroGuid,
    connector: adConnector,
    sourceObjectType: 'group',
    targetObjectType: 'group',
    linkType: 'Join',
    softDeleteExpiryInterval: '00:00:00',
    immutableTag: 'Microsoft.OuttoADGroupWritebackMemberLimit.002',
    enablePasswordSync: false,
    disabled: false,
    isStandardRule: true,
    attributeFlowMappings: [
      {
        source: ['member'],
        destination: 'member',
        flowType: 'Expression',
        valueMergeType: 'Update',
        executeOnce: false,
        expression: 'IIF(([memberCount] > 50000),\n  Error("Maximum Group member count exceeded"),\n  IgnoreThisFlow)',
      },
    ],
    scopeFilter: [[{ attribute: 'cloudMastered', comparisonValue: 'True', comparisonOperator: 'EQUAL' }]],
    joinFilter: [],
    ...parts,
  };
}

/** A written-back group, alive in the writeback OU. */
export function adGroup(
  groupId: string,
  objectGuid: string,
  attributes: Partial<StandInAdObject> = {},
): StandInAdObject {
  return {
    objectGUID: objectGuid,
    distinguishedName: `CN=Group_${groupId},${writebackOu}`,
    objectClass: 'group',
    adminDescription: `Group_${groupId}`,
    objectSid: `S-1-5-21-1004336348-1177238915-682003330-${Number.parseInt(objectGuid.slice(0, 5), 16)}`,
    // Universal and security-enabled (0x80000008), as the directory's signed number.
    groupType: -2147483640,
    whenCreated: '2026-01-05T08:00:00Z',
    whenChanged: '2026-10-01T08:00:00Z',
    ...attributes,
  };
}

/** The same in the Recycle Bin; its name holds a line feed, as all names there do. */
export function deletedAdGroup(
  groupId: string,
  objectGuid: string,
  attributes: Partial<StandInAdObject> = {},
): StandInAdObject {
  return adGroup(groupId, objectGuid, {
    distinguishedName: `CN=Group_${groupId}\nDEL:${objectGuid},CN=Deleted Objects,DC=contoso,DC=com`,
    isDeleted: true,
    lastKnownParent: writebackOu,
    'msDS-LastKnownRDN': `Group_${groupId}`,
    whenChanged: '2026-11-20T08:00:00Z',
    ...attributes,
  });
}

/** An active server with group writeback V2 on, the member-limit rule as Microsoft ships it, and no delete rule. */
export function makeStandInState(parts: Partial<StandInState> = {}): StandInState {
  return {
    build: '2.2.8.0',
    instanceId: '6a1f52a8-0b7e-4b52-9c4e-6f7d3c1b2a90',
    staging: false,
    suspended: false,
    busy: false,
    cycle: null,
    running: null,
    scheduler: {
      allowedSyncCycleInterval: '00:30:00',
      customizedSyncCycleInterval: null,
      nextSyncCyclePolicyType: 'Delta',
      nextSyncCycleStartTimeInUTC: '2026-11-23T12:51:47',
      purgeRunHistoryInterval: '7.00:00:00',
      syncCycleEnabled: true,
      maintenanceEnabled: true,
    },
    connectors: [
      connector(
        entraConnector,
        'contoso.onmicrosoft.com - AAD',
        'Extensible2',
        'Windows Azure Active Directory (Microsoft)',
      ),
      connector(adConnector, 'contoso.com', 'AD', ''),
    ],
    rules: [...standardRules, memberLimitRule()],
    globalSettings: {
      'Microsoft.OptionalFeature.GroupWriteBack': 'True',
      'Microsoft.GroupWriteBack.Forest': 'contoso.com',
      'Microsoft.GroupWriteBack.Container': writebackOu,
      'Microsoft.OptionalFeature.ExportDeletionThreshold': 'True',
      'Microsoft.OptionalFeature.ExportDeletionThresholdValue': '500',
    },
    companyFeature: {
      PasswordHashSync: true,
      ForcePasswordChangeOnLogOn: false,
      UserWriteback: false,
      DeviceWriteback: false,
      UnifiedGroupWriteback: true,
      GroupWritebackV2: true,
    },
    companyFeatureNeedsConnector: false,
    schedulerOf2016: false,
    shiftsPrecedence: false,
    rewrapsExpressions: false,
    missingParameters: [],
    faults: [],
    directory: makeDirectory(),
    shared: {},
    ...parts,
  };
}

/** A forest with its Recycle Bin on and the writeback OU, empty. */
export function makeDirectory(parts: Partial<StandInState['directory']> = {}): StandInState['directory'] {
  const { objects = [], ...rest } = parts;
  const ou = {
    objectGUID: '0f0e0d0c-0000-4000-8000-000000000001',
    distinguishedName: writebackOu,
    objectClass: 'organizationalUnit',
  };
  return {
    reachable: true,
    domain: 'DC=contoso,DC=com',
    domainControllers: ['dc01.contoso.com'],
    recycleBin: true,
    deletedObjectLifetime: null,
    tombstoneLifetime: 180,
    deletedHidden: false,
    objects: [ou, ...objects],
    ...rest,
  };
}

function connector(
  identifier: string,
  name: string,
  type: 'AD' | 'Extensible2',
  subType: string,
): StandInState['connectors'][number] {
  const pendingExport = { adds: 0, updates: 0, deletes: 0 };
  return { identifier, name, type, subType, pendingExport, fullSyncRequired: false, fullImportRequired: false };
}
