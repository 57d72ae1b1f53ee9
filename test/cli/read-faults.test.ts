import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { errorOf, planOf } from './results.js';
import { anyNumber, createPlace, createTenant, head, ids, type TenantPlace } from './support.js';

/** Several pages of Microsoft 365 groups, one of security groups, and two groups by ID, in batches. */
const broad = `${head}defaults: { newMicrosoft365Groups: disabled }
groups:
  - match: { id: [9e3779b1-0000-4000-8000-000000000000, 3c6ef362-0000-4000-8000-000000000001] }
    writeback: enabled
  - match: { kind: microsoft365, displayName: "Finance *" }
    writeback: disabled
${anyNumber}`;

const paged = { groups: 1800, policy: broad } as const;

async function digestWithout(given: typeof paged | { readonly policy?: string }): Promise<string> {
  const tenant = await createTenant(given);
  return planOf(await tenant.run('plan', '--format', 'json')).digest;
}

/** Neither a plan nor a write came of it. */
async function expectUnobserved(tenant: TenantPlace, code: string | RegExp, ...argv: readonly string[]): Promise<void> {
  for (const command of [['plan', '--out', 'plan.json'], ['drift'], ['apply', '--yes']]) {
    const ran = await tenant.run(...command, '--format', 'json', ...argv);
    expect(ran.exit).toBe(4);
    expect(errorOf(ran).code).toMatch(code);
  }
  expect(tenant.list()).toEqual(['writeback.yaml']);
  expect(tenant.emulator.requests.writes).toEqual([]);
}

async function listen(listener: RequestListener): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

describe('reading in spite of what passes', () => {
  it.each([
    ['429 on a list page, with seconds', 'status=429,retryAfter=1,path=/groups'],
    ['429 on a list page, with a date', 'status=429,retryAfterDate=1,path=/groups,after=1'],
    ['500 with an HTML page', 'status=500,html,path=/groups'],
    ['502 with an HTML page', 'status=502,html,path=/groupSettings'],
    ['503', 'status=503,path=/groupSettingTemplates'],
    ['504', 'status=504,path=/organization'],
    ['a connection reset', 'reset,path=/groups,after=1'],
    ['a truncated answer', 'truncate,path=/groups'],
    ['an empty answer with status 200', 'status=200,path=/groups'],
    ['an empty page', 'emptyPage'],
    ['a repeated group', 'repeatPage'],
    ['an expired page token', 'expiredPageToken'],
  ])('plans the same after %s', async (_what, fault) => {
    const expected = await digestWithout(paged);
    const tenant = await createTenant({ ...paged, fault: [fault] });
    const ran = await tenant.run('plan', '--format', 'json');
    expect(ran).toMatchObject({ exit: 0 });
    expect(planOf(ran).digest).toBe(expected);
  });

  it.each([
    ['429 on a batch', 'status=429,retryAfter=1,path=/$batch'],
    ['429 on one item of a batch', 'status=429,retryAfter=1,in=batch'],
    ['503 on a batch', 'status=503,path=/$batch'],
    ['504 on one item of a batch', 'status=504,in=batch'],
    ['an answer that lacks an item', 'dropItem'],
    ['a truncated batch', 'truncate,path=/$batch'],
    ['a reset batch', 'reset,path=/$batch'],
  ])('reads groups by ID in spite of %s', async (_what, fault) => {
    const expected = await digestWithout({});
    const tenant = await createTenant({ fault: [fault] });
    const ran = await tenant.run('plan', '--format', 'json');
    expect(ran).toMatchObject({ exit: 0 });
    expect(planOf(ran).digest).toBe(expected);
    expect(tenant.emulator.requests.count('POST /$batch')).toBeGreaterThan(1);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['401 on the list', 'status=401,path=/groups', 'signIn'],
    ['401 mid-run', 'status=401,path=/$batch', 'signIn'],
    ['401 on one item of a batch', 'status=401,in=batch', 'signIn'],
    ['a challenge that a ready token cannot answer', 'challenge,path=/groups', 'signIn'],
    ['403 on the list', 'status=403,path=/groups', 'forbidden'],
    ['403 on the settings', 'status=403,path=/groupSettings', 'forbidden'],
    ['403 on the templates', 'status=403,path=/groupSettingTemplates', 'forbidden'],
    ['403 on one item of a batch', 'status=403,in=batch', 'forbidden'],
    ['400 on the list', 'status=400,path=/groups', 'graphError'],
    ['404 on the list', 'status=404,path=/groups', 'graphError'],
    ['a list that is none', 'status=200,path=/groups,body={"value":{}}', 'unreadable'],
    ['groups without writebackConfiguration', 'withoutProperty=writebackConfiguration,path=/groups', 'unreadable'],
    ['groups without IDs', 'withoutProperty=id,path=/groups', 'unreadable'],
    ['settings without values', 'withoutProperty=values,path=/groupSettingTemplates', 'unreadable'],
    ['a batch that is none', 'status=200,path=/$batch,body={"responses":7}', 'unreadable'],
  ])('ends with 4 and without a plan: %s', async (_what, fault, code) => {
    const [what = '', ...body] = fault.split(',body=');
    const always = [`${what},times=all`, ...body].join(',body=');
    await expectUnobserved(await createTenant({ fault: [always] }), new RegExp(`^${code}$`));
  });

  it.each([
    ['a service that stays unavailable', 'status=503,path=/groups'],
    ['a socket that hangs', 'hang,path=/groups'],
    ['a socket that hangs mid-list', 'hang,path=/groups,after=1'],
    ['answers that are always cut off', 'truncate,path=/groups'],
    ['connections that are always reset', 'reset,path=/organization'],
    ['throttling for an hour', 'status=429,retryAfter=3600,path=/groups'],
    ['pages that are empty for ever', 'emptyPage'],
  ])('ends with 4 at the deadline: %s', async (_what, fault) => {
    await expectUnobserved(
      await createTenant({ ...paged, fault: [`${fault},times=all`] }),
      /^(deadline|pagingLoop)$/,
      '--timeout',
      '0.7',
    );
  });

  it('ends with 4 where page tokens keep expiring', async () => {
    await expectUnobserved(await createTenant({ ...paged, fault: ['expiredPageToken,times=all'] }), 'graphError');
  });

  it('names the permission that is missing', async () => {
    const tenant = await createTenant({ fault: ['status=403,path=/groups,times=all'] });
    const error = errorOf(await tenant.run('plan', '--format', 'json'));
    expect(error.message).toContain('Authorization_RequestDenied');
    expect(error.remedy).toContain('Group.Read.All');
  });
});

describe('a token', () => {
  it('never goes to another host, whatever a page links to', async () => {
    const foreign = await listen((_request, response) => response.end('{"value":[]}'));
    const fault = `foreignNextLink=${foreign.url}/beta/groups?$skiptoken=1`;
    await expectUnobserved(await createTenant({ ...paged, fault: [`${fault},times=all`] }), 'foreignNextLink');
    expect(foreign.seen).toEqual([]);
  });

  it('never follows a redirection', async () => {
    const foreign = await listen((_request, response) => response.end('{"value":[]}'));
    const root = await listen((_request, response) => response.writeHead(307, { location: foreign.url }).end());
    const place = createPlace({ ENTRA_WRITEBACK_ACCESS_TOKEN: 'opaque', ENTRA_WRITEBACK_GRAPH_URL: root.url });
    place.write('writeback.yaml', `${head}groups: []\n`);
    const ran = await place.run('plan', '--format', 'json');
    expect(ran.exit).toBe(4);
    expect(errorOf(ran).code).toBe('redirected');
    expect(root.seen).toEqual(['GET /v1.0/organization?$select=id,displayName,verifiedDomains Bearer opaque']);
    expect(foreign.seen).toEqual([]);
  });

  it('appears in no output', async () => {
    const tenant = await createTenant({ fault: ['status=401,path=/groups,times=all'] });
    for (const format of ['text', 'json', 'markdown']) {
      const { stdout, stderr } = await tenant.run('plan', '--verbose', '--format', format);
      expect(stdout + stderr).not.toContain(tenant.emulator.token);
    }
  });
});

describe('404 for one group of a batch', () => {
  it('is a missing group, not a failure, and the others are planned', async () => {
    const tenant = await createTenant({ fault: [`status=404,group=${ids.payroll},times=all`] });
    const ran = await tenant.run('plan', '--format', 'json');
    expect(ran.exit).toBe(0);
    expect(planOf(ran)).toMatchObject({
      missing: [{ key: `group/${ids.payroll}` }],
      summary: { update: 6, create: 1 },
    });
  });
});
