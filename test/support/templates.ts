import { groupUnifiedTemplateId, type SettingObservation, type SettingTemplateValue } from '../../src/model/setting.js';

export type Template = NonNullable<SettingObservation['template']>;

const values13: readonly SettingTemplateValue[] = [
  { name: 'CustomBlockedWordsList', type: 'System.String', defaultValue: '' },
  { name: 'EnableMSStandardBlockedWords', type: 'System.Boolean', defaultValue: 'false' },
  { name: 'ClassificationDescriptions', type: 'System.String', defaultValue: '' },
  { name: 'DefaultClassification', type: 'System.String', defaultValue: '' },
  { name: 'PrefixSuffixNamingRequirement', type: 'System.String', defaultValue: '' },
  { name: 'AllowGuestsToBeGroupOwner', type: 'System.Boolean', defaultValue: 'false' },
  { name: 'AllowGuestsToAccessGroups', type: 'System.Boolean', defaultValue: 'true' },
  { name: 'GuestUsageGuidelinesUrl', type: 'System.String', defaultValue: '' },
  { name: 'GroupCreationAllowedGroupId', type: 'System.Guid', defaultValue: '' },
  { name: 'AllowToAddGuests', type: 'System.Boolean', defaultValue: 'true' },
  { name: 'UsageGuidelinesUrl', type: 'System.String', defaultValue: '' },
  { name: 'ClassificationList', type: 'System.String', defaultValue: '' },
  { name: 'EnableGroupCreation', type: 'System.Boolean', defaultValue: 'true' },
];

/** Group.Unified without NewUnifiedGroupWritebackDefault, as captured and as reported for US Government clouds. */
export const template13: Template = { id: groupUnifiedTemplateId, values: values13 };

/** Group.Unified with the two newer values (docs/sources.md#settings). */
export const template15: Template = {
  id: groupUnifiedTemplateId,
  values: [
    { name: 'NewUnifiedGroupWritebackDefault', type: 'System.Boolean', defaultValue: 'true' },
    { name: 'EnableMIPLabels', type: 'System.Boolean', defaultValue: 'false' },
    ...values13,
  ],
};

/** A template that is small enough to write out in an expectation. */
export const template3: Template = {
  id: groupUnifiedTemplateId,
  values: [
    { name: 'NewUnifiedGroupWritebackDefault', type: 'System.Boolean', defaultValue: 'true' },
    { name: 'EnableGroupCreation', type: 'System.Boolean', defaultValue: 'true' },
    { name: 'ClassificationList', type: 'System.String', defaultValue: '' },
  ],
};
