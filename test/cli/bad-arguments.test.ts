import { describe, expect, it } from 'vitest';
import { errorOf } from './results.js';
import { createTenant } from './support.js';

describe('an argument that is wrong', () => {
  it.each([
    ['an unknown command', ['paln'], 'Did you mean plan?'],
    ['an unknown option', ['plan', '--polcy', 'x'], 'Did you mean --policy?'],
    ['an option of another command', ['plan', '--yes'], '--yes'],
    ['an option without its value', ['plan', '-p'], '--policy'],
    ['too many arguments', ['plan', 'plan.json'], 'plan'],
    ['a missing argument', ['explain'], 'group'],
    ['an unknown format', ['plan', '--format', 'yaml'], 'yaml'],
    ['an allowance for no guard', ['plan', '--allow', 'maxAdDeletion=4'], 'maxAdDeletion'],
    ['an allowance without a count', ['plan', '--allow', 'maxRetypes'], 'maxRetypes=4'],
    ['an allowance below zero', ['plan', '--allow', 'maxRetypes=-1'], 'count'],
    ['an allowance of a half', ['plan', '--allow', 'maxRetypes=0.5'], 'count'],
    ['an allowance that cannot be given', ['plan', '--allow', 'protect=1'], 'cannot be allowed away'],
    ['a tenant that is to be allowed', ['plan', '--allow', 'tenant=1'], 'cannot be allowed away'],
    ['a taken precedence that is to be allowed', ['plan', '--allow', 'precedence=1'], 'cannot be allowed away'],
    ['a quota without a span', ['apply', '--write-quota', '3000'], 'N/SECONDS'],
    ['a quota of nothing', ['apply', '--write-quota', '0/150'], 'N/SECONDS'],
    ['a quota in no time', ['apply', '--write-quota', '3000/0'], 'N/SECONDS'],
    ['a quota of words', ['apply', '--write-quota', 'many/often'], 'N/SECONDS'],
    ['a quota of three', ['apply', '--write-quota', '1/2/3'], 'N/SECONDS'],
    ['a timeout of zero', ['plan', '--timeout', '0'], 'above 0'],
    ['a timeout below zero', ['plan', '--timeout=-5'], 'above 0'],
    ['a timeout of words', ['plan', '--timeout', 'soon'], '--timeout "soon"'],
    ['a timeout without end', ['plan', '--timeout', 'Infinity'], '--timeout'],
    ['a timeout of nothing', ['plan', '--timeout', ''], 'above 0'],
    ['an unknown scope', ['plan', '--scope', 'ad'], 'graph'],
    ['an unknown way with stale changes', ['apply', '--stale', 'write'], 'refuse'],
    ['an unknown sign-in', ['plan', '--auth', 'password'], 'azure-cli'],
    ['an unknown cloud', ['init', '--cloud', 'mars'], 'usgovdod'],
    ['an unknown kind', ['status', '--kind', 'team'], 'microsoft365'],
    ['an unknown state', ['status', '--effective', 'maybe'], 'unset'],
    ['an unknown shell', ['completion', 'tcsh'], 'fish'],
    ['an unknown schema', ['schema', 'tenant'], 'snapshot'],
    ['a fault that is none', ['emulator', '--fault', 'explode'], 'what happens'],
    ['a fault with an unknown term', ['emulator', '--fault', 'status=500,colour=red'], 'colour'],
    ['a port that is none', ['emulator', '--port', '70000'], '--port "70000" is not a number from 0 to 65535'],
    ['a number of groups below zero', ['emulator', '--groups', '-1'], '--groups "-1"'],
    ['two origins of a tenant', ['emulator', '--groups', '5', '--snapshot', 'x.json'], 'exclude'],
    ['a snapshot that is none', ['emulator', '--snapshot', 'writeback.yaml'], 'snapshot'],
  ])('ends with 3, says what is allowed, and does nothing: %s', async (_what, argv, says) => {
    const tenant = await createTenant();
    const ran = await tenant.run(...argv);
    expect(ran).toMatchObject({ exit: 3, stdout: '' });
    expect(ran.stderr.replace(/\s+/g, ' ')).toContain(says);
    expect(ran.stderr).toMatch(/^error: .*\n[\s\S]*^remedy: /m);
    expect(tenant.emulator.requests.total).toBe(0);
    expect(tenant.list()).toEqual(['writeback.yaml']);
  });

  it('ends with 3 where the port is taken', async () => {
    const tenant = await createTenant();
    const ran = await tenant.run('emulator', '--port', new URL(tenant.emulator.url).port);
    expect(ran).toMatchObject({ exit: 3, stdout: '' });
    expect(ran.stderr).toContain('Cannot listen on port');
  });
});

describe('a file that cannot be written', () => {
  it.each([
    ['a report in no folder', ['plan', '--report', 'markdown=no/such/plan.md'], 'no/such/plan.md'],
    ['a report that is a folder', ['plan', '--report', 'markdown=.'], '. cannot be written: it is a folder'],
    ['a plan in no folder', ['plan', '--out', 'no/such/plan.json'], 'no/such/plan.json'],
    ['a plan that is a folder', ['plan', '--out', '.'], '. cannot be written'],
    ['a snapshot in no folder', ['snapshot', '--out', 'no/such/tenant.json'], 'no/such/tenant.json'],
    ['a policy in no folder', ['init', '--out', 'no/such/policy.yaml'], 'no/such/policy.yaml'],
  ])('ends with 3 and leaves nothing behind: %s', async (_what, argv, says) => {
    const tenant = await createTenant();
    const ran = await tenant.run(...argv);
    expect(ran).toMatchObject({ exit: 3, stdout: '' });
    expect(ran.stderr.replace(/\s+/g, ' ')).toContain(says);
    expect(tenant.list()).toEqual(['writeback.yaml']);
  });
});

describe('a Graph address that a token must not go to', () => {
  it.each([
    ['http elsewhere', 'http://example.com'],
    ['http to a name that begins like loopback', 'http://127.0.0.1.example.com'],
    ['http to a private address', 'http://10.0.0.1:8080'],
    ['a user name and password', 'https://user:hunter2@graph.microsoft.com'],
    ['a user name alone', 'http://user@127.0.0.1:8080'],
    ['a file', 'file:///etc/passwd'],
    ['no address', 'graph.microsoft.com'],
    ['nothing', ''],
  ])('ends with 3: %s', async (_what, url) => {
    const tenant = await createTenant();
    for (const command of ['plan', 'status', 'init', 'snapshot']) {
      const ran = await tenant.run(command, '--graph-url', url);
      expect(ran).toMatchObject({ exit: 3, stdout: '' });
      expect(ran.stderr).toContain('--graph-url');
      expect(ran.stderr).not.toContain('hunter2');
    }
    expect(tenant.emulator.requests.total).toBe(0);
  });

  it('ends with 3 from the environment too', async () => {
    const tenant = await createTenant();
    const env = { ENTRA_WRITEBACK_GRAPH_URL: 'http://example.com' };
    const ran = await tenant.runWith({ env }, 'plan', '--format', 'json');
    expect(ran.exit).toBe(3);
    expect(errorOf(ran).code).toBe('graphUrl');
  });

  it('is not the one on loopback, with or without a slash at its end', async () => {
    const tenant = await createTenant();
    const { port } = new URL(tenant.emulator.url);
    for (const url of [`http://localhost:${port}`, `http://127.0.0.1:${port}/`]) {
      expect(await tenant.run('plan', '--graph-url', url)).toMatchObject({ exit: 0 });
    }
  });
});
