import { describe, expect, it } from 'vitest';
import { type Body, type Client, ids, startClient } from './client.js';

const json = { 'Content-Type': 'application/json' };
const read = (id: string, url = `/groups/${ids.payroll}?$select=id`) => ({ id, method: 'GET', url });
const write = (id: string, group: string, isEnabled = true) => ({
  id,
  method: 'PATCH',
  url: `/groups/${group}`,
  headers: json,
  body: { writebackConfiguration: { isEnabled } },
});

async function statuses({ batch }: Pick<Client, 'batch'>, requests: readonly object[]) {
  const { value } = await batch(requests);
  return Object.fromEntries(value.map((response) => [response.id, response.status]));
}

describe('$batch', () => {
  it('answers 200 whatever its parts say, each with its own status, headers and body', async () => {
    const { emulator, batch } = await startClient();
    const reply = await batch([read('1'), write('2', ids.approvers), write('3', ids.printers), read('4', '/settings')]);
    const byId: Record<string, Body> = Object.fromEntries(reply.value.map((item) => [item.id, item]));
    expect(reply.status).toBe(200);
    expect(byId['1']).toMatchObject({
      status: 200,
      headers: { 'x-ms-resource-unit': '1', 'OData-Version': '4.0' },
      body: { '@odata.context': `${emulator.url}/beta/$metadata#groups(id)/$entity`, id: ids.payroll },
    });
    expect(byId['2']).toEqual({
      id: '2',
      status: 204,
      headers: { 'Cache-Control': 'no-cache', 'x-ms-resource-unit': '1' },
      body: null,
    });
    expect(byId['3']).toMatchObject({ status: 400, body: { error: { code: 'Request_BadRequest' } } });
    expect(byId['4']).toMatchObject({ status: 200, body: { value: [] } });
  });

  it('takes urls with and without a leading slash, and spaces in them', async () => {
    const { batch } = await startClient();
    const reply = await batch([read('1', "groups?$filter=displayName eq 'Payroll'&$select=id")], 'v1.0');
    expect(reply.value[0]?.body).toMatchObject({ value: [{ id: ids.payroll }] });
  });

  it('knows no version inside a url', async () => {
    const client = await startClient();
    expect(await statuses(client, [read('1', `/beta/groups/${ids.payroll}`)])).toEqual({ 1: 400 });
  });

  it('gives the headers of an item to that item', async () => {
    const { batch } = await startClient();
    const counted = { ...read('1', '/groups?$count=true&$top=1'), headers: { ConsistencyLevel: 'eventual' } };
    expect((await batch([counted])).value[0]?.body).toMatchObject({ '@odata.count': 14 });
  });

  it('orders its answers otherwise than the requests, and the same in every run', async () => {
    const requests = Array.from({ length: 20 }, (_, index) => read(String(index)));
    const order = async () => (await (await startClient()).batch(requests)).value.map((item) => item.id);
    const first = await order();
    expect(first).not.toEqual(requests.map((item) => item.id));
    expect(first.toSorted()).toEqual(requests.map((item) => item.id).toSorted());
    expect(await order()).toEqual(first);
  });

  it('fails what depends on a failure with 424', async () => {
    const client = await startClient();
    const requests = [
      read('a', `/groups/${ids.nobody}`),
      { ...write('b', ids.approvers), dependsOn: ['A'] },
      { ...read('c'), dependsOn: ['b'] },
      { ...read('d') },
      { ...read('e'), dependsOn: ['d'] },
    ];
    expect(await statuses(client, requests)).toEqual({ a: 404, b: 424, c: 424, d: 200, e: 200 });
    expect(client.emulator.requests.writes).toEqual([]);
  });

  it.each([
    ['no list', { requests: {} }],
    ['an empty list', { requests: [] }],
    ['21 requests', { requests: Array.from({ length: 21 }, (_, index) => read(String(index))) }],
    ['an item that is no object', { requests: ['GET'] }],
    ['no id', { requests: [{ method: 'GET', url: '/groups' }] }],
    ['a numeric id', { requests: [{ id: 1, method: 'GET', url: '/groups' }] }],
    ['two ids that differ in case only', { requests: [read('a'), read('A')] }],
    ['no method', { requests: [{ id: '1', url: '/groups' }] }],
    ['no url', { requests: [{ id: '1', method: 'GET' }] }],
    ['an absolute url', { requests: [read('1', 'https://graph.microsoft.com/beta/groups')] }],
    ['a body without Content-Type', { requests: [{ ...write('1', ids.approvers), headers: {} }] }],
    ['a header name that is none', { requests: [{ ...read('1'), headers: { 'bad name': 'x' } }] }],
    ['headers that are no object', { requests: [{ ...read('1'), headers: 'x' }] }],
    ['a dependency on nobody', { requests: [{ ...read('1'), dependsOn: ['2'] }, read('3')] }],
    ['dependencies that are no list', { requests: [{ ...read('1'), dependsOn: '2' }] }],
  ])('refuses %s as a whole', async (_, body) => {
    const { emulator, send } = await startClient();
    const reply = await send('POST', '/beta/$batch', body);
    expect([reply.status, reply.error.code]).toEqual([400, 'BadRequest']);
    expect(emulator.requests.total).toBe(1);
  });

  it('is refused inside a batch', async () => {
    const client = await startClient();
    const nested = { id: '1', method: 'POST', url: '/$batch', headers: json, body: { requests: [read('1')] } };
    expect(await statuses(client, [nested])).toEqual({ 1: 400 });
  });

  it('needs a token like any request, and its items use that token', async () => {
    const { emulator, send } = await startClient();
    const headers = (token: string) => ({ Authorization: `Bearer ${token}` });
    expect((await send('POST', '/beta/$batch', { requests: [read('1')] }, headers('x'))).status).toBe(401);
    const weak = emulator.tokens.issue({ permissions: [] });
    const item = { ...read('1'), headers: headers(emulator.token) };
    expect((await send('POST', '/beta/$batch', { requests: [item] }, headers(weak))).value[0]?.status).toBe(403);
  });
});
