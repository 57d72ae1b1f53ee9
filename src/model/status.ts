import type { EffectiveState, GroupKind } from './group.js';
import type { ObservedTenant } from './observation.js';
import type { SettingValue } from './setting.js';
import type { Source } from './source.js';

export interface StatusGroup {
  readonly id: string;
  readonly displayName: string | null;
  readonly kind: GroupKind;
  readonly eligible: boolean;
  readonly isEnabled: boolean | null;
  readonly onPremisesGroupType: string | null;
  /** null for groups that can never be written back. */
  readonly effective: EffectiveState | null;
  /** The rule that decides; null without a policy or where none matches. */
  readonly rule: { readonly name: string | null; readonly source: Source } | null;
}

/** Schema: schemas/status.schema.json. */
export interface Status {
  readonly formatVersion: 1;
  readonly tenant: ObservedTenant;
  readonly setting: {
    /** enabled | disabled: what new groups get; unknown where the tenant's template has no such value. */
    readonly newMicrosoft365Groups: 'enabled' | 'disabled' | 'unknown';
    /** object: the tenant's own setting says so; template: no setting holds it, the template's default rules. */
    readonly from: 'object' | 'template' | null;
    readonly values: readonly SettingValue[];
  };
  readonly groups: readonly StatusGroup[];
  /** Connect servers. */
  readonly servers: readonly never[];
}
