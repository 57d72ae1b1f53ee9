import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.js';
import type { ObservedTenant } from '../../src/model/observation.js';
import type { Policy } from '../../src/model/policy.js';
import type { Check } from '../../src/model/report.js';
import type { DirectoryObservation, ServerObservation } from '../../src/model/server.js';
import { diagnose } from '../../src/reconcile/diagnose.js';
import {
  askConnect,
  askPresent,
  askServer,
  known,
  makeConnect,
  makeConnector,
  makeDeletedAdGroup,
  makeDirectory,
  makeLimitRule,
  makeMarker,
  makeObservation,
  makePolicy,
  makeScheduler,
  makeServer,
  makeSyncRule,
  sourceAt,
  tenantId,
  unread,
} from '../support/builders.js';

type Asked = NonNullable<Parameters<typeof askConnect>[0]>;

function policyOf(asked: Asked = {}): Policy {
  return makePolicy(askConnect(asked));
}

function serverChecks(server: Partial<ServerObservation>, asked: Asked = {}): readonly Check[] {
  const connect = makeConnect({ servers: [makeServer(server)] });
  return diagnose({ policy: policyOf(asked), tenant: null, connect, unanswered: new Map() });
}

function directoryChecks(directory: Partial<DirectoryObservation> | null, asked: Asked['activeDirectory'] = {}) {
  const connect = makeConnect({ directory: directory && makeDirectory(directory) });
  return diagnose({ policy: policyOf({ activeDirectory: asked }), tenant: null, connect, unanswered: new Map() });
}

/** The check of that name: its result and message. */
function check(checks: readonly Check[], name: string): readonly (string | null)[] | undefined {
  const found = checks.find((one) => one.name === name);
  return found && [found.result, found.message];
}

describe('the diagnosis of a tenant', () => {
  const { tenant } = makeObservation();

  it.each<[string, ObservedTenant | Failure, Policy | null, readonly string[]]>([
    ['Graph proved', tenant, null, ['ok', `Tenant ${tenantId}, by Microsoft Graph's own word.`]],
    ['Graph proved, for its policy', tenant, policyOf(), ['ok', `Tenant ${tenantId}, by Microsoft Graph's own word.`]],
    [
      'the token names',
      { ...tenant, proof: 'token' },
      null,
      ['warn', `Tenant ${tenantId}, by the access token: /organization could not be read.`],
    ],
    [
      'nobody proved',
      { ...tenant, proof: 'unproven' },
      null,
      ['warn', `Tenant ${tenantId} is only what the policy declares: neither /organization nor the access token says.`],
    ],
    [
      'is another',
      { ...tenant, id: 'other' },
      policyOf(),
      ['failed', `The policy is for tenant ${tenantId}; this is tenant other.`],
    ],
    [
      'did not answer',
      new Failure('unobservable', 'signIn', 'No sign-in.', 'Sign in.'),
      null,
      ['failed', 'No sign-in.'],
    ],
  ])('that %s', (_case, observed, policy, expected) => {
    const checks = diagnose({ policy, tenant: observed, connect: null, unanswered: new Map() });
    expect(check(checks, 'tenant')).toEqual(expected);
    expect(checks[0]?.remedy === null).toBe(expected[0] === 'ok');
  });

  it('is left out where it was not asked', () => {
    expect(diagnose({ policy: null, tenant: null, connect: null, unanswered: new Map() })).toEqual([]);
  });
});

describe('the diagnosis of a server', () => {
  it('goes through everything in one order', () => {
    const checks = serverChecks({}, { connect: { engine: 'v2' } });
    expect(checks).toEqual([
      { name: 'server/aadc01', result: 'ok', message: 'It answered as AADC01.', remedy: null },
      { name: 'server/aadc01/role', result: 'ok', message: 'It is active, as the policy declares.', remedy: null },
      {
        name: 'server/aadc01/engine',
        result: 'ok',
        message: 'The engine is v2, as the policy declares.',
        remedy: null,
      },
      { name: 'server/aadc01/build', result: 'ok', message: 'Build 2.3.8.0.', remedy: null },
      { name: 'server/aadc01/scheduler', result: 'ok', message: 'The scheduler is on.', remedy: null },
      { name: 'server/aadc01/wizard', result: 'ok', message: 'The Connect wizard is not open.', remedy: null },
      {
        name: 'server/aadc01/rules',
        result: 'ok',
        message: 'deleteOutOfScope is absent, memberLimit is enabled.',
        remedy: null,
      },
      { name: 'activeDirectory', result: 'ok', message: 'dc01.contoso.com answered.', remedy: null },
      {
        name: 'activeDirectory/recycleBin',
        result: 'ok',
        message: 'The Recycle Bin of the forest is on.',
        remedy: null,
      },
      {
        name: 'activeDirectory/deletedObjects',
        result: 'ok',
        message: 'The Deleted Objects container can be read: 0 of its objects were written back.',
        remedy: null,
      },
    ]);
  });

  it.each([
    [{ machine: null }, 'It answered.'],
    [{ provenance: 'file' }, 'Known from a file of 2026-11-22T10:00:01.000Z.'],
    [{ provenance: 'exportedFolder' }, 'Known from an exported folder of 2026-11-22T10:00:01.000Z.'],
  ] as const)('case %#: says where its word comes from', (parts, message) => {
    expect(check(serverChecks(parts), 'server/aadc01')).toEqual(['ok', message]);
  });

  it.each<[string, Partial<ServerObservation>, readonly string[]]>([
    ['role', { stagingMode: known(true) }, ['failed', 'The policy declares it active; it is staging.']],
    ['role', { stagingMode: unread }, ['unknown', 'connect.servers.aadc01.stagingMode is not known.']],
    ['engine', { engine: known('v1') }, ['failed', 'The policy declares the engine v2; it is v1.']],
    ['engine', { engine: unread }, ['unknown', 'connect.servers.aadc01.engine is not known.']],
    ['build', { build: unread }, ['unknown', 'connect.servers.aadc01.build is not known.']],
    ['scheduler', { scheduler: unread }, ['unknown', 'connect.servers.aadc01.scheduler is not known.']],
    ['scheduler', { scheduler: known(makeScheduler({ syncCycleEnabled: false })) }, ['warn', 'The scheduler is off.']],
    [
      'scheduler',
      { scheduler: known(makeScheduler({ syncCycleEnabled: false })), marker: known(makeMarker()) },
      ['warn', 'The scheduler is paused.'],
    ],
    [
      'scheduler',
      { scheduler: known(makeScheduler({ syncCycleEnabled: false })), marker: known(makeMarker({ kind: 'hold' })) },
      ['warn', 'The scheduler is held.'],
    ],
    [
      'wizard',
      { scheduler: known(makeScheduler({ schedulerSuspended: true })) },
      ['warn', 'The Connect wizard is open, so no cycle starts.'],
    ],
  ])('%s, case %#', (part, parts, expected) => {
    const checks = serverChecks(parts, { connect: { engine: 'v2' } });
    expect(check(checks, `server/aadc01/${part}`)).toEqual(expected);
    expect(checks.find(({ name }) => name === `server/aadc01/${part}`)?.remedy).toMatch(/\.$/);
  });

  it('says which engine is on where the policy does not', () => {
    expect(check(serverChecks({ engine: known('off') }), 'server/aadc01/engine')).toEqual(['ok', 'The engine is off.']);
  });

  it('asks a staging server for no engine', () => {
    const asked = { connect: { servers: [askServer('aadc01', { role: 'staging' as const })] } };
    const checks = serverChecks({ stagingMode: known(true) }, asked);
    expect(check(checks, 'server/aadc01/role')).toEqual(['ok', 'It is staging, as the policy declares.']);
    expect(check(checks, 'server/aadc01/engine')).toBeUndefined();
  });

  const absent = { state: 'absent', source: sourceAt(50) } as const;
  const copy = makeSyncRule({ identifier: '3', name: 'Contoso - clean up groups' });
  const limitOff = makeLimitRule({ disabled: true });
  const migration = makeSyncRule({
    identifier: 'e4eae1c9-b9bc-4328-ade9-df871cdd3027',
    name: 'In from AAD - Group SOAinAAD coexistence with Cloud Sync',
    attributeFlowMappings: [],
  });
  const twins = ['1', '2'].map((identifier) => makeSyncRule({ identifier }));

  it.each([
    ['as asked', [makeSyncRule(), makeLimitRule({ disabled: true })], askPresent, 'ok'],
    ['without a member-limit rule, which is no drift', [makeSyncRule()], askPresent, 'ok'],
    ['with the member-limit rule enabled', [makeSyncRule(), makeLimitRule()], askPresent, 'warn'],
    ['without the delete rule', [], askPresent, 'warn'],
    ['with a changed delete rule', [makeSyncRule({ joinFilter: [] })], askPresent, 'warn'],
    ['with several delete rules', twins, askPresent, 'failed'],
    ['with several delete rules that nobody asks for', twins, null, 'warn'],
    ['with a copy of the delete rule beside it', [makeSyncRule(), copy], askPresent, 'warn'],
    ['with a migration to Cloud Sync beside it', [makeSyncRule(), migration, limitOff], askPresent, 'warn'],
    ['with a migration that is over', [makeSyncRule(), { ...migration, disabled: true }, limitOff], askPresent, 'ok'],
    ['with a migration and no delete rule', [migration, limitOff], absent, 'ok'],
    ['with a delete rule that should not be', [makeSyncRule()], absent, 'warn'],
    ['without one that should not be', [], absent, 'ok'],
  ] as const)('judges the rules of a server %s', (_case, rules, deleteOutOfScope, result) => {
    const memberLimit = { state: 'disabled', source: sourceAt(51) } as const;
    const checks = serverChecks({ rules }, { syncRules: { deleteOutOfScope, memberLimit } });
    expect(check(checks, 'server/aadc01/rules')?.[0]).toBe(result);
  });

  it.each([
    ['whichever comes first', [copy, makeSyncRule()]],
    ['where no other acts', [copy, makeSyncRule({ disabled: true })]],
  ])('names the copy as what acts beside the delete rule, %s', (_case, rules) => {
    const checks = serverChecks(
      { rules: [...rules, limitOff] },
      { syncRules: { deleteOutOfScope: askPresent, memberLimit: null } },
    );
    expect(check(checks, 'server/aadc01/rules')?.[1]).toContain(
      "Beside it act 'Contoso - clean up groups', which reach the same groups.",
    );
  });

  it('says of a server that was not asked that nobody knows', () => {
    const asked = { connect: { servers: [askServer('aadc01'), askServer('aadc02')] } };
    const unasked = ['unknown', 'It was not asked.'];
    expect(check(serverChecks({}, asked), 'server/aadc02')).toEqual(unasked);
    const checks = diagnose({ policy: policyOf(asked), tenant: null, connect: null, unanswered: new Map() });
    expect(checks.map(({ name, result }) => [name, result])).toEqual([
      ['server/aadc01', 'unknown'],
      ['server/aadc02', 'unknown'],
      ['activeDirectory', 'unknown'],
    ]);
  });
});

describe('the diagnosis of a server of another tenant', () => {
  it('says with which it synchronises', () => {
    const { tenant } = makeObservation();
    const connectors = known([makeConnector({ name: 'fabrikam.onmicrosoft.com - AAD' })]);
    const diagnosed = (server: ServerObservation) =>
      check(
        diagnose({ policy: policyOf(), tenant, connect: makeConnect({ servers: [server] }), unanswered: new Map() }),
        'server/aadc01/tenant',
      );
    const message = `It synchronises with fabrikam.onmicrosoft.com, which is no domain of tenant ${tenantId}.`;
    expect(diagnosed(makeServer({ connectors }))).toEqual(['failed', message]);
    expect(diagnosed(makeServer())).toBe(undefined);
  });
});

describe('the diagnosis of Active Directory', () => {
  it.each([
    ['', { domainController: unread }, {}, ['failed', 'activeDirectory.domainController is not known.']],
    ['/recycleBin', { recycleBin: unread }, {}, ['unknown', 'activeDirectory.recycleBin is not known.']],
    [
      '/recycleBin',
      { recycleBin: unread },
      { recycleBin: 'required' },
      ['failed', 'activeDirectory.recycleBin is not known.'],
    ],
    [
      '/recycleBin',
      { recycleBin: known(false) },
      { recycleBin: 'required' },
      ['failed', 'The Recycle Bin of the forest is off: what is deleted cannot be brought back whole.'],
    ],
    [
      '/recycleBin',
      { recycleBin: known(false) },
      { recycleBin: 'recommended' },
      ['warn', 'The Recycle Bin of the forest is off: what is deleted cannot be brought back whole.'],
    ],
    [
      '/deletedObjects',
      { deletedGroups: known([makeDeletedAdGroup(1)]) },
      {},
      ['ok', 'The Deleted Objects container can be read: 1 of its objects were written back.'],
    ],
    ['/deletedObjects', { deletedGroups: unread }, {}, ['unknown', 'activeDirectory.deletedGroups is not known.']],
    [
      '/deletedObjects',
      { deletedGroups: unread },
      { restoreDeleted: true },
      ['failed', 'activeDirectory.deletedGroups is not known.'],
    ],
  ] as const)('%s, case %#', (part, directory, asked, expected) => {
    const name = `activeDirectory${part}`;
    const checks = directoryChecks(directory, asked);
    expect(check(checks, name)).toEqual(expected);
    expect(checks.find((one) => one.name === name)?.remedy === null).toBe(expected[0] === 'ok');
  });

  it('is left out of a policy that is about neither servers nor AD, and asked for where it is', () => {
    const checks = (source: ReturnType<typeof sourceAt> | null) =>
      diagnose({
        policy: policyOf({ connect: { servers: [] }, activeDirectory: { source } }),
        tenant: null,
        connect: null,
        unanswered: new Map(),
      });
    expect(checks(null)).toEqual([]);
    expect(checks(sourceAt(70)).map(({ name }) => name)).toEqual(['activeDirectory']);
    expect(check(directoryChecks(null), 'activeDirectory')).toEqual(['unknown', 'It was not asked.']);
  });
});

describe('the diagnosis of servers that did not answer', () => {
  const asked = { connect: { servers: [askServer('aadc01'), askServer('aadc02')] } };

  it.each([
    ['aadc02', 'server/aadc02'],
    ['activeDirectory', 'activeDirectory'],
  ])('blames %s, and tells what the others answered', (system, name) => {
    const connect = makeConnect({ servers: [makeServer({ name: 'aadc01' })] });
    const failure = new Failure('unobservable', 'serverUnreachable', `${system}: no answer`, 'Try by hand.');
    const unanswered = new Map([[system, failure]]);
    const checks = diagnose({ policy: policyOf(asked), tenant: null, connect, unanswered });
    expect(checks.filter((one) => one.name.startsWith(name))).toEqual([
      { name, result: 'failed', message: 'no answer', remedy: 'Try by hand.' },
    ]);
    expect(check(checks, 'server/aadc01')?.[0]).toBe('ok');
    expect(check(checks, 'server/aadc01/role')?.[0]).toBe('ok');
    expect(check(checks, 'server/aadc01/engine')?.[0]).toBe('ok');
  });
});
