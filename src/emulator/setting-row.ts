import type { SettingValue } from '../model/setting.js';

/** A setting as the tenant stores it. Rows are replaced, never changed. */
export interface SettingRow {
  readonly id: string;
  readonly displayName: string;
  readonly templateId: string;
  readonly values: readonly SettingValue[];
}

export interface TemplateValue {
  readonly name: string;
  readonly type: string;
  readonly defaultValue: string;
  readonly description: string | null;
}

export interface SettingTemplate {
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
  readonly values: readonly TemplateValue[];
}
