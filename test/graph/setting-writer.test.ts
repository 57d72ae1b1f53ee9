import { describe, expect, it } from 'vitest';
import type { GraphOptions } from '../../src/graph/index.js';
import type { Change } from '../../src/model/change.js';
import { connectTo, nothing } from './connect-fake.js';
import { graphError, inOrder, type Reply, type Seen, startFake } from './fake-graph.js';
import { keepHooks } from './mini-tenant.js';

const ours = 'NewUnifiedGroupWritebackDefault';
const templateId = '62375ab9-6b52-47ed-826b-58e47e0e304b';
const template = {
  id: templateId,
  displayName: 'Group.Unified',
  values: [
    { name: ours, type: 'System.Boolean', defaultValue: 'true', description: '' },
    { name: 'UsageGuidelinesUrl', type: 'System.String', defaultValue: '', description: '' },
  ],
};
const stranger = {
  id: 'other',
  templateId: '08d542b9-071f-4e16-94b0-74abb372e3d9',
  values: [{ name: 'AllowToAddGuests', value: 'x' }],
};

type Values = Readonly<Record<string, string>>;
type Fate = { readonly done: boolean; readonly reply: Reply };

/** A tenant's settings. `fate` may replace the answer to the nth write; `lag` reads show the state of before the last write. */
async function startSettings(
  initial: Values | null,
  more: { fate?(nth: number): Fate | null; lag?: number; meddle?(held: Values): Values } = {},
) {
  let held = initial;
  let shown = initial;
  let lag = 0;
  const writes: Seen[] = [];
  const list = () => {
    if (lag > 0) lag -= 1;
    else shown = held;
    const values = Object.entries(shown ?? {}).map(([name, value]) => ({ name, value }));
    return { value: shown === null ? [stranger] : [stranger, { id: 's', displayName: null, templateId, values }] };
  };
  const carryOut = ({ method, body }: Seen) => {
    const { values = [] } = (body ?? {}) as { values?: { name: string; value: string }[] };
    const next = Object.fromEntries(values.map(({ name, value }) => [name, value]));
    held = method === 'DELETE' ? null : (more.meddle?.(next) ?? next);
    lag = more.lag ?? 0;
  };
  const write = (request: Seen): Reply => {
    writes.push(request);
    const fate = more.fate?.(writes.length - 1) ?? null;
    if (fate !== null && !fate.done) return fate.reply;
    if (request.method === 'POST' && held !== null) {
      return { status: 400, json: graphError('Request_BadRequest', 'Another object with the same value exists.') };
    }
    carryOut(request);
    const created = { status: 201, json: {} };
    return fate?.reply ?? (request.method === 'POST' ? created : { status: 204 });
  };
  const fake = await startFake((request) => {
    if (request.url.startsWith('/v1.0/groupSettingTemplates')) return { json: { value: [template] } };
    if (!request.url.startsWith('/v1.0/groupSettings')) return inOrder({})(request);
    return request.method === 'GET' ? { json: list() } : write(request);
  });
  return {
    url: fake.url,
    writes,
    held: () => held,
    replace: (values: Values | null) => {
      held = values;
    },
  };
}

function changeOf(action: Change['action'], before: Values | null, after: Values | null): Change {
  return {
    key: 'setting/Group.Unified',
    action,
    before,
    after,
    effect: 'none',
    displayName: null,
    source: null,
    requires: [],
  };
}

const disable = changeOf('update', { [ours]: 'true' }, { [ours]: 'false' });
const create = changeOf('create', null, { [ours]: 'false' });
const remove = changeOf('delete', { [ours]: 'false' }, null);

async function write(url: string, change: Change, options: Partial<GraphOptions> = {}, stop = new AbortController()) {
  const connection = connectTo(url, options);
  const kept = keepHooks(stop.signal);
  await connection
    .writer()
    .write([{ resource: 'setting', change, live: { template: null, setting: null } }], kept.hooks);
  const { clock, observer } = connection;
  return { clock, observer, ...kept };
}

const outcome = (status: string, message?: RegExp) =>
  expect.objectContaining({
    key: 'setting/Group.Unified',
    status,
    ...(message && { message: expect.stringMatching(message) }),
  });

describe('writing the setting', () => {
  it('reads it, announces the write, sends all values and reads all of them back', async () => {
    const tenant = await startSettings({ [ours]: 'true', UsageGuidelinesUrl: 'https://x', Mystery: 'kept' });
    const { outcomes, intents, observer } = await write(tenant.url, disable);
    expect(outcomes).toEqual([{ key: 'setting/Group.Unified', action: 'update', status: 'applied' }]);
    expect(intents).toEqual([['setting/Group.Unified']]);
    expect(tenant.held()).toEqual({ [ours]: 'false', UsageGuidelinesUrl: 'https://x', Mystery: 'kept' });
    expect(observer.requests()).toEqual({ total: 5, writes: 1, throttled: 0 });
  });

  it('creates it where there is none', async () => {
    const tenant = await startSettings(null);
    const { outcomes } = await write(tenant.url, create);
    expect(outcomes).toEqual([outcome('applied')]);
    expect(tenant.held()).toEqual({ [ours]: 'false', UsageGuidelinesUrl: '' });
  });

  it.each([
    ['alreadyApplied', { [ours]: 'False' }],
    ['stale', null],
  ])('ends %s without a write where it finds %o', async (status, values) => {
    const tenant = await startSettings(values);
    const { outcomes } = await write(tenant.url, disable);
    expect(outcomes).toEqual([outcome(status)]);
    expect(tenant.writes).toHaveLength(0);
  });

  it('takes what changed since the plan along', async () => {
    const tenant = await startSettings({ [ours]: 'true', UsageGuidelinesUrl: 'changed since' });
    await write(tenant.url, disable);
    expect(tenant.held()).toMatchObject({ UsageGuidelinesUrl: 'changed since' });
  });

  it('fails where another value is not what it was, and names it', async () => {
    const tenant = await startSettings(
      { [ours]: 'true', UsageGuidelinesUrl: 'a' },
      { meddle: (held) => ({ ...held, UsageGuidelinesUrl: '' }) },
    );
    const { outcomes } = await write(tenant.url, disable);
    expect(outcomes).toEqual([outcome('failed', /UsageGuidelinesUrl/)]);
  });

  it('waits while reads lag behind', async () => {
    const tenant = await startSettings({ [ours]: 'true', UsageGuidelinesUrl: 'a' }, { lag: 3 });
    const { outcomes, clock } = await write(tenant.url, disable);
    expect(outcomes).toEqual([outcome('applied')]);
    expect(clock.slept).toEqual([1000, 2000, 4000]);
  });

  it('says accepted, not visible, where it never shows', async () => {
    const tenant = await startSettings({ [ours]: 'true' }, { lag: 100 });
    const { outcomes } = await write(tenant.url, disable);
    expect(outcomes).toEqual([outcome('acceptedNotVisible')]);
    expect(tenant.writes).toHaveLength(1);
  });

  const fates: readonly [string, Fate][] = [
    ['a lost answer after the effect', { done: true, reply: 'reset' }],
    ['a lost answer without effect', { done: false, reply: 'reset' }],
    ['a hanging socket after the effect', { done: true, reply: 'hang' }],
    ['503 without effect', { done: false, reply: { status: 503 } }],
    ['504 after the effect', { done: true, reply: { status: 504, text: '<html>' } }],
    ['429', { done: false, reply: { status: 429, headers: { 'retry-after': '9' } } }],
  ];

  it.each(fates)('is done once, be it an update or a create, after %s', async (_what, fate) => {
    for (const [change, values] of [
      [disable, { [ours]: 'true', UsageGuidelinesUrl: 'a' }],
      [create, null],
    ] as const) {
      const tenant = await startSettings(values, { fate: (nth) => (nth === 0 ? fate : null) });
      const { outcomes } = await write(tenant.url, change, { tuning: { requestTimeout: 200 } });
      expect(outcomes).toEqual([outcome('applied')]);
      expect(tenant.held()?.[ours]).toBe('false');
      expect(tenant.writes).toHaveLength(fate.done ? 1 : 2);
    }
  });

  it('is not created a second time while the first lags behind its lost answer', async () => {
    const tenant = await startSettings(null, {
      lag: 3,
      fate: (nth) => (nth === 0 ? { done: true, reply: 'reset' } : null),
    });
    const { outcomes } = await write(tenant.url, create);
    expect(outcomes).toEqual([outcome('applied')]);
    expect(tenant.writes).toHaveLength(1);
  });

  it('is updated where someone else created it a moment before', async () => {
    const tenant = await startSettings(null, {
      fate: (nth) => {
        if (nth > 0) return null;
        tenant.replace({ UsageGuidelinesUrl: 'theirs' });
        return null;
      },
    });
    const { outcomes } = await write(tenant.url, create);
    expect(outcomes).toEqual([outcome('applied')]);
    expect(tenant.writes.map(({ method }) => method)).toEqual(['POST', 'PATCH']);
    expect(tenant.held()).toEqual({ UsageGuidelinesUrl: 'theirs', [ours]: 'false' });
  });

  it('fails where a create is refused although there is nothing', async () => {
    const refusal = { done: false, reply: { status: 400, json: graphError('Request_BadRequest', 'told') } };
    const tenant = await startSettings(null, { fate: () => refusal });
    const { outcomes } = await write(tenant.url, create);
    expect(outcomes).toEqual([outcome('failed', /lists none.*400 Request_BadRequest: told/)]);
    expect(tenant.writes).toHaveLength(1);
  });

  it.each([
    [400, /^400 Request_BadRequest: told/],
    [403, /GroupSettings\.ReadWrite\.All/],
  ])('fails with the reason where an update meets %s', async (status, message) => {
    const reply = { status, json: graphError('Request_BadRequest', 'told') };
    const tenant = await startSettings({ [ours]: 'true' }, { fate: () => ({ done: false, reply }) });
    const { outcomes } = await write(tenant.url, disable);
    expect(outcomes).toEqual([outcome('failed', message)]);
  });

  it('gives up after bounded tries', async () => {
    const tenant = await startSettings({ [ours]: 'true' }, { fate: () => ({ done: false, reply: { status: 503 } }) });
    const { outcomes } = await write(tenant.url, disable);
    expect(outcomes).toEqual([outcome('failed', /no certain answer/)]);
    expect(tenant.writes).toHaveLength(6);
  });

  it('waits longer from time to time where it is throttled and not told how long', async () => {
    const throttled = { done: false, reply: { status: 429 } };
    const tenant = await startSettings({ [ours]: 'true' }, { fate: (nth) => (nth < 8 ? throttled : null) });
    const { outcomes, clock } = await write(tenant.url, disable);
    expect(outcomes).toEqual([outcome('applied')]);
    expect(clock.slept).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('takes a fresh token where one is refused, and says why where there is none', async () => {
    let asked = 0;
    const createCredential = async () => ({
      getToken: async () => {
        asked += 1;
        return { token: `token-${asked}`, expiresOnTimestamp: Number.MAX_SAFE_INTEGER };
      },
    });
    const refused = (nth: number) => (nth === 0 ? { done: false, reply: { status: 401 } } : null);
    const renewed = await startSettings({ [ours]: 'true' }, { fate: refused });
    const { outcomes } = await write(renewed.url, disable, { accessToken: null, tuning: { createCredential } });
    expect(outcomes).toEqual([outcome('applied')]);
    const ready = await startSettings({ [ours]: 'true' }, { fate: refused });
    expect((await write(ready.url, disable)).outcomes).toEqual([outcome('failed', /ENTRA_WRITEBACK_ACCESS_TOKEN/)]);
  });

  it('is not attempted once the run is stopped', async () => {
    const stop = new AbortController();
    stop.abort();
    const tenant = await startSettings({ [ours]: 'true' });
    const { outcomes } = await write(tenant.url, disable, {}, stop);
    expect(outcomes).toEqual([outcome('notAttempted', /interrupted/)]);
    expect(tenant.writes).toHaveLength(0);
  });

  it('says what it does not know where the run is out of time after a lost answer', async () => {
    const tenant = await startSettings({ [ours]: 'true' }, { fate: () => ({ done: true, reply: 'reset' }) });
    const { outcomes } = await write(tenant.url, disable, { timeoutMs: 400 });
    expect(outcomes).toEqual([outcome('failed', /unknown/)]);
  });
});

describe('taking the setting back', () => {
  it('deletes it where nothing else is in it', async () => {
    const tenant = await startSettings({ [ours]: 'false', UsageGuidelinesUrl: '' });
    const { outcomes } = await write(tenant.url, remove);
    expect(outcomes).toEqual([outcome('applied')]);
    expect(tenant.held()).toBeNull();
  });

  it('leaves it where another value is in it by now', async () => {
    const tenant = await startSettings({ [ours]: 'false', UsageGuidelinesUrl: 'https://x' });
    const { outcomes } = await write(tenant.url, remove);
    expect(outcomes).toEqual([outcome('failed', /UsageGuidelinesUrl/)]);
    expect(tenant.writes).toHaveLength(0);
  });

  it('is done where a delete without an answer turns out to have been carried out', async () => {
    const tenant = await startSettings({ [ours]: 'false' }, { fate: () => ({ done: true, reply: 'reset' }) });
    const { outcomes } = await write(tenant.url, remove);
    expect(outcomes).toEqual([outcome('applied')]);
    expect(tenant.writes).toHaveLength(1);
  });

  it('gives a list that still shows it time to catch up', async () => {
    const gone = { done: false, reply: { status: 404, json: graphError('Request_ResourceNotFound', 'gone') } };
    const fate = (nth: number) => (nth === 0 ? { done: true, reply: 'reset' as const } : gone);
    const tenant = await startSettings({ [ours]: 'false' }, { lag: 4, fate });
    const { outcomes, clock } = await write(tenant.url, remove);
    expect(outcomes).toEqual([outcome('applied')]);
    expect(clock.slept).toEqual([500, 1000, 2000, 4000, 8000]);
  });
});

describe('reading the setting', () => {
  const observe = { ...nothing, setting: true } as const;

  it('finds it by its template among others, whatever it is called', async () => {
    const tenant = await startSettings({ [ours]: 'true' });
    const { setting } = await connectTo(tenant.url).observer.observe(observe);
    expect(setting?.template?.values.map(({ name }) => name)).toEqual([ours, 'UsageGuidelinesUrl']);
    expect(setting?.setting).toEqual({ id: 's', values: [{ name: ours, value: 'true' }] });
  });

  it('tells a tenant without it from one that cannot be read', async () => {
    const tenant = await startSettings(null);
    expect((await connectTo(tenant.url).observer.observe(observe)).setting?.setting).toBeNull();
    const denied = await startFake(inOrder({ groupSetting: [{ status: 403, json: graphError('x', 'told') }] }));
    await expect(connectTo(denied.url).observer.observe(observe)).rejects.toMatchObject({
      code: 'forbidden',
      remedy: expect.stringContaining('GroupSettings.Read.All'),
    });
  });

  it.each([
    ['an object without values', { id: 's', templateId }],
    ['an object without a template', { id: 's', values: [] }],
    ['an object without an id', { templateId, values: [] }],
    ['a value without a name', { id: 's', templateId, values: [{ value: 'x' }] }],
    ['a value that is no text', { id: 's', templateId, values: [{ name: ours, value: true }] }],
  ])('does not take %s for nothing', async (_what, item) => {
    const fake = await startFake(
      inOrder({
        groupSettingTemplates: [{ json: { value: [template] } }],
        '/groupSettings': [{ json: { value: [item] } }],
      }),
    );
    await expect(connectTo(fake.url).observer.observe(observe)).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('does not choose between two', async () => {
    const two = [
      { id: 'a', templateId, values: [] },
      { id: 'b', templateId, values: [] },
    ];
    const fake = await startFake(
      inOrder({
        groupSettingTemplates: [{ json: { value: [template] } }],
        '/groupSettings': [{ json: { value: two } }],
      }),
    );
    await expect(connectTo(fake.url).observer.observe(observe)).rejects.toMatchObject({ code: 'unreadable' });
  });
});
