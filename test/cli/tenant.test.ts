import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeObservation } from '../support/builders.js';
import { applyOf, checked, errorOf, planOf, statusOf } from './results.js';
import { createTenant, demoPolicy, tenantId } from './support.js';

const stranger = '00000000-0000-4000-8000-000000000001';
const otherPolicy = demoPolicy.replace(tenantId, stranger);
const forbidden = ['status=403,path=/organization,times=all'];

/** A token that says whose it is and what it may, unsigned: only the emulator takes it. */
function jwt(tid: string, roles: readonly string[] = []): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ tid, roles })}.signature`;
}

describe('a policy for another tenant', () => {
  it.each([['plan'], ['drift'], ['apply', '--yes'], ['status'], ['explain', 'Sales']])(
    'ends with 5 before anything but the organization is read: %s',
    async (...argv) => {
      const tenant = await createTenant({ policy: otherPolicy });
      const ran = await tenant.run(...argv, '--format', 'json');
      expect(ran.exit).toBe(5);
      expect(errorOf(ran)).toMatchObject({ code: 'tenant', message: expect.stringContaining(stranger) });
      expect(tenant.emulator.requests.routes()).toEqual({ 'GET /organization': 1 });
    },
  );

  it('ends undo with 5 too', async () => {
    const tenant = await createTenant();
    const { journal } = applyOf(await tenant.run('apply', '--yes', '--format', 'json'));
    const other = await createTenant({
      policy: demoPolicy,
      seed: makeObservation({
        tenant: { id: stranger, cloud: 'global', displayName: 'Fabrikam', proof: 'organization', domains: null },
      }),
    });
    const text = tenant.read(journal ?? '');
    other.write('run.jsonl', text);
    const ran = await other.run('undo', 'run.jsonl', '--yes', '--format', 'json');
    expect(ran.exit).toBe(5);
    expect(errorOf(ran).code).toBe('tenant');
    expect(other.emulator.requests.routes()).toEqual({ 'GET /organization': 1 });
  });
});

describe('where the organization may not be read', () => {
  it('the policy is believed, with a warning, for an opaque token', async () => {
    const tenant = await createTenant({ fault: forbidden });
    const ran = await tenant.run('plan', '--format', 'json');
    expect(ran.exit).toBe(0);
    const plan = planOf(ran);
    expect(plan.warnings).toMatchObject([{ code: 'tenantUnproven' }]);
    expect(plan.facts.find(({ name }) => name === 'tenant.id')).toMatchObject({ known: false });
    expect(plan.tenant.id).toBe(tenantId);
    expect((await tenant.run('plan')).stdout).toContain('tenantUnproven');
  });

  it('the token is believed where it names its tenant', async () => {
    const tenant = await createTenant({ fault: forbidden, token: jwt(tenantId.toUpperCase()) });
    const ran = await tenant.run('plan', '--format', 'json');
    expect(ran.exit).toBe(0);
    expect(planOf(ran).warnings).toEqual([]);
    expect(statusOf(await tenant.run('status', '--format', 'json')).tenant).toMatchObject({
      id: tenantId,
      proof: 'token',
    });
  });

  it('a token for another tenant ends with 5', async () => {
    const tenant = await createTenant({ fault: forbidden, token: jwt(stranger) });
    const ran = await tenant.run('plan', '--format', 'json');
    expect(ran.exit).toBe(5);
    expect(errorOf(ran).code).toBe('tenant');
    expect(tenant.emulator.requests.routes()).toEqual({ 'GET /organization': 1 });
  });

  it.each(['init', 'snapshot'])('%s, which no policy tells the tenant, ends with 4', async (command) => {
    const tenant = await createTenant({ fault: forbidden });
    rmSync(join(tenant.cwd, 'writeback.yaml'));
    const ran = await tenant.run(command);
    expect(ran).toMatchObject({ exit: 4, stdout: '' });
    expect(ran.stderr).toContain('Organization.Read.All');
    expect(tenant.emulator.requests.routes()).toEqual({ 'GET /organization': 1 });
  });
});

describe('a pull-request job', () => {
  it.each([
    ['GitHub Actions', { GITHUB_EVENT_NAME: 'pull_request' }],
    ['GitHub Actions with secrets', { GITHUB_EVENT_NAME: 'pull_request_target' }],
    ['GitLab CI', { CI_MERGE_REQUEST_IID: '12' }],
    ['Azure Pipelines', { BUILD_REASON: 'PullRequest' }],
    ['Bitbucket Pipelines', { BITBUCKET_PR_ID: '12' }],
    ['Jenkins', { CHANGE_ID: '12' }],
    ['CircleCI', { CIRCLE_PULL_REQUEST: 'https://example.com/12' }],
    ['Travis CI', { TRAVIS_PULL_REQUEST: '12' }],
    ['Buildkite', { BUILDKITE_PULL_REQUEST: '12' }],
    ['AppVeyor', { APPVEYOR_PULL_REQUEST_NUMBER: '12' }],
    ['Drone', { DRONE_BUILD_EVENT: 'pull_request' }],
    ['Woodpecker', { CI_PIPELINE_EVENT: 'pull_request' }],
  ])('may plan and not apply, unless that is allowed: %s', async (_what, env) => {
    const tenant = await createTenant();
    expect((await tenant.runWith({ env }, 'plan')).exit).toBe(0);
    const refused = await tenant.runWith({ env }, 'apply', '--yes', '--format', 'json');
    expect(refused.exit).toBe(5);
    expect(errorOf(refused).code).toBe('pullRequest');
    expect(tenant.emulator.requests.writes).toEqual([]);
    expect((await tenant.runWith({ env }, 'apply', '--yes', '--allow', 'pullRequest=1')).exit).toBe(0);
  });

  it.each([
    ['a push', { GITHUB_EVENT_NAME: 'push' }],
    ['a branch build', { BUILD_REASON: 'IndividualCI', TRAVIS_PULL_REQUEST: 'false', BUILDKITE_PULL_REQUEST: 'false' }],
    ['a merge request that is none', { CI_MERGE_REQUEST_IID: '' }],
  ])('is not %s', async (_what, env) => {
    expect((await (await createTenant()).runWith({ env }, 'apply', '--yes')).exit).toBe(0);
  });
});

describe('doctor', () => {
  const setting = 'GroupSettings.ReadWrite.All';

  it.each([
    [['Group.ReadWrite.All', setting], 'ok'],
    [['Group.ReadWrite.All', 'Directory.ReadWrite.All'], 'ok'],
    [['Directory.ReadWrite.All'], 'warn'],
    [['Group.ReadWrite.All'], 'warn'],
  ])('tells whether a sign-in may write groups and the setting: %j', async (roles, result) => {
    const tenant = await createTenant({ token: jwt(tenantId, roles) });
    const { stdout } = await tenant.run('doctor', '--format', 'json');
    const checks = expect.arrayContaining([expect.objectContaining({ name: 'permissions.write', result })]);
    expect(checked('doctor', stdout)).toMatchObject({ checks });
  });
});
