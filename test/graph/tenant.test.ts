import { describe, expect, it } from 'vitest';
import { connectTo, nothing } from './connect-fake.js';
import { graphError, organization, type Reply, startFake, tenantId } from './fake-graph.js';

const other = '11111111-1111-4111-8111-111111111111';
const denied: Reply = { status: 403, json: graphError('Authorization_RequestDenied', 'Insufficient privileges.') };

function jwt(claims: object): string {
  return ['{}', JSON.stringify(claims), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');
}

describe('the tenant', () => {
  it('is proved by Graph, once, before anything else is read', async () => {
    const fake = await startFake(({ url }) => (url.includes('organization') ? organization : { json: { value: [] } }));
    const { observer } = connectTo(fake.url, { expectedTenantId: tenantId.toUpperCase() });
    await observer.observe({ ...nothing, lists: ['all'] });
    await observer.find('x', []);
    expect(await observer.tenant()).toEqual({
      id: tenantId,
      cloud: 'global',
      displayName: 'Contoso',
      proof: 'organization',
      domains: ['contoso.com', 'contoso.onmicrosoft.com'],
    });
    expect(fake.seen.map(({ url }) => url.split('?')[0])).toEqual([
      '/v1.0/organization',
      '/beta/groups',
      '/beta/groups',
    ]);
  });

  it.each(['observe', 'find'] as const)('of someone else ends %s before anything is read', async (verb) => {
    const fake = await startFake(() => organization);
    const { observer } = connectTo(fake.url, { expectedTenantId: other });
    const work = verb === 'observe' ? observer.observe({ ...nothing, lists: ['all'] }) : observer.find('x', []);
    await expect(work).rejects.toMatchObject({
      kind: 'refused',
      code: 'tenant',
      message: expect.stringContaining(other),
    });
    expect(fake.seen).toHaveLength(1);
  });

  it.each([
    ['a token that names it', jwt({ tid: tenantId.toUpperCase() }), tenantId, { id: tenantId, proof: 'token' }],
    ['an opaque token', 'opaque', tenantId, { id: tenantId, proof: 'unproven' }],
    ['a token without tid', jwt({ sub: 'x' }), tenantId, { id: tenantId, proof: 'unproven' }],
    ['a token that only looks like one', 'a.b!.c', tenantId, { id: tenantId, proof: 'unproven' }],
  ])('may be forbidden to ask: %s', async (_what, accessToken, expectedTenantId, expected) => {
    const fake = await startFake(() => denied);
    const { observer } = connectTo(fake.url, { accessToken, expectedTenantId });
    expect(await observer.tenant()).toMatchObject({ ...expected, displayName: null, domains: null });
  });

  it.each([
    ['none', []],
    ['no list', {}],
    ['one without a name', [{ name: 'contoso.com' }, { isInitial: true }]],
    ['nothing', undefined],
  ])('may say nothing of its domains: %s', async (_what, verifiedDomains) => {
    const fake = await startFake(() => ({ json: { value: [{ id: tenantId, verifiedDomains }] } }));
    expect(await connectTo(fake.url).observer.tenant()).toMatchObject({ proof: 'organization', domains: null });
  });

  it('that is forbidden for want of a fresh token is asked for again with one', async () => {
    const claims = Buffer.from('{"access_token":{"acrs":{"essential":true}}}').toString('base64');
    const challenge = `Bearer realm="", error="insufficient_claims", claims="${claims}"`;
    const fake = await startFake(({ headers }) =>
      headers.authorization === 'Bearer first'
        ? { status: 403, headers: { 'www-authenticate': challenge } }
        : organization,
    );
    const tokens = ['first', 'second'];
    const createCredential = async () => ({
      getToken: async () => ({ token: tokens.shift() ?? 'none left', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
    });
    const { observer } = connectTo(fake.url, {
      accessToken: null,
      expectedTenantId: tenantId,
      tuning: { createCredential },
    });
    expect(await observer.tenant()).toMatchObject({ id: tenantId, proof: 'organization' });
  });

  it('that the token names must be the one expected, too', async () => {
    const fake = await startFake(() => denied);
    const { observer } = connectTo(fake.url, { accessToken: jwt({ tid: other }), expectedTenantId: tenantId });
    await expect(observer.tenant()).rejects.toMatchObject({ kind: 'refused', code: 'tenant' });
  });

  it('that nothing names cannot be observed', async () => {
    const fake = await startFake(() => denied);
    await expect(connectTo(fake.url).observer.tenant()).rejects.toMatchObject({ code: 'tenantUnproven' });
  });

  it.each([
    ['none', { value: [] }],
    ['two', { value: [{ id: tenantId }, { id: other }] }],
    ['one without an id', { value: [{ displayName: 'x' }] }],
    ['no list', {}],
  ])('must be exactly one: %s', async (_what, json) => {
    const fake = await startFake(() => ({ json }));
    await expect(connectTo(fake.url).observer.tenant()).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('is asked for again where the first answer failed', async () => {
    let broken = true;
    const fake = await startFake(() => (broken ? { status: 400, json: {} } : organization));
    const { observer } = connectTo(fake.url);
    await expect(observer.tenant()).rejects.toMatchObject({ code: 'graphError' });
    broken = false;
    expect(await observer.tenant()).toMatchObject({ id: tenantId });
  });
});
