import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { parseFault } from '../../src/emulator/index.js';
import { ids, namesOf, startClient } from './client.js';

const json = { 'Content-Type': 'application/json' };
const body = { writebackConfiguration: { isEnabled: true } };
const patchItem = (id: string, group: string) => ({
  id,
  method: 'PATCH',
  url: `/groups/${group}`,
  headers: json,
  body,
});

describe('status faults', () => {
  it('strike as often as asked, after as many as asked, and then no more', async () => {
    const { get } = await startClient({}, 'status=503,method=GET,path=/groups,after=1,times=2,retryAfter=1');
    const seen: [number, string | null][] = [];
    for (let turn = 0; turn < 5; turn++) {
      const reply = await get('/beta/groups?$top=1');
      seen.push([reply.status, reply.headers.get('retry-after')]);
    }
    expect(seen).toEqual([
      [200, null],
      [503, '1'],
      [503, '1'],
      [200, null],
      [200, null],
    ]);
  });

  it.each([
    ['status=503', '/beta/groups', 503],
    ['status=503,path=/groups', '/beta/groups', 503],
    ['status=503,path=/groups', `/beta/groups/${ids.payroll}`, 200],
    ['status=503,path=/GROUPS/*', `/beta/groups/${ids.payroll}`, 503],
    ['status=503,path=/groups/*', '/beta/groups', 200],
    [`status=503,group=${ids.payroll.toUpperCase()}`, `/beta/groups/${ids.payroll}`, 503],
    [`status=503,group=${ids.audit}`, `/beta/groups/${ids.payroll}`, 200],
    ['status=503,version=v1.0', '/beta/groups', 200],
    ['status=503,method=PATCH', '/beta/groups', 200],
    ["status=503,query='Unified'", "/beta/groups?$filter=groupTypes/any(c:c+eq+'Unified')", 503],
    ["status=503,query='Unified'", '/beta/groups', 200],
    ['status=503,in=batch', '/beta/groups', 200],
  ])('%s on GET %s answers %i', async (fault, path, status) => {
    const { get } = await startClient({}, fault);
    expect((await get(path)).status).toBe(status);
  });

  it.each([
    ['status=400', 'Request_BadRequest'],
    ['status=401', 'InvalidAuthenticationToken'],
    ['status=403', 'Authorization_RequestDenied'],
    ['status=404', 'Request_ResourceNotFound'],
    ['status=429', 'TooManyRequests'],
    ['status=500', 'InternalServerError'],
    ['status=504', 'GatewayTimeout'],
    ['status=418', 'UnknownError'],
    ['status=500,code=,message=Sorry', ''],
  ])('%s is an OData error with code "%s"', async (fault, code) => {
    const { get } = await startClient({}, fault);
    const { error } = await get('/beta/groups');
    expect(error.code).toBe(code);
    expect(error).toHaveProperty('innerError.request-id');
  });

  it('answer HTML, any text, or Retry-After as a date', async () => {
    const clock = () => Date.UTC(2026, 0, 2, 3, 4, 5);
    const { get } = await startClient(
      { clock },
      'status=502,html',
      'status=200,after=1,body=[1,',
      'status=429,after=2,retryAfterDate=10',
    );
    const html = await get('/beta/groups');
    expect([html.status, html.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(html.text).toMatch(/^<!DOCTYPE html>/);
    expect((await get('/beta/groups')).text).toBe('[1,');
    expect((await get('/beta/groups')).headers.get('retry-after')).toBe('Fri, 02 Jan 2026 03:04:15 GMT');
  });

  it('answer without a body where HTTP forbids one', async () => {
    const { get } = await startClient({}, 'status=204,body=x');
    const reply = await get('/beta/groups');
    expect([reply.status, reply.text]).toEqual([204, '']);
  });

  it('strike before anything is written', async () => {
    const { emulator, send } = await startClient({}, 'status=504,method=PATCH');
    expect((await send('PATCH', `/beta/groups/${ids.approvers}`, body)).status).toBe(504);
    expect([emulator.requests.writes, emulator.tenant.group(ids.approvers)?.isEnabled]).toEqual([[], null]);
  });
});

describe('faults of the connection', () => {
  it('reset before the write', async () => {
    const { emulator, send } = await startClient({}, 'reset,method=PATCH');
    await expect(send('PATCH', `/beta/groups/${ids.approvers}`, body)).rejects.toThrow('fetch failed');
    expect(emulator.requests.writesTo(ids.approvers)).toBe(0);
    expect((await send('PATCH', `/beta/groups/${ids.approvers}`, body)).status).toBe(204);
  });

  it('lose the answer after the write', async () => {
    const { emulator, send } = await startClient({}, 'lostAnswer,method=PATCH');
    await expect(send('PATCH', `/beta/groups/${ids.approvers}`, body)).rejects.toThrow('fetch failed');
    expect(emulator.requests.writesTo(ids.approvers)).toBe(1);
    expect(emulator.tenant.group(ids.approvers)?.isEnabled).toBe(true);
  });

  it.each([
    ['lostAnswer,in=batch', 2],
    [`reset,group=${ids.reporting}`, 1],
  ])('of one item (%s) tear the whole batch; %i of its writes happened', async (fault, written) => {
    const { emulator, batch } = await startClient({}, fault);
    await expect(batch([patchItem('1', ids.approvers), patchItem('2', ids.reporting)])).rejects.toThrow('fetch failed');
    expect(emulator.requests.writes).toHaveLength(written);
  });

  it('cut a body in half', async () => {
    const { get, send } = await startClient({}, 'truncate,path=/groups', 'truncate,method=PATCH');
    await expect(get('/beta/groups')).rejects.toThrow('terminated');
    await expect(send('PATCH', `/beta/groups/${ids.approvers}`, body)).rejects.toThrow('fetch failed');
    expect((await get('/beta/groups')).status).toBe(200);
  });

  it('hang, and closing ends it at once', async () => {
    const { emulator, get } = await startClient({}, 'hang');
    const hanging = expect(get('/beta/groups')).rejects.toThrow('fetch failed');
    const { port } = new URL(emulator.url);
    const idle = connect(Number(port), '127.0.0.1');
    await once(idle, 'connect');
    while (emulator.requests.total === 0) await new Promise(setImmediate);
    idle.resume();
    await Promise.all([once(idle, 'close'), emulator.close(), hanging]);
  });

  it('delay', async () => {
    const { get } = await startClient({}, 'delay=1');
    expect((await get('/beta/groups')).status).toBe(200);
  });
});

describe('faults of pages', () => {
  const path = '/beta/groups?$top=5&$select=displayName';

  it('an empty page has a link to what should have been there', async () => {
    const { get } = await startClient({}, 'emptyPage,after=1');
    const first = await get(path);
    const second = await get(first.nextLink ?? '');
    const third = await get(second.nextLink ?? '');
    expect([first.value.length, second.value, third.value.length]).toEqual([5, [], 5]);
    expect(namesOf(third)[0]).toBe('Sales');
  });

  it('a repeated group ends one page and begins the next', async () => {
    const { get } = await startClient({}, 'repeatPage');
    const first = await get(path);
    const second = await get(first.nextLink ?? '');
    expect(namesOf(second)[0]).toBe(namesOf(first).at(-1));
    expect(namesOf(second)).toHaveLength(5);
  });

  it('a page token expires in the middle, and the list can be begun again', async () => {
    const { get } = await startClient({}, 'expiredPageToken');
    const next = (await get(path)).nextLink ?? '';
    const refused = await get(next);
    expect([refused.status, refused.error.code]).toEqual([400, 'Directory_ExpiredPageToken']);
    expect((await get(path)).value).toHaveLength(5);
    expect((await get(next)).status).toBe(200);
  });

  it('a link leads to another host', async () => {
    const { get } = await startClient({}, 'foreignNextLink=https://evil.example/beta/groups?$skiptoken=x');
    expect((await get(path)).nextLink).toBe('https://evil.example/beta/groups?$skiptoken=x');
    expect((await get(path)).nextLink).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it('a property is missing', async () => {
    const { get } = await startClient({}, 'withoutProperty=writebackConfiguration');
    const select = '/beta/groups?$select=id,writebackConfiguration&$top=1';
    expect(Object.keys((await get(select)).value[0] ?? {})).toEqual(['id']);
    expect(Object.keys((await get(select)).value[0] ?? {})).toEqual(['id', 'writebackConfiguration']);
  });

  it('are not spent on requests that have no pages', async () => {
    const { get } = await startClient({}, 'emptyPage', 'dropItem');
    await get(`/beta/groups/${ids.payroll}`);
    await get('/v1.0/organization');
    expect((await get(path)).value).toEqual([]);
  });
});

describe('faults of batches', () => {
  it('strike single items, with headers of their own', async () => {
    const { emulator, batch } = await startClient({}, `status=429,retryAfter=3,group=${ids.reporting}`);
    const { value } = await batch([patchItem('1', ids.approvers), patchItem('2', ids.reporting)]);
    expect(value.find((item) => item.id === '1')).toMatchObject({ status: 204 });
    expect(value.find((item) => item.id === '2')).toMatchObject({
      status: 429,
      headers: { 'Retry-After': '3' },
      body: { error: { code: 'TooManyRequests' } },
    });
    expect(emulator.requests.writes).toHaveLength(1);
  });

  it('leave an item out of the answer though it was written', async () => {
    const { emulator, batch } = await startClient({}, `dropItem,group=${ids.approvers}`);
    const { value } = await batch([patchItem('1', ids.approvers), patchItem('2', ids.reporting)]);
    expect(value.map((item) => item.id)).toEqual(['2']);
    expect(emulator.requests.writesTo(ids.approvers)).toBe(1);
  });

  it('strike the batch as a whole by its path', async () => {
    const { batch } = await startClient({}, 'status=500,html,path=/$batch');
    expect((await batch([patchItem('1', ids.approvers)])).status).toBe(500);
    expect((await batch([patchItem('1', ids.approvers)])).status).toBe(200);
  });
});

describe('faults while it runs', () => {
  it('challenge until a token with the claims comes', async () => {
    const { emulator, get } = await startClient({}, 'challenge,times=all');
    expect((await get('/beta/groups')).headers.get('www-authenticate')).toContain('insufficient_claims');
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"cp1"}}}';
    const headers = { Authorization: `Bearer ${emulator.tokens.issue({ claims })}` };
    expect((await get('/beta/groups', headers)).status).toBe(200);
  });

  it('can be added and cleared', async () => {
    const { emulator, get } = await startClient();
    const fault = parseFault('status=503,times=all');
    if (fault.kind === 'request') emulator.faults.add(fault);
    expect((await get('/beta/groups')).status).toBe(503);
    emulator.faults.clear();
    expect((await get('/beta/groups')).status).toBe(200);
  });
});
