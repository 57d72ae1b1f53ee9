import type { Fact } from './fact.js';
import type { EffectiveState, GroupKind } from './group.js';
import type { ObservedTenant } from './observation.js';
import type { Warning } from './plan.js';
import type { Provenance } from './server.js';
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
  readonly activeDirectory: DirectoryState;
}

/** One Connect server, as its facts tell it. */
export interface StatusServer {
  readonly name: string;
  /** As the policy declares it. */
  readonly role: 'active' | 'staging';
  readonly provenance: Provenance;
  readonly collectedAt: string;
  readonly machine: string | null;
  readonly deleteOutOfScope: RuleState;
  readonly memberLimit: RuleState;
  readonly scheduler: 'running' | 'off' | 'paused' | 'held' | 'unknown';
  /** Engine, build, staging role, full synchronisation pending, pending export deletions: each with basis and source. */
  readonly facts: readonly Fact[];
}

/** changed: there and in force, but not as documented. ambiguous: several rules could be it. */
export type RuleState = 'enabled' | 'disabled' | 'absent' | 'changed' | 'ambiguous' | 'unknown';

/** What AD holds of a group: its live object, deleted ones, both, none, or nobody knows. */
export type DirectoryState = 'live' | 'deleted' | 'liveAndDeleted' | 'absent' | 'unknown';

/** Schema: schemas/status.schema.json. */
export interface Status {
  readonly formatVersion: 1;
  readonly tenant: Omit<ObservedTenant, 'domains'>;
  readonly setting: {
    /** enabled | disabled: what new groups get; unknown where the tenant's template has no such value. */
    readonly newMicrosoft365Groups: 'enabled' | 'disabled' | 'unknown';
    /** object: the tenant's own setting says so; template: no setting holds it, the template's default rules. */
    readonly from: 'object' | 'template' | null;
    readonly values: readonly SettingValue[];
  };
  readonly groups: readonly StatusGroup[];
  /** The Connect servers of the policy; empty without a policy, or where none were asked. */
  readonly servers: readonly StatusServer[];
  /** What Active Directory says of itself; empty where it was not asked. */
  readonly facts: readonly Fact[];
  /** What a person should look at. */
  readonly warnings: readonly Warning[];
}
