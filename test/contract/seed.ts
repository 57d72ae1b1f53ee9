export interface Configuration {
  isEnabled: boolean | null;
  onPremisesGroupType: string | null;
}

/** A group as the service keeps it. */
export interface Row extends Record<string, unknown> {
  readonly id: string;
  readonly displayName: string;
  readonly groupTypes: readonly string[];
  readonly mailEnabled: boolean;
  readonly securityEnabled: boolean;
  readonly onPremisesSyncEnabled: boolean | null;
  writebackConfiguration: Configuration;
}

export const tenantId = '45b7d2e7-b882-4a80-ba97-10b7a63b8fa4';
export const unified = '62375ab9-6b52-47ed-826b-58e47e0e304b';
export const settingId = 'f0b2d6f5-097d-4177-91af-a24e530b53cc';

export const groups = {
  library: '4de51a22-3289-4ea5-bbdb-8503ea644f1b',
  budget: '4de51a22-3289-4ea5-bbdb-8503ea644f2c',
  ledger: '4de51a22-3289-4ea5-bbdb-8503ea644f3d',
  choir: '4de51a22-3289-4ea5-bbdb-8503ea644f4e',
  dynamic: '4de51a22-3289-4ea5-bbdb-8503ea644f5f',
  operations: '1226170d-83d5-49b8-99ab-d1ab3d91333e',
  admins: '1226170d-83d5-49b8-99ab-d1ab3d91334f',
  mailSecurity: 'd7797254-3084-44d0-99c9-a3b5ab149538',
  newsletter: 'd7797254-3084-44d0-99c9-a3b5ab149549',
  synced: 'a06fa228-3042-4662-bd09-33e298da1afe',
  research: '1226170d-83d5-49b8-99ab-d1ab3d91335a',
  deleted: '46cc6179-19d0-473e-97ad-6ff84347bbbb',
  nobody: '00000000-0000-4000-8000-00000000dead',
} as const;

/** Every character that a query could trip over. */
export const oddName = "R&D's 50% + #1 = a/b?";

const row = (id: string, displayName: string, kind: string, isEnabled: boolean | null, type: string | null): Row => ({
  id,
  displayName,
  description: `about ${displayName}`,
  groupTypes: kind.startsWith('m365') ? (kind === 'm365dynamic' ? ['DynamicMembership', 'Unified'] : ['Unified']) : [],
  mailEnabled: kind.startsWith('m365') || kind.startsWith('mail'),
  securityEnabled: kind === 'security' || kind === 'mailSecurity' || kind === 'synced' || kind === 'role',
  mail: kind === 'security' ? null : `${displayName.replace(/\W/g, '')}@contoso.com`,
  mailNickname: displayName.replace(/\W/g, ''),
  isAssignableToRole: kind === 'role' ? true : null,
  onPremisesSyncEnabled: kind === 'synced' ? true : null,
  resourceProvisioningOptions: displayName === 'Choir' ? ['Team'] : [],
  writebackConfiguration: { isEnabled, onPremisesGroupType: type },
});

export const moreId = (at: number): string => `c0c0c0c0-0000-4000-8000-${String(at).padStart(12, '0')}`;

export const rows = (more: number): Row[] => [
  ...Array.from({ length: more }, (_, at) => row(moreId(at), `More ${at}`, 'm365', true, 'universalSecurityGroup')),
  row(groups.library, 'Library Assist', 'm365', null, null),
  row(groups.operations, 'Operations group', 'security', null, null),
  row(groups.budget, 'Finance Budget', 'm365', false, 'universalSecurityGroup'),
  row(groups.mailSecurity, 'Mail security', 'mailSecurity', null, null),
  row(groups.ledger, 'Finance Ledger', 'm365', null, null),
  row(groups.choir, 'Choir', 'm365', true, 'universalDistributionGroup'),
  row(groups.newsletter, 'Newsletter', 'mailList', null, null),
  row(groups.synced, 'From AD', 'synced', null, null),
  row(groups.admins, 'Admins', 'role', false, null),
  row(groups.research, oddName, 'security', null, null),
  row(groups.dynamic, 'All of us', 'm365dynamic', true, 'universalSecurityGroup'),
];

/** The Group.Unified template: name, type, default. The first two are the newer ones. */
export const templateValues: readonly (readonly [string, string, string])[] = [
  ['NewUnifiedGroupWritebackDefault', 'System.Boolean', 'true'],
  ['EnableMIPLabels', 'System.Boolean', 'false'],
  ['CustomBlockedWordsList', 'System.String', ''],
  ['EnableMSStandardBlockedWords', 'System.Boolean', 'false'],
  ['ClassificationDescriptions', 'System.String', ''],
  ['DefaultClassification', 'System.String', ''],
  ['PrefixSuffixNamingRequirement', 'System.String', ''],
  ['AllowGuestsToBeGroupOwner', 'System.Boolean', 'false'],
  ['AllowGuestsToAccessGroups', 'System.Boolean', 'true'],
  ['GuestUsageGuidelinesUrl', 'System.String', ''],
  ['GroupCreationAllowedGroupId', 'System.Guid', ''],
  ['AllowToAddGuests', 'System.Boolean', 'true'],
  ['UsageGuidelinesUrl', 'System.String', ''],
  ['ClassificationList', 'System.String', ''],
  ['EnableGroupCreation', 'System.Boolean', 'true'],
];

/** What the tenant set in its Group.Unified object besides the defaults. */
export const ownValues: Readonly<Record<string, string>> = {
  EnableMIPLabels: 'true',
  PrefixSuffixNamingRequirement: '[Contoso-][GroupName]',
  GuestUsageGuidelinesUrl: 'https://privacy.contoso.com/privacystatement?a=b&c=d',
};
