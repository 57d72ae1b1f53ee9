import type { Version } from './call.js';
import type { GroupRow } from './group-row.js';
import { securityIdentifierOf } from './guid.js';
import { refuseSyntax } from './odata-error.js';

/** How a property of `microsoft.graph.group` may be used. */
export interface GroupProperty {
  readonly read: (row: GroupRow) => unknown;
  /** In beta only. */
  readonly beta?: true;
}

/** A row as JSON: the properties asked for, in that order. */
export type GroupRenderer = (row: GroupRow) => Readonly<Record<string, unknown>>;

/** `select` null: all default properties of the version. Throws for a property that the version does not have. */
export function groupRenderer(version: Version, select: readonly string[] | null): GroupRenderer {
  const names = select ?? [...groupProperties.keys()].filter((name) => findGroupProperty(version, name) !== null);
  const readers = names.map((name) => {
    const property = findGroupProperty(version, name);
    if (property === null) {
      refuseSyntax(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.group'.`,
      );
    }
    return [name, property.read] as const;
  });
  return (row) => {
    const body: Record<string, unknown> = {};
    for (const [name, read] of readers) body[name] = read(row);
    return body;
  };
}

export function findGroupProperty(version: Version, name: string): GroupProperty | null {
  const property = groupProperties.get(name);
  return property === undefined || (property.beta === true && version !== 'beta') ? null : property;
}

const nothing: GroupProperty = { read: () => null };
const emptyList: GroupProperty = { read: () => [] };

const groupProperties: ReadonlyMap<string, GroupProperty> = new Map<string, GroupProperty>([
  ['id', { read: (row) => row.id }],
  ['deletedDateTime', { read: (row) => row.deletedDateTime }],
  ['classification', nothing],
  ['createdDateTime', { read: (row) => row.createdDateTime }],
  ['createdByAppId', { ...nothing, beta: true }],
  ['description', { read: (row) => row.description }],
  ['displayName', { read: (row) => row.displayName }],
  ['expirationDateTime', nothing],
  ['groupTypes', { read: (row) => row.groupTypes }],
  ['infoCatalogs', { ...emptyList, beta: true }],
  ['isAssignableToRole', { read: (row) => row.isAssignableToRole }],
  ['isManagementRestricted', { ...nothing, beta: true }],
  ['mail', { read: (row) => row.mail }],
  ['mailEnabled', { read: (row) => row.mailEnabled }],
  ['mailNickname', { read: (row) => row.mailNickname }],
  ['membershipRule', { read: (row) => row.membershipRule }],
  ['membershipRuleProcessingState', { read: (row) => (row.membershipRule === null ? null : 'On') }],
  ['onPremisesDomainName', { read: (row) => (row.onPremisesSyncEnabled === true ? 'contoso.com' : null) }],
  [
    'onPremisesLastSyncDateTime',
    { read: (row) => (row.onPremisesSyncEnabled === true ? '2026-01-12T06:30:00Z' : null) },
  ],
  ['onPremisesNetBiosName', { read: (row) => (row.onPremisesSyncEnabled === true ? 'CONTOSO' : null) }],
  ['onPremisesSamAccountName', { read: (row) => (row.onPremisesSyncEnabled === true ? row.displayName : null) }],
  ['onPremisesSecurityIdentifier', nothing],
  ['onPremisesSyncEnabled', { read: (row) => row.onPremisesSyncEnabled }],
  ['organizationId', { ...nothing, beta: true }],
  ['preferredDataLocation', nothing],
  ['preferredLanguage', nothing],
  ['proxyAddresses', { read: (row) => (row.mail === null ? [] : [`SMTP:${row.mail}`]) }],
  ['renewedDateTime', { read: (row) => row.createdDateTime }],
  ['resourceBehaviorOptions', emptyList],
  ['resourceProvisioningOptions', { read: (row) => row.resourceProvisioningOptions }],
  ['securityEnabled', { read: (row) => row.securityEnabled }],
  ['securityIdentifier', { read: (row) => securityIdentifierOf(row.id) }],
  ['theme', nothing],
  ['uniqueName', nothing],
  ['visibility', { read: (row) => row.visibility }],
  [
    'writebackConfiguration',
    {
      read: (row) => ({ isEnabled: row.isEnabled, onPremisesGroupType: row.onPremisesGroupType }),
      beta: true,
    },
  ],
  ['onPremisesProvisioningErrors', emptyList],
  ['serviceProvisioningErrors', emptyList],
]);
