import { groupUnifiedTemplateId, newGroupDefaultName } from '../model/setting.js';
import type { SettingTemplate, TemplateValue } from './setting-row.js';
import type { TemplateVariant } from './variant.js';

/**
 * The templates of a tenant. `withoutDefault`: Group.Unified lacks NewUnifiedGroupWritebackDefault and EnableMIPLabels,
 * as reported for US Government clouds. Names, types, defaults and texts are Microsoft's; the descriptions of those two
 * values are not published and are ours.
 */
export function listTemplates(variant: TemplateVariant): readonly SettingTemplate[] {
  if (variant === 'full') return allTemplates;
  const lacking = [newGroupDefaultName, 'EnableMIPLabels'];
  return allTemplates.map((template) =>
    template.id === groupUnifiedTemplateId
      ? { ...template, values: template.values.filter((value) => !lacking.includes(value.name)) }
      : template,
  );
}

const introduction =
  'Setting templates define the different settings that can be used for the associated ObjectSettings. This template defines settings that can be used for';

const groupUnifiedValues: readonly TemplateValue[] = [
  {
    name: 'NewUnifiedGroupWritebackDefault',
    type: 'System.Boolean',
    defaultValue: 'true',
    description: 'Flag indicating if newly created Unified Groups are written back by default.',
  },
  {
    name: 'EnableMIPLabels',
    type: 'System.Boolean',
    defaultValue: 'false',
    description: 'Flag indicating if Microsoft Information Protection labels can be assigned to Unified Groups.',
  },
  {
    name: 'CustomBlockedWordsList',
    type: 'System.String',
    defaultValue: '',
    description: 'A comma-delimited list of blocked words for Unified Group displayName and mailNickName.',
  },
  {
    name: 'EnableMSStandardBlockedWords',
    type: 'System.Boolean',
    defaultValue: 'false',
    description:
      'A flag indicating whether or not to enable the Microsoft Standard list of blocked words for Unified Group displayName and mailNickName.',
  },
  {
    name: 'ClassificationDescriptions',
    type: 'System.String',
    defaultValue: '',
    description:
      'A comma-delimited list of structured strings describing the classification values in the ClassificationList. The structure of the string is: Value: Description',
  },
  {
    name: 'DefaultClassification',
    type: 'System.String',
    defaultValue: '',
    description: 'The classification value to be used by default for Unified Group creation.',
  },
  {
    name: 'PrefixSuffixNamingRequirement',
    type: 'System.String',
    defaultValue: '',
    description:
      'A structured string describing how a Unified Group displayName and mailNickname should be structured. Please refer to docs to discover how to structure a valid requirement.',
  },
  {
    name: 'AllowGuestsToBeGroupOwner',
    type: 'System.Boolean',
    defaultValue: 'false',
    description: 'Flag indicating if guests are allowed to be owner in any Unified Group.',
  },
  {
    name: 'AllowGuestsToAccessGroups',
    type: 'System.Boolean',
    defaultValue: 'true',
    description: 'Flag indicating if guests are allowed to access any Unified Group resources.',
  },
  {
    name: 'GuestUsageGuidelinesUrl',
    type: 'System.String',
    defaultValue: '',
    description: 'A link to the Group Usage Guidelines for guests.',
  },
  {
    name: 'GroupCreationAllowedGroupId',
    type: 'System.Guid',
    defaultValue: '',
    description: 'Guid of the security group that is always allowed to create Unified Groups.',
  },
  {
    name: 'AllowToAddGuests',
    type: 'System.Boolean',
    defaultValue: 'true',
    description: 'Flag indicating if guests are allowed in any Unified Group.',
  },
  {
    name: 'UsageGuidelinesUrl',
    type: 'System.String',
    defaultValue: '',
    description: 'A link to the Group Usage Guidelines.',
  },
  {
    name: 'ClassificationList',
    type: 'System.String',
    defaultValue: '',
    description: 'A comma-delimited list of valid classification values that can be applied to Unified Groups.',
  },
  {
    name: 'EnableGroupCreation',
    type: 'System.Boolean',
    defaultValue: 'true',
    description: 'Flag indicating if group creation feature is on.',
  },
];

const allTemplates: readonly SettingTemplate[] = [
  {
    id: groupUnifiedTemplateId,
    displayName: 'Group.Unified',
    description: `${introduction} Unified Groups.`,
    values: groupUnifiedValues,
  },
  {
    id: '08d542b9-071f-4e16-94b0-74abb372e3d9',
    displayName: 'Group.Unified.Guest',
    description: 'Settings for a specific Unified Group',
    values: [
      {
        name: 'AllowToAddGuests',
        type: 'System.Boolean',
        defaultValue: 'true',
        description: 'Flag indicating if guests are allowed in a specific Unified Group.',
      },
    ],
  },
  {
    id: '80661d51-be2f-4d46-9713-98a2fcaec5bc',
    displayName: 'Prohibited Names Settings',
    description: `${introduction} managing tenant-wide prohibited names settings.`,
    values: [
      {
        name: 'CustomBlockedSubStringsList',
        type: 'System.String',
        defaultValue: '',
        description: 'A comma delimited list of substring reserved words to block for application display names.',
      },
      {
        name: 'CustomBlockedWholeWordsList',
        type: 'System.String',
        defaultValue: '',
        description: 'A comma delimited list of reserved words to block for application display names.',
      },
    ],
  },
];
