import { describe, expect, it } from 'vitest';
import { connectTo, nothing } from './connect-fake.js';
import { graphError, inOrder, notFound, type Reply, rawGroup, type Seen, startFake } from './fake-graph.js';

const all = { ...nothing, lists: ['all'] } as const;
const page = (ids: readonly string[], next?: string): Reply => ({
  json: { value: ids.map((id) => rawGroup(id)), ...(next === undefined ? {} : { '@odata.nextLink': next }) },
});
const error = (status: number, code = 'x', headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers,
  json: graphError(code, 'told'),
});

/** A list whose pages are these; each links to the next. */
async function startList(pages: readonly (readonly Reply[])[]) {
  const asked = pages.map(() => 0);
  return startFake((request, url) => {
    if (!request.url.includes('/beta/groups')) return inOrder({})(request);
    const number = Number(/[?&]page=(\d+)/.exec(request.url)?.[1] ?? 0);
    const replies = pages[number] ?? [];
    const reply = replies[Math.min(asked[number] ?? 0, replies.length - 1)] ?? 'reset';
    asked[number] = (asked[number] ?? 0) + 1;
    const next = `${url}/beta/groups?page=${number + 1}`;
    const full = typeof reply === 'object' && (reply.status ?? 200) === 200 && reply.json !== undefined;
    return full && number + 1 < pages.length
      ? { ...reply, json: { ...Object(reply.json), '@odata.nextLink': next } }
      : reply;
  });
}

function idsOf(observation: { groups: readonly { id: string }[] }): string[] {
  return observation.groups.map(({ id }) => id).sort();
}

describe('lists', () => {
  it('are read page by page with everything a plan needs and nothing else', async () => {
    const fake = await startList([[page(['a', 'b'])], [page([])], [page(['b', 'c'])]]);
    const { observer } = connectTo(fake.url);
    const observation = await observer.observe(all);
    expect(idsOf(observation)).toEqual(['a', 'b', 'c']);
    expect(fake.seen[1]?.url).toBe(
      '/beta/groups?$select=id,displayName,groupTypes,mailEnabled,securityEnabled,onPremisesSyncEnabled,isAssignableToRole,writebackConfiguration&$top=999',
    );
    expect(observer.requests()).toEqual({ total: 4, writes: 0, throttled: 0 });
  });

  it('of kinds are asked for by kind', async () => {
    const fake = await startFake(inOrder({ '/beta/groups': [page([])] }));
    await connectTo(fake.url).observer.observe({ ...nothing, lists: ['microsoft365', 'security'], fields: ['mail'] });
    expect(fake.seen.map(({ url }) => /\$filter=([^&]*)&.*,mail&/.exec(url)?.[1]).sort()).toEqual([
      "groupTypes/any(c:c eq 'Unified')",
      'securityEnabled eq true and mailEnabled eq false',
      undefined,
    ]);
  });

  it('of kinds are one list of all where the service cannot filter by kind', async () => {
    const refused = error(400, 'Request_UnsupportedQuery');
    const fake = await startFake((seen) =>
      seen.url.includes('$filter') ? refused : inOrder({ '/beta/groups': [page(['a', 'b'])] })(seen),
    );
    const { observer } = connectTo(fake.url);
    expect(idsOf(await observer.observe({ ...nothing, lists: ['microsoft365', 'security'] }))).toEqual(['a', 'b']);
  });

  it('take the last word on a group that comes twice', async () => {
    const changed = rawGroup('a', { displayName: 'New name' });
    const fake = await startList([[page(['a'])], [{ json: { value: [changed] } }]]);
    const observation = await connectTo(fake.url).observer.observe(all);
    expect(observation.groups).toEqual([expect.objectContaining({ id: 'a', displayName: 'New name' })]);
  });

  it('follow links exactly as they are given', async () => {
    const link = '/beta/groups?z=1&$skiptoken=a%2Bb%3D%3D&$select=id&z=2&$filter=x';
    const raw: string[] = [];
    const fake = await startFake((request, url) => {
      raw.push(request.url);
      if (request.url.includes('organization')) return inOrder({})(request);
      return request.url.includes('skiptoken') ? page(['b']) : page(['a'], `${url}${link}`);
    });
    expect(idsOf(await connectTo(fake.url).observer.observe(all))).toEqual(['a', 'b']);
    expect(raw[2]).toBe(decodeURIComponent(link));
  });

  it('tell how far they are', async () => {
    const fake = await startList([[page(['a', 'b'])], [page(['c'])]]);
    const told: unknown[] = [];
    await connectTo(fake.url, { progress: (...step) => told.push(step) }).observer.observe(all);
    expect(told).toEqual([
      ['reading groups', 2],
      ['reading groups', 3],
    ]);
  });

  const passing: readonly [string, Reply][] = [
    ['429', error(429, 'TooManyRequests', { 'retry-after': '7' })],
    ['500', error(500)],
    ['502 with HTML', { status: 502, text: '<html>Bad gateway</html>' }],
    ['503', error(503)],
    ['504', error(504)],
    ['a reset connection', 'reset'],
    ['a hanging socket', 'hang'],
    ['a truncated body', 'truncate'],
    ['200 with half a body', { text: '{"value":[{"id' }],
    ['200 with HTML', { text: '<html>Please sign in to the proxy</html>' }],
    ['200 with nothing', { text: '' }],
  ];

  /** Only what never answers is waited for to its end: a busy machine takes its time for every other answer. */
  const timeoutFor = (reply: Reply) => (reply === 'hang' ? { requestTimeout: 300 } : {});

  it.each(passing)('survive %s on their first page and on a later one', async (_what, reply) => {
    const fake = await startList([
      [reply, page(['a'])],
      [reply, reply, page(['b'])],
    ]);
    const { observer } = connectTo(fake.url, { tuning: timeoutFor(reply) });
    expect(idsOf(await observer.observe(all))).toEqual(['a', 'b']);
  });

  it.each(passing)('end without an observation where %s lasts, in bounded tries', async (_what, reply) => {
    const fake = await startList([[page(['a'])], [reply]]);
    const { observer } = connectTo(fake.url, { tuning: timeoutFor(reply) });
    await expect(observer.observe(all)).rejects.toMatchObject({ kind: 'unobservable' });
    expect(fake.seen.filter(({ url }) => url.includes('page=1'))).toHaveLength(6);
  });

  it('wait as long as they are told, and longer from try to try where they are not', async () => {
    const throttled = error(429, 'TooManyRequests', { 'retry-after': '7' });
    const fake = await startList([[throttled, error(500), error(500), page(['a'])]]);
    const { observer, clock, notes } = connectTo(fake.url);
    await observer.observe(all);
    expect(clock.slept).toEqual([7000, 1000, 2000]);
    expect(observer.requests()).toEqual({ total: 5, writes: 0, throttled: 1 });
    expect(notes).toEqual(['reading the groups: waiting 7 s', 'reading the groups: waiting 2 s']);
  });

  it('honour a date in Retry-After', async () => {
    const fake = await startList([[error(503, 'x', { 'retry-after': 'Sun, 22 Nov 2026 12:01:00 GMT' }), page(['a'])]]);
    const { observer, clock } = connectTo(fake.url);
    await observer.observe(all);
    expect(clock.slept).toEqual([60_000]);
  });

  it('do not wait for what comes after the deadline', async () => {
    const fake = await startList([[error(429, 'TooManyRequests', { 'retry-after': '3600' }), page(['a'])]]);
    const { observer, clock } = connectTo(fake.url, { timeoutMs: 60_000 });
    await expect(observer.observe(all)).rejects.toMatchObject({
      code: 'deadline',
      remedy: expect.stringContaining('--timeout'),
    });
    expect(clock.slept).toEqual([]);
  });

  it('end where they are stopped, be it in a request or in a wait', async () => {
    for (const reply of ['hang', error(503, 'x', { 'retry-after': '60' })] as const) {
      const stop = new AbortController();
      const fake = await startFake((request) => {
        if (!request.url.includes('/beta/groups')) return inOrder({})(request);
        setTimeout(() => stop.abort(), 20);
        return reply;
      });
      const sleep = (_ms: number, signal: AbortSignal) =>
        new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      const clock = { now: () => 0, random: () => 1, sleep };
      const { observer } = connectTo(fake.url, { stop: stop.signal, tuning: { clock } });
      await expect(observer.observe(all)).rejects.toMatchObject({ kind: 'interrupted' });
    }
  });

  it.each([
    [403, 'forbidden', /Group\.Read\.All/],
    [400, 'graphError', /cloud/],
    [404, 'graphError', /cloud/],
    [301, 'redirected', /--graph-url/],
  ])('end where the answer is %s, saying what to do', async (status, code, remedy) => {
    const fake = await startList([
      [page(['a'])],
      [error(status, 'Some_Code', { location: 'https://elsewhere.example' })],
    ]);
    await expect(connectTo(fake.url).observer.observe(all)).rejects.toMatchObject({
      kind: 'unobservable',
      code,
      message: `could not read the groups: ${status} Some_Code: told (request-id 93b6f17e-c05d-4f45-ad2a-6665c708d8a0)${status === 301 ? ': redirections are not followed' : ''}`,
      remedy: expect.stringMatching(remedy),
    });
  });

  it('let no text of the service break a line', async () => {
    const json = graphError('a\u001b[2J', 'b\r\n\u2028c\u202e');
    const fake = await startList([[{ status: 400, json }]]);
    await expect(connectTo(fake.url).observer.observe(all)).rejects.toMatchObject({
      message: expect.stringMatching(/: 400 a \[2J: b c \(request-id/),
    });
  });

  it.each([
    ['another host', 'https://evil.example/beta/groups?$skiptoken=x'],
    ['another port', 'http://127.0.0.1:9/beta/groups'],
    ['another scheme', 'https://127.0.0.1/beta/groups'],
    ['a look-alike', 'http://127.0.0.1@evil.example/'],
  ])('never follow a link to %s', async (_what, link) => {
    const fake = await startFake(inOrder({ '/beta/groups': [page(['a'], link)] }));
    await expect(connectTo(fake.url).observer.observe(all)).rejects.toMatchObject({ code: 'foreignNextLink' });
    expect(fake.seen).toHaveLength(2);
  });

  it('that lead in a circle end', async () => {
    const fake = await startFake((request, url) =>
      request.url.includes('/beta/groups') ? page(['a'], `${url}/beta/groups?$skiptoken=1`) : inOrder({})(request),
    );
    await expect(connectTo(fake.url).observer.observe(all)).rejects.toMatchObject({ code: 'pagingLoop' });
  });

  it.each([
    ['value', { items: [] }],
    ['list', []],
    ['address', { value: [], '@odata.nextLink': 7 }],
  ])('without a %s are unreadable', async (_what, json) => {
    const fake = await startFake(inOrder({ '/beta/groups': [{ json }] }));
    await expect(connectTo(fake.url).observer.observe(all)).rejects.toMatchObject({ code: 'unreadable' });
  });

  it.each(['Directory_ExpiredPageToken', 'DirectoryPageTokenNotFoundException'])(
    'start over after %s, without what the broken chain had brought',
    async (code) => {
      let starts = 0;
      const fake = await startFake((request, url) => {
        if (!request.url.includes('/beta/groups')) return inOrder({})(request);
        if (request.url.includes('skiptoken')) return starts === 1 ? error(400, code) : page(['c']);
        starts += 1;
        return page(starts === 1 ? ['gone', 'a'] : ['a', 'b'], `${url}/beta/groups?$skiptoken=${starts}`);
      });
      expect(idsOf(await connectTo(fake.url).observer.observe(all))).toEqual(['a', 'b', 'c']);
    },
  );

  it('do not start over for ever', async () => {
    const fake = await startList([[page(['a'])], [error(400, 'Directory_ExpiredPageToken')]]);
    await expect(connectTo(fake.url).observer.observe(all)).rejects.toMatchObject({ code: 'graphError' });
    expect(fake.seen.filter(({ url }) => url.includes('$top='))).toHaveLength(4);
  });

  it('with one group that lacks its writebackConfiguration bring no group at all', async () => {
    const { writebackConfiguration: _dropped, ...lacking } = rawGroup('b');
    const fake = await startList([[page(['a'])], [{ json: { value: [lacking] } }], [page(['c'])]]);
    await expect(connectTo(fake.url).observer.observe(all)).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('group b'),
      remedy: expect.stringContaining('cloud'),
    });
  });

  it('end together: where one fails no page of the other is asked for any more', async () => {
    const security = (request: Seen) => request.url.includes('securityEnabled eq true');
    const fake = await startFake(async (request, url) => {
      if (!request.url.includes('/beta/groups')) return inOrder({})(request);
      if (security(request)) return error(403);
      await new Promise((resolve) => setTimeout(resolve, 10));
      return page(['a'], `${url}/beta/groups?page=${fake.seen.length}`);
    });
    const work = connectTo(fake.url).observer.observe({ ...nothing, lists: ['microsoft365', 'security'] });
    await expect(work).rejects.toMatchObject({ code: 'forbidden' });
    const asked = fake.seen.length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(fake.seen.length).toBe(asked);
  });
});

describe('a name', () => {
  it('is looked for exactly, whatever is in it', async () => {
    const fake = await startFake(inOrder({ '/beta/groups': [page(['a'])] }));
    const found = await connectTo(fake.url)
      .observer.find("R&D's #1 + 100%", ['team'])
      .catch((error) => error);
    expect(fake.seen[1]?.url).toContain("$filter=displayName eq 'R&D''s #1 + 100%'&$select=");
    expect(found).toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('resourceProvisioningOptions'),
    });
  });
});

describe('a name that the service cannot filter by', () => {
  it('is looked for in the list of all groups, without letter case', async () => {
    const refusal = { status: 400, json: graphError('Request_UnsupportedQuery', 'told') };
    const fake = await startFake(
      inOrder({ $filter: [refusal], '/beta/groups': [{ json: { value: [rawGroup('a'), rawGroup('b')] } }] }),
    );
    const found = await connectTo(fake.url).observer.find('GROUP B', []);
    expect(found.map(({ id }) => id)).toEqual(['b']);
  });
});

describe('refused tokens', () => {
  const credential = (tokens: string[]) => async () => ({
    getToken: async () => ({ token: tokens.shift() ?? 'none left', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
  });

  it('are replaced in the middle of a list, once for each reason', async () => {
    const challenge = Buffer.from('{"x":1}').toString('base64');
    const header = `Bearer error="insufficient_claims", claims="${challenge}"`;
    const fake = await startList([
      [page(['a'])],
      [error(401), error(401, 'x', { 'www-authenticate': header }), page(['b'])],
    ]);
    const { observer } = connectTo(fake.url, {
      accessToken: null,
      tuning: { createCredential: credential(['first', 'second', 'third']) },
    });
    expect(idsOf(await observer.observe(all))).toEqual(['a', 'b']);
    expect(fake.seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer first',
      'Bearer first',
      'Bearer second',
      'Bearer third',
    ]);
  });

  it('end the run where a fresh one is refused too', async () => {
    const fake = await startList([[error(401, 'InvalidAuthenticationToken')]]);
    const { observer } = connectTo(fake.url, {
      accessToken: null,
      tuning: { createCredential: credential(['first', 'second', 'third']) },
    });
    await expect(observer.observe(all)).rejects.toMatchObject({ code: 'signIn' });
    expect(fake.seen.filter(({ url }) => url.includes('/beta/groups'))).toHaveLength(2);
  });

  it('end the run where the token was given ready', async () => {
    const fake = await startList([[error(401)]]);
    await expect(connectTo(fake.url).observer.observe(all)).rejects.toMatchObject({
      code: 'signIn',
      message: expect.stringContaining('ENTRA_WRITEBACK_ACCESS_TOKEN'),
    });
  });
});

describe('groups named by id', () => {
  interface Sent {
    readonly requests: readonly { readonly id: string; readonly url: string }[];
  }
  /** Answers each item of a batch by the path it asks for. */
  const batches = (item: (path: string, nth: number) => object | null) => {
    const asked = new Map<string, number>();
    return (request: Seen): Reply => {
      if (!request.url.endsWith('/$batch')) return inOrder({})(request);
      const { requests } = request.body as Sent;
      const responses = requests.flatMap(({ id, url }) => {
        const path = url.split('?')[0] ?? '';
        asked.set(path, (asked.get(path) ?? 0) + 1);
        const answer = item(path, asked.get(path) ?? 0);
        return answer === null ? [] : [{ id, ...answer }];
      });
      return { json: { responses: responses.reverse() } };
    };
  };
  const found = (path: string) => ({ status: 200, body: rawGroup(path.split('/').at(-1) ?? '') });
  const gone = { status: 404, body: notFound };

  it('cost a handful of requests, whatever the size of the tenant', async () => {
    const ids = Array.from({ length: 50 }, (_unused, index) => `id-${index}`);
    const fake = await startFake(batches(found));
    const { observer } = connectTo(fake.url);
    const observation = await observer.observe({ ...nothing, ids: [...ids, 'id-0'] });
    expect(idsOf(observation)).toEqual([...ids].sort());
    expect(fake.seen.filter(({ url }) => url === '/beta/$batch')).toHaveLength(3);
    expect(observer.requests().total).toBe(51);
  });

  it('are not read again where a list has brought them', async () => {
    const fake = await startFake(inOrder({ '/beta/groups': [page(['a', 'b'])] }));
    await connectTo(fake.url).observer.observe({ ...all, ids: ['a'] });
    expect(fake.seen).toHaveLength(2);
  });

  it('are looked up among the deleted; what is nowhere is in neither list', async () => {
    const deleted = ['deleted', 'another'].map((id) => ({
      id,
      displayName: 'Old',
      deletedDateTime: '2026-11-20T00:00:00Z',
    }));
    const items = batches((path) => (path === '/groups/live' ? found(path) : gone));
    const list = inOrder({ '/v1.0/directory/deletedItems/microsoft.graph.group': [{ json: { value: deleted } }] });
    const fake = await startFake((seen) => (seen.url.includes('deletedItems') ? list(seen) : items(seen)));
    const observation = await connectTo(fake.url).observer.observe({ ...nothing, ids: ['live', 'deleted', 'nowhere'] });
    expect(idsOf(observation)).toEqual(['live']);
    expect(observation.deleted).toEqual([
      { id: 'deleted', displayName: 'Old', deletedDateTime: '2026-11-20T00:00:00Z' },
    ]);
  });

  it.each([
    ['429', { status: 429, headers: { 'Retry-After': '3' }, body: graphError('TooManyRequests', 'x') }],
    ['503', { status: 503 }],
    ['200 without a body', { status: 200 }],
    ['nothing', null],
    ['no status', { body: {} }],
  ])('are asked for again, alone, where their item is %s', async (_what, first) => {
    const fake = await startFake(batches((path, nth) => (path === '/groups/b' && nth === 1 ? first : found(path))));
    const { observer } = connectTo(fake.url);
    expect(idsOf(await observer.observe({ ...nothing, ids: ['a', 'b'] }))).toEqual(['a', 'b']);
    expect(fake.seen.slice(1).map(({ body }) => (body as Sent).requests.length)).toEqual([2, 1]);
  });

  it('are asked for with a fresh token where their item is refused one', async () => {
    const refused = { status: 401, body: graphError('InvalidAuthenticationToken', 'told') };
    const tokens = ['first', 'second'];
    const fake = await startFake(batches((path, nth) => (path === '/groups/b' && nth === 1 ? refused : found(path))));
    const createCredential = async () => ({
      getToken: async () => ({ token: tokens.shift() ?? 'none left', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
    });
    const { observer } = connectTo(fake.url, { accessToken: null, tuning: { createCredential } });
    expect(idsOf(await observer.observe({ ...nothing, ids: ['a', 'b'] }))).toEqual(['a', 'b']);
    expect(fake.seen.at(-1)?.headers.authorization).toBe('Bearer second');
  });

  it('are not asked for at all with a token that no header can carry', async () => {
    const fake = await startFake(batches(found));
    const { observer, clock } = connectTo(fake.url, { accessToken: 'hush\nhush' });
    const began = clock.now();
    const work = observer.observe({ ...nothing, ids: ['a'] });
    await expect(work).rejects.toMatchObject({ code: 'signIn', message: expect.not.stringContaining('hush') });
    expect([fake.seen, clock.now()]).toEqual([[], began]);
  });

  it('that cannot be read end the run', async () => {
    const denied = { status: 403, body: graphError('Authorization_RequestDenied', 'told') };
    const fake = await startFake(batches((path) => (path === '/groups/b' ? denied : found(path))));
    const work = connectTo(fake.url).observer.observe({ ...nothing, ids: ['a', 'b'] });
    await expect(work).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('that never come end the run', async () => {
    const fake = await startFake(batches(() => null));
    const work = connectTo(fake.url).observer.observe({ ...nothing, ids: ['a'] });
    await expect(work).rejects.toMatchObject({ kind: 'unobservable', message: expect.stringContaining('no answer') });
    expect(fake.seen).toHaveLength(7);
  });

  it('answered by something that is no batch are unreadable', async () => {
    const fake = await startFake(inOrder({ $batch: [{ json: { value: [] } }] }));
    const work = connectTo(fake.url).observer.observe({ ...nothing, ids: ['a'] });
    await expect(work).rejects.toMatchObject({ code: 'unreadable' });
  });
});

describe('deleted groups', () => {
  it('are listed as groups only, and not asked for one by one as well', async () => {
    const deleted = [
      { id: 'B', displayName: null, deletedDateTime: null },
      { id: 'a', displayName: 'x' },
    ];
    const fake = await startFake(
      inOrder({
        '/directory/deletedItems/microsoft.graph.group': [{ json: { value: deleted } }],
        $batch: [{ json: { responses: [{ id: '0', status: 404, body: notFound }] } }],
      }),
    );
    const observation = await connectTo(fake.url).observer.observe({ ...nothing, ids: ['b'], deleted: true });
    expect(observation.deleted).toEqual([
      { id: 'a', displayName: 'x', deletedDateTime: null },
      { id: 'b', displayName: null, deletedDateTime: null },
    ]);
    expect(fake.seen).toHaveLength(3);
  });
});
