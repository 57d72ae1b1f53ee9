import type { Desired } from '../../src/model/desired.js';
import type { GroupRecord } from '../../src/model/group.js';
import type { Observation } from '../../src/model/observation.js';
import type { GroupRule, Policy } from '../../src/model/policy.js';
import type { SettingObservation, SettingValue } from '../../src/model/setting.js';
import type { Source } from '../../src/model/source.js';
import { type Template, template15 } from './templates.js';

export const tenantId = '72f1c0de-0000-4000-8000-5eed00000001';

/** The ID of the nth group of a test: sorts like n, up to 99,999. */
export function idOf(n: number): string {
  return `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

/** The key of a change to the nth group. */
export function keyOf(n: number): string {
  return `group/${idOf(n)}`;
}

export function sourceAt(line: number): Source {
  return { file: 'writeback.yaml', line };
}

/** A cloud-born Microsoft 365 group without writeback values, unless the parts say otherwise. */
export function makeGroup(n: number, parts: Partial<GroupRecord> = {}): GroupRecord {
  return {
    id: idOf(n),
    displayName: `Group ${n}`,
    kind: 'microsoft365',
    dynamic: false,
    onPremisesSyncEnabled: null,
    isAssignableToRole: null,
    isEnabled: null,
    onPremisesGroupType: null,
    ...parts,
  };
}

/** A Group.Unified object with these values; null: none was made from the template. */
export function makeSetting(
  values: Readonly<Record<string, string>> | null,
  template: Template | null = template15,
): SettingObservation {
  return { template, setting: values === null ? null : { id: 'setting-1', values: listValues(values) } };
}

function listValues(values: Readonly<Record<string, string>>): SettingValue[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** A whole reading of a tenant without groups and without a setting of its own, unless the parts say otherwise. */
export function makeObservation(parts: Partial<Observation> = {}): Observation {
  return {
    formatVersion: 1,
    tenant: { id: tenantId, cloud: 'global', displayName: 'Contoso', proof: 'organization' },
    observedAt: '2026-11-22T10:00:00.000Z',
    scope: { setting: true, lists: ['microsoft365', 'security'], ids: [], fields: [], deleted: false, connect: false },
    setting: makeSetting(null),
    groups: [],
    deleted: [],
    connect: null,
    ...parts,
  };
}

/** A rule that enables every Microsoft 365 group, unless the parts say otherwise. */
export function makeRule(parts: Partial<GroupRule> = {}): GroupRule {
  return {
    name: null,
    match: { kind: ['microsoft365'] },
    writeback: 'enabled',
    onPremisesGroupType: null,
    explicit: false,
    protect: false,
    source: sourceAt(10),
    ...parts,
  };
}

/** What `defaults.newMicrosoft365Groups` asks, written in line 5. */
export function askDefault(enabled: boolean, explicit = false): NonNullable<Policy['newMicrosoft365Groups']> {
  return { enabled, explicit, source: sourceAt(5) };
}

/** The safety of a policy that says nothing about it. */
export function makeSafety(parts: Partial<Policy['safety']> = {}): Policy['safety'] {
  return { maxAdDeletions: 0, maxGroupChanges: null, maxRetypes: 0, maxFactAge: 86_400_000, allow: [], ...parts };
}

/** What a policy says of servers and Active Directory that says nothing of them. */
export const askNoServer: Pick<Policy, 'syncRules' | 'connect' | 'activeDirectory'> = {
  syncRules: { deleteOutOfScope: null, memberLimit: null },
  connect: { engine: null, engineSource: null, scheduler: null, servers: [] },
  activeDirectory: {
    recycleBin: null,
    restoreDeleted: false,
    restore: {},
    reach: null,
    server: null,
    source: null,
  },
};

/** A policy that manages nothing, unless the parts say otherwise. */
export function makePolicy(parts: Partial<Policy> = {}): Policy {
  return {
    tenant: { id: tenantId, cloud: 'global' },
    newMicrosoft365Groups: null,
    groups: [],
    safety: makeSafety(),
    ...askNoServer,
    digest: 'd1'.repeat(32),
    ...parts,
  };
}

/** A resolved policy that asks for nothing, unless the parts say otherwise. */
export function makeDesired(parts: Partial<Desired> = {}): Desired {
  return {
    policyDigest: 'd1'.repeat(32),
    setting: null,
    groups: [],
    ineligible: [],
    missing: [],
    unmanaged: [],
    protectedIds: new Set(),
    connect: null,
    ...parts,
  };
}
