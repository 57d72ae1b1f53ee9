import { describe, expect, it } from 'vitest';
import { ids, startClient } from './client.js';

describe('answers', () => {
  it('carry the IDs of the request in headers and, with an error, in innerError', async () => {
    const { get } = await startClient({ clock: () => Date.UTC(2026, 0, 2, 3, 4, 5) });
    const clientRequestId = 'e5f9a304-2796-b7e8-ccce-dd989953ebc4';
    const reply = await get('/beta/groupSettings', { 'client-request-id': clientRequestId });
    const requestId = reply.headers.get('request-id');
    expect(reply.status).toBe(400);
    expect(reply.body).toEqual({
      error: {
        code: 'BadRequest',
        message: "Resource not found for the segment 'groupSettings'.",
        innerError: { date: '2026-01-02T03:04:05', 'request-id': requestId, 'client-request-id': clientRequestId },
      },
    });
    expect(reply.headers.get('client-request-id')).toBe(clientRequestId);
    expect(reply.headers.get('content-type')).toMatch(/^application\/json;odata\.metadata=minimal;/);
  });

  it('leave the context out for a client that wants no metadata', async () => {
    const { get } = await startClient();
    const reply = await get('/v1.0/groups?$top=1&$select=id', { Accept: 'application/json;odata.metadata=none' });
    expect(Object.keys(reply.body)).toEqual(['@odata.nextLink', 'value']);
  });

  it('tell what the request cost', async () => {
    const { get } = await startClient();
    expect((await get('/beta/groups')).headers.get('x-ms-resource-unit')).toBe('1');
  });

  it.each([
    ['GET', '/beta/groupSettings', 400, 'BadRequest', "Resource not found for the segment 'groupSettings'."],
    [
      'GET',
      '/beta/groupSettingTemplates',
      400,
      'BadRequest',
      "Resource not found for the segment 'groupSettingTemplates'.",
    ],
    ['GET', '/v1.0/settings', 400, 'BadRequest', "Resource not found for the segment 'settings'."],
    ['GET', '/v1.0/beta/groups', 400, 'BadRequest', "Resource not found for the segment 'beta'."],
    ['GET', '/v2.0/groups', 400, 'BadRequest', 'Invalid version.'],
    [
      'GET',
      `/v1.0/groups/${ids.payroll}/members`,
      404,
      'ResourceNotFound',
      `'/groups/${ids.payroll}/members' is not part of the emulated tenant.`,
    ],
    [
      'PATCH',
      '/v1.0/groups',
      405,
      'Request_BadRequest',
      'Specified HTTP method is not allowed for the request target.',
    ],
    [
      'PUT',
      '/beta/settings',
      405,
      'Request_BadRequest',
      'Specified HTTP method is not allowed for the request target.',
    ],
  ])('refuse %s %s with %i', async (method, path, status, code, message) => {
    const { send } = await startClient();
    const reply = await send(method, path);
    expect(reply.status).toBe(status);
    expect(reply.error).toMatchObject({ code, message });
  });

  it('refuse HEAD, and count no write for it', async () => {
    const { emulator, send } = await startClient();
    expect((await send('HEAD', '/beta/groups')).status).toBe(405);
    expect(emulator.requests.writes).toEqual([]);
  });

  it.each([
    ['text that is no JSON', '{"a":', 'application/json'],
    ['JSON that is not declared as such', '{}', 'text/plain'],
  ])('refuse a body of %s', async (_, body, type) => {
    const { send } = await startClient();
    const reply = await send('PATCH', `/beta/groups/${ids.payroll}`, body, { 'Content-Type': type });
    expect(reply.status).toBe(400);
    expect(reply.error.message).toMatch(/^Unable to read JSON request payload\./);
  });
});

describe('GET /organization', () => {
  it('proves the tenant', async () => {
    const { emulator, get } = await startClient();
    const { body } = await get('/v1.0/organization?$select=id,displayName,verifiedDomains');
    expect(body.value).toMatchObject([
      {
        id: '72f1c0de-0000-4000-8000-5eed00000001',
        displayName: 'Contoso',
        verifiedDomains: [{ name: 'contoso.com' }, {}],
      },
    ]);
    expect(emulator.tenantId).toBe('72f1c0de-0000-4000-8000-5eed00000001');
  });
});

describe('the log of requests', () => {
  it('counts by route, items of batches included, and lists the writes that took effect', async () => {
    const { emulator, batch, get, send } = await startClient();
    const body = { writebackConfiguration: { isEnabled: true } };
    const headers = { 'Content-Type': 'application/json' };
    await get('/beta/groups');
    await send('PATCH', `/beta/groups/${ids.nobody}`, body);
    await batch([
      { id: '1', method: 'PATCH', url: `/groups/${ids.approvers}`, headers, body },
      { id: '2', method: 'PATCH', url: `/groups/${ids.printers}`, headers, body },
    ]);
    const { requests } = emulator;
    expect(requests.routes()).toEqual({ 'GET /groups': 1, 'PATCH /groups/{id}': 3, 'POST /$batch': 1 });
    expect(requests.total).toBe(5);
    expect(requests.answered(404)).toBe(1);
    expect(requests.writes).toEqual([{ method: 'PATCH', version: 'beta', path: `/groups/${ids.approvers}`, body }]);
    expect([requests.writesTo(ids.approvers), requests.writesTo(ids.printers)]).toEqual([1, 0]);
    requests.reset();
    expect([requests.total, requests.writes.length, requests.answered(404)]).toEqual([0, 0, 0]);
  });
});
