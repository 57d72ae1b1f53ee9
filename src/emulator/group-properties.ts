import type { Version } from './call.js';
import type { GroupRow } from './group-row.js';
import { securityIdentifierOf } from './guid.js';
import { refuseSyntax } from './odata-error.js';

/** A property of `microsoft.graph.group` and what a row says of it. */
export interface GroupProperty {
  readonly name: string;
  readonly read: (row: GroupRow) => unknown;
  /** In beta only. */
  readonly beta: boolean;
  /** Returned only where `$select` names it. */
  readonly onRequest: boolean;
}

/** A row as JSON: the properties asked for, in that order. */
export type GroupRenderer = (row: GroupRow) => Readonly<Record<string, unknown>>;

/** `select` null: all default properties of the version. Throws for a property that the version does not have. */
export function groupRenderer(version: Version, select: readonly string[] | null): GroupRenderer {
  const properties = select === null ? defaultProperties(version) : select.map((name) => selectProperty(version, name));
  return (row) => {
    const body: Record<string, unknown> = {};
    for (const { name, read } of properties) body[name] = read(row);
    return body;
  };
}

/** Graph takes the names of properties in any letter case in a query: real clients write `DisplayName`. */
export function findGroupProperty(version: Version, name: string): GroupProperty | null {
  const property = groupProperties.get(name.toLowerCase());
  return property === undefined || (property.beta && version !== 'beta') ? null : property;
}

function defaultProperties(version: Version): readonly GroupProperty[] {
  return [...groupProperties.values()].filter(({ beta, onRequest }) => !onRequest && (!beta || version === 'beta'));
}

function selectProperty(version: Version, name: string): GroupProperty {
  const property = findGroupProperty(version, name);
  if (property !== null) return property;
  return refuseSyntax(
    `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.group'.`,
  );
}

type Read = GroupProperty['read'];

const nothing: Read = () => null;
const emptyList: Read = () => [];
const onlySynced =
  (value: Read): Read =>
  (row) =>
    row.onPremisesSyncEnabled === true ? value(row) : null;

/** In the order in which Graph returns them. */
const returned: readonly (readonly [name: string, read: Read, where?: 'beta'])[] = [
  ['id', (row) => row.id],
  ['deletedDateTime', (row) => row.deletedDateTime],
  ['classification', nothing],
  ['createdDateTime', (row) => row.createdDateTime],
  ['createdByAppId', nothing, 'beta'],
  ['description', (row) => row.description],
  ['displayName', (row) => row.displayName],
  ['expirationDateTime', nothing],
  ['groupTypes', (row) => row.groupTypes],
  ['infoCatalogs', emptyList, 'beta'],
  ['isAssignableToRole', (row) => row.isAssignableToRole],
  ['isManagementRestricted', nothing, 'beta'],
  ['mail', (row) => row.mail],
  ['mailEnabled', (row) => row.mailEnabled],
  ['mailNickname', (row) => row.mailNickname],
  ['membershipRule', (row) => row.membershipRule],
  ['membershipRuleProcessingState', (row) => (row.membershipRule === null ? null : 'On')],
  ['onPremisesDomainName', onlySynced(() => 'contoso.com')],
  ['onPremisesLastSyncDateTime', onlySynced(() => '2026-01-12T06:30:00Z')],
  ['onPremisesNetBiosName', onlySynced(() => 'CONTOSO')],
  ['onPremisesSamAccountName', onlySynced((row) => row.displayName)],
  ['onPremisesSecurityIdentifier', nothing],
  ['onPremisesSyncEnabled', (row) => row.onPremisesSyncEnabled],
  ['organizationId', nothing, 'beta'],
  ['preferredDataLocation', nothing],
  ['preferredLanguage', nothing],
  ['proxyAddresses', (row) => (row.mail === null ? [] : [`SMTP:${row.mail}`])],
  ['renewedDateTime', (row) => row.createdDateTime],
  ['resourceBehaviorOptions', emptyList],
  ['resourceProvisioningOptions', (row) => row.resourceProvisioningOptions],
  ['securityEnabled', (row) => row.securityEnabled],
  ['securityIdentifier', (row) => securityIdentifierOf(row.id)],
  ['theme', nothing],
  ['uniqueName', nothing],
  ['visibility', (row) => row.visibility],
  ['writebackConfiguration', ({ isEnabled, onPremisesGroupType }) => ({ isEnabled, onPremisesGroupType }), 'beta'],
  ['onPremisesProvisioningErrors', emptyList],
  ['serviceProvisioningErrors', emptyList],
];

/** Known to the schema, null in this tenant. */
const selectable = [
  'allowExternalSenders',
  'assignedLabels',
  'assignedLicenses',
  'autoSubscribeNewMembers',
  'hasMembersWithLicenseErrors',
  'hideFromAddressLists',
  'hideFromOutlookClients',
  'isArchived',
  'isSubscribedByMail',
  'licenseProcessingState',
  'unseenCount',
];

const groupProperties: ReadonlyMap<string, GroupProperty> = new Map(
  [
    ...returned.map(([name, read, where]) => ({ name, read, beta: where === 'beta', onRequest: false })),
    ...selectable.map((name) => ({ name, read: nothing, beta: false, onRequest: true })),
  ].map((property) => [property.name.toLowerCase(), property]),
);
