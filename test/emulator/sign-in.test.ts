import { describe, expect, it } from 'vitest';
import { challengeClaims } from '../../src/emulator/index.js';
import { ids, startClient } from './client.js';

const unsigned = 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"';

describe('signing in', () => {
  it.each([
    ['no token', '', 'Access token is empty.'],
    ['another scheme', 'Basic abc', 'Access token is empty.'],
    ['an unknown token', 'Bearer nonsense', 'CompactToken parsing failed with error code: 80049217'],
  ])('refuses %s with a 401 in the words of Graph', async (_, authorization, message) => {
    const { get } = await startClient();
    const reply = await get('/v1.0/organization', { Authorization: authorization });
    expect(reply.status).toBe(401);
    expect(reply.error).toMatchObject({ code: 'InvalidAuthenticationToken', message });
    expect(reply.headers.get('www-authenticate')).toContain(unsigned);
  });

  it('refuses an expired token and takes a fresh one', async () => {
    const { emulator, get } = await startClient();
    emulator.tokens.expire(emulator.token);
    const expired = await get('/v1.0/organization');
    expect([expired.status, expired.error.message]).toEqual([401, 'Lifetime validation failed, the token is expired.']);
    const fresh = emulator.tokens.issue();
    expect((await get('/v1.0/organization', { Authorization: `Bearer ${fresh}` })).status).toBe(200);
  });

  it('lets a token live as long as it was issued for', async () => {
    let now = 0;
    const { emulator, get } = await startClient({ clock: () => now });
    const headers = { Authorization: `Bearer ${emulator.tokens.issue({ lifetimeSeconds: 60 })}` };
    now = 59_999;
    expect((await get('/v1.0/organization', headers)).status).toBe(200);
    now = 60_000;
    expect((await get('/v1.0/organization', headers)).status).toBe(401);
  });

  it('refuses a revoked token', async () => {
    const { emulator, get } = await startClient();
    emulator.tokens.revoke(emulator.token);
    expect((await get('/v1.0/organization')).status).toBe(401);
  });

  it('challenges every token that was not requested with the claims', async () => {
    const { emulator, get } = await startClient();
    const claims = emulator.tokens.challenge();
    const challenged = await get('/beta/groups');
    const header = challenged.headers.get('www-authenticate') ?? '';
    expect(challenged.status).toBe(401);
    expect(header).toContain('error="insufficient_claims"');
    expect(header).toContain(
      'claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiY3AxIn19fQ=="',
    );
    expect(claims).toBe(challengeClaims);
    const token = emulator.tokens.issue({ claims });
    expect((await get('/beta/groups', { Authorization: `Bearer ${token}` })).status).toBe(200);
  });
});

describe('permissions', () => {
  const denied = {
    code: 'Authorization_RequestDenied',
    message: 'Insufficient privileges to complete the operation.',
  };

  it.each([
    ['GET', '/v1.0/organization', ['Group.Read.All']],
    ['GET', '/beta/groups', ['GroupSettings.Read.All']],
    ['PATCH', `/beta/groups/${ids.payroll}`, ['Group.Read.All', 'Directory.ReadWrite.All']],
    ['GET', '/v1.0/groupSettingTemplates', ['Group.ReadWrite.All']],
    ['POST', '/v1.0/groupSettings', ['GroupSettings.Read.All']],
    ['GET', '/v1.0/directory/deletedItems/microsoft.graph.group', []],
  ])('refuses %s %s to a token that has only %j', async (method, path, permissions) => {
    const { emulator, send } = await startClient();
    const token = emulator.tokens.issue({ permissions });
    const reply = await send(method, path, method === 'GET' ? undefined : {}, { Authorization: `Bearer ${token}` });
    expect(reply.status).toBe(403);
    expect(reply.error).toMatchObject(denied);
  });

  it.each([
    ['/v1.0/groupSettings', ['Group.Read.All']],
    ['/v1.0/groupSettingTemplates', ['GroupSettings.Read.All']],
    ['/beta/groups', ['GroupMember.Read.All']],
  ])('lets %s be read with %j alone', async (path, permissions) => {
    const { emulator, get } = await startClient();
    const token = emulator.tokens.issue({ permissions });
    expect((await get(path, { Authorization: `Bearer ${token}` })).status).toBe(200);
  });

  it('writes a role-assignable group only with RoleManagement.ReadWrite.Directory', async () => {
    const { emulator, send } = await startClient();
    const body = { writebackConfiguration: { isEnabled: true } };
    const refused = await send('PATCH', `/beta/groups/${ids.admins}`, body);
    expect(refused.error).toMatchObject(denied);
    const permissions = ['Group.ReadWrite.All', 'RoleManagement.ReadWrite.Directory'];
    const headers = { Authorization: `Bearer ${emulator.tokens.issue({ permissions })}` };
    expect((await send('PATCH', `/beta/groups/${ids.admins}`, body, headers)).status).toBe(204);
  });
});
