import { describe, expect, it } from 'vitest';
import type { RawAdGroup } from '../../src/connect/protocol.js';
import { type ConnectWriterOptions, createConnectWriter } from '../../src/connect/writer.js';
import type { Change, Values } from '../../src/model/change.js';
import { Failure } from '../../src/model/failure.js';
import type { Outcome } from '../../src/model/outcome.js';
import type { ConnectWrite, WriteHooks } from '../../src/model/ports.js';
import type { SyncRule } from '../../src/model/sync-rule.js';
import { kindOf } from '../../src/resources/index.js';
import { locateRule } from '../../src/resources/sync-rule/find.js';
import {
  askServer,
  guidOf,
  idOf,
  makeDirectory,
  makeLimitRule,
  makeServer,
  makeSyncRule,
} from '../support/builders.js';
import {
  createFakeServers,
  type FakeServer,
  type FakeServers,
  type Fault,
  failure,
  makeFakeServer,
} from './fake-servers.js';

const rule = makeSyncRule();
const limit = makeLimitRule();

function makeWorld(parts: Partial<FakeServer> = {}): FakeServers {
  return createFakeServers({
    aadc01: makeFakeServer(parts),
    aadc02: makeFakeServer({ staging: true, rules: parts.rules ?? [] }),
  });
}

function optionsFor(world: FakeServers, parts: Partial<ConnectWriterOptions> = {}): ConnectWriterOptions {
  return {
    run: world.run,
    servers: [askServer('aadc01', { via: ['aadc01'] }), askServer('aadc02', { via: ['aadc02'], role: 'staging' })],
    directory: { reach: null, server: null },
    given: new Map(),
    givenDirectory: null,
    stop: new AbortController().signal,
    host: 'runner',
    looks: [0, 0, 0],
    same: (key, a, b) => kindOf(key).same(a, b),
    locate: locateRule,
    ...parts,
  };
}

interface Written {
  readonly outcomes: readonly Outcome[];
  /** `intent` and the calls of the servers, in their order. */
  readonly events: readonly string[];
}

async function write(
  world: FakeServers,
  writes: readonly ConnectWrite[],
  parts: Partial<ConnectWriterOptions> = {},
  hooks: Partial<WriteHooks> = {},
): Promise<Written> {
  const outcomes: Outcome[] = [];
  await createConnectWriter(optionsFor(world, parts)).write(writes, {
    intent: async (changes) => void world.calls.push(`intent ${changes.map(({ key }) => key).join(' ')}`),
    outcome: async (more) => void outcomes.push(...more),
    stop: new AbortController().signal,
    ...hooks,
  });
  return { outcomes, events: world.calls };
}

const asValues = (value: SyncRule): Values => JSON.parse(JSON.stringify(value));

function changeOf(key: string, parts: Partial<Change>): Change {
  return {
    key,
    action: 'update',
    before: null,
    after: null,
    effect: 'none',
    displayName: null,
    source: null,
    requires: [],
    ...parts,
  };
}

function deleteRule(server: string, parts: Partial<Change> = {}): ConnectWrite {
  const change = changeOf(`syncRule/${server}/deleteOutOfScope`, { action: 'create', after: asValues(rule), ...parts });
  return { resource: 'syncRule', server, change };
}

function limitRule(server: string, disabled: boolean): ConnectWrite {
  const values = { before: { disabled: !disabled }, after: { disabled } };
  return { resource: 'syncRule', server, change: changeOf(`syncRule/${server}/memberLimit`, values) };
}

function resumeOf(server: string, syncCycleEnabled = true, marker: string | null = 'dead'): ConnectWrite {
  const values = { before: { syncCycleEnabled: false, marker }, after: { syncCycleEnabled, marker: null } };
  return { resource: 'scheduler', server, change: changeOf(`scheduler/${server}`, { action: 'resume', ...values }) };
}

function adObject(n: number): RawAdGroup {
  return {
    objectGuid: guidOf(n),
    distinguishedName: `CN=${n}`,
    adminDescription: `Group_${idOf(n)}`,
    objectSid: null,
    groupType: null,
    whenCreated: null,
    whenChanged: null,
    lastKnownParent: null,
  };
}

function restoreOf(n: number): ConnectWrite {
  const change = changeOf(`adGroup/${guidOf(n)}`, {
    action: 'restore',
    before: { isDeleted: true },
    after: { isDeleted: false },
  });
  return { resource: 'adGroup', groupId: idOf(n), change };
}

const statuses = ({ outcomes }: Written) =>
  outcomes.map(({ key, status }) => [key.split('/').slice(1).join('/'), status]);

describe('writing rules', () => {
  it('reads, announces, writes neighbours of one server in one call', async () => {
    const world = makeWorld({ rules: [limit] });
    const written = await write(world, [deleteRule('aadc02'), limitRule('aadc02', true), deleteRule('aadc01')]);
    expect(statuses(written)).toEqual([
      ['aadc02/deleteOutOfScope', 'applied'],
      ['aadc02/memberLimit', 'applied'],
      ['aadc01/deleteOutOfScope', 'applied'],
    ]);
    expect(written.events).toEqual([
      'aadc02 collect sync',
      'intent syncRule/aadc02/deleteOutOfScope syncRule/aadc02/memberLimit',
      'aadc02 write',
      'aadc01 collect sync',
      'intent syncRule/aadc01/deleteOutOfScope',
      'aadc01 write',
    ]);
    expect(world.servers.aadc02?.rules).toEqual([{ ...limit, disabled: true }, rule]);
  });

  it('finds nothing to do the second time', async () => {
    const world = makeWorld({ rules: [limit] });
    const writes = [deleteRule('aadc01'), limitRule('aadc01', true)];
    await write(world, writes);
    world.calls.length = 0;
    const again = await write(world, writes);
    expect(statuses(again)).toEqual([
      ['aadc01/deleteOutOfScope', 'alreadyApplied'],
      ['aadc01/memberLimit', 'alreadyApplied'],
    ]);
    expect(again.events).toEqual(['aadc01 collect sync']);
  });

  it('replaces a rule that was made in the editor by its own identifier', async () => {
    const made = { ...rule, identifier: '99999999-0000-4000-8000-000000000001', precedence: 7 };
    const world = makeWorld({ rules: [made] });
    const written = await write(world, [
      deleteRule('aadc01', { action: 'update', before: asValues({ ...made, identifier: rule.identifier }) }),
    ]);
    expect(statuses(written)).toEqual([['aadc01/deleteOutOfScope', 'applied']]);
    expect(world.requests.at(-1)?.request).toEqual({
      steps: [
        { key: 'syncRule/aadc01/deleteOutOfScope', action: 'put', rule, replaces: [made.identifier], before: made },
      ],
    });
    expect(world.servers.aadc01?.rules).toEqual([rule]);
  });

  it('removes a rule by the identifier that it has', async () => {
    const made = { ...rule, identifier: '99999999-0000-4000-8000-000000000001' };
    const world = makeWorld({ rules: [made] });
    await write(world, [deleteRule('aadc01', { action: 'delete', before: asValues(rule), after: null })]);
    expect(world.requests.at(-1)?.request).toEqual({
      steps: [{ key: 'syncRule/aadc01/deleteOutOfScope', action: 'remove', before: made }],
    });
  });

  it('switches a standard rule and sends nothing else of it', async () => {
    const world = makeWorld({ rules: [{ ...limit, disabled: true }] });
    await write(world, [limitRule('aadc01', false)]);
    const { identifier, name, connector } = limit;
    expect(world.requests.at(-1)?.request).toEqual({
      steps: [{ key: 'syncRule/aadc01/memberLimit', action: 'enable', identifier, name, connector }],
    });
  });

  it.each<[string, FakeServer['fullSyncRequired'], readonly unknown[]]>([
    ['full', { ok: true, value: true }, []],
    ['no full one', { ok: true, value: false }, [expect.stringMatching(/^aadc01 says .* -PolicyType Initial$/)]],
    ['not known', { ok: false, error: 'gone' }, [expect.stringMatching(/^aadc01 does not say .*\(gone\)/)]],
  ])(
    'tells how a changed rule comes into force where the next synchronisation is %s',
    async (_what, full, expected) => {
      const told: string[] = [];
      const notify = (message: string) => void told.push(message);
      const world = makeWorld({ rules: [], ...(full && { fullSyncRequired: full }) });
      await write(world, [deleteRule('aadc01')], { notify });
      expect(told).toEqual(expected);
      await write(world, [deleteRule('aadc01')], { notify });
      expect(told).toEqual(expected);
    },
  );

  it.each<[string, Partial<FakeServer>, ConnectWrite]>([
    ['a rule came that was not there', { rules: [{ ...rule, precedence: 9 }] }, deleteRule('aadc01')],
    ['a rule went that was there', { rules: [] }, limitRule('aadc01', true)],
    [
      'several rules could be it',
      { rules: [rule, { ...rule, identifier: guidOf(9) }] },
      deleteRule('aadc01', { action: 'delete', before: asValues(rule), after: null }),
    ],
  ])('is stale, and nothing is sent, where %s', async (_, parts, one) => {
    const written = await write(makeWorld(parts), [one]);
    expect(written.outcomes.map(({ status }) => status)).toEqual(['stale']);
    expect(written.events).toEqual(['aadc01 collect sync']);
  });

  it('is stale too where the server finds it so between the look and the write', async () => {
    const world = makeWorld({ rules: [limit] });
    world.fault = (call) => (call === 'aadc01 write' ? 'overtaken' : null);
    const written = await write(world, [deleteRule('aadc01'), limitRule('aadc01', true)]);
    expect(written.outcomes).toEqual([
      { key: 'syncRule/aadc01/deleteOutOfScope', action: 'create', status: 'stale', message: 'now there is one' },
      { key: 'syncRule/aadc01/memberLimit', action: 'update', status: 'applied' },
    ]);
    expect(written.events.filter((event) => event === 'aadc01 collect sync')).toHaveLength(1);
  });

  it('writes what is as planned beside what is stale', async () => {
    const written = await write(makeWorld({ rules: [limit, { ...rule, precedence: 9 }] }), [
      deleteRule('aadc01'),
      limitRule('aadc01', true),
    ]);
    expect(statuses(written)).toEqual([
      ['aadc01/deleteOutOfScope', 'stale'],
      ['aadc01/memberLimit', 'applied'],
    ]);
  });
});

describe('a write whose answer is lost', () => {
  it('is applied where it shows', async () => {
    const world = makeWorld();
    world.fault = (call) => (call === 'aadc01 write' ? 'lostAfter' : null);
    const written = await write(world, [deleteRule('aadc01')]);
    expect(written.outcomes).toEqual([
      { key: 'syncRule/aadc01/deleteOutOfScope', action: 'create', status: 'applied' },
    ]);
    expect(written.events.at(-1)).toBe('aadc01 collect sync');
  });

  it('has failed where it does not show, and may still come', async () => {
    const world = makeWorld();
    world.fault = (call) => (call === 'aadc01 write' ? 'lostBefore' : null);
    const { outcomes } = await write(world, [deleteRule('aadc01')]);
    expect(outcomes).toMatchObject([
      {
        status: 'failed',
        uncertain: true,
        message: expect.stringMatching(/exit code 255\); it has not been written so far$/),
      },
    ]);
  });

  it('is looked for again where the first look fails too', async () => {
    const world = makeWorld();
    world.fault = (call, count) =>
      call === 'aadc01 write' ? 'lostAfter' : count === 2 || count === 3 ? 'lostBefore' : null;
    const { outcomes, events } = await write(world, [deleteRule('aadc01')]);
    expect(outcomes).toMatchObject([{ status: 'applied' }]);
    expect(events.filter((event) => event === 'aadc01 collect sync')).toHaveLength(4);
  });

  it('is uncertain where nobody can look, and is not written again', async () => {
    const world = makeWorld();
    world.fault = (call, count) => (call === 'aadc01 write' ? 'lostAfter' : count > 1 ? 'lostBefore' : null);
    const { outcomes, events } = await write(world, [deleteRule('aadc01')]);
    expect(outcomes).toMatchObject([
      { status: 'failed', uncertain: true, message: expect.stringMatching(/whether it was written could not be read/) },
    ]);
    expect(events.filter((event) => event === 'aadc01 write')).toHaveLength(1);
  });

  it('is uncertain where something else is there now', async () => {
    const world = makeWorld();
    world.fault = (call) => {
      if (call !== 'aadc01 write') return null;
      if (world.servers.aadc01) world.servers.aadc01.rules = [{ ...rule, precedence: 3 }];
      return 'lostBefore';
    };
    const { outcomes } = await write(world, [deleteRule('aadc01')]);
    expect(outcomes).toMatchObject([
      { status: 'failed', uncertain: true, message: expect.stringMatching(/neither as planned nor as wanted/) },
    ]);
  });

  it('is looked for also when the run was stopped meanwhile', async () => {
    const world = makeWorld();
    const stop = new AbortController();
    world.fault = (call) => {
      if (call !== 'aadc01 write') return null;
      stop.abort();
      return 'lostAfter';
    };
    const { outcomes } = await write(world, [deleteRule('aadc01')], {}, { stop: stop.signal });
    expect(outcomes).toMatchObject([{ status: 'applied' }]);
  });
});

describe('a write that a synchronisation of its server holds up', () => {
  const busy = failure('script', 'cycleRunning', 'a cycle runs (at scheduler)');

  it('waits for it, and is tried again', async () => {
    const world = makeWorld();
    world.fault = (call, count) => (call === 'aadc02 write' && count < 3 ? busy : null);
    const waited: string[] = [];
    const patience = { milliseconds: 60_000, until: Number.POSITIVE_INFINITY, first: 5 };
    const ran = await write(world, [deleteRule('aadc02'), deleteRule('aadc01')], {
      patience,
      progress: (step) => void waited.push(step),
    });
    expect(statuses(ran).map(([, status]) => status)).toEqual(['applied', 'applied']);
    expect(world.calls.filter((call) => call === 'aadc02 write')).toHaveLength(3);
    expect(waited).toEqual(Array.from({ length: 2 }, () => 'waiting until no synchronisation runs on aadc02'));
  });

  it.each([
    ['a staging server, which knows of the pause when it is told of it', 'aadc02', 'applied'],
    ['the active server, where somebody has switched it on', 'aadc01', 'failed'],
  ])('is tried again or not where the scheduler is still on: %s', async (_what, server, status) => {
    const on = failure('script', 'schedulerOn', 'the sync scheduler is on (at scheduler)');
    const world = makeWorld();
    world.fault = (call, count) => (call === `${server} write` && count < 3 ? on : null);
    const waited = new Set<string>();
    const patience = { milliseconds: 60_000, until: Number.POSITIVE_INFINITY, first: 5 };
    const progress = (step: string) => void waited.add(step);
    const ran = await write(world, [deleteRule(server)], { patience, progress });
    expect(statuses(ran).map((one) => one[1])).toEqual([status]);
    expect([...waited]).toEqual(status === 'applied' ? [`waiting until the pause is known on ${server}`] : []);
  });

  it('has failed where patience, or the run, is over first', async () => {
    const world = makeWorld();
    world.fault = (call) => (call === 'aadc01 write' ? busy : null);
    const patience = { milliseconds: 20, until: Number.POSITIVE_INFINITY, first: 10 };
    const key = 'aadc01/deleteOutOfScope';
    expect(statuses(await write(world, [deleteRule('aadc01')], { patience }))).toEqual([[key, 'failed']]);
    const calls = world.calls.length;
    const over = { ...patience, until: 0 };
    expect(statuses(await write(world, [deleteRule('aadc01')], { patience: over }))).toEqual([[key, 'failed']]);
    expect(world.calls.slice(calls).filter((call) => call === 'aadc01 write')).toHaveLength(1);
  });
});

describe('a write that the server does not do', () => {
  it('has failed with what the script says, for certain', async () => {
    const world = makeWorld();
    world.fault = (call) =>
      call === 'aadc01 write' ? failure('script', 'cycleRunning', 'a cycle runs (at scheduler)') : null;
    const { outcomes } = await write(world, [deleteRule('aadc01')]);
    expect(outcomes).toEqual([
      {
        key: 'syncRule/aadc01/deleteOutOfScope',
        action: 'create',
        status: 'failed',
        message: 'a cycle runs (at scheduler)',
      },
    ]);
  });

  it('was not sent where the command cannot be started', async () => {
    const world = makeWorld();
    world.fault = (call) =>
      call === 'aadc01 write' ? failure('start', 'serverUnreachable', 'ssh could not be started') : null;
    const { outcomes } = await write(world, [deleteRule('aadc01')]);
    expect(outcomes).toMatchObject([{ status: 'notAttempted', message: 'not sent: ssh could not be started' }]);
  });

  it('is looked at again where its step failed: it may show all the same', async () => {
    const world = makeWorld({ rules: [limit] });
    world.fault = (call) => (call === 'aadc01 write' ? 'denied' : null);
    const written = await write(world, [deleteRule('aadc01'), limitRule('aadc01', true)]);
    expect(written.outcomes).toEqual([
      {
        key: 'syncRule/aadc01/memberLimit',
        action: 'update',
        status: 'notAttempted',
        message: 'a step before it failed',
      },
      { key: 'syncRule/aadc01/deleteOutOfScope', action: 'create', status: 'applied' },
    ]);
  });
});

describe('nothing is sent', () => {
  it.each<[string, Partial<ConnectWriterOptions>, ConnectWrite, RegExp]>([
    [
      'to a server that only a file tells of',
      { given: new Map([['aadc01', makeServer()]]) },
      deleteRule('aadc01'),
      /connect script --apply/,
    ],
    ['to AD that only a file tells of', { givenDirectory: makeDirectory() }, restoreOf(1), /Restore-ADObject/],
    [
      'to AD behind a server that only a file tells of',
      { given: new Map([['aadc01', makeServer()]]) },
      restoreOf(1),
      /aadc01 is known from a file only/,
    ],
    ['to AD where no server is active', { servers: [] }, restoreOf(1), /names no active server/],
  ])('%s', async (_, parts, one, message) => {
    const world = makeWorld();
    const { outcomes } = await write(world, [one], parts);
    expect(outcomes).toMatchObject([{ status: 'notAttempted', message: expect.stringMatching(message) }]);
    expect(world.calls).toEqual([]);
  });

  it('once the run is stopped', async () => {
    const world = makeWorld();
    const { outcomes } = await write(world, [deleteRule('aadc01'), restoreOf(1)], {}, { stop: AbortSignal.abort() });
    expect(outcomes.map(({ status }) => status)).toEqual(['notAttempted', 'notAttempted']);
    expect(world.calls).toEqual([]);
  });

  it('where the run is stopped between the look and the write', async () => {
    const world = makeWorld();
    const stop = new AbortController();
    const { outcomes } = await write(
      world,
      [deleteRule('aadc01')],
      {},
      { stop: stop.signal, intent: async () => stop.abort() },
    );
    expect(outcomes).toMatchObject([{ status: 'notAttempted', message: 'interrupted before it was sent' }]);
    expect(world.calls).toEqual(['aadc01 collect sync']);
  });

  it('where the journal cannot be written', async () => {
    const world = makeWorld();
    const intent = async () => {
      throw new Failure('interrupted', 'interrupted', 'The journal cannot be written any more.', 'Make room.');
    };
    const { outcomes } = await write(world, [deleteRule('aadc01')], {}, { intent });
    expect(outcomes).toMatchObject([{ status: 'notAttempted' }]);
    expect(world.calls).toEqual(['aadc01 collect sync']);
  });

  it('where the server does not say what is there', async () => {
    const world = makeWorld();
    world.fault = () => 'lostBefore';
    const { outcomes, events } = await write(world, [deleteRule('aadc01')]);
    expect(outcomes).toMatchObject([
      { status: 'notAttempted', message: expect.stringMatching(/^not sent: aadc01: ssh ended/) },
    ]);
    expect(events).toEqual(['aadc01 collect sync']);
  });
});

describe('resuming a scheduler', () => {
  const marker = {
    formatVersion: 1,
    runId: 'dead',
    kind: 'window',
    syncCycleEnabled: true,
    pausedAt: '2026-11-23T07:00:00Z',
    deadline: null,
    host: 'h',
  } as const;
  it('puts back what the marker that was planned for keeps', async () => {
    const world = makeWorld({ scheduler: { syncCycleEnabled: false }, marker });
    expect(statuses(await write(world, [resumeOf('aadc01')]))).toEqual([['aadc01', 'applied']]);
    expect(world.requests.at(-1)?.request).toEqual({ runId: 'dead', enable: false });
    expect(world.servers.aadc01).toMatchObject({ scheduler: { syncCycleEnabled: true }, marker: null });
  });

  it('removes a marker also where the scheduler is on already', async () => {
    const world = makeWorld({ marker });
    expect(statuses(await write(world, [resumeOf('aadc01')]))).toEqual([['aadc01', 'applied']]);
    expect(world.servers.aadc01?.marker).toBe(null);
  });

  it('leaves a scheduler off that was off', async () => {
    const world = makeWorld({ scheduler: { syncCycleEnabled: false }, marker: { ...marker, syncCycleEnabled: false } });
    expect(statuses(await write(world, [resumeOf('aadc01', false)]))).toEqual([['aadc01', 'applied']]);
    expect(world.requests.at(-1)?.request).toEqual({ runId: 'dead', enable: false });
  });

  it.each([
    ['a hold', { ...marker, runId: 'boss', kind: 'hold', host: 'desk' } as const, 'dead', 'somebody holds'],
    ['another run', { ...marker, runId: 'run-2', host: 'desk' }, 'dead', 'another run holds'],
    ['a run, where the plan saw none', marker, null, 'another run holds'],
  ] as const)('leaves what %s holds by now, which nobody was shown', async (_, held, planned, why) => {
    const world = makeWorld({ scheduler: { syncCycleEnabled: false }, marker: held });
    const { outcomes } = await write(world, [resumeOf('aadc01', true, planned)]);
    expect(outcomes).toMatchObject([{ status: 'stale', message: expect.stringContaining(why) }]);
    expect(world.servers.aadc01?.marker).toEqual(held);
  });

  it('leaves a scheduler off from which somebody has taken the marker', async () => {
    const world = makeWorld({ scheduler: { syncCycleEnabled: false } });
    expect(statuses(await write(world, [resumeOf('aadc01')]))).toEqual([['aadc01', 'stale']]);
    expect(world.servers.aadc01?.scheduler).toEqual({ syncCycleEnabled: false });
  });

  it('switches on what is declared and off without a marker', async () => {
    const world = makeWorld({ scheduler: { syncCycleEnabled: false } });
    expect(statuses(await write(world, [resumeOf('aadc01', true, null)]))).toEqual([['aadc01', 'applied']]);
    expect(world.requests.at(-1)?.request).toEqual({ runId: null, enable: true });
  });

  it('is done already where it is on without a marker', async () => {
    expect(statuses(await write(makeWorld(), [resumeOf('aadc01')]))).toEqual([['aadc01', 'alreadyApplied']]);
  });

  describe('of another server than the active one', () => {
    const boss = { ...marker, runId: 'boss', kind: 'hold', host: 'desk' } as const;
    function makeLeft(held: FakeServer['marker'], keepsOn = true): FakeServers {
      const world = makeWorld({ scheduler: { syncCycleEnabled: false }, marker: held });
      const left = { scheduler: { syncCycleEnabled: false }, marker: { ...marker, syncCycleEnabled: keepsOn } };
      Object.assign(world.servers.aadc02 ?? {}, left);
      return world;
    }
    const looked = ['aadc02 collect sync', 'aadc01 collect scheduler'];

    it.each([
      ['somebody', boss],
      ['another run', { ...marker, runId: 'run-2', host: 'desk' }],
    ] as const)('leaves off what %s holds on the active one by now', async (who, held) => {
      const world = makeLeft(held);
      const { outcomes, events } = await write(world, [resumeOf('aadc02')]);
      expect(outcomes).toMatchObject([
        {
          status: 'stale',
          message: `the scheduler is the one of aadc01, the active server, too: ${who} holds the scheduler by now, on desk since ${new Date(marker.pausedAt).toISOString()}; entra-writeback connect release --server aadc01 ends that`,
        },
      ]);
      expect(events).toEqual(looked);
    });

    it.each<[string, Partial<ConnectWriterOptions>, Fault, readonly string[], string]>([
      ['does not answer', {}, failure('start', 'serverUnreachable', 'no route'), looked, 'no route'],
      [
        'is known from a file only',
        { given: new Map([['aadc01', makeServer()]]) },
        null,
        looked.slice(0, 1),
        'a file does not tell who holds it',
      ],
    ])('does nothing where the active one %s', async (_case, parts, fault, calls, why) => {
      const world = makeLeft(null);
      world.fault = (call) => (call === looked[1] ? fault : null);
      const { outcomes, events } = await write(world, [resumeOf('aadc02')], parts);
      expect(outcomes).toMatchObject([{ status: 'notAttempted', message: expect.stringContaining(why) }]);
      expect(events).toEqual(calls);
    });

    it('puts it back where nobody holds the active one, asked right before', async () => {
      const { outcomes, events } = await write(makeLeft(null), [resumeOf('aadc02')]);
      expect(outcomes).toMatchObject([{ status: 'applied' }]);
      expect(events).toEqual([...looked, 'intent scheduler/aadc02', 'aadc02 resume']);
    });

    it('asks the active one neither where nothing is switched on, nor what became of it', async () => {
      const off = await write(makeLeft(boss, false), [resumeOf('aadc02', false)]);
      expect(off.events).toEqual(['aadc02 collect sync', 'intent scheduler/aadc02', 'aadc02 resume']);
      const world = makeLeft(null);
      world.fault = (call) => (call === 'aadc02 resume' ? 'lostBefore' : null);
      const lost = await write(world, [resumeOf('aadc02')]);
      expect(lost.outcomes).toMatchObject([{ status: 'failed', uncertain: true }]);
      expect(lost.events.filter((event) => event === looked[1])).toHaveLength(1);
    });
  });

  it('has failed where the scheduler is off all the same', async () => {
    const world = makeWorld({ scheduler: { syncCycleEnabled: false }, marker: { ...marker, syncCycleEnabled: false } });
    const { outcomes } = await write(world, [resumeOf('aadc01')]);
    expect(outcomes).toMatchObject([
      { status: 'failed', message: expect.stringContaining('the scheduler is off all the same') },
    ]);
  });
});

describe('restoring AD objects', () => {
  it('restores neighbours in one call, on the domain controller that was read', async () => {
    const world = makeWorld({ deletedGroups: [adObject(1), adObject(2)] });
    expect(statuses(await write(world, [restoreOf(1), restoreOf(2)]))).toEqual([
      [guidOf(1), 'applied'],
      [guidOf(2), 'applied'],
    ]);
    expect(world.requests.at(-1)?.request).toEqual({
      server: 'dc01.contoso.com',
      objects: [
        { key: `adGroup/${guidOf(1)}`, objectGuid: guidOf(1), groupId: idOf(1) },
        { key: `adGroup/${guidOf(2)}`, objectGuid: guidOf(2), groupId: idOf(2) },
      ],
    });
    expect(world.servers.aadc01?.groups).toHaveLength(2);
  });

  it('goes the way of its own that the policy gives', async () => {
    const world = createFakeServers({ dc: makeFakeServer({ deletedGroups: [adObject(1)] }) });
    const directory = { reach: { via: ['dc'], shell: 'pwsh' }, server: 'dc07' };
    expect(statuses(await write(world, [restoreOf(1)], { directory, servers: [] }))).toEqual([[guidOf(1), 'applied']]);
    expect(world.calls).toEqual(['dc collect directory', `intent adGroup/${guidOf(1)}`, 'dc restore']);
    expect(world.requests.at(-1)?.request).toMatchObject({ server: 'dc07' });
  });

  it.each<[string, Partial<FakeServer>, string, RegExp | null]>([
    ['already there', { groups: [adObject(1)] }, 'alreadyApplied', null],
    ['nowhere', {}, 'stale', /neither deleted nor alive/],
    ['in a container that cannot be read', { deletedGroups: 'unreadable' }, 'notAttempted', /not readable/],
    [
      'in an AD that no one reached',
      { domainController: 'unreachable', deletedGroups: [adObject(1)] },
      'notAttempted',
      /Unable to contact/,
    ],
  ])('sends nothing for an object that is %s', async (_, parts, status, message) => {
    const world = makeWorld(parts);
    const { outcomes, events } = await write(world, [restoreOf(1)]);
    expect(outcomes).toMatchObject([
      { status, ...(message === null ? {} : { message: expect.stringMatching(message) }) },
    ]);
    expect(events).toEqual(['aadc01 collect directory']);
  });

  it('looks again where the answer is lost', async () => {
    const world = makeWorld({ deletedGroups: [adObject(1)] });
    world.fault = (call) => (call === 'aadc01 restore' ? 'lostAfter' : null);
    expect(statuses(await write(world, [restoreOf(1)]))).toEqual([[guidOf(1), 'applied']]);
  });
});

it('keeps the order of what does not go the same way', async () => {
  const world = makeWorld({ rules: [limit], deletedGroups: [adObject(1)] });
  const written = await write(world, [
    limitRule('aadc01', true),
    restoreOf(1),
    deleteRule('aadc01'),
    resumeOf('aadc01'),
  ]);
  expect(written.events.filter((event) => !event.includes('collect') && !event.startsWith('intent'))).toEqual([
    'aadc01 write',
    'aadc01 restore',
    'aadc01 write',
  ]);
  expect(statuses(written).at(-1)).toEqual(['aadc01', 'alreadyApplied']);
});
