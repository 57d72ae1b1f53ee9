import { describe, expect, it } from 'vitest';
import { parseCount } from '../../src/graph/member-count.js';
import { mostHolders } from '../../src/graph/member-reader.js';
import { emptyScope } from '../../src/model/observation.js';
import { connectTo } from './connect-fake.js';
import { graphError, organization, type Reply, rawGroup, type Seen, startFake } from './fake-graph.js';

interface Item {
  readonly id: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Part = { readonly status: number; readonly headers?: object; readonly body?: unknown };

/** Answers batches item by item, and the lists with these groups. */
function answers(part: (path: string, nth: number) => Part | null, groups: readonly object[] = []) {
  const asked = new Map<string, number>();
  return ({ url, body }: Seen): Reply => {
    if (url.includes('/organization')) return organization;
    if (!url.includes('$batch')) return { json: { value: groups } };
    const responses = (body as { requests: readonly Item[] }).requests.flatMap((item) => {
      const nth = (asked.get(item.url) ?? 0) + 1;
      asked.set(item.url, nth);
      const answer = part(item.url, nth);
      return answer === null ? [] : [{ id: item.id, ...answer }];
    });
    return { json: { responses: responses.toReversed() } };
  };
}

function itemsOf(seen: readonly Seen[]): readonly Item[] {
  return seen.flatMap(({ body }) => (body as { requests?: readonly Item[] } | undefined)?.requests ?? []);
}

const denied: Part = { status: 403, body: graphError('Authorization_RequestDenied', 'told') };

describe('a count', () => {
  it.each<[string, number, unknown, number | null]>([
    ['text', 200, '12', 12],
    ['none', 200, '0', 0],
    ['text after a byte order mark', 200, '\uFEFF12\r\n', 12],
    ['a number', 200, 50_001, 50_001],
    ['base64', 200, Buffer.from('250001').toString('base64'), 250_001],
    ['base64 of a byte order mark and text', 200, Buffer.from('\uFEFF7').toString('base64url'), 7],
    ['no text', 200, '', null],
    ['words', 200, 'many', null],
    ['an object', 200, { value: 3 }, null],
    ['less than none', 200, -1, null],
    ['a part of one', 200, 1.5, null],
    ['a page', 200, '<html>12</html>', null],
    ['an error', 403, '12', null],
  ])('may be %s', (_what, status, json, count) => {
    expect(parseCount({ status, json, header: () => null })).toBe(count);
  });
});

describe('the numbers of members', () => {
  const counting = { ...emptyScope, lists: ['all'], memberCounts: true } as const;

  it('are read twenty to a request, of the groups that were chosen, as an advanced query', async () => {
    const ids = Array.from({ length: 45 }, (_, n) => `g${n}`);
    const groups = [...ids, 'other'].map((id) => rawGroup(id));
    const fake = await startFake(answers((path) => ({ status: 200, body: path.match(/\d+/)?.[0] }), groups));
    const told: unknown[] = [];
    const progress = (...words: unknown[]) => void told.push(words);
    const { observer } = connectTo(fake.url, { progress });
    const { memberCounts, nested, scope } = await observer.observe(counting, ({ groups: read, memberCounts: none }) => {
      expect([read.length, none]).toEqual([46, null]);
      return ids;
    });
    expect(memberCounts).toEqual(Object.fromEntries(ids.map((id, n) => [id, n])));
    expect([nested, scope]).toEqual([null, counting]);
    const batches = fake.seen.map((seen) => itemsOf([seen])).filter((items) => items.length > 0);
    expect(batches.map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(batches[0]?.[3]).toEqual({
      id: '3',
      method: 'GET',
      url: '/groups/g3/members/$count',
      headers: { ConsistencyLevel: 'eventual' },
    });
    expect(told.at(-1)).toEqual(['reading members', 45, 45]);
  });

  it.each<[string, (nth: number) => Part | null, number | null, number]>([
    ['is denied', () => denied, null, 1],
    ['is gone', () => ({ status: 404, body: {} }), null, 1],
    ['is garbage', () => ({ status: 200, body: 'garbage' }), null, 1],
    ['is throttled for a while', (nth) => (nth < 3 ? { status: 429 } : { status: 200, body: '5' }), 5, 3],
    ['is lost for a while', (nth) => (nth < 2 ? null : { status: 200, body: 5 }), 5, 2],
    ['is throttled for ever', () => ({ status: 429 }), null, 6],
    ['fails for ever', () => ({ status: 503 }), null, 6],
    ['never comes', () => null, null, 6],
    ['has no body', () => ({ status: 200 }), null, 6],
  ])('are unknown, never none, where one %s', async (_what, part, count, tries) => {
    const good: Part = { status: 200, body: '3' };
    const fake = await startFake(answers((path, nth) => (path.includes('/bad/') ? part(nth) : good)));
    const observation = await connectTo(fake.url).observer.observe(counting, () => ['bad', 'good']);
    expect(observation.memberCounts).toEqual({ bad: count, good: 3 });
    expect(itemsOf(fake.seen).filter(({ url }) => url.includes('/bad/'))).toHaveLength(tries);
  });

  it.each<[string, Reply]>([
    ['are denied', { status: 403, json: graphError('Authorization_RequestDenied', 'told') }],
    ['keep failing', { status: 500 }],
    ['are answered by something that is no batch', { json: { value: [] } }],
  ])('end the run where whole requests %s', async (_what, reply) => {
    const fake = await startFake((seen) => (seen.url.includes('$batch') ? reply : answers(() => null)(seen)));
    const work = connectTo(fake.url).observer.observe(counting, () => ['a']);
    await expect(work).rejects.toMatchObject({ kind: 'unobservable', message: expect.stringContaining('members') });
  });

  it('are of no group where none is chosen', async () => {
    const fake = await startFake(answers(() => null));
    const { observer } = connectTo(fake.url);
    expect((await observer.observe(counting)).memberCounts).toEqual({});
    expect((await observer.observe(counting, () => [])).memberCounts).toEqual({});
    expect(itemsOf(fake.seen)).toEqual([]);
  });

  it('are not asked for, nor is anything chosen, where the scope leaves them out', async () => {
    const fake = await startFake(answers(() => null));
    const never = () => expect.fail('nothing was to be chosen');
    const observation = await connectTo(fake.url).observer.observe({ ...emptyScope, lists: ['all'] }, never);
    expect([observation.memberCounts, observation.nested]).toEqual([null, null]);
  });
});

describe('groups inside groups', () => {
  const nesting = { ...emptyScope, lists: ['all'], nested: true } as const;
  const page = (ids: readonly string[], more = {}): Part => ({
    status: 200,
    body: { value: ids.map((id) => rawGroup(id)), ...more },
  });

  it('are read in batches, with all that tells whether they are written back', async () => {
    const parts: Readonly<Record<string, Part>> = { a: page(['B', 'x']), b: page(['x']), c: denied };
    const fake = await startFake(
      answers((path) => parts[path.split('/')[2] ?? ''] ?? null, [rawGroup('a'), rawGroup('b')]),
    );
    const { nested, memberCounts } = await connectTo(fake.url).observer.observe(nesting, () => ['a', 'b', 'c']);
    expect(memberCounts).toBeNull();
    expect(nested).toMatchObject({ members: { a: ['b', 'x'], b: ['x'], c: null }, cut: [] });
    expect(nested?.others.map(({ id, isEnabled }) => [id, isEnabled])).toEqual([['x', null]]);
    expect(itemsOf(fake.seen)[0]).toMatchObject({
      url: '/groups/a/members/microsoft.graph.group?$select=id,displayName,groupTypes,mailEnabled,securityEnabled,onPremisesSyncEnabled,isAssignableToRole,writebackConfiguration&$top=999&$count=true',
      headers: { ConsistencyLevel: 'eventual' },
    });
  });

  it.each<[string, unknown]>([
    ['is no list', { value: 'x' }],
    ['is nothing', 'garbage'],
    ['has groups whose values are withheld', { value: [{ id: 'x', displayName: null }] }],
  ])('are unknown where an answer %s', async (_what, body) => {
    const fake = await startFake(answers(() => ({ status: 200, body })));
    const { nested } = await connectTo(fake.url).observer.observe(nesting, () => ['a']);
    expect(nested).toEqual({ members: { a: null }, others: [], cut: [] });
  });

  it('are said to be cut where there is another page', async () => {
    const fake = await startFake(answers(() => page(['x'], { '@odata.nextLink': 'https://graph.microsoft.com/next' })));
    const { nested } = await connectTo(fake.url).observer.observe(nesting, () => ['a']);
    expect(nested).toMatchObject({ members: { a: ['x'] }, cut: ['a'] });
  });

  it('are looked for in no more groups than the bound', async () => {
    const ids = Array.from({ length: mostHolders + 2 }, (_, n) => `g${String(n).padStart(5, '0')}`);
    const fake = await startFake(answers(() => page([])));
    const { nested } = await connectTo(fake.url).observer.observe(nesting, () => ids);
    expect(Object.keys(nested?.members ?? {})).toHaveLength(mostHolders);
    expect(nested?.cut).toEqual(['g10000', 'g10001']);
  });
});
