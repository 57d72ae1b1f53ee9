/** The template of the tenant-wide Microsoft 365 group settings: the same ID in every tenant (docs/sources.md#settings). */
export const groupUnifiedTemplateId = '62375ab9-6b52-47ed-826b-58e47e0e304b';

/** The one value of it that this tool manages. */
export const newGroupDefaultName = 'NewUnifiedGroupWritebackDefault';

export interface SettingTemplateValue {
  readonly name: string;
  readonly type: string;
  readonly defaultValue: string;
}

export interface SettingValue {
  readonly name: string;
  readonly value: string;
}

/** What the tenant holds for Group.Unified. `template` null: the tenant has no such template; `setting` null: no object made from it. */
export interface SettingObservation {
  readonly template: { readonly id: string; readonly values: readonly SettingTemplateValue[] } | null;
  readonly setting: { readonly id: string; readonly values: readonly SettingValue[] } | null;
}
