import { describe, expect, it } from 'vitest';
import { ids, startClient } from './client.js';

const body = { writebackConfiguration: { isEnabled: true } };

describe('throttling', () => {
  it('is off unless asked for', async () => {
    const { get } = await startClient({ clock: () => 0 });
    for (let turn = 0; turn < 30; turn++) {
      const reply = await get('/beta/groups?$top=1');
      expect([reply.status, reply.headers.get('x-ms-throttle-limit-percentage')]).toEqual([200, null]);
    }
  });

  it('answers 429 in the documented shape and says when to come again', async () => {
    let now = Date.UTC(2020, 7, 18, 12, 51, 51);
    const { get } = await startClient({ clock: () => now, readQuota: { count: 2, seconds: 10 } });
    await get('/beta/groups');
    await get('/beta/groups');
    const refused = await get('/beta/groups');
    const ids = {
      'request-id': refused.headers.get('request-id'),
      'client-request-id': refused.headers.get('request-id'),
    };
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.headers.get('x-ms-throttle-information')).toBe('ResourceUnitLimitExceeded');
    expect(refused.headers.get('x-ms-throttle-scope')).toMatch(
      /^Tenant_Application\/ReadWrite\/[0-9a-f-]{36}\/72f1c0de-0000-4000-8000-5eed00000001$/,
    );
    expect(refused.body).toEqual({
      error: {
        code: 'TooManyRequests',
        innerError: { code: '429', date: '2020-08-18T12:51:51', message: 'Please retry after', ...ids, status: '429' },
        message: 'Please retry again later.',
      },
    });
    now += 4_999;
    expect((await get('/beta/groups')).status).toBe(429);
    now += 1;
    expect((await get('/beta/groups')).status).toBe(200);
  });

  it('tells how full the bucket is from 0.8 on', async () => {
    const { get } = await startClient({ clock: () => 0, readQuota: { count: 10, seconds: 10 } });
    const told: (string | null)[] = [];
    for (let turn = 0; turn < 10; turn++)
      told.push((await get('/beta/groups')).headers.get('x-ms-throttle-limit-percentage'));
    expect(told).toEqual([null, null, null, null, null, null, null, '0.80', '0.90', '1.00']);
  });

  it('counts writes apart: reading goes on while writing must wait', async () => {
    const { emulator, get, send } = await startClient({ clock: () => 0, writeQuota: { count: 1, seconds: 150 } });
    const path = `/beta/groups/${ids.approvers}`;
    expect((await send('PATCH', path, body)).status).toBe(204);
    const refused = await send('PATCH', path, body);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '150']);
    expect(refused.headers.get('x-ms-throttle-information')).toBe('WriteLimitExceeded');
    expect((await get(path)).status).toBe(200);
    expect(emulator.requests.writesTo(ids.approvers)).toBe(1);
  });

  it('limits each item of a batch on its own; the batch itself costs nothing', async () => {
    const { batch } = await startClient({ clock: () => 0 }, 'quota=2/10');
    const headers = { 'Content-Type': 'application/json' };
    const groups = [ids.approvers, ids.reporting, ids.planning];
    const { value } = await batch(
      groups.map((id, index) => ({ id: String(index), method: 'PATCH', url: `/groups/${id}`, headers, body })),
    );
    const answers = value.toSorted((a, b) => Number(a.id) - Number(b.id));
    expect(answers.map((item) => item.status)).toEqual([204, 204, 429]);
    expect(answers[2]).toMatchObject({ headers: { 'Retry-After': '5' }, body: { error: { code: 'TooManyRequests' } } });
  });
});

describe('lag', () => {
  it('shows single groups, lists and settings as they were for so long after a write', async () => {
    let now = 0;
    const { emulator, get, send } = await startClient({ clock: () => now, setting: 'full' }, 'lag=5');
    const path = `/beta/groups/${ids.approvers}?$select=writebackConfiguration`;
    const seen = async () => {
      const { body: group } = await get(path);
      const list = await get('/beta/groups?$select=id,writebackConfiguration');
      const inList = list.value.find((row) => row.id === ids.approvers)?.writebackConfiguration;
      expect(inList).toEqual(group.writebackConfiguration);
      return (group.writebackConfiguration as { isEnabled: unknown }).isEnabled;
    };
    await send('PATCH', `/beta/groups/${ids.approvers}`, body);
    await send('DELETE', '/beta/settings/f0b2d6f5-097d-4177-91af-a24e530b53cc');
    expect(emulator.tenant.group(ids.approvers)?.isEnabled).toBe(true);
    expect(await seen()).toBe(null);
    now = 2_000;
    await send('PATCH', `/beta/groups/${ids.approvers}`, { writebackConfiguration: { isEnabled: false } });
    now = 4_999;
    expect(await seen()).toBe(null);
    expect((await get('/v1.0/groupSettings')).value).toHaveLength(1);
    now = 5_000;
    expect(await seen()).toBe(true);
    expect((await get('/v1.0/groupSettings')).value).toHaveLength(0);
    now = 7_000;
    expect(await seen()).toBe(false);
  });

  it('hides a new group and still shows a deleted one', async () => {
    let now = 0;
    const { get, send } = await startClient({ clock: () => now, lagSeconds: 5 });
    const group = { displayName: 'New', mailEnabled: false, mailNickname: 'new', securityEnabled: true };
    const { body: created } = await send('POST', '/v1.0/groups', group);
    await send('DELETE', `/v1.0/groups/${ids.payroll}`);
    const found = async () => [
      (await get(`/v1.0/groups/${created.id}`)).status,
      (await get(`/v1.0/groups/${ids.payroll}`)).status,
    ];
    expect(await found()).toEqual([404, 200]);
    now = 5_000;
    expect(await found()).toEqual([200, 404]);
  });
});
