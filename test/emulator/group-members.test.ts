import { describe, expect, it } from 'vitest';
import { ids, namesOf, startClient } from './client.js';

const eventual = { ConsistencyLevel: 'eventual' };
const cast = (id: string) => `/beta/groups/${id}/members/microsoft.graph.group`;

describe('the number of members', () => {
  it('is plain text, and none where nobody is in the group', async () => {
    const { emulator, get } = await startClient();
    emulator.tenant.setMembers(ids.payroll.toUpperCase(), 50_001);
    const reply = await get(`/beta/groups/${ids.payroll}/members/$count`, eventual);
    expect([reply.status, reply.text, reply.headers.get('content-type')]).toEqual([200, '50001', 'text/plain']);
    expect((await get(`/v1.0/groups/${ids.approvers}/members/$count`, eventual)).text).toBe('0');
  });

  it.each([
    ['the header is missing', ids.payroll, '', {}, 400, '$count is not currently supported.'],
    ['there is an option', ids.payroll, '?$top=5', eventual, 400, "The query option '$top' is not supported"],
    ['the ID is none', 'payroll', '', eventual, 400, "Invalid object identifier 'payroll'."],
    ['no group has it', ids.nobody, '', eventual, 404, `Resource '${ids.nobody}' does not exist`],
    ['the group is deleted', ids.archive, '', eventual, 404, `Resource '${ids.archive}' does not exist`],
  ])('is refused where %s', async (_what, id, query, headers, status, message) => {
    const { get } = await startClient();
    const reply = await get(`/beta/groups/${id}/members/$count${query}`, headers as Record<string, string>);
    expect([reply.status, reply.error.message]).toEqual([status, expect.stringContaining(message)]);
  });

  it('comes as text inside a batch, where the item has the header', async () => {
    const { emulator, batch } = await startClient();
    emulator.tenant.setMembers(ids.payroll, 7);
    const item = { method: 'GET', url: `/groups/${ids.payroll}/members/$count` };
    const { value } = await batch([
      { id: '1', ...item, headers: eventual },
      { id: '2', ...item },
    ]);
    const told = value.toSorted((a, b) => Number(a.id) - Number(b.id));
    expect(told).toMatchObject([{ status: 200, body: '7' }, { status: 400 }]);
  });

  it('costs what reading members costs', async () => {
    const { emulator, get } = await startClient();
    const units = async (path: string) => (await get(path, eventual)).headers.get('x-ms-resource-unit');
    expect(await units(`/beta/groups/${ids.payroll}/members/$count`)).toBe('3');
    expect(await units(`${cast(ids.payroll)}?$count=true&$select=id`)).toBe('2');
    expect(await units(`/beta/groups/${ids.payroll}?$select=id`)).toBe('1');
    emulator.tokens.issue({ token: 'narrow', permissions: ['GroupSettings.Read.All'] });
    const denied = await get(`/beta/groups/${ids.payroll}/members/$count`, {
      ...eventual,
      Authorization: 'Bearer narrow',
    });
    expect(denied.status).toBe(403);
  });
});

describe('the members that are groups', () => {
  it('are listed in pages, without those that are deleted', async () => {
    const { emulator, get } = await startClient();
    emulator.tenant.setMembers(ids.payroll, 9, [ids.approvers, ids.archive, ids.reporting, ids.nobody]);
    const first = await get(`${cast(ids.payroll)}?$select=displayName&$top=1&$count=true`, eventual);
    expect([first.body['@odata.count'], namesOf(first)]).toEqual([2, ['Payroll Approvers']]);
    const second = await get(first.nextLink ?? '', eventual);
    expect([namesOf(second), second.body['@odata.count'], second.nextLink]).toEqual([
      ['Finance Reporting'],
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['without the header', '?$count=true', {}],
    ['without $count=true', '', eventual],
    ['with a filter', '?$count=true&$filter=x', eventual],
  ])('are refused %s', async (_what, query, headers) => {
    const { get } = await startClient();
    const reply = await get(`${cast(ids.payroll)}${query}`, headers as Record<string, string>);
    expect([reply.status, reply.error.code]).toEqual([400, 'Request_UnsupportedQuery']);
  });
});
