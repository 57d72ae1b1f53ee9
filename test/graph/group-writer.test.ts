import { describe, expect, it } from 'vitest';
import type { GraphOptions } from '../../src/graph/index.js';
import type { Change } from '../../src/model/change.js';
import type { WritebackConfiguration } from '../../src/model/group.js';
import { connectTo } from './connect-fake.js';
import { changeOf, keepHooks, type Mishap, type Mishaps, off, startMiniTenant, writeOf } from './mini-tenant.js';

const enable = (id: string) => changeOf(id, { isEnabled: false }, { isEnabled: true });
const names = (count: number) => Array.from({ length: count }, (_unused, index) => `g${index}`);
const all = (ids: readonly string[], live: WritebackConfiguration = off) =>
  Object.fromEntries(ids.map((id) => [id, live]));
/** The mishaps in their order, and then none. */
const first =
  (...mishaps: Mishap[]) =>
  (_id: string, nth: number): Mishap =>
    mishaps[nth] ?? 'ok';

/** Enables these groups of a tenant in which all are off. */
async function enableAll(ids: readonly string[], mishaps: Mishaps = {}, options: Partial<GraphOptions> = {}) {
  const tenant = await startMiniTenant(all(ids), mishaps);
  const connection = connectTo(tenant.url, options);
  const kept = keepHooks();
  const readAt = connection.clock.now();
  await connection.writer().write(
    ids.map((id) => writeOf(enable(id), off, readAt)),
    kept.hooks,
  );
  return { tenant, ...kept, ...connection };
}

describe('group writes', () => {
  it('go in batches of twenty, each announced before it is sent', async () => {
    const { tenant, intents, outcomes, observer } = await enableAll(names(45));
    expect(intents.map((keys) => keys.length).sort()).toEqual([20, 20, 5]);
    expect(outcomes.map(({ status }) => status)).toEqual(Array(45).fill('applied'));
    expect([...tenant.effects.values()]).toEqual(Array(45).fill(1));
    expect(tenant.seen).toHaveLength(3);
    expect(observer.requests()).toEqual({ total: 45, writes: 45, throttled: 0 });
  });

  it('send every member that is known, with ours changed, and nothing else', async () => {
    const { tenant } = await enableAll(['a']);
    const configuration = { isEnabled: true, onPremisesGroupType: 'universalSecurityGroup' };
    expect(tenant.patches).toEqual([{ id: 'a', body: { writebackConfiguration: configuration } }]);
  });

  it('send nothing before the announcement is done', async () => {
    const tenant = await startMiniTenant(all(['a']));
    const { writer, clock } = connectTo(tenant.url);
    const { hooks } = keepHooks();
    let seen = -1;
    const intent = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      seen = tenant.seen.length;
    };
    await writer().write([writeOf(enable('a'), off, clock.now())], { ...hooks, intent });
    expect(seen).toBe(0);
  });

  it('send nothing where it cannot be announced', async () => {
    const tenant = await startMiniTenant(all(['a']));
    const { writer, clock } = connectTo(tenant.url);
    const { hooks } = keepHooks();
    const intent = () => Promise.reject(new Error('disk full'));
    await expect(writer().write([writeOf(enable('a'), off, clock.now())], { ...hooks, intent })).rejects.toThrow(
      'disk full',
    );
    expect(tenant.seen).toHaveLength(0);
  });

  const survived: readonly [string, Mishap[], number][] = [
    ['429', ['throttled'], 2],
    ['429 a dozen times', Array(12).fill('throttled'), 13],
    ['503 without effect', ['unavailable'], 2],
    ['503 after the effect', ['unavailableApplied'], 1],
    ['no answer, without effect', ['lost'], 2],
    ['no answer after the effect', ['lostApplied'], 1],
    ['several of them', ['unavailable', 'throttled', 'lost', 'lostApplied'], 4],
  ];

  it.each(survived)('end applied, once, where the item meets %s', async (_what, mishaps, sent) => {
    const { tenant, outcomes } = await enableAll(['a', 'b'], {
      item: (id, nth) => (id === 'a' ? first(...mishaps)(id, nth) : 'ok'),
    });
    expect(outcomes.map(({ key, status }) => `${key} ${status}`).sort()).toEqual([
      'group/a applied',
      'group/b applied',
    ]);
    expect(tenant.effects).toEqual(
      new Map([
        ['a', 1],
        ['b', 1],
      ]),
    );
    expect(tenant.patches.filter(({ id }) => id === 'a')).toHaveLength(sent);
  });

  it.each(survived)('end applied, once, where the batch meets %s', async (_what, mishaps) => {
    const { tenant, outcomes } = await enableAll(names(3), { batch: (nth) => mishaps[nth] ?? 'ok' });
    expect(outcomes.map(({ status }) => status)).toEqual(Array(3).fill('applied'));
    expect([...tenant.effects.values()]).toEqual(Array(3).fill(1));
  });

  it('count a throttled batch with all its items', async () => {
    const { observer } = await enableAll(names(3), { batch: (nth) => (nth === 0 ? 'throttled' : 'ok') });
    expect(observer.requests()).toEqual({ total: 6, writes: 6, throttled: 3 });
  });

  it('wait as long as a throttled item asks, and hold back all others', async () => {
    const { clock, outcomes } = await enableAll(names(100), {
      item: (id, nth) => (id === 'g0' && nth === 0 ? 'throttled' : 'ok'),
    });
    expect(outcomes).toHaveLength(100);
    expect(Math.max(...clock.slept)).toBe(5000);
  });

  it('wait longer from time to time where a throttled item does not say how long', async () => {
    const throttled = { status: 429, code: 'TooManyRequests' };
    const { clock, outcomes } = await enableAll(['a'], { item: first(...Array(8).fill(throttled)) });
    expect(outcomes).toEqual([expect.objectContaining({ status: 'applied' })]);
    expect(clock.slept).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('go slower where the answer to the whole batch, not to its items, tells that the limit is near', async () => {
    const tenant = await startMiniTenant(all(names(45)), { outer: { 'x-ms-throttle-limit-percentage': '1.5' } });
    const { writer, clock } = connectTo(tenant.url);
    const { hooks, outcomes } = keepHooks();
    const writes = (ids: readonly string[]) => ids.map((id) => writeOf(enable(id), off, clock.now()));
    await writer().write(writes(['g0']), hooks);
    await writer().write(writes(['g1']), hooks);
    expect(outcomes).toHaveLength(2);
    expect(clock.slept).toEqual([75]);
  });

  it.each([
    [400, 'Request_BadRequest', /^400 Request_BadRequest: told/],
    [403, 'Authorization_RequestDenied', /RoleManagement\.ReadWrite\.Directory/],
    [404, 'Request_ResourceNotFound', /^the group no longer exists/],
    [405, '', /^405: told/],
  ])('that meet %s fail alone, with the reason', async (status, code, message) => {
    const { outcomes } = await enableAll(names(3), { item: (id) => (id === 'g1' ? { status, code } : 'ok') });
    expect(outcomes.filter((outcome) => outcome.status === 'applied')).toHaveLength(2);
    expect(outcomes).toContainEqual({
      key: 'group/g1',
      action: 'update',
      status: 'failed',
      message: expect.stringMatching(message),
    });
  });

  it('fail where the service never gives a certain answer, after bounded tries', async () => {
    const { tenant, outcomes } = await enableAll(['a'], { item: () => 'unavailable' });
    expect(outcomes).toEqual([
      expect.objectContaining({ status: 'failed', message: expect.stringContaining('no certain answer') }),
    ]);
    expect(tenant.patches).toHaveLength(6);
  });

  it('say that nothing is known where the group cannot be read again after a lost answer', async () => {
    const { outcomes } = await enableAll(['a'], {
      item: () => 'lostApplied',
      read: () => ({ status: 403, code: 'x' }),
    });
    expect(outcomes).toEqual([
      expect.objectContaining({ status: 'failed', message: expect.stringContaining('is unknown') }),
    ]);
  });

  it('are not made twice where an earlier run has made them', async () => {
    const tenant = await startMiniTenant(all(['a'], { ...off, isEnabled: true }));
    const { writer, clock } = connectTo(tenant.url);
    const { hooks, outcomes, intents } = keepHooks();
    await writer().write([writeOf(enable('a'), { ...off, isEnabled: true }, clock.now())], hooks);
    expect(outcomes).toEqual([{ key: 'group/a', action: 'update', status: 'alreadyApplied' }]);
    expect([intents, tenant.seen]).toEqual([[], []]);
  });

  it.each([
    ['alreadyApplied', 'the value wanted', { ...off, isEnabled: true }],
    ['stale', 'a third value', { ...off, isEnabled: null }],
    ['applied', 'another type than before, which nobody asked about', { isEnabled: false, onPremisesGroupType: 'x' }],
  ])('on an old reading read again and end %s where they find %s', async (status, _what, now) => {
    const tenant = await startMiniTenant(all(['a'], now));
    const { writer, clock } = connectTo(tenant.url);
    const { hooks, outcomes } = keepHooks();
    await writer().write([writeOf(enable('a'), off, clock.now() - 30_001)], hooks);
    expect(outcomes).toEqual([expect.objectContaining({ status })]);
    expect(tenant.effects.size).toBe(status === 'applied' ? 1 : 0);
  });

  it('on a young reading are not read again', async () => {
    const tenant = await startMiniTenant(all(['a']));
    const { writer, clock } = connectTo(tenant.url);
    await writer().write([writeOf(enable('a'), off, clock.now() - 29_000)], keepHooks().hooks);
    expect(tenant.seen).toHaveLength(1);
  });

  it('end failed where the group is gone by the time it is read again', async () => {
    const tenant = await startMiniTenant({});
    const { writer } = connectTo(tenant.url);
    const { hooks, outcomes } = keepHooks();
    await writer().write([writeOf(enable('a'), off, 0)], hooks);
    expect(outcomes).toEqual([expect.objectContaining({ status: 'failed', message: 'the group no longer exists' })]);
  });

  it('on an old reading fail, unsent, where the group cannot be read again', async () => {
    for (const read of [{ status: 403, code: 'x' }, 'lost'] as const) {
      const tenant = await startMiniTenant(all(['a']), { read: () => read });
      const { writer } = connectTo(tenant.url);
      const { hooks, outcomes, intents } = keepHooks();
      await writer().write([writeOf(enable('a'), off, 0)], hooks);
      expect(outcomes).toEqual([
        expect.objectContaining({ status: 'failed', message: expect.stringMatching(/^not sent/) }),
      ]);
      expect(intents).toEqual([]);
    }
  });

  it('on an old reading fail, unsent, where what is read is no group', async () => {
    const tenant = await startMiniTenant({ a: JSON.parse('{"isEnabled":"yes"}') });
    const { writer } = connectTo(tenant.url);
    const { hooks, outcomes } = keepHooks();
    await writer().write([writeOf(enable('a'), off, 0)], hooks);
    expect(outcomes).toEqual([
      expect.objectContaining({ status: 'failed', message: expect.stringContaining('isEnabled') }),
    ]);
    expect(tenant.effects.size).toBe(0);
  });

  it('are not attempted where the run ends while they are read again', async () => {
    const stop = new AbortController();
    const tenant = await startMiniTenant(all(['a']), {
      read: () => {
        stop.abort();
        return 'throttled';
      },
    });
    const { writer } = connectTo(tenant.url);
    const { hooks, outcomes } = keepHooks(stop.signal);
    await writer().write([writeOf(enable('a'), off, 0)], hooks);
    expect(outcomes).toEqual([expect.objectContaining({ status: 'notAttempted' })]);
  });

  it('fail as a whole where every request of the tenant is refused', async () => {
    const { outcomes } = await enableAll(names(3), {
      batch: () => ({ status: 403, code: 'Authorization_RequestDenied' }),
    });
    expect(outcomes.map(({ status }) => status)).toEqual(Array(3).fill('failed'));
  });

  it('end stale, and overwrite nothing, where someone else was faster after a lost answer', async () => {
    const ids = ['a'];
    const tenant = await startMiniTenant(all(ids), {
      item: (_id, nth) => (nth === 0 ? 'lost' : 'ok'),
      read: () => {
        tenant.state.set('a', { isEnabled: null, onPremisesGroupType: null });
        return 'ok';
      },
    });
    const { writer, clock } = connectTo(tenant.url);
    const { hooks, outcomes } = keepHooks();
    await writer().write([writeOf(enable('a'), off, clock.now())], hooks);
    expect(outcomes).toEqual([expect.objectContaining({ status: 'stale' })]);
    expect(tenant.effects.size).toBe(0);
  });

  it('compare types without letter case and compare nothing that the change does not name', async () => {
    const live = { isEnabled: true, onPremisesGroupType: 'UniversalDistributionGroup' };
    const tenant = await startMiniTenant(all(['a', 'b'], live));
    const { writer } = connectTo(tenant.url);
    const { hooks, outcomes } = keepHooks();
    const type = (id: string, before: string, after: string) =>
      writeOf(changeOf(id, { onPremisesGroupType: before }, { onPremisesGroupType: after }), live, 0);
    await writer().write(
      [
        type('a', 'universalDistributionGroup', 'universalSecurityGroup'),
        type('b', 'universalSecurityGroup', 'universalDistributionGroup'),
      ],
      hooks,
    );
    expect(outcomes.map(({ key, status }) => [key, status]).sort()).toEqual([
      ['group/a', 'applied'],
      ['group/b', 'alreadyApplied'],
    ]);
    expect(tenant.patches[0]?.body).toEqual({
      writebackConfiguration: { isEnabled: true, onPremisesGroupType: 'universalSecurityGroup' },
    });
  });
});

describe('a request that cannot even be signed', () => {
  it('is not sent, and neither is any after it', async () => {
    const createCredential = async () => ({ getToken: () => Promise.reject(new Error('AADSTS7000222')) });
    const { tenant, outcomes } = await enableAll(names(100), {}, { accessToken: null, tuning: { createCredential } });
    expect(tenant.seen).toEqual([]);
    expect(outcomes).toHaveLength(100);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['notAttempted']));
    expect(outcomes[0]?.message).toContain('AADSTS7000222');
  });
});

describe('a null that an undo brings back', () => {
  const live = { isEnabled: true, onPremisesGroupType: null };
  const change = changeOf('a', { isEnabled: true }, { isEnabled: null });

  it('is sent as it is', async () => {
    const tenant = await startMiniTenant({ a: live });
    const { writer, clock } = connectTo(tenant.url);
    const { hooks, outcomes } = keepHooks();
    await writer().write([{ ...writeOf(change, live, clock.now()), insteadOfNull: true }], hooks);
    expect(tenant.patches).toEqual([{ id: 'a', body: { writebackConfiguration: { isEnabled: null } } }]);
    expect(outcomes).toEqual([{ key: 'group/a', action: 'update', status: 'applied' }]);
  });

  it('becomes the value that comes to the same where the service refuses it, and that is said', async () => {
    const tenant = await startMiniTenant({ a: live }, { refusesNull: true });
    const { writer, clock } = connectTo(tenant.url);
    const { hooks, outcomes } = keepHooks();
    await writer().write([{ ...writeOf(change, live, clock.now()), insteadOfNull: false }], hooks);
    expect(tenant.patches.at(-1)?.body).toEqual({ writebackConfiguration: { isEnabled: false } });
    expect(outcomes).toEqual([
      expect.objectContaining({ status: 'applied', message: expect.stringContaining('null') }),
    ]);
  });

  it('is announced as what is sent', async () => {
    const tenant = await startMiniTenant({ a: live }, { refusesNull: true });
    const { writer, clock } = connectTo(tenant.url);
    const { hooks } = keepHooks();
    const announced: unknown[] = [];
    const intent = async (changes: readonly Change[]) => void announced.push(...changes.map(({ after }) => after));
    await writer().write([{ ...writeOf(change, live, clock.now()), insteadOfNull: false }], { ...hooks, intent });
    expect(announced).toEqual([{ isEnabled: null }, { isEnabled: false }]);
  });

  it('is not taken for what somebody else wrote where the answer to the value in its place was lost', async () => {
    const item = first('ok', 'lostApplied');
    const tenant = await startMiniTenant({ a: live }, { refusesNull: true, item });
    const { writer, clock } = connectTo(tenant.url);
    const { hooks, outcomes } = keepHooks();
    await writer().write([{ ...writeOf(change, live, clock.now()), insteadOfNull: false }], hooks);
    expect(outcomes).toEqual([
      expect.objectContaining({ status: 'applied', message: expect.stringContaining('it was set to false') }),
    ]);
    expect(tenant.effects.get('a')).toBe(1);
  });

  it('fails where nothing is to stand for it', async () => {
    const tenant = await startMiniTenant({ a: live }, { refusesNull: true });
    const { writer, clock } = connectTo(tenant.url);
    const { hooks, outcomes } = keepHooks();
    await writer().write([writeOf(change, live, clock.now())], hooks);
    expect(outcomes).toEqual([expect.objectContaining({ status: 'failed' })]);
  });

  it('is never sent for a type', async () => {
    const tenant = await startMiniTenant({ a: off });
    const { writer, clock } = connectTo(tenant.url);
    const { hooks, outcomes } = keepHooks();
    const unset = changeOf('a', { onPremisesGroupType: 'universalSecurityGroup' }, { onPremisesGroupType: null });
    await writer().write([writeOf(unset, off, clock.now())], hooks);
    expect(outcomes).toEqual([
      expect.objectContaining({ status: 'failed', message: expect.stringContaining('never be unset') }),
    ]);
    expect(tenant.seen).toHaveLength(0);
  });
});

describe('a writer that is stopped', () => {
  it('finishes what is in flight and attempts nothing more', async () => {
    const stop = new AbortController();
    const tenant = await startMiniTenant(all(names(200)), {
      batch: () => {
        stop.abort();
        return 'ok';
      },
    });
    const { writer, clock } = connectTo(tenant.url);
    const { hooks, outcomes } = keepHooks(stop.signal);
    await writer().write(
      names(200).map((id) => writeOf(enable(id), off, clock.now())),
      hooks,
    );
    const applied = outcomes.filter(({ status }) => status === 'applied');
    expect(outcomes).toHaveLength(200);
    expect(new Set(outcomes.map(({ key }) => key)).size).toBe(200);
    expect(applied).toHaveLength(tenant.effects.size);
    expect(applied.length).toBeLessThanOrEqual(80);
    expect(outcomes.filter(({ status }) => status === 'notAttempted')).toHaveLength(200 - applied.length);
  });

  it('before it begins attempts nothing', async () => {
    const stop = new AbortController();
    stop.abort();
    const tenant = await startMiniTenant(all(['a']));
    const { writer, clock } = connectTo(tenant.url);
    const { hooks, outcomes } = keepHooks(stop.signal);
    await writer().write([writeOf(enable('a'), off, clock.now())], hooks);
    expect(outcomes).toEqual([
      { key: 'group/a', action: 'update', status: 'notAttempted', message: 'interrupted before it was sent' },
    ]);
    expect(tenant.seen).toHaveLength(0);
  });

  it.each([
    ['applied', 'lostApplied'],
    ['failed', 'lost'],
  ] as const)('finds out that a lost answer means %s (%s)', async (status, mishap) => {
    const stop = new AbortController();
    const tenant = await startMiniTenant(all(['a']), {
      item: () => {
        stop.abort();
        return mishap;
      },
    });
    const { writer, clock } = connectTo(tenant.url);
    const { hooks, outcomes } = keepHooks(stop.signal);
    await writer().write([writeOf(enable('a'), off, clock.now())], hooks);
    expect(outcomes).toEqual([expect.objectContaining({ status })]);
    expect(tenant.patches).toHaveLength(1);
  });
});

describe('a writer without time', () => {
  it('leaves the rest unattempted, and says so', async () => {
    const { outcomes, tenant } = await enableAll(
      names(100),
      {},
      { writeQuota: { count: 40, seconds: 40 }, timeoutMs: 10_000 },
    );
    expect(outcomes.filter(({ status }) => status === 'applied')).toHaveLength(tenant.effects.size);
    expect(outcomes).toHaveLength(100);
    expect(outcomes).toContainEqual(
      expect.objectContaining({ status: 'notAttempted', message: expect.stringContaining('--timeout') }),
    );
  });

  it('does not wait for a Retry-After that comes too late', async () => {
    const { outcomes } = await enableAll(['a'], { item: () => 'throttled' }, { timeoutMs: 4000 });
    expect(outcomes).toEqual([expect.objectContaining({ status: 'notAttempted' })]);
  });
});

describe('a refused token', () => {
  const credential = async () => {
    let asked = 0;
    return {
      getToken: async () => {
        asked += 1;
        return { token: `token-${asked}`, expiresOnTimestamp: Number.MAX_SAFE_INTEGER };
      },
    };
  };
  const signIn = { accessToken: null, tuning: { createCredential: credential } };

  it.each(['item', 'batch'] as const)('in the middle of a run is replaced (%s)', async (where) => {
    const mishaps: Mishaps =
      where === 'item' ? { item: first('unauthorized') } : { batch: (nth) => (nth === 0 ? 'unauthorized' : 'ok') };
    const { tenant, outcomes } = await enableAll(['a', 'b'], mishaps, signIn);
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'applied']);
    expect(tenant.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('that stays refused fails the writes', async () => {
    const { outcomes } = await enableAll(['a'], { item: () => 'unauthorized' }, signIn);
    expect(outcomes).toEqual([expect.objectContaining({ status: 'failed', message: expect.stringContaining('401') })]);
  });

  it('that was given ready leaves the rest unattempted, with the reason', async () => {
    const { outcomes, tenant } = await enableAll(names(200), { batch: () => 'unauthorized' });
    expect(outcomes).toHaveLength(200);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['notAttempted']));
    expect(outcomes[0]?.message).toContain('ENTRA_WRITEBACK_ACCESS_TOKEN');
    expect(tenant.seen.length).toBeLessThanOrEqual(4);
  });
});
