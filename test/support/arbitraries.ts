import { type GroupKind, type GroupRecord, onPremisesGroupTypes } from '../../src/model/group.js';
import type { Observation } from '../../src/model/observation.js';
import type { Allowance, GroupRule, Match, Policy } from '../../src/model/policy.js';
import type {
  AdGroup,
  ConnectObservation,
  DirectoryObservation,
  PauseMarker,
  Reading,
  ServerObservation,
} from '../../src/model/server.js';
import { newGroupDefaultName, type SettingObservation } from '../../src/model/setting.js';
import type { SyncRule } from '../../src/model/sync-rule.js';
import {
  adConnector,
  askConnect,
  askNoServer,
  askPresent,
  askServer,
  guidOf,
  idOf,
  known,
  makeAdGroup,
  makeConnector,
  makeDeletedAdGroup,
  makeDirectory,
  makeGroup,
  makeLimitRule,
  makeMarker,
  makeObservation,
  makePolicy,
  makeRule,
  makeSafety,
  makeScheduler,
  makeServer,
  makeSetting,
  makeSyncRule,
  sourceAt,
  unread,
} from './builders.js';
import { fc } from './fast-check.js';
import { template3, template13, template15 } from './templates.js';

/** Groups are drawn from this many IDs, so that rules by ID hit some, miss some and name the same twice. */
const idPool = 12;

const anyId = fc.integer({ min: 1, max: idPool }).map(idOf);
const anyName = fc.constantFrom('Finance', 'Finance EMEA', 'finance apac', 'HR', 'Payroll', 'Ünïcode 名前', '');

/** Any of the types that Graph may return, in letter cases that were seen and that were not. */
export const anyRawType: fc.Arbitrary<string | null> = fc.oneof(
  fc.constant(null),
  fc
    .tuple(fc.constantFrom(...onPremisesGroupTypes), fc.constantFrom('asDocumented', 'pascal', 'upper', 'lower'))
    .map(([type, letters]) => spell(type, letters)),
);

function spell(type: string, letters: string): string {
  if (letters === 'pascal') return `${type.slice(0, 1).toUpperCase()}${type.slice(1)}`;
  if (letters === 'upper') return type.toUpperCase();
  return letters === 'lower' ? type.toLowerCase() : type;
}

/** A group of any kind, mostly one that can be written back. */
export const anyGroup: fc.Arbitrary<GroupRecord> = fc
  .record({
    n: fc.integer({ min: 1, max: idPool }),
    kind: fc.oneof(
      { weight: 5, arbitrary: fc.constant<GroupKind>('microsoft365') },
      { weight: 3, arbitrary: fc.constant<GroupKind>('security') },
      { weight: 1, arbitrary: fc.constantFrom<GroupKind>('mailEnabledSecurity', 'distributionList') },
    ),
    displayName: fc.option(anyName, { freq: 8 }),
    dynamic: fc.boolean(),
    isEnabled: fc.constantFrom(null, true, false),
    onPremisesGroupType: anyRawType,
    onPremisesSyncEnabled: fc.oneof(
      { weight: 6, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.boolean() },
    ),
    mail: fc.option(fc.constantFrom('finance@contoso.com', 'hr@contoso.com')),
  })
  .map(({ n, ...parts }) => makeGroup(n, parts));

/** What a tenant may hold for Group.Unified: no object, a partial one, one with names that no template knows, garbage. */
export const anySetting: fc.Arbitrary<SettingObservation> = fc
  .record({
    template: fc.constantFrom(template15, template15, template3, template13, null),
    values: fc.option(
      fc.dictionary(
        fc.constantFrom(
          newGroupDefaultName,
          'EnableGroupCreation',
          'ClassificationList',
          'GroupCreationAllowedGroupId',
          'ANameThatNoTemplateHas',
        ),
        fc.constantFrom('true', 'false', 'True', 'FALSE', '', 'Secret,Public'),
        { noNullPrototype: true },
      ),
    ),
  })
  .map(({ template, values }) => makeSetting(values, template));

/** A whole reading of a small tenant, in any order. */
export const anyObservation: fc.Arbitrary<Observation> = fc
  .record({
    groups: fc.uniqueArray(anyGroup, { selector: ({ id }) => id, maxLength: idPool }),
    setting: anySetting,
    deleted: fc.uniqueArray(anyId, { maxLength: 2 }),
    proof: fc.constantFrom('organization' as const, 'token' as const, 'unproven' as const),
  })
  .map(({ groups, setting, deleted, proof }) => {
    const { tenant } = makeObservation();
    return makeObservation({
      groups,
      setting,
      tenant: { ...tenant, proof },
      deleted: deleted
        .filter((id) => !groups.some((group) => group.id === id))
        .map((id) => ({ id, displayName: null, deletedDateTime: '2026-11-01T00:00:00Z' })),
    });
  });

const anyFlatMatch: fc.Arbitrary<Match> = fc.oneof(
  plain({ id: fc.uniqueArray(anyId, { minLength: 1, maxLength: 3 }) }),
  plain({ kind: fc.constantFrom(['microsoft365'] as const, ['security'] as const) }),
  plain({ displayName: fc.constantFrom(['Finance*'], ['?R', 'Payroll'], ['*']) }),
  plain({ membership: fc.constantFrom(['assigned'] as const, ['dynamic'] as const) }),
);

const anyMatch: fc.Arbitrary<Match> = fc.oneof(
  { weight: 4, arbitrary: anyFlatMatch },
  { weight: 1, arbitrary: fc.tuple(anyFlatMatch, anyFlatMatch).map(([match, not]) => ({ ...match, not })) },
);

/** A rule that may stand in a valid policy: a type that only Microsoft 365 groups can take is asked of those only. */
export const anyRule: fc.Arbitrary<GroupRule> = fc
  .record({
    match: anyMatch,
    writeback: fc.constantFrom('enabled' as const, 'disabled' as const, 'unmanaged' as const),
    onPremisesGroupType: fc.option(fc.constantFrom(...onPremisesGroupTypes)),
    explicit: fc.boolean(),
    protect: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    line: fc.integer({ min: 7, max: 99 }),
  })
  .map(({ line, match, ...parts }) => {
    const anyKind = parts.onPremisesGroupType === null || parts.onPremisesGroupType === 'universalSecurityGroup';
    const narrowed: Match = anyKind ? match : { ...match, kind: ['microsoft365'] };
    return makeRule({ ...parts, match: narrowed, source: sourceAt(line) });
  });

const anyAllowance: fc.Arbitrary<Allowance> = plain({
  guard: fc.constantFrom('maxGroupChanges' as const, 'maxRetypes' as const, 'protect' as const),
  count: fc.integer({ min: 0, max: 10 }),
  until: fc.constantFrom(null, '2026-11-21', '2026-11-22', '2026-12-31'),
  reason: fc.constantFrom(null, 'CHG-4711'),
  source: fc.constant(sourceAt(90)),
});

/** A valid policy for the tenant of the builders. */
export const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    newMicrosoft365Groups: fc.option(
      plain({ enabled: fc.boolean(), explicit: fc.boolean(), source: fc.constant(sourceAt(5)) }),
    ),
    groups: fc.array(anyRule, { maxLength: 6 }),
    maxGroupChanges: fc.constantFrom(null, { count: 3 }, { percent: 50 }),
    maxRetypes: fc.integer({ min: 0, max: 2 }),
    allow: fc.array(anyAllowance, { maxLength: 2 }),
    engine: fc.constantFrom(null, 'v2' as const, 'v1' as const, 'off' as const),
  })
  .map(({ maxGroupChanges, maxRetypes, allow, engine, ...parts }) =>
    makePolicy({
      ...parts,
      safety: makeSafety({ maxGroupChanges, maxRetypes, allow }),
      connect: { ...askNoServer.connect, engine, engineSource: engine === null ? null : sourceAt(80) },
    }),
  );

/** A server's delete rule: none, as documented, changed in any field, made in the editor, disabled, with a disabled twin, two of them. */
const anyDeleteRules: fc.Arbitrary<SyncRule[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<SyncRule[]>([]) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(anyDeleteRule(), fc.integer({ min: 0, max: 3 }))
      .map(([rule, twin]) => (twin === 0 ? [rule, makeSyncRule({ identifier: guidOf(901), disabled: true })] : [rule])),
  },
  {
    weight: 1,
    arbitrary: fc.constant<SyncRule[]>([makeSyncRule(), makeSyncRule({ identifier: guidOf(902), precedence: 43 })]),
  },
);

function anyDeleteRule(): fc.Arbitrary<SyncRule> {
  const changed: readonly Partial<SyncRule>[] = [
    {},
    { description: 'Delete AD groups\r\nthat fall out of scope' },
    { linkType: 'JoinNoFlow' },
    { scopeFilter: [] },
    { scopeFilter: [[{ attribute: 'cloudMastered', comparisonValue: 'false', comparisonOperator: 'EQUAL' }]] },
    { attributeFlowMappings: [] },
    { name: makeSyncRule().name.toUpperCase() },
  ];
  return fc
    .record({
      parts: fc.constantFrom(...changed),
      identifier: fc.constantFrom(makeSyncRule().identifier, guidOf(900)),
      precedence: fc.constantFrom(42, 7, 120),
      disabled: fc.boolean(),
    })
    .map(({ parts, ...others }) => makeSyncRule({ ...parts, ...others }));
}

const anyLimitRules: fc.Arbitrary<SyncRule[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<SyncRule[]>([]) },
  { weight: 4, arbitrary: fc.boolean().map((disabled) => [makeLimitRule({ disabled })]) },
  {
    weight: 1,
    arbitrary: fc.constant<SyncRule[]>([
      makeLimitRule({ disabled: true }),
      makeLimitRule({ identifier: guidOf(903), isStandardRule: false, immutableTag: '' }),
    ]),
  },
);

function anyReading<T>(values: fc.Arbitrary<T>): fc.Arbitrary<Reading<T>> {
  return fc.oneof({ weight: 6, arbitrary: values.map(known) }, { weight: 1, arbitrary: fc.constant(unread) });
}

const anyMarker: fc.Arbitrary<PauseMarker | null> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc
      .record({ kind: fc.constantFrom('window' as const, 'hold' as const), syncCycleEnabled: fc.boolean() })
      .map((parts) => makeMarker(parts)),
  },
);

/** The server of that name: staging or not, with any rules, scheduler and marker. */
export function anyServer(name: string): fc.Arbitrary<ServerObservation> {
  return fc
    .record({
      stagingMode: anyReading(fc.constant(name !== 'aadc01')),
      engine: anyReading(fc.constantFrom('v2' as const, 'v1' as const, 'off' as const)),
      scheduler: anyReading(
        fc
          .record({ syncCycleEnabled: fc.boolean(), schedulerSuspended: fc.constantFrom(null, false, true) })
          .map((parts) => makeScheduler(parts)),
      ),
      marker: anyReading(anyMarker),
      connectors: anyReading(
        fc.constant([makeConnector(), makeConnector({ identifier: adConnector, name: 'contoso.com', kind: 'ad' })]),
      ),
      rules: fc.tuple(anyDeleteRules, anyLimitRules).map((rules) => rules.flat()),
    })
    .map((parts) => {
      const precedences = parts.rules.map(({ precedence, name, identifier }) => ({ precedence, name, identifier }));
      return makeServer({ name, precedences, ...parts });
    });
}

/** AD as it may be read: objects of the groups of these tests, alive, deleted once or more, or parts unknown. */
export const anyDirectory: fc.Arbitrary<DirectoryObservation> = fc
  .record({
    recycleBin: anyReading(fc.boolean()),
    groups: anyReading(anyObjects(0, (n, parts) => makeAdGroup(n, parts))),
    deletedGroups: anyReading(anyObjects(100, (n, parts) => makeDeletedAdGroup(n, parts))),
    domainController: anyReading(fc.constant('dc01.contoso.com')),
    namingContext: anyReading(fc.constant('DC=contoso,DC=com')),
  })
  .map((parts) => makeDirectory(parts));

function anyObjects(offset: number, make: (n: number, parts: Partial<AdGroup>) => AdGroup): fc.Arbitrary<AdGroup[]> {
  const anyObject = fc
    .tuple(fc.integer({ min: 1, max: idPool }), fc.integer({ min: 0, max: 1 }))
    .map(([n, twin]) => make(n, { objectGuid: guidOf(offset + 1000 * twin + n) }));
  return fc.uniqueArray(anyObject, { selector: ({ objectGuid }) => objectGuid, maxLength: idPool });
}

const anyConnectObservation: fc.Arbitrary<ConnectObservation> = plain({
  servers: fc.oneof(
    fc.tuple(anyServer('aadc01'), anyServer('aadc02'), anyServer('aadc03')),
    fc.tuple(anyServer('aadc01')),
  ),
  directory: fc.option(anyDirectory, { freq: 9 }),
});

/** What a policy may ask of the servers of anyConnectObservation: aadc03 answers, but is not named. */
const anyConnectAsked: fc.Arbitrary<Pick<Policy, 'syncRules' | 'connect' | 'activeDirectory'>> = fc
  .record({
    deleteOutOfScope: fc.constantFrom(
      null,
      askPresent,
      { ...askPresent, adopt: true },
      {
        state: 'absent' as const,
        source: sourceAt(50),
      },
    ),
    memberLimit: fc.constantFrom(null, 'enabled' as const, 'disabled' as const),
    scheduler: fc.constantFrom(null, { source: sourceAt(55) }),
    engine: fc.constantFrom(null, 'v2' as const),
    restoreDeleted: fc.constantFrom(true, true, true, false),
    restore: fc.constantFrom({}, { [idOf(1)]: guidOf(101), [idOf(2)]: guidOf(1102), [idOf(3)]: guidOf(3) }),
  })
  .map(({ deleteOutOfScope, memberLimit, scheduler, engine, ...directory }) =>
    askConnect({
      syncRules: {
        deleteOutOfScope,
        memberLimit: memberLimit === null ? null : { state: memberLimit, source: sourceAt(51) },
      },
      connect: {
        scheduler,
        engine,
        engineSource: engine === null ? null : sourceAt(54),
        servers: [askServer('aadc01'), askServer('aadc02', { role: 'staging' })],
      },
      activeDirectory: { ...directory, source: sourceAt(70) },
    }),
  );

/** A policy for a tenant and its servers, and what both answered. */
export const anyWorld: fc.Arbitrary<{ readonly policy: Policy; readonly observation: Observation }> = fc
  .record({ policy: anyPolicy, observation: anyObservation, asked: anyConnectAsked, connect: anyConnectObservation })
  .map(({ policy, observation, asked, connect }) => ({
    policy: { ...policy, ...asked },
    observation: { ...observation, scope: { ...observation.scope, connect: true }, connect },
  }));

/** A record as JSON and our own code make them: with the prototype of every object. */
function plain<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record<T>(model, { noNullPrototype: true });
}
