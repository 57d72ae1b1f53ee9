import { describe, expect, it } from 'vitest';
import { createTransport, type GraphRequest } from '../../src/graph/transport.js';
import { type Reply, startFake } from './fake-graph.js';

const get = (path: string): GraphRequest => ({ method: 'GET', target: { version: 'beta', path } });
const signal = new AbortController().signal;

describe('the transport', () => {
  it('says who asks, marks each request, and signs it', async () => {
    const fake = await startFake(() => ({ json: {} }));
    const send = createTransport(fake.url, 'entra-writeback/1.2.3');
    await send(get('/groups'), 'token', signal);
    await send(get('/groups'), 'token', signal);
    const [first, second] = fake.seen;
    expect(first?.headers).toMatchObject({ authorization: 'Bearer token', 'user-agent': 'entra-writeback/1.2.3' });
    expect(first?.headers['client-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(first?.headers['client-request-id']).not.toBe(second?.headers['client-request-id']);
  });

  it.each([
    ['GET', undefined],
    ['POST', { a: 1 }],
    ['PATCH', { values: [{ name: 'x', value: 'ä' }] }],
    ['DELETE', undefined],
  ] as const)('sends %s with its body', async (method, body) => {
    const fake = await startFake(() => ({ status: 204 }));
    const request = { method, target: { version: 'v1.0', path: '/groupSettings/x' } } as const;
    const send = createTransport(`${fake.url}/below`, 'x');
    const answer = await send(body === undefined ? request : { ...request, body }, 'token', signal);
    expect(answer).toMatchObject({ status: 204, json: undefined });
    expect(fake.seen).toEqual([expect.objectContaining({ method, url: '/below/v1.0/groupSettings/x', body })]);
    expect(fake.seen[0]?.headers['content-type']).toBe(body === undefined ? undefined : 'application/json');
  });

  it('sends nothing, least of all the token, to another host', async () => {
    const other = await startFake(() => ({ json: {} }));
    const fake = await startFake(() => ({ json: {} }));
    const send = createTransport(fake.url, 'x');
    await expect(
      send({ method: 'GET', target: { link: `${other.url}/beta/groups` } }, 'token', signal),
    ).rejects.toThrow();
    expect([...other.seen, ...fake.seen]).toEqual([]);
  });

  it.each([301, 302, 307, 308])('does not follow a %s', async (status) => {
    const other = await startFake(() => ({ json: {} }));
    const fake = await startFake(() => ({ status, headers: { location: `${other.url}/beta/groups` } }));
    const answer = await createTransport(fake.url, 'x')(get('/groups'), 'token', signal);
    expect(answer.status).toBe(status);
    expect(other.seen).toEqual([]);
  });

  it.each<[string, Reply]>([
    ['HTML', { text: '<html>' }],
    ['nothing', { text: '' }],
    ['half a body', { text: '{"value":[' }],
  ])('answers %s as a body that is not JSON', async (_what, reply) => {
    const fake = await startFake(() => reply);
    expect((await createTransport(fake.url, 'x')(get('/groups'), 'token', signal)).json).toBeUndefined();
  });

  it.each<[string, Reply]>([
    ['reset', 'reset'],
    ['truncated', 'truncate'],
  ])('rejects where the answer is %s', async (_what, reply) => {
    const fake = await startFake(() => reply);
    await expect(createTransport(fake.url, 'x')(get('/groups'), 'token', signal)).rejects.toThrow();
  });
});
