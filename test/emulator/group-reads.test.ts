import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { type Client, ids, namesOf, type Reply, startClient } from './client.js';

const eventual = { ConsistencyLevel: 'eventual' };

async function readAll({ get }: Client, path: string) {
  const found: unknown[] = [];
  const pages: number[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const { value, nextLink }: Reply = await get(next);
    found.push(...value.map((group) => group.id));
    pages.push(value.length);
    next = nextLink;
  }
  return { ids: found, pages };
}

describe('one group', () => {
  it('has the documented default properties in beta, writebackConfiguration among them', async () => {
    const { emulator, get } = await startClient();
    const { body } = await get(`/beta/groups/${ids.reporting}`);
    expect(body).toMatchObject({
      '@odata.context': `${emulator.url}/beta/$metadata#groups/$entity`,
      id: ids.reporting,
      deletedDateTime: null,
      displayName: 'Finance Reporting',
      groupTypes: ['Unified'],
      mail: 'FinanceReporting@contoso.com',
      mailEnabled: true,
      onPremisesSyncEnabled: null,
      securityEnabled: false,
      writebackConfiguration: { isEnabled: null, onPremisesGroupType: null },
      onPremisesProvisioningErrors: [],
    });
  });

  it('has no writebackConfiguration in v1.0', async () => {
    const { get } = await startClient();
    expect((await get(`/v1.0/groups/${ids.reporting}`)).body).not.toHaveProperty('writebackConfiguration');
  });

  it('is found whatever the letter case of its ID, with exactly what $select names', async () => {
    const { emulator, get } = await startClient();
    const { body } = await get(`/beta/groups/${ids.payroll.toUpperCase()}?$select=displayName,writebackConfiguration`);
    expect(body).toEqual({
      '@odata.context': `${emulator.url}/beta/$metadata#groups(displayName,writebackConfiguration)/$entity`,
      displayName: 'Payroll',
      writebackConfiguration: { isEnabled: true, onPremisesGroupType: 'universalSecurityGroup' },
    });
  });

  it.each([
    [
      ids.nobody,
      404,
      'Request_ResourceNotFound',
      `Resource '${ids.nobody}' does not exist or one of its queried reference-property objects are not present.`,
    ],
    [
      ids.archive,
      404,
      'Request_ResourceNotFound',
      `Resource '${ids.archive}' does not exist or one of its queried reference-property objects are not present.`,
    ],
    ['payroll', 400, 'Request_BadRequest', "Invalid object identifier 'payroll'."],
  ])('that is %s is refused with %i', async (id, status, code, message) => {
    const { get } = await startClient();
    const reply = await get(`/beta/groups/${id}`);
    expect(reply.status).toBe(status);
    expect(reply.error).toMatchObject({ code, message });
  });
});

describe('paging', () => {
  it('brings every group once, 100 to a page unless $top says otherwise', async () => {
    const client = await startClient({ groups: 250 });
    const byDefault = await readAll(client, '/beta/groups?$select=id');
    const byTop = await readAll(client, '/beta/groups?$select=id&$top=60');
    expect(byDefault.pages).toEqual([100, 100, 50]);
    expect(byTop.pages).toEqual([60, 60, 60, 60, 10]);
    expect(new Set(byTop.ids).size).toBe(250);
    expect(byTop.ids).toEqual(byDefault.ids);
  });

  it('reads 1,000 groups in two pages of 999 and 1', async () => {
    const client = await startClient({ groups: 1000 });
    expect((await readAll(client, '/v1.0/groups?$top=999&$select=id')).pages).toEqual([999, 1]);
  });

  it('has no link where the last page is exactly full', async () => {
    const client = await startClient({ groups: 200 });
    expect((await readAll(client, '/v1.0/groups?$select=id')).pages).toEqual([100, 100]);
  });

  it('gives links that are absolute, under the host that was asked, with the options and an opaque token', async () => {
    const { emulator } = await startClient();
    const { port } = new URL(emulator.url);
    const headers = { Host: 'graph.example', Authorization: `Bearer ${emulator.token}` };
    const [response] = await once(request({ port, path: '/beta/groups?$top=2&$select=id', headers }).end(), 'response');
    const url = new URL(JSON.parse(await text(response))['@odata.nextLink']);
    expect([url.origin, url.pathname]).toEqual(['http://graph.example', '/beta/groups']);
    expect([url.searchParams.get('$top'), url.searchParams.get('$select')]).toEqual(['2', 'id']);
    expect(url.searchParams.get('$skiptoken')).toMatch(/^[\w-]{40,}$/);
  });

  it('refuses a token that it never gave, or gave too long ago', async () => {
    const { emulator, get } = await startClient();
    const next = (await get('/beta/groups?$top=2')).nextLink ?? '';
    emulator.pages.expireAll();
    for (const link of [next, '/beta/groups?$skiptoken=abc']) {
      const reply = await get(link);
      expect([reply.status, reply.error.code]).toEqual([400, 'Directory_ExpiredPageToken']);
    }
  });

  it('refuses a link whose options were changed', async () => {
    const { get } = await startClient();
    const next = (await get('/beta/groups?$top=2&$select=id')).nextLink ?? '';
    expect((await get(next.replace('$select=id&', ''))).status).toBe(400);
    expect((await get(`${next}&$top=2`)).error.message).toMatch(/specified more than once/);
  });

  it('is a walk, not a snapshot: what changes ahead of the reader is read changed', async () => {
    const { emulator, get, send } = await startClient();
    const first = await get('/beta/groups?$top=2&$select=displayName');
    emulator.tenant.deleteGroup(ids.reporting);
    emulator.tenant.changeGroup(ids.audit, { displayName: 'Renamed' });
    await send('POST', '/v1.0/groups', {
      displayName: 'New',
      mailEnabled: false,
      mailNickname: 'new',
      securityEnabled: true,
    });
    const second = await get(first.nextLink ?? '');
    const all = await get('/beta/groups?$select=displayName');
    expect(namesOf(second)).toEqual(['Renamed', 'Finance Planning']);
    expect(namesOf(all).at(-1)).toBe('New');
  });
});

describe('$filter', () => {
  it.each([
    [
      "groupTypes/any(c:c eq 'Unified') and startswith(displayName,'fin')",
      ['Finance Reporting', 'Finance Audit', 'Finance Planning'],
    ],
    ["groupTypes/any(x:x+eq+'DynamicMembership')", ['All Employees']],
    ['mailEnabled eq true and securityEnabled eq true', ['Executives']],
    ['securityEnabled eq true and mailEnabled eq false and isAssignableToRole eq true', ['Tier 0 Admins']],
    ["displayName eq 'PAYROLL'", ['Payroll']],
    ["mailNickname eq 'sales' or mail eq 'marketing@contoso.com'", ['Sales', 'Marketing']],
    [`id eq '${ids.payroll}'`, ['Payroll']],
    [`id in ('${ids.payroll}','${ids.audit.toUpperCase()}', '${ids.nobody}')`, ['Payroll', 'Finance Audit']],
    ["(displayName eq 'Sales' or displayName eq 'Marketing') and mailEnabled eq true", ['Sales', 'Marketing']],
    ["displayName eq 'Sales' or displayName eq 'Marketing' and mailEnabled eq false", ['Sales']],
    ['onPremisesSyncEnabled eq true', ['Domain Printers']],
    ["resourceProvisioningOptions/any(c:c eq 'Team')", ['Sales']],
    ["displayName eq 'it''s'", []],
    ["startswith(DisplayName,'Pay')", ['Payroll', 'Payroll Approvers']],
    ["resourceProvisioningOptions/Any(x:x eq 'Team')", ['Sales']],
  ])('understands %s', async (filter, names) => {
    const { get } = await startClient();
    expect(namesOf(await get(`/beta/groups?$select=displayName&$filter=${filter}`))).toEqual(names);
  });

  it('takes a doubled quote in a name for one quote', async () => {
    const { emulator, get } = await startClient();
    emulator.tenant.changeGroup(ids.payroll, { displayName: "Ada's group" });
    const filter = encodeURIComponent("displayName eq 'ada''s group'");
    expect(namesOf(await get(`/v1.0/groups?$select=displayName&$filter=${filter}`))).toEqual(["Ada's group"]);
  });

  const unsupported = (name: string) =>
    `Unsupported or invalid query filter clause specified for property '${name}' of resource 'Group'.`;

  it.each([
    ['writebackConfiguration/isEnabled eq true', unsupported('writebackConfiguration')],
    ['createdDateTime ge 2021-11-01', unsupported('createdDateTime')],
    ["displayName ge 'a'", unsupported('displayName')],
    ["contains(displayName,'a')", unsupported('displayName')],
    ["startswith(id,'a')", unsupported('id')],
    ["mailEnabled in ('true')", unsupported('mailEnabled')],
    ["displayName/any(c:c eq 'a')", unsupported('displayName')],
    ['mailEnabled eq 1', unsupported('mailEnabled')],
  ])('refuses %s as not indexed', async (filter, message) => {
    const { get } = await startClient();
    const reply = await get(`/beta/groups?$filter=${filter}`);
    expect(reply.status).toBe(400);
    expect(reply.error).toMatchObject({ code: 'Request_UnsupportedQuery', message });
  });

  it.each([
    ["displayName eq 'open", /^Invalid filter clause: Syntax error at position 15/],
    ['displayName', /^Invalid filter clause: Syntax error/],
    ["displayName is 'a'", /^Invalid filter clause: Syntax error/],
    ["(displayName eq 'a'", /^Invalid filter clause: Syntax error/],
    ["displayName eq 'a' mail eq 'b'", /^Invalid filter clause: Syntax error/],
    [`${'('.repeat(2000)}id eq 'a'`, /^Invalid filter clause: The node count limit of '500' has been exceeded/],
    ['displayName eq word', /^Invalid filter clause: Syntax error/],
    [
      "colour eq 'red'",
      /^Invalid filter clause: Could not find a property named 'colour' on type 'microsoft\.graph\.group'/,
    ],
  ])('refuses %s as no filter', async (filter, message) => {
    const { get } = await startClient();
    const reply = await get(`/beta/groups?$filter=${filter}`);
    expect([reply.status, reply.error.code]).toEqual([400, 'BadRequest']);
    expect(reply.error.message).toMatch(message);
  });

  it.each([
    ["not(groupTypes/any(c:c eq 'Unified')) and mailEnabled eq true", ['Announcements', 'Executives']],
    [
      "securityEnabled ne true and mail ne null and onPremisesSyncEnabled eq null and isAssignableToRole eq null and startswith(displayName,'An')",
      ['Announcements'],
    ],
  ])('answers %s only as an advanced query', async (filter, names) => {
    const { get } = await startClient();
    const path = `/beta/groups?$select=displayName&$filter=${filter}`;
    for (const [query, headers] of [
      [path, {}],
      [path, eventual],
      [`${path}&$count=true`, {}],
    ] as const) {
      const refused = await get(query, headers);
      expect([refused.status, refused.error.code]).toEqual([400, 'Request_UnsupportedQuery']);
    }
    expect(namesOf(await get(`${path}&$count=true`, eventual))).toEqual(names);
  });
});

describe('query options', () => {
  it('take the names of properties in any letter case, and answer in the proper one', async () => {
    const { get } = await startClient();
    expect(Object.keys((await get('/v1.0/groups?$select=ID,displayname,isArchived')).value[0] ?? {})).toEqual([
      'id',
      'displayName',
      'isArchived',
    ]);
  });

  it.each([
    ['$skip=10', 'Request_UnsupportedQuery'],
    ['$orderby=displayName', 'Request_UnsupportedQuery'],
    ['$search="displayName:a"', 'Request_UnsupportedQuery'],
    ['$expand=members', 'Request_UnsupportedQuery'],
    ['colour=red', 'Request_UnsupportedQuery'],
    ['$top=1000', 'Request_UnsupportedQuery'],
    ['$top=0', 'Request_UnsupportedQuery'],
    ['$top=many', 'BadRequest'],
    ['$select=id,colour', 'BadRequest'],
    ['$select=', 'BadRequest'],
    ['$select=id&$select=mail', 'BadRequest'],
  ])('refuses %s', async (option, code) => {
    const { get } = await startClient();
    const reply = await get(`/beta/groups?${option}`);
    expect([reply.status, reply.error.code]).toEqual([400, code]);
  });

  it('refuses a selected property that the version does not have', async () => {
    const { get } = await startClient();
    const reply = await get('/v1.0/groups?$select=id,writebackConfiguration');
    expect(reply.error.message).toContain(
      "Could not find a property named 'writebackConfiguration' on type 'microsoft.graph.group'.",
    );
  });

  it('counts for advanced queries only, and on the first page only', async () => {
    const { get } = await startClient();
    const path = '/beta/groups?$count=true&$top=9&$select=id';
    const first = await get(path, eventual);
    const second = await get(first.nextLink ?? '', eventual);
    expect(first.body['@odata.count']).toBe(14);
    expect(second.body).not.toHaveProperty('@odata.count');
    expect((await get(path)).body).not.toHaveProperty('@odata.count');
  });

  it('answers /$count as plain text with ConsistencyLevel, and refuses it without', async () => {
    const { get } = await startClient();
    const refused = await get('/v1.0/groups/$count');
    expect([refused.status, refused.error.message]).toEqual([400, '$count is not currently supported.']);
    expect((await get('/v1.0/groups/$count?$filter=mailEnabled eq false', eventual)).text).toBe('5');
  });
});

describe('deleted groups', () => {
  it('are listed under the cast, found by ID, and nowhere else', async () => {
    const { get } = await startClient();
    const list = await get('/v1.0/directory/deletedItems/microsoft.graph.group');
    expect(list.value).toMatchObject([
      {
        id: ids.archive,
        displayName: 'Finance Archive',
        groupTypes: ['Unified'],
        deletedDateTime: '2026-11-10T12:00:00Z',
      },
    ]);
    expect((await get(`/beta/directory/deletedItems/${ids.archive}?$select=displayName`)).body.displayName).toBe(
      'Finance Archive',
    );
    expect((await get(`/beta/directory/deletedItems/${ids.payroll}`)).status).toBe(404);
    expect((await get('/v1.0/directory/deletedItems')).status).toBe(400);
  });
});
