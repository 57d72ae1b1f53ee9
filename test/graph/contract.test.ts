import { describe, expect, it, onTestFinished } from 'vitest';
import { type Emulator, type EmulatorOptions, parseFault, startEmulator } from '../../src/emulator/index.js';
import type { GraphOptions } from '../../src/graph/index.js';
import type { Change } from '../../src/model/change.js';
import type { GroupRecord } from '../../src/model/group.js';
import type { Observation } from '../../src/model/observation.js';
import { connectTo, nothing } from './connect-fake.js';
import { keepHooks, writeOf } from './mini-tenant.js';
import { createTestClock } from './test-clock.js';

const kinds = { ...nothing, setting: true, lists: ['microsoft365', 'security'], fields: ['mail'] } as const;

async function start(options: EmulatorOptions = {}, faults: readonly string[] = []) {
  const clock = createTestClock();
  const emulator = await startEmulator({
    groups: 2500,
    ...options,
    clock: clock.now,
    faults: faults.map(parseFault),
  });
  onTestFinished(() => emulator.close());
  const connect = (more: Partial<GraphOptions> = {}) =>
    connectTo(emulator.url, {
      accessToken: emulator.token,
      expectedTenantId: emulator.tenantId,
      ...more,
      tuning: { clock, requestTimeout: 1000, ...more.tuning },
    });
  return { emulator, clock, connect };
}

function isWritable({ onPremisesSyncEnabled, isAssignableToRole }: GroupRecord): boolean {
  return onPremisesSyncEnabled === null && isAssignableToRole !== true;
}

function content(observation: Observation): unknown {
  const { observedAt: _when, ...rest } = observation;
  return { ...rest, groups: [...rest.groups].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** Sixty groups that can be written, and what would turn each of them round. */
function turnRound(observation: Observation): { group: GroupRecord; change: Change }[] {
  const eligible = observation.groups.filter(isWritable);
  return eligible.slice(0, 60).map((group) => ({
    group,
    change: {
      key: `group/${group.id}`,
      action: 'update',
      before: { isEnabled: group.isEnabled },
      after: { isEnabled: group.isEnabled !== true },
      effect: 'unknown',
      displayName: group.displayName,
      source: null,
      requires: [],
    },
  }));
}

describe('reading a tenant', () => {
  it('brings every group of the kinds asked for, in pages, and its setting', async () => {
    const { connect, emulator } = await start();
    const { observer } = connect();
    const observation = await observer.observe(kinds);
    const live = emulator.tenant.picture().groups.filter(({ deletedDateTime }) => deletedDateTime === null);
    expect(observation.groups.length).toBeGreaterThan(999);
    expect(observation.groups.length).toBeLessThan(live.length);
    expect((await observer.observe({ ...kinds, lists: ['all'] })).groups).toHaveLength(live.length);
    expect(observation).toMatchObject({
      tenant: { id: emulator.tenantId, proof: 'organization' },
      setting: { setting: null },
    });
  });

  it.each([
    ['429 on the first page', 'status=429,retryAfter=7,path=/groups'],
    ['429 on a later page, with a date', 'status=429,retryAfterDate=7,path=/groups,query=$skiptoken'],
    ['500', 'status=500,path=/groups,times=2'],
    ['502 with HTML', 'status=502,html,path=/groups,query=$skiptoken'],
    ['503', 'status=503,retryAfter=3,path=/groups,times=3'],
    ['504', 'status=504,path=/groupSettings'],
    ['a reset connection', 'reset,path=/groups,query=$skiptoken'],
    ['a hanging socket', 'hang,path=/groups'],
    ['truncated JSON', 'truncate,path=/groups,query=$skiptoken'],
    ['a repeated page', 'repeatPage,path=/groups'],
    ['an empty page', 'emptyPage,path=/groups'],
    ['an expired page token', 'expiredPageToken,path=/groups'],
    ['a fault while the tenant is proved', 'status=503,path=/organization,times=2'],
  ])('brings the same after %s', async (_what, fault) => {
    const plain = await start();
    const troubled = await start({}, [fault]);
    const expected = await plain.connect().observer.observe(kinds);
    expect(content(await troubled.connect().observer.observe(kinds))).toEqual(content(expected));
  });

  it.each([
    ['403 on the list', 'status=403,path=/groups,times=all', 'forbidden'],
    ['403 on the settings', 'status=403,path=/groupSettings,times=all', 'forbidden'],
    ['403 on a later page', 'status=403,path=/groups,query=$skiptoken,times=all', 'forbidden'],
    ['a 503 that lasts', 'status=503,path=/groups,query=$skiptoken,times=all', 'serviceError'],
    ['a 429 that lasts', 'status=429,retryAfter=1,path=/groups,times=all', 'throttled'],
    ['JSON that stays truncated', 'truncate,path=/groups,times=all', 'network'],
    ['connections that are always reset', 'reset,path=/groups,times=all', 'network'],
    ['200 that is no JSON', 'status=200,body=<html>,path=/groups,times=all', 'unreadable'],
    ['a link to another host', 'foreignNextLink=https://evil.example/x,path=/groups', 'foreignNextLink'],
    ['a property that the answer lacks', 'withoutProperty=writebackConfiguration,path=/groups', 'unreadable'],
    ['page tokens that always expire', 'expiredPageToken,path=/groups,times=all', 'graphError'],
  ])('ends without an observation after %s', async (_what, fault, code) => {
    const text = fault.replace(/^(status=200),(body=<html>),(.*)$/, '$1,$3,$2');
    const { connect } = await start({}, [text]);
    await expect(connect().observer.observe(kinds)).rejects.toMatchObject({ kind: 'unobservable', code });
  });

  it('finds groups by id, among the deleted, or not at all', async () => {
    const { connect, emulator } = await start({}, ['status=429,retryAfter=2,in=batch', 'dropItem,after=3']);
    const rows = emulator.tenant.picture().groups;
    const live = rows.find(({ deletedDateTime }) => deletedDateTime === null)?.id ?? '';
    const deleted = rows.find(({ deletedDateTime }) => deletedDateTime !== null)?.id ?? '';
    const nowhere = '00000000-0000-4000-8000-000000000000';
    const { observer } = connect();
    const observation = await observer.observe({ ...nothing, ids: [live, deleted, nowhere] });
    expect(observation.groups.map(({ id }) => id)).toEqual([live]);
    expect(observation.deleted).toEqual([
      expect.objectContaining({ id: deleted, deletedDateTime: expect.any(String) }),
    ]);
  });

  it('lists every deleted group where it is asked to', async () => {
    const { connect, emulator } = await start();
    const deleted = emulator.tenant.picture().groups.filter(({ deletedDateTime }) => deletedDateTime !== null);
    const observation = await connect().observer.observe({ ...nothing, deleted: true });
    expect(observation.deleted.map(({ id }) => id)).toEqual(deleted.map(({ id }) => id).sort());
  });

  it('finds groups by name, without letter case', async () => {
    const { connect, emulator } = await start();
    const { id, displayName } =
      emulator.tenant.picture().groups.find(({ deletedDateTime }) => deletedDateTime === null) ?? {};
    const found = await connect().observer.find((displayName ?? '').toUpperCase(), ['team']);
    expect(found).toContainEqual(expect.objectContaining({ id, team: expect.any(Boolean) }));
  });

  it('goes through a proxy below a path only where the links do', async () => {
    const { connect } = await start();
    await expect(connect({ graphUrl: 'http://127.0.0.1:1' }).observer.tenant()).rejects.toMatchObject({
      code: 'network',
    });
  });
});

describe('writing a tenant', () => {
  async function turn(emulator: Emulator, connection: ReturnType<typeof connectTo>) {
    const observation = await connection.observer.observe(kinds);
    const turned = turnRound(observation);
    const before = new Map(emulator.tenant.picture().groups.map((row) => [row.id, row]));
    const { hooks, outcomes } = keepHooks();
    const readAt = Date.parse(observation.observedAt);
    const writes = turned.map(({ group, change }) => writeOf(change, group, readAt));
    await connection.writer().write(writes, hooks);
    const untouched = emulator.tenant.picture().groups.filter(({ id }) => !turned.some(({ group }) => group.id === id));
    expect(untouched.every((row) => JSON.stringify(row) === JSON.stringify(before.get(row.id)))).toBe(true);
    return { writes, turned, outcomes };
  }

  const faults: readonly [string, readonly string[]][] = [
    ['nothing', []],
    ['429 on a batch', ['status=429,retryAfter=4,path=/$batch']],
    ['429 on items', ['status=429,retryAfter=4,method=PATCH,in=batch,after=5,times=30']],
    ['503 on a batch', ['status=503,path=/$batch,after=1']],
    ['502 with HTML on a batch', ['status=502,html,path=/$batch']],
    ['504 on items', ['status=504,method=PATCH,in=batch,times=10']],
    ['a reset batch', ['reset,path=/$batch']],
    ['a hanging batch', ['hang,path=/$batch']],
    ['a truncated batch', ['truncate,path=/$batch']],
    ['a lost answer to a batch', ['lostAnswer,path=/$batch']],
    ['lost answers to items', ['lostAnswer,method=PATCH,in=batch,times=7']],
    ['items missing from the answer', ['dropItem,method=PATCH,times=9']],
    [
      'all at once',
      [
        'lostAnswer,path=/$batch',
        'status=503,method=PATCH,in=batch,after=20,times=9',
        'dropItem,after=40,times=5',
        'status=429,retryAfter=2,method=GET,in=batch,times=6',
      ],
    ],
  ];

  it.each(faults)('applies every change once after %s, and again none', async (_what, given) => {
    const { emulator, connect } = await start({}, given);
    const { writes, outcomes } = await turn(emulator, connect());
    expect(outcomes.map(({ status }) => status)).toEqual(writes.map(() => 'applied'));
    expect([...emulator.requests.writesByGroup().values()]).toEqual(writes.map(() => 1));
    const again = keepHooks();
    await connect()
      .writer()
      .write(
        writes.map((write) => ({ ...write, readAt: 0 })),
        again.hooks,
      );
    expect(new Set(again.outcomes.map(({ status }) => status))).toEqual(new Set(['alreadyApplied']));
    expect(again.intents).toEqual([]);
  });

  it.each(['merge', 'replace'] as const)('leaves the type alone where the service would %s', async (complexValue) => {
    const { emulator, connect } = await start({ complexValue });
    const { turned } = await turn(emulator, connect());
    for (const { group } of turned.filter(({ group }) => group.onPremisesGroupType !== null)) {
      expect(emulator.tenant.group(group.id)?.onPremisesGroupType).toBe(group.onPremisesGroupType);
    }
  });

  it('keeps to itself what meets one group', async () => {
    const { emulator, connect } = await start();
    const connection = connect();
    const observation = await connection.observer.observe(kinds);
    const turned = turnRound(observation);
    const [denied, gone, changed] = turned.map(({ group }) => group.id);
    emulator.faults.add(requestFault(`status=403,method=PATCH,group=${denied},times=all`));
    emulator.tenant.deleteGroup(gone ?? '');
    emulator.tenant.changeGroup(changed ?? '', { isEnabled: turned[2]?.group.isEnabled === null ? false : null });
    const { hooks, outcomes } = keepHooks();
    await connection.writer().write(
      turned.map(({ group, change }) => writeOf(change, group, 0)),
      hooks,
    );
    const status = new Map(outcomes.map((outcome) => [outcome.key.slice(6), outcome.status]));
    expect([denied, gone, changed].map((id) => status.get(id ?? ''))).toEqual([
      'failed',
      'failed',
      changed === undefined ? undefined : expect.stringMatching(/stale|alreadyApplied/),
    ]);
    expect([...status.values()].filter((one) => one === 'applied')).toHaveLength(57);
  });

  it('goes on with a fresh token where the old one expires in the middle, and answers a challenge', async () => {
    const { emulator, connect } = await start();
    const issued: string[] = [];
    const createCredential = async () => ({
      getToken: async (_scope: string, { claims }: { claims?: string }) => {
        const token = emulator.tokens.issue(claims === undefined ? {} : { claims });
        issued.push(token);
        return { token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER };
      },
    });
    const connection = connect({ accessToken: null, tuning: { createCredential } });
    await connection.observer.tenant();
    emulator.tokens.expire(issued[0] ?? '');
    const observation = await connection.observer.observe(kinds);
    emulator.tokens.challenge();
    const { hooks, outcomes } = keepHooks();
    await connection.writer().write(
      turnRound(observation).map(({ group, change }) => writeOf(change, group, connection.clock.now())),
      hooks,
    );
    expect(outcomes.map(({ status }) => status)).toEqual(Array(60).fill('applied'));
    expect(issued).toHaveLength(3);
  });

  it('keeps within the quota, with hardly a write throttled', async () => {
    const writeQuota = { count: 100, seconds: 20 };
    const { emulator, connect, clock } = await start({ writeQuota });
    const connection = connect({ writeQuota });
    const observation = await connection.observer.observe(kinds);
    const eligible = observation.groups.filter(isWritable);
    const began = clock.now();
    const { hooks, outcomes } = keepHooks();
    const writes = eligible.slice(0, 1000).map((group) => {
      const after = { isEnabled: group.isEnabled !== true };
      const change: Change = {
        key: `group/${group.id}`,
        action: 'update',
        before: { isEnabled: group.isEnabled },
        after,
        effect: 'unknown',
        displayName: null,
        source: null,
        requires: [],
      };
      return writeOf(change, group, began);
    });
    await connection.writer().write(writes, hooks);
    expect(outcomes.filter(({ status }) => status === 'applied')).toHaveLength(1000);
    const { throttled, writes: sent } = connection.observer.requests();
    expect(throttled / sent).toBeLessThan(0.01);
    const best = (1000 - writeQuota.count) / (writeQuota.count / writeQuota.seconds);
    expect((clock.now() - began) / 1000).toBeLessThan(best / 0.95);
    expect(emulator.requests.writes).toHaveLength(1000);
  });
});

describe('writing the setting of a tenant', () => {
  const ours = 'NewUnifiedGroupWritebackDefault';
  const change: Change = {
    key: 'setting/Group.Unified',
    action: 'create',
    before: null,
    after: { [ours]: 'false' },
    effect: 'none',
    displayName: null,
    source: null,
    requires: [],
  };

  async function disable(options: EmulatorOptions, faults: readonly string[] = [], before: Change['before'] = null) {
    const { emulator, connect } = await start({ groups: 1, ...options }, faults);
    const connection = connect();
    const { setting: live } = await connection.observer.observe({ ...nothing, setting: true });
    if (live === null) throw new Error('not read');
    const { hooks, outcomes } = keepHooks();
    await connection.writer().write([{ resource: 'setting', change: { ...change, before }, live }], hooks);
    const after = await connection.observer.observe({ ...nothing, setting: true });
    return { emulator, outcomes, live, after: after.setting };
  }

  it.each([
    ['nothing', []],
    ['a lost answer', ['lostAnswer,path=/groupSettings,method=POST']],
    ['503', ['status=503,path=/groupSettings,method=POST']],
    ['429', ['status=429,retryAfter=3,path=/groupSettings,method=POST']],
  ] as const)('creates it once after %s, with all defaults', async (_what, faults) => {
    const { emulator, outcomes, after } = await disable({}, faults);
    expect(outcomes).toEqual([{ key: 'setting/Group.Unified', action: 'create', status: 'applied' }]);
    expect(emulator.requests.writes).toHaveLength(1);
    expect(after?.setting?.values).toHaveLength(after?.template?.values.length ?? 0);
    expect(after?.setting?.values).toContainEqual({ name: ours, value: 'false' });
  });

  it.each(['full', 'partial'] as const)('changes a %s one and no other value of it', async (setting) => {
    const { outcomes, live, after } = await disable({ setting }, [], { [ours]: await heldBy(setting) });
    expect(outcomes).toEqual([expect.objectContaining({ status: 'applied' })]);
    const others = (live?.setting?.values ?? []).filter(({ name }) => name !== ours);
    expect(after?.setting?.values).toEqual(expect.arrayContaining(others));
  });

  async function heldBy(setting: 'full' | 'partial'): Promise<string | null> {
    const { connect } = await start({ groups: 1, setting });
    const observation = await connect().observer.observe({ ...nothing, setting: true });
    return observation.setting?.setting?.values.find(({ name }) => name === ours)?.value ?? null;
  }

  it('is sure only when it shows', async () => {
    const { outcomes } = await disable({ lagSeconds: 10 });
    expect(outcomes).toEqual([expect.objectContaining({ status: 'applied' })]);
  });

  it('fails where the template of the tenant lacks the value', async () => {
    const { outcomes, emulator } = await disable({ templates: 'withoutDefault' });
    expect(outcomes).toEqual([expect.objectContaining({ status: 'failed', message: expect.stringContaining(ours) })]);
    expect(emulator.requests.writes).toHaveLength(0);
  });
});

function requestFault(text: string) {
  const fault = parseFault(text);
  if (fault.kind !== 'request') throw new Error('a fault of requests was meant');
  return fault;
}
