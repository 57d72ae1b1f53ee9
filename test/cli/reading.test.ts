import { describe, expect, it } from 'vitest';
import { createTenant, ids, type TenantPlace } from './support.js';

const reading: readonly (readonly string[])[] = [
  ['validate'],
  ['plan'],
  ['plan', '--out', 'plan.json', '--base', 'writeback.yaml', '--detailed-exitcode'],
  ['drift'],
  ['status'],
  ['status', '--format', 'csv'],
  ['explain', ids.sales],
  ['explain', 'Sales'],
  ['init'],
  ['init', '--out', 'new.yaml'],
  ['snapshot'],
  ['snapshot', '--out', 'tenant.json'],
  ['schema'],
  ['completion', 'bash'],
];

/** The routes of all requests but batches, whose items are counted by themselves. */
function routes({ emulator }: TenantPlace): readonly string[] {
  return Object.keys(emulator.requests.routes()).filter((route) => route !== 'POST /$batch');
}

describe('a command that reads', () => {
  it.each(reading)('makes no write, and needs no right to: %s %s %s', async (...argv) => {
    const tenant = await createTenant({ setting: 'full' });
    const before = tenant.emulator.tenant.picture();
    const ENTRA_WRITEBACK_ACCESS_TOKEN = tenant.emulator.tokens.issue({
      permissions: ['Organization.Read.All', 'Group.Read.All', 'GroupSettings.Read.All'],
    });
    const ran = await tenant.runWith({ env: { ENTRA_WRITEBACK_ACCESS_TOKEN } }, ...argv);
    expect([0, 2]).toContain(ran.exit);
    expect(routes(tenant).filter((route) => !route.startsWith('GET '))).toEqual([]);
    expect(tenant.emulator.requests.writes).toEqual([]);
    expect(tenant.emulator.tenant.picture()).toEqual(before);
  });

  it('reads never members, owners or one group after another', async () => {
    const tenant = await createTenant({ groups: 1_500 });
    await tenant.run('status');
    expect(routes(tenant)).toEqual([
      'GET /groupSettingTemplates',
      'GET /groupSettings',
      'GET /groups',
      'GET /organization',
    ]);
    expect(tenant.emulator.requests.count('GET /groups')).toBe(2);
  });

  it('reads a handful where the policy names groups by ID, whatever the size of the tenant', async () => {
    const id = '9e3779b1-0000-4000-8000-000000000000';
    const policy = `version: 1\ntenant: { id: 72f1c0de-0000-4000-8000-5eed00000001 }\ngroups:\n  - match: { id: [${id}] }\n    writeback: enabled\n`;
    const tenant = await createTenant({ groups: 3_000, policy });
    await tenant.run('plan');
    expect(tenant.emulator.requests.count('GET /groups')).toBe(0);
    expect(tenant.emulator.requests.total).toBeLessThan(8);
  });

  it('reads nothing of Graph with --scope connect', async () => {
    const tenant = await createTenant();
    expect((await tenant.run('plan', '--scope', 'connect')).exit).toBe(0);
    expect(routes(tenant)).toEqual(['GET /organization']);
  });
});
