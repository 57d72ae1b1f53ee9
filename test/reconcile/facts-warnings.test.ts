import { describe, expect, it } from 'vitest';
import type { ObservedTenant } from '../../src/model/observation.js';
import type { ConnectObservation, Connector, ServerObservation } from '../../src/model/server.js';
import { tenantWarnings } from '../../src/reconcile/tenant-facts.js';
import {
  adConnector,
  askConnect,
  guidOf,
  known,
  makeConnect,
  makeConnector,
  makeDirectory,
  makeLimitRule,
  makeMarker,
  makeObservation,
  makePolicy,
  makeRule,
  makeScheduler,
  makeServer,
  makeSyncRule,
  sourceAt,
  tenantId,
  unread,
} from '../support/builders.js';

function warningsOf(connect: ConnectObservation | null, asked: Parameters<typeof askConnect>[0] = {}) {
  const policy = makePolicy({ ...askConnect(asked), groups: [makeRule({ writeback: 'unmanaged' }), makeRule()] });
  return tenantWarnings({ policy, observation: makeObservation({ connect }) });
}

function warningsOfServer(parts: Partial<ServerObservation>) {
  const warnings = warningsOf(makeConnect({ servers: [makeServer(parts)], directory: null }));
  return warnings.filter(({ code }) => code !== 'serverTenantUnproven').map(({ code, message }) => [code, message]);
}

function forest(parts: Partial<Connector>): Connector {
  return makeConnector({ identifier: adConnector, name: 'contoso.com', kind: 'ad', ...parts });
}

function pending(deletes: number): Connector {
  return forest({ pendingExport: known({ adds: 0, updates: 0, deletes }) });
}

describe('a warning', () => {
  it('is not given where all is well', () => {
    expect(warningsOf(makeConnect())).toEqual([]);
    expect(warningsOf(null)).toEqual([]);
  });

  it('tells of a rule under another name that deletes groups too', () => {
    const copy = makeSyncRule({ identifier: guidOf(5), name: 'Contoso - clean up groups', precedence: 43 });
    expect(warningsOfServer({ rules: [makeSyncRule(), copy, { ...copy, disabled: true }] })).toEqual([
      [
        'deleteRuleCopy',
        `aadc01 has an enabled rule 'Contoso - clean up groups' (${guidOf(5)}, precedence 43) that marks groups for deletion as the delete rule does: what it takes counts as deleted. Nothing here changes it: remove or disable it in the Synchronization Rules Editor where nobody needs it.`,
      ],
    ]);
  });

  it('tells of a copy of the member-limit rule that acts', () => {
    const copy = makeLimitRule({
      immutableTag: '',
      identifier: guidOf(5),
      name: 'Out to AD - Group Writeback Member Limit - Cloned - 1',
    });
    const told = warningsOfServer({ rules: [makeLimitRule({ disabled: true }), copy, { ...copy, disabled: true }] });
    expect(told).toEqual([['memberLimitCopy', expect.stringContaining(`'${copy.name}' (${guidOf(5)}, precedence`)]]);
  });

  it.each([
    ['v1', 'Group writeback is V1 here, which writes back every Microsoft 365 group whatever its own setting says'],
    ['off', 'Group writeback is off here, so nothing is written back whatever a group says'],
  ] as const)('says that rules for groups do nothing where the engine is %s', (engine, words) => {
    const rest = ': the rules for groups change values in Microsoft Entra ID and nothing in Active Directory.';
    const observed = makeConnect({ servers: [makeServer({ engine: known(engine) })] });
    expect(warningsOf(observed, { connect: { engine: 'v2' } })).toEqual([
      { code: 'engineInert', message: `${words} (observed by aadc01 (AADC01))${rest}`, source: sourceAt(10) },
    ]);
    expect(warningsOf(null, { connect: { engine } })).toEqual([
      { code: 'engineInert', message: `${words} (declared by the policy)${rest}`, source: sourceAt(10) },
    ]);
  });

  it('is not given of the engine where no rule manages a group', () => {
    const policy = makePolicy({ ...askConnect({ connect: { engine: 'off' } }), groups: [] });
    expect(tenantWarnings({ policy, observation: makeObservation() })).toEqual([]);
  });

  it.each([
    ['2.3.8.0', known('2.3.8.0'), []],
    [
      'another',
      known('2.4.129.0'),
      [['buildsDiffer', 'The Connect servers run different builds: aadc01 2.3.8.0, aadc02 2.4.129.0.']],
    ],
    ['unknown', unread, []],
  ] as const)('names builds that differ: the second is %s', (_case, build, warnings) => {
    const servers = [makeServer(), makeServer({ name: 'aadc02', stagingMode: known(true), build })];
    expect(warningsOf(makeConnect({ servers })).map(({ code, message }) => [code, message])).toEqual(warnings);
  });

  it.each([
    ['a hold', known(makeMarker({ kind: 'hold', deadline: null })), 1],
    ['an apply', known(makeMarker()), 0],
    ['nobody', known(null), 0],
    ['somebody unknown', unread, 0],
  ] as const)('says what holds the scheduler: %s', (_case, marker, count) => {
    const scheduler = known(makeScheduler({ syncCycleEnabled: false }));
    expect(warningsOfServer({ marker, scheduler })).toEqual(
      [
        [
          'schedulerHeld',
          'The scheduler is held on aadc01, by runner-1 since 2026-11-22T09:00:00.000Z: no cycle starts until `entra-writeback connect release`.',
        ],
      ].slice(0, count),
    );
  });

  it.each([
    ['on', known(makeScheduler({ syncCycleEnabled: true })), 'somebody has switched it on all the same'],
    ['not known', unread, 'no cycle starts until'],
  ] as const)('says what a hold is worth while the scheduler is %s', (_case, scheduler, told) => {
    const marker = known(makeMarker({ kind: 'hold', deadline: null }));
    expect(warningsOfServer({ marker, scheduler })[0]?.[1]).toContain(told);
  });

  it.each([
    ['due', known(true), 1],
    ['not due', known(false), 0],
    ['unknown', unread, 0],
  ] as const)('tells a full synchronisation that is %s', (_case, fullSyncRequired, count) => {
    expect(warningsOfServer({ connectors: known([forest({ fullSyncRequired })]) })).toEqual(
      [
        [
          'fullSynchronizationPending',
          'The next cycle of aadc01 synchronises in full, whatever this plan does: it can take hours.',
        ],
      ].slice(0, count),
    );
  });

  it.each([
    ['one', known([pending(1)]), known(false), '1 object'],
    ['several, of a server that may be the active one', known([pending(7)]), unread, '7 objects'],
    ['none', known([pending(0)]), known(false), null],
    ['those of a staging server, which exports nothing', known([pending(7)]), known(true), null],
    ['some that nobody counted', known([forest({ pendingExport: unread })]), known(false), null],
    ['some of no connector that could be read', unread, known(false), null],
    [
      'those of Microsoft Entra',
      known([makeConnector({ pendingExport: known({ adds: 0, updates: 0, deletes: 7 }) })]),
      known(false),
      null,
    ],
  ] as const)('tells deletions that go at the next export: %s', (_case, connectors, stagingMode, objects) => {
    const message = `aadc01 is about to delete ${objects} from contoso.com: they go at the next export, whatever this plan does.`;
    const warnings = objects === null ? [] : [['pendingExportDeletions', message]];
    expect(warningsOfServer({ connectors, stagingMode })).toEqual(warnings);
  });

  it.each([
    ['recommended', known(false), sourceAt(70), true],
    ['recommended', known(false), null, true],
    ['recommended', known(true), null, false],
    ['recommended', unread, null, false],
    ['required', known(false), null, false],
    [null, known(false), null, false],
  ] as const)('case %#: tells a Recycle Bin that is off where it is %s', (recycleBin, bin, source, warned) => {
    const connect = makeConnect({ directory: makeDirectory({ recycleBin: bin }) });
    const message =
      'The Recycle Bin of the Active Directory forest is off: a group that is deleted there cannot be brought back whole.';
    const warning = { code: 'recycleBinOff', message, ...(source === null ? {} : { source }) };
    expect(warningsOf(connect, { activeDirectory: { recycleBin, source } })).toEqual(warned ? [warning] : []);
    expect(warningsOf(makeConnect({ directory: null }), { activeDirectory: { recycleBin } })).toEqual([]);
  });

  it('tells once that nothing ties the domain that was read to the one that groups are written to', () => {
    const noContainer = makeServer({ targetContainer: known('') });
    const warning = {
      code: 'directoryUnverified',
      message:
        'DC=contoso,DC=com was read, and nothing shows that groups are written to it (aadc01 names no OU that groups are written to): make sure that it is the right domain, or name a domain controller of it with `activeDirectory.server`.',
    };
    expect(warningsOf(makeConnect({ servers: [noContainer] }))).toEqual([warning]);
    const silent = makeDirectory({ groups: unread, deletedGroups: unread, recycleBin: unread });
    expect(warningsOf(makeConnect({ servers: [noContainer], directory: silent }))).toEqual([]);
  });

  describe('of servers that nothing ties to the tenant', () => {
    const named = (name: string, server = 'aadc01') =>
      makeServer({
        name: server,
        connectors: known([makeConnector({ name })]),
        stagingMode: known(server !== 'aadc01'),
      });
    const told = (servers: readonly ServerObservation[], tenant: Partial<ObservedTenant> = {}) => {
      const observation = makeObservation({ connect: makeConnect({ servers, directory: null }) });
      const policy = makePolicy(askConnect());
      return tenantWarnings({ policy, observation: { ...observation, tenant: { ...observation.tenant, ...tenant } } })
        .filter(({ code }) => code === 'serverTenantUnproven')
        .map(({ message }) => message);
    };

    it.each([
      ['contoso.onmicrosoft.com - AAD'],
      ['CONTOSO.onmicrosoft.com - aad'],
      // Of another tenant: the guard says so.
      ['fabrikam.onmicrosoft.com - AAD'],
      ['fabrikam.partner.onmschina.cn - AAD'],
    ])('is not given of %s', (name) => {
      expect(told([named(name)])).toEqual([]);
    });

    it('is given once, of all that have another name or could not be read', () => {
      const unreadable = makeServer({ name: 'aadc03', connectors: unread });
      const servers = [named('contoso.onmicrosoft.com - AAD'), named('Entra', 'aadc02'), unreadable];
      expect(told(servers)).toEqual([
        `Nothing ties these Connect servers to tenant ${tenantId}: aadc02, aadc03 (no Microsoft Entra connector could be read there whose name says its domain). Make sure that \`via\` leads to its own.`,
      ]);
    });

    it('is given where the domains of the tenant are not known, but not beside tenantUnproven', () => {
      expect(told([makeServer()], { domains: null, proof: 'token' })).toEqual([
        `Nothing ties these Connect servers to tenant ${tenantId}: aadc01 (the domains of the tenant are not known: let the sign-in read /organization). Make sure that \`via\` leads to its own.`,
      ]);
      expect(told([makeServer()], { domains: null, proof: 'unproven' })).toEqual([]);
      expect(told([], { domains: null, proof: 'token' })).toEqual([]);
    });
  });

  it('comes after that of a tenant that nobody proved', () => {
    const { tenant } = makeObservation();
    const observation = makeObservation({ tenant: { ...tenant, proof: 'unproven' } });
    const policy = makePolicy({ ...askConnect({ connect: { engine: 'off' } }), groups: [makeRule()] });
    expect(tenantWarnings({ policy, observation }).map(({ code }) => code)).toEqual(['tenantUnproven', 'engineInert']);
  });
});
