import { entraConnector, type SyncRule, zeroGuid } from '../../model/sync-rule.js';

/**
 * The rule that deletes the AD group of a cloud group that is no longer written back or soft-deleted, as Microsoft
 * documents it. `precedence` is the one thing that an administrator chooses. Source: MicrosoftDocs/entra-docs,
 * docs/identity/hybrid/connect/how-to-connect-modify-group-writeback.md.
 */
export function documentedDeleteRule(precedence: number): SyncRule {
  return {
    name: 'In from AAD - Group SOAinAAD Delete WriteBackOutOfScope and SoftDelete',
    identifier: deleteRuleIdentifier,
    description: 'Delete AD groups that fall out of scope of Group Writeback or get Soft Deleted in Azure AD',
    direction: 'Inbound',
    precedence,
    precedenceAfter: zeroGuid,
    precedenceBefore: zeroGuid,
    connector: entraConnector,
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
        expression:
          'IIF((IsPresent([reasonFiltered]) = True) && (InStr([reasonFiltered], "WriteBackOutOfScope") > 0 || InStr([reasonFiltered], "SoftDelete") > 0), "DeleteThisGroupInAD", [reasonFiltered])',
      },
    ],
    scopeFilter: [[{ attribute: 'cloudMastered', comparisonValue: 'true', comparisonOperator: 'EQUAL' }]],
    joinFilter: [[{ csAttribute: 'cloudAnchor', mvAttribute: 'cloudAnchor', caseSensitive: false }]],
  };
}

/** The GUID that the documentation gives the delete rule; the same rule made in the editor has another one. */
export const deleteRuleIdentifier = 'cb871f2d-0f01-4c32-a333-ff809145b947';

/**
 * The standard rule that keeps groups of more than 50,000 members out of AD. Its name is printed with an en dash, real
 * rules use a hyphen; the tag is inferred from its sibling's (docs/sources.md#member-limit), its number moves with the build.
 */
export const memberLimitRule = {
  name: 'Out to AD - Group Writeback Member Limit',
  tag: 'Microsoft.OuttoADGroupWritebackMemberLimit',
  direction: 'Outbound',
} as const;

/** Members up to which that rule lets a group through. */
export const memberLimit = 50_000;

/** Members up to which a group can be written back at all. */
export const memberCeiling = 250_000;

/**
 * The two custom rules of a migration to Cloud Sync. Source:
 * https://learn.microsoft.com/en-us/entra/identity/hybrid/cloud-sync/migrate-group-writeback (text of 2025-09-29).
 */
export const coexistenceRuleNames = [
  {
    identifier: 'e4eae1c9-b9bc-4328-ade9-df871cdd3027',
    name: 'In from AAD - Group SOAinAAD coexistence with Cloud Sync',
    direction: 'Inbound',
  },
  {
    identifier: '419fda18-75bb-4e23-b947-8b06e7246551',
    name: 'Out to AD - Group SOAinAAD coexistence with Cloud Sync',
    direction: 'Outbound',
  },
] as const;
