import { describe, expect, it } from 'vitest';
import type { Fact } from '../../src/model/fact.js';
import type { ConnectObservation } from '../../src/model/server.js';
import { tenantFacts } from '../../src/reconcile/tenant-facts.js';
import {
  adConnector,
  askConnect,
  askServer,
  known,
  makeAdGroup,
  makeConnect,
  makeConnector,
  makeDeletedAdGroup,
  makeDirectory,
  makeMarker,
  makeObservation,
  makePolicy,
  makeScheduler,
  makeServer,
  makeSyncRule,
  sourceAt,
  unread,
} from '../support/builders.js';

type Asked = NonNullable<Parameters<typeof askConnect>[0]>;

function factsOf(connect: ConnectObservation | null, asked: Asked = {}): readonly Fact[] {
  return tenantFacts({ policy: makePolicy(askConnect(asked)), observation: makeObservation({ connect }) });
}

/** A fact's value, or what would make it known. */
function tell(facts: readonly Fact[], name: string): unknown {
  const fact = facts.find((one) => one.name === name);
  return fact?.known ? fact.value : fact?.remedy;
}

const paused = makeScheduler({ syncCycleEnabled: false });
const forest = { identifier: adConnector, name: 'contoso.com', kind: 'ad' } as const;

describe('the facts of a server', () => {
  it('each say who answered, and when by whose clock', () => {
    const by = 'aadc01 (AADC01)';
    const at = '2026-11-22T10:00:01.000Z';
    const observed = (what: string, value: unknown) => ({
      name: `connect.servers.aadc01.${what}`,
      known: true,
      value,
      basis: 'observed',
      by,
      at,
    });
    const facts = factsOf(makeConnect({ servers: [makeServer({ rules: [makeSyncRule()] })] }));
    expect(facts.slice(1, 12)).toEqual([
      { name: 'connect.engine', known: true, value: 'v2', basis: 'observed', by, at },
      observed('stagingMode', false),
      observed('build', '2.3.8.0'),
      observed('engine', 'v2'),
      observed('scheduler', 'running'),
      observed('schedulerSuspended', false),
      observed('fullSynchronizationPending', false),
      observed('targetContainer', 'OU=Groups,DC=contoso,DC=com'),
      observed('pendingExportDeletions.contoso.com', 0),
      observed('deleteOutOfScope', 'enabled'),
      observed('memberLimit', 'absent'),
    ]);
  });

  it.each([
    [makeServer({ machine: null }), 'aadc01'],
    [makeServer({ provenance: 'file' }), 'aadc01 by file'],
    [makeServer({ provenance: 'exportedFolder', machine: null }), 'aadc01 by exported folder'],
  ])('case %#: name a file where it was one', (server, by) => {
    expect(factsOf(makeConnect({ servers: [server] }))).toContainEqual(
      expect.objectContaining({ name: 'connect.servers.aadc01.build', by }),
    );
  });

  it.each([
    ['running', makeServer(), null],
    ['off', makeServer({ scheduler: known(paused) }), null],
    ['off', makeServer({ scheduler: known(paused), marker: unread }), null],
    ['paused', makeServer({ scheduler: known(paused), marker: known(makeMarker()) }), null],
    ['held', makeServer({ scheduler: known(paused), marker: known(makeMarker({ kind: 'hold' })) }), null],
    ['running', makeServer({ marker: known(makeMarker()) }), null],
    ['paused', makeServer({ scheduler: known(paused), stagingMode: known(true) }), makeMarker()],
    ['off', makeServer({ scheduler: known(paused), stagingMode: known(true) }), null],
  ])('say that the scheduler is %s: case %#', (state, server, activeMarker) => {
    const active = makeServer({ name: 'aadc02', marker: known(activeMarker) });
    const servers = server.stagingMode.known && server.stagingMode.value ? [server, active] : [server];
    expect(tell(factsOf(makeConnect({ servers })), 'connect.servers.aadc01.scheduler')).toBe(state);
  });

  it.each([
    ['none of them is', [known(false), known(false)], false],
    ['one is', [known(false), known(true)], true],
    ['one is and another does not say', [unread, known(true)], true],
    [
      'one does not say',
      [known(false), unread],
      'Let Get-ADSyncSchedulerConnectorOverride answer on aadc01 for the account that is used there (Access is denied.).',
    ],
  ] as const)('say whether a full synchronisation is pending where %s', (_case, due, value) => {
    const connectors = known(due.map((fullSyncRequired) => makeConnector({ fullSyncRequired })));
    const facts = factsOf(makeConnect({ servers: [makeServer({ connectors })] }));
    expect(tell(facts, 'connect.servers.aadc01.fullSynchronizationPending')).toBe(value);
  });

  it('count pending deletions of AD connectors only, each on its own', () => {
    const exports = { adds: 1, updates: 2, deletes: 3 };
    const connectors = known([
      makeConnector({ pendingExport: known({ ...exports, deletes: 9 }) }),
      makeConnector({ ...forest, pendingExport: known(exports) }),
      makeConnector({ ...forest, name: 'fabrikam.com', pendingExport: unread }),
    ]);
    const facts = factsOf(makeConnect({ servers: [makeServer({ connectors })] }));
    const pending = facts.filter(({ name }) => name.includes('pendingExportDeletions'));
    expect(pending.map((fact) => [fact.name, tell(facts, fact.name)])).toEqual([
      ['connect.servers.aadc01.pendingExportDeletions.contoso.com', 3],
      [
        'connect.servers.aadc01.pendingExportDeletions.fabrikam.com',
        'Let Get-ADSyncConnectorStatistics answer on aadc01 for the account that is used there (Access is denied.).',
      ],
    ]);
  });

  it('name the cmdlet that should answer, or another way where a folder cannot tell', () => {
    const mute = {
      stagingMode: unread,
      build: unread,
      engine: unread,
      scheduler: unread,
      connectors: unread,
      targetContainer: unread,
    };
    const facts = factsOf(makeConnect({ servers: [makeServer(mute)] }));
    const asked = (what: string) => tell(facts, `connect.servers.aadc01.${what}`);
    const answer = (cmdlet: string) =>
      `Let ${cmdlet} answer on aadc01 for the account that is used there (Access is denied.).`;
    expect(asked('stagingMode')).toBe(answer('Get-ADSyncScheduler'));
    expect(asked('build')).toBe(answer('Get-ADSyncGlobalSettings'));
    expect(asked('engine')).toBe(answer('Get-ADSyncAADCompanyFeature'));
    expect(asked('scheduler')).toBe(answer('Get-ADSyncScheduler'));
    expect(asked('schedulerSuspended')).toBe(answer('Get-ADSyncScheduler'));
    expect(asked('fullSynchronizationPending')).toBe(answer('Get-ADSyncSchedulerConnectorOverride'));
    expect(asked('pendingExportDeletions')).toBe(answer('Get-ADSyncConnector'));
    const folder = makeConnect({ servers: [makeServer({ ...mute, provenance: 'exportedFolder' })] });
    expect(tell(factsOf(folder), 'connect.servers.aadc01.scheduler')).toBe(
      'An exported configuration folder does not say it (Access is denied.): let aadc01 be asked, or hand in what its collect script printed.',
    );
  });

  it('do not take silence on the wizard for a closed one', () => {
    const scheduler = known(makeScheduler({ schedulerSuspended: null }));
    const facts = factsOf(makeConnect({ servers: [makeServer({ scheduler })] }));
    expect(tell(facts, 'connect.servers.aadc01.schedulerSuspended')).toBe(
      'Let Get-ADSyncScheduler answer on aadc01 for the account that is used there (this build does not say).',
    );
  });
});

describe('the facts of what nobody asked', () => {
  const remedy =
    'Let aadc01 be asked: leave out --scope graph, or hand in what its collect script printed with --connect-state aadc01=FILE.';

  it('are unknown, not absent, under the same names', () => {
    const facts = factsOf(null);
    expect(facts.slice(2, 12).map((fact) => [fact.name.slice('connect.servers.aadc01.'.length), fact.known])).toEqual([
      ['stagingMode', false],
      ['build', false],
      ['engine', false],
      ['scheduler', false],
      ['schedulerSuspended', false],
      ['fullSynchronizationPending', false],
      ['targetContainer', false],
      ['pendingExportDeletions', false],
      ['deleteOutOfScope', false],
      ['memberLimit', false],
    ]);
    expect(tell(facts, 'connect.servers.aadc01.build')).toBe(remedy);
    expect(facts.slice(12).map(({ name }) => name)).toEqual([
      'activeDirectory.domainController',
      'activeDirectory.namingContext',
      'activeDirectory.recycleBin',
      'activeDirectory.deletedObjectLifetime',
      'activeDirectory.liveGroups',
      'activeDirectory.deletedGroups',
    ]);
    expect(tell(facts, 'activeDirectory.recycleBin')).toContain(
      'Let Active Directory be asked: leave out --scope graph',
    );
  });

  it('cover each server of the policy that is missing from a reading', () => {
    const facts = factsOf(makeConnect(), { connect: { servers: [askServer('aadc02'), askServer('aadc01')] } });
    expect(tell(facts, 'connect.servers.aadc01.build')).toBe('2.3.8.0');
    expect(tell(facts, 'connect.servers.aadc02.build')).toContain('Let aadc02 be asked');
  });

  it.each([
    ['a policy that names neither servers nor AD', null, 0],
    ['a policy that names only AD', sourceAt(70), 6],
  ])('are left out of %s', (_case, source, count) => {
    const facts = factsOf(null, { connect: { servers: [] }, activeDirectory: { source } });
    expect(facts.map(({ name }) => name).filter((name) => name.startsWith('activeDirectory.'))).toHaveLength(count);
    expect(facts.slice(0, 2).map(({ name }) => name)).toEqual(['tenant.id', 'connect.engine']);
  });
});

describe('the facts of Active Directory', () => {
  it('count live and deleted groups, and say which domain controller answered', () => {
    const directory = makeDirectory({
      groups: known([makeAdGroup(1), makeAdGroup(2)]),
      deletedGroups: known([makeDeletedAdGroup(3)]),
    });
    const by = 'dc01.contoso.com';
    const at = '2026-11-22T10:00:02.000Z';
    const observed = (what: string, value: unknown) => ({
      name: `activeDirectory.${what}`,
      known: true,
      value,
      basis: 'observed',
      by,
      at,
    });
    expect(factsOf(makeConnect({ directory })).slice(-6)).toEqual([
      observed('domainController', 'dc01.contoso.com'),
      observed('namingContext', 'DC=contoso,DC=com'),
      observed('recycleBin', true),
      observed('deletedObjectLifetime', 180),
      observed('liveGroups', 2),
      observed('deletedGroups', 1),
    ]);
  });

  it('each say what a person can do where they are not known', () => {
    const directory = makeDirectory({
      domainController: unread,
      namingContext: unread,
      recycleBin: unread,
      deletedObjectLifetime: unread,
      groups: unread,
      deletedGroups: unread,
    });
    const facts = factsOf(makeConnect({ directory }));
    const reach =
      'Let aadc01 reach a domain controller with an account that may read it, or name another way with `activeDirectory.via` (Access is denied.).';
    expect(facts.slice(-6).map((fact) => tell(facts, fact.name))).toEqual([
      reach,
      reach,
      "Let the account read the forest's optional features, as Get-ADOptionalFeature does (Access is denied.).",
      'Let the account read CN=Directory Service in the configuration partition (Access is denied.).',
      reach,
      'Let the account list the Deleted Objects container, which only administrators see by default (Access is denied.).',
    ]);
  });

  it('name the way to AD where no domain controller is known, and a file where it was one', () => {
    const directory = makeDirectory({ domainController: unread, provenance: 'file' });
    expect(factsOf(makeConnect({ directory }))).toContainEqual(
      expect.objectContaining({ name: 'activeDirectory.recycleBin', by: 'aadc01 by file' }),
    );
  });
});

describe('the engine', () => {
  const declare = ', or declare `connect.engine` in the policy.';

  it.each([
    ['observed', 'v1', makeConnect(), { value: 'v2', basis: 'observed', by: 'aadc01 (AADC01)' }],
    ['declared', 'v1', null, { value: 'v1', basis: 'declared', by: 'the policy', at: null }],
    [
      'declared',
      'v1',
      makeConnect({ servers: [makeServer({ engine: unread })] }),
      { value: 'v1', basis: 'declared', by: 'the policy', at: null },
    ],
    [
      'not known',
      null,
      makeConnect({ servers: [makeServer({ engine: unread })] }),
      {
        known: false,
        remedy: `Let the active Connect server be asked for its features (aadc01: Access is denied.)${declare}`,
      },
    ],
    [
      'not known',
      null,
      makeConnect({ servers: [makeServer({ stagingMode: known(true) })] }),
      {
        known: false,
        remedy: `Let the active Connect server be asked for its features (no server is known to be the one active server)${declare}`,
      },
    ],
    [
      'not known',
      null,
      null,
      {
        known: false,
        remedy: `Let the active Connect server be asked for its features (no Connect server was asked)${declare}`,
      },
    ],
  ] as const)('is %s: case %#', (_case, engine, connect, fact) => {
    expect(factsOf(connect, { connect: { engine } })).toContainEqual(
      expect.objectContaining({ name: 'connect.engine', ...fact }),
    );
  });
});
