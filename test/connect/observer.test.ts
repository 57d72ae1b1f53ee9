import { describe, expect, it } from 'vitest';
import type { Access } from '../../src/connect/access.js';
import { askEach, createConnectObserver, observeScheduler, observeServer } from '../../src/connect/observer.js';
import { Failure } from '../../src/model/failure.js';
import { askServer, known, makeDirectory, makeServer, unread } from '../support/builders.js';
import { createFakeServers, type FakeServers, failure, makeFakeServer } from './fake-servers.js';

function makeWorld(parts: Parameters<typeof createFakeServers>[0] = {}): FakeServers {
  return createFakeServers({ aadc01: makeFakeServer(), aadc02: makeFakeServer({ staging: true }), ...parts });
}

function accessTo(world: FakeServers, parts: Partial<Access> = {}): Access {
  const servers = ['aadc01', 'aadc02'].map((name) => askServer(name, { via: [name] }));
  return {
    run: world.run,
    servers,
    directory: { reach: null, server: null },
    given: new Map(),
    givenDirectory: null,
    stop: new AbortController().signal,
    host: 'runner',
    ...parts,
  };
}

describe('observing servers', () => {
  it('asks every server, and the active one about AD', async () => {
    const world = makeWorld();
    const { servers, directory } = await createConnectObserver(accessTo(world)).observe();
    expect(servers.map(({ name, stagingMode, provenance }) => [name, stagingMode, provenance])).toEqual([
      ['aadc01', { known: true, value: false }, 'server'],
      ['aadc02', { known: true, value: true }, 'server'],
    ]);
    expect(directory).toMatchObject({ askedThrough: 'aadc01', domainController: { value: 'dc01.contoso.com' } });
    expect(world.calls).toEqual(['aadc01 collect sync', 'aadc02 collect sync', 'aadc01 collect directory']);
  });

  it('asks the server that is observed active, whatever the policy declares', async () => {
    const world = makeWorld({ aadc01: makeFakeServer({ staging: true }), aadc02: makeFakeServer() });
    const { directory } = await createConnectObserver(accessTo(world)).observe();
    expect(directory?.askedThrough).toBe('aadc02');
  });

  it.each([
    ['two are active', { aadc02: makeFakeServer() }],
    ['none is active', { aadc01: makeFakeServer({ staging: true }) }],
    ['none is known to be active', { aadc01: makeFakeServer({ staging: 'unknown' }) }],
  ])('knows nothing of AD where %s', async (_, parts) => {
    const world = makeWorld(parts);
    const { directory } = await createConnectObserver(accessTo(world)).observe();
    const reason = 'not exactly one server is observed to be active';
    expect(directory).toMatchObject({
      domainController: { known: false, reason },
      recycleBin: { known: false, reason },
      groups: { known: false, reason },
      deletedGroups: { known: false, reason },
    });
    expect(world.calls).toEqual(['aadc01 collect sync', 'aadc02 collect sync']);
  });

  it('believes no AD of another domain than the one that groups are written to', async () => {
    const world = makeWorld({ aadc01: makeFakeServer({ namingContext: 'DC=fabrikam,DC=com' }) });
    const reason = expect.stringMatching(/^dc01.contoso.com holds DC=fabrikam,DC=com, and aadc01 writes groups to OU=/);
    const unknown = { known: false, reason };
    const expected = { namingContext: known('DC=fabrikam,DC=com'), recycleBin: unknown, groups: unknown };
    expect((await createConnectObserver(accessTo(world)).observe()).directory).toMatchObject(expected);
    expect((await askEach(accessTo(world))).connect.directory).toMatchObject(expected);
  });

  it('asks AD by a way of its own where the policy gives one', async () => {
    const world = makeWorld({ dc: makeFakeServer() });
    const directory = { reach: { via: ['dc'], shell: 'pwsh' }, server: 'dc07' };
    const observed = await createConnectObserver(accessTo(world, { directory })).observe();
    expect(observed.directory).toMatchObject({ askedThrough: 'activeDirectory', domainController: { value: 'dc07' } });
    expect(world.calls.toSorted()).toEqual(['aadc01 collect sync', 'aadc02 collect sync', 'dc collect directory']);
  });

  it('does not ask what a file tells', async () => {
    const world = makeWorld();
    const given = new Map([['aadc01', makeServer({ provenance: 'file' })]]);
    const observer = createConnectObserver(
      accessTo(world, { given, givenDirectory: makeDirectory({ provenance: 'file' }) }),
    );
    const { servers, directory } = await observer.observe();
    expect(servers.map(({ name, provenance }) => [name, provenance])).toEqual([
      ['aadc01', 'file'],
      ['aadc02', 'server'],
    ]);
    expect(directory?.provenance).toBe('file');
    expect(world.calls).toEqual(['aadc02 collect sync']);
  });

  const ofFile = makeDirectory({ provenance: 'file', namingContext: unread });
  const ignorant = makeDirectory({
    provenance: 'file',
    domainController: unread,
    collectedAt: '2026-11-23T10:00:00.000Z',
  });
  const bothGiven = new Map([
    ['aadc01', makeServer({ provenance: 'file' })],
    ['aadc02', makeServer({ provenance: 'file', name: 'aadc02', stagingMode: known(true) })],
  ]);
  const ownWay = { directory: { reach: { via: ['dc'], shell: 'pwsh' }, server: null } };

  it.each<[string, Partial<Access>, 'file' | 'server', string[]]>([
    [
      'the file of the active server',
      {
        given: bothGiven,
        givenDirectories: new Map([
          ['aadc01', ofFile],
          ['aadc02', ignorant],
        ]),
      },
      'file',
      [],
    ],
    [
      'that file, though there is a way to AD',
      { ...ownWay, given: bothGiven, givenDirectories: new Map([['aadc01', ofFile]]) },
      'file',
      [],
    ],
    [
      'the way to AD where that file knows nothing',
      { ...ownWay, given: bothGiven, givenDirectories: new Map([['aadc01', ignorant]]) },
      'server',
      ['dc collect directory'],
    ],
    [
      'the active server, never the file of a staging one',
      { given: new Map([...bothGiven].slice(1)), givenDirectories: new Map([['aadc02', ofFile]]) },
      'server',
      ['aadc01 collect sync', 'aadc01 collect directory'],
    ],
    [
      'the file about AD alone, before everything else',
      { ...ownWay, given: bothGiven, givenDirectories: new Map([['aadc01', ignorant]]), givenDirectory: ofFile },
      'file',
      [],
    ],
  ])('believes of AD %s', async (_, parts, provenance, calls) => {
    const world = makeWorld({ dc: makeFakeServer() });
    const { directory } = await createConnectObserver(accessTo(world, parts)).observe();
    expect(directory).toMatchObject({ provenance, domainController: { known: true } });
    expect(world.calls).toEqual(calls);
    expect((await askEach(accessTo(world, parts))).connect.directory).toEqual(directory);
  });

  it('knows nothing of AD where the file of the active server knows nothing, or only that of a staging one speaks', async () => {
    const nobody = createConnectObserver(
      accessTo(makeWorld(), { given: bothGiven, givenDirectories: new Map([['aadc01', ignorant]]) }),
    );
    expect((await nobody.observe()).directory).toEqual(ignorant);
    const staging = createConnectObserver(
      accessTo(makeWorld(), { given: bothGiven, givenDirectories: new Map([['aadc02', ofFile]]) }),
    );
    expect((await staging.observe()).directory?.groups).toMatchObject({ known: false });
  });

  it('knows nothing of AD where only a file tells of the active server', async () => {
    const given = new Map([['aadc01', makeServer({ provenance: 'file' })]]);
    const { directory } = await createConnectObserver(accessTo(makeWorld(), { given })).observe();
    expect(directory?.groups).toMatchObject({
      known: false,
      reason: expect.stringMatching(/aadc01, is known from a file/),
    });
  });

  it('asks nothing about AD where there is no server and no way', async () => {
    expect(await createConnectObserver(accessTo(makeWorld(), { servers: [] })).observe()).toEqual({
      servers: [],
      directory: null,
    });
  });

  it('observes one server alone', async () => {
    const world = makeWorld();
    expect((await observeServer('aadc02', accessTo(world))).name).toBe('aadc02');
    expect(world.calls).toEqual(['aadc02 collect sync']);
    await expect(observeServer('aadc03', accessTo(world))).rejects.toThrow('The policy has no server aadc03.');
  });
});

describe('asking who holds a scheduler', () => {
  it('asks the one server for that alone', async () => {
    const world = makeWorld();
    const found = await observeScheduler('aadc02', accessTo(world));
    expect(found).toMatchObject({
      name: 'aadc02',
      stagingMode: { known: true, value: true },
      scheduler: { known: true, value: { syncCycleEnabled: true } },
      marker: { known: true, value: null },
    });
    expect(world.calls).toEqual(['aadc02 collect scheduler']);
  });

  it('believes a file that is given for it, and fails where the answer says nothing of it', async () => {
    const world = makeWorld();
    const given = new Map([['aadc02', makeServer({ name: 'aadc02' })]]);
    expect(await observeScheduler('aadc02', accessTo(world, { given }))).toBe(given.get('aadc02'));
    const run: Access['run'] = async (call) => {
      const answer = await world.run(call);
      return answer.ok ? { ...answer, data: { ...answer.data, scheduler: undefined } } : answer;
    };
    await expect(observeScheduler('aadc02', accessTo(world, { run }))).rejects.toMatchObject({ code: 'serverAnswer' });
  });
});

describe('servers that do not answer', () => {
  it('are all named at once', async () => {
    const world = makeWorld();
    world.fault = () => 'lostBefore';
    const directory = { reach: { via: ['aadc01'], shell: 'pwsh' }, server: null };
    const error = await createConnectObserver(accessTo(world, { directory }))
      .observe()
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({
      kind: 'unobservable',
      code: 'serverUnreachable',
      message: expect.stringMatching(/^3 systems did not answer: aadc01: .*; aadc02: .*; activeDirectory: /),
    });
    expect((error as Failure).details.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^aadc02: ssh ended .*; look$/),
    );
  });

  it('fail the observation also where the others answer', async () => {
    const world = makeWorld();
    world.fault = (call) =>
      call.startsWith('aadc02') ? failure('run', 'serverTimeout', 'no answer within 600 s') : null;
    await expect(createConnectObserver(accessTo(world)).observe()).rejects.toMatchObject({
      code: 'serverTimeout',
      message: 'aadc02: no answer within 600 s',
    });
  });

  it('fail it where only the question about AD is not answered', async () => {
    const world = makeWorld();
    world.fault = (call) => (call.endsWith('directory') ? 'lostBefore' : null);
    await expect(createConnectObserver(accessTo(world)).observe()).rejects.toMatchObject({ code: 'serverUnreachable' });
  });

  it('are interrupted, not unreachable, where the run is stopped', async () => {
    const stop = AbortSignal.abort();
    await expect(createConnectObserver(accessTo(makeWorld(), { stop })).observe()).rejects.toMatchObject({
      kind: 'interrupted',
    });
    await expect(createConnectObserver(accessTo(makeWorld())).observe(stop)).rejects.toMatchObject({
      kind: 'interrupted',
    });
  });
});

describe('asking each on its own', () => {
  it.each([
    ['a server', 'aadc02 collect sync', ['aadc01'], 'aadc01', 'aadc02'],
    ['the active server', 'aadc01 collect sync', ['aadc02'], 'activeDirectory', 'aadc01'],
    ['AD', 'aadc01 collect directory', ['aadc01', 'aadc02'], undefined, 'activeDirectory'],
  ])('loses only what %s does not answer', async (_case, silent, answered, askedThrough, name) => {
    const world = makeWorld();
    world.fault = (call) => (call === silent ? 'lostBefore' : null);
    const { connect, unanswered } = await askEach(accessTo(world));
    expect(connect.servers.map((server) => server.name)).toEqual(answered);
    expect(connect.directory?.askedThrough).toBe(askedThrough);
    expect([...unanswered].map(([system, { code }]) => [system, code])).toEqual([[name, 'serverUnreachable']]);
  });

  it('loses only AD where its own way does not answer', async () => {
    const directory = { reach: { via: ['nowhere'], shell: 'pwsh' }, server: null };
    const { connect, unanswered } = await askEach(accessTo(makeWorld(), { directory }));
    expect(connect).toMatchObject({ servers: [{ name: 'aadc01' }, { name: 'aadc02' }], directory: null });
    expect([...unanswered.keys()]).toEqual(['activeDirectory']);
  });

  it('ends where the run is stopped', async () => {
    await expect(askEach(accessTo(makeWorld(), { stop: AbortSignal.abort() }))).rejects.toMatchObject({
      kind: 'interrupted',
    });
  });
});
