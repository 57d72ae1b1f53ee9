import type { Desired } from '../../src/model/desired.js';
import type { GroupRecord } from '../../src/model/group.js';
import { emptyScope, type Observation, type ObservationScope } from '../../src/model/observation.js';
import type { ConnectServer, GroupRule, Policy } from '../../src/model/policy.js';
import type {
  AdGroup,
  ConnectObservation,
  Connector,
  DirectoryObservation,
  PauseMarker,
  Reading,
  Scheduler,
  ServerObservation,
} from '../../src/model/server.js';
import type { SettingObservation, SettingValue } from '../../src/model/setting.js';
import type { Source } from '../../src/model/source.js';
import { entraConnector, type SyncRule } from '../../src/model/sync-rule.js';
import { documentedDeleteRule } from '../../src/resources/sync-rule/documented.js';
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

/** Both lists and the setting, and nothing beside them, unless the parts say otherwise. */
export function makeScope(parts: Partial<ObservationScope> = {}): ObservationScope {
  return { ...emptyScope, setting: true, lists: ['microsoft365', 'security'], ...parts };
}

/** A whole reading of a tenant without groups and without a setting of its own, unless the parts say otherwise. */
export function makeObservation(parts: Partial<Observation> = {}): Observation {
  return {
    formatVersion: 1,
    tenant: {
      id: tenantId,
      cloud: 'global',
      displayName: 'Contoso',
      proof: 'organization',
      domains: ['contoso.com', 'contoso.onmicrosoft.com'],
    },
    observedAt: '2026-11-22T10:00:00.000Z',
    scope: makeScope(),
    setting: makeSetting(null),
    groups: [],
    deleted: [],
    ...{ connect: null, memberCounts: null, nested: null },
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
    until: null,
    reason: null,
    expired: false,
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
    rollout: null,
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
    protectsUnread: false,
    connect: null,
    ...parts,
  };
}

export function known<T>(value: T): Reading<T> {
  return { known: true, value };
}

/** A part that did not answer. */
export const unread: Reading<never> = { known: false, reason: 'Access is denied.' };

/** The documented delete rule with precedence 42, unless the parts say otherwise. */
export function makeSyncRule(parts: Partial<SyncRule> = {}): SyncRule {
  return { ...documentedDeleteRule(42), ...parts };
}

/** The GUID of the forest's connector on the servers of these tests. */
export const adConnector = 'ad000000-0000-4000-8000-000000000001';

/** The standard member-limit rule, enabled, on the connector of the forest. */
export function makeLimitRule(parts: Partial<SyncRule> = {}): SyncRule {
  return {
    ...documentedDeleteRule(150),
    name: 'Out to AD - Group Writeback Member Limit',
    identifier: '11111111-0000-4000-8000-000000000001',
    description: '',
    direction: 'Outbound',
    connector: adConnector,
    immutableTag: 'Microsoft.OuttoADGroupWritebackMemberLimit.001',
    isStandardRule: true,
    ...parts,
  };
}

export function makeConnector(parts: Partial<Connector> = {}): Connector {
  return {
    identifier: entraConnector,
    name: 'contoso.onmicrosoft.com - AAD',
    kind: 'entra',
    pendingExport: known({ adds: 0, updates: 0, deletes: 0 }),
    fullSyncRequired: known(false),
    ...parts,
  };
}

/** A scheduler that is on and idle. */
export function makeScheduler(parts: Partial<Scheduler> = {}): Scheduler {
  return {
    syncCycleEnabled: true,
    syncCycleInProgress: false,
    schedulerSuspended: false,
    maintenanceEnabled: true,
    nextSyncCyclePolicyType: 'Delta',
    currentlyEffectiveSyncCycleInterval: '00:30:00',
    nextSyncCycleStartTimeInUTC: '2026-11-22T10:30:00.000Z',
    ...parts,
  };
}

/** What an apply left on a server whose scheduler was on. */
export function makeMarker(parts: Partial<PauseMarker> = {}): PauseMarker {
  return {
    runId: 'run-1',
    kind: 'window',
    syncCycleEnabled: true,
    pausedAt: '2026-11-22T09:00:00.000Z',
    deadline: '2026-11-22T11:00:00.000Z',
    host: 'runner-1',
    ...parts,
  };
}

/** The active server of a tenant with engine v2: scheduler on, the member-limit rule enabled, no rule of ours. */
export function makeServer(parts: Partial<ServerObservation> = {}): ServerObservation {
  return {
    name: 'aadc01',
    provenance: 'server',
    collectedAt: '2026-11-22T10:00:01.000Z',
    machine: 'AADC01',
    build: known('2.3.8.0'),
    stagingMode: known(false),
    engine: known('v2'),
    scheduler: known(makeScheduler()),
    runningConnectors: known([]),
    connectors: known([makeConnector(), makeConnector({ identifier: adConnector, name: 'contoso.com', kind: 'ad' })]),
    rules: [makeLimitRule()],
    precedences: [
      { precedence: 150, name: 'Out to AD - Group Writeback Member Limit', identifier: makeLimitRule().identifier },
    ],
    marker: known(null),
    targetContainer: known('OU=Groups,DC=contoso,DC=com'),
    ...parts,
  };
}

/** The objectGUID of the nth AD object of a test. */
export function guidOf(n: number): string {
  return `${String(n).padStart(8, '0')}-dddd-4000-8000-000000000000`;
}

/** The nth live AD object, of the nth group. A deleted one: see makeDeletedAdGroup. */
export function makeAdGroup(n: number, parts: Partial<AdGroup> = {}): AdGroup {
  return {
    objectGuid: guidOf(n),
    groupId: idOf(n),
    distinguishedName: `CN=Group_${idOf(n)},OU=Groups,DC=contoso,DC=com`,
    objectSid: `S-1-5-21-1-2-3-${1000 + n}`,
    groupType: -2147483640,
    whenCreated: '2025-01-01T00:00:00.000Z',
    whenChanged: '2026-11-01T00:00:00.000Z',
    lastKnownParent: null,
    ...parts,
  };
}

/** The nth AD object as it lies in the Deleted Objects container. */
export function makeDeletedAdGroup(n: number, parts: Partial<AdGroup> = {}): AdGroup {
  return makeAdGroup(n, {
    distinguishedName: `CN=Group_${idOf(n)}\nDEL:${guidOf(n)},CN=Deleted Objects,DC=contoso,DC=com`,
    lastKnownParent: 'OU=Groups,DC=contoso,DC=com',
    ...parts,
  });
}

/** A forest with its Recycle Bin on, read through aadc01, that holds no object of a cloud group. */
export function makeDirectory(parts: Partial<DirectoryObservation> = {}): DirectoryObservation {
  return {
    askedThrough: 'aadc01',
    provenance: 'server',
    collectedAt: '2026-11-22T10:00:02.000Z',
    domainController: known('dc01.contoso.com'),
    namingContext: known('DC=contoso,DC=com'),
    recycleBin: known(true),
    deletedObjectLifetime: known(180),
    groups: known([]),
    deletedGroups: known([]),
    ...parts,
  };
}

/** The active server aadc01 and an AD that could be read, unless the parts say otherwise. */
export function makeConnect(parts: Partial<ConnectObservation> = {}): ConnectObservation {
  return { servers: [makeServer()], directory: makeDirectory(), ...parts };
}

/** A server as a policy names it: active and local, unless the parts say otherwise. */
export function askServer(name: string, parts: Partial<ConnectServer> = {}): ConnectServer {
  return { name, role: 'active', via: [], shell: 'powershell.exe', source: sourceAt(60), ...parts };
}

/** What a policy asks for that wants the delete rule with precedence 42. */
export const askPresent = { state: 'present', precedence: 42, adopt: false, source: sourceAt(50) } as const;

type Asked = typeof askNoServer;

/** What a policy says of servers: these parts, and the active server aadc01. */
export function askConnect(
  parts: {
    readonly syncRules?: Partial<Asked['syncRules']>;
    readonly connect?: Partial<Asked['connect']>;
    readonly activeDirectory?: Partial<Asked['activeDirectory']>;
  } = {},
): Asked {
  return {
    syncRules: { ...askNoServer.syncRules, ...parts.syncRules },
    connect: { ...askNoServer.connect, servers: [askServer('aadc01')], ...parts.connect },
    activeDirectory: { ...askNoServer.activeDirectory, ...parts.activeDirectory },
  };
}
