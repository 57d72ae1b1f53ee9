import { describe, expect, it } from 'vitest';
import { makeGroup, makeObservation } from '../support/builders.js';
import { errorOf, statusOf } from './results.js';
import { createPlace, createTenant, demoPolicy, ids, type TenantPlace } from './support.js';

async function names(tenant: TenantPlace, ...argv: readonly string[]): Promise<readonly (string | null)[]> {
  const { groups } = statusOf(await tenant.run('status', '--format', 'json', ...argv));
  return groups.map(({ displayName }) => displayName).toSorted();
}

describe('status', () => {
  it('tells the raw and the effective state of every group, and the rule that decides', async () => {
    const tenant = await createTenant();
    const status = statusOf(await tenant.run('status', '--format', 'json'));
    expect(status.setting).toMatchObject({ newMicrosoft365Groups: 'enabled', from: 'template' });
    const byId = new Map(status.groups.map((group) => [group.id, group]));
    expect(byId.size).toBe(14);
    expect(byId.get(ids.reporting)).toMatchObject({ isEnabled: null, effective: 'on', rule: { source: { line: 8 } } });
    expect(byId.get(ids.approvers)).toMatchObject({ isEnabled: null, effective: 'off', rule: { source: { line: 5 } } });
    expect(byId.get(ids.executives)).toMatchObject({ eligible: false, effective: null });
    expect(byId.get(ids.tierZero)).toMatchObject({ eligible: true, rule: null });
  });

  it('needs no policy', async () => {
    const tenant = await createTenant();
    const place = createPlace(tenant.env);
    const status = statusOf(await place.run('status', '--format', 'json'));
    expect(status.groups).toHaveLength(14);
    expect(status.groups.every(({ rule }) => rule === null)).toBe(true);
  });

  it('calls groups unset where the default is disabled', async () => {
    const tenant = await createTenant();
    await tenant.run('apply', '--yes', '--only', 'setting/*', '--only', `group/*`);
    tenant.emulator.tenant.changeGroup(ids.sales, { isEnabled: null });
    expect(await names(tenant, '--effective', 'unset')).toEqual(['Sales']);
  });

  it.each([
    [
      ['--kind', 'security'],
      ['Domain Printers', 'Helpdesk', 'Payroll', 'Payroll Approvers', 'Tier 0 Admins'],
    ],
    [['--kind', 'distributionList'], ['Announcements']],
    [
      ['--name', 'finance *'],
      ['Finance Audit', 'Finance Planning', 'Finance Reporting'],
    ],
    [
      ['--effective', 'off', '--kind', 'microsoft365'],
      ['Finance Planning', 'Old Projects'],
    ],
    [
      ['--managed', '--kind', 'security'],
      ['Payroll', 'Payroll Approvers'],
    ],
    [['--name', 'nobody'], []],
  ])('is narrowed by %j', async (argv, expected) => {
    expect(await names(await createTenant(), ...argv)).toEqual(expected);
  });

  it('is CSV that a spreadsheet reads, and never runs', async () => {
    const seed = makeObservation({
      groups: ['=HYPERLINK("http://x")', 'plain', 'comma, "quote"', '+1', '@sum', 'two\nlines'].map((displayName, n) =>
        makeGroup(n + 1, { displayName }),
      ),
    });
    const tenant = await createTenant({ seed });
    const { exit, stdout } = await tenant.run('status', '--format', 'csv');
    expect(exit).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(7);
    expect(lines[0]).toBe('id,displayName,kind,eligible,isEnabled,onPremisesGroupType,effective,rule,activeDirectory');
    const fields = lines.slice(1).map((line) => line.slice(37).split(',microsoft365,')[0]);
    expect(fields.slice(0, 5)).toEqual([`"'=HYPERLINK(""http://x"")"`, 'plain', '"comma, ""quote"""', "'+1", "'@sum"]);
  });

  it('writes its CSV to a file as well', async () => {
    const tenant = await createTenant();
    await tenant.run('status', '--report', 'csv=groups.csv');
    expect(tenant.read('groups.csv').trimEnd().split('\n')).toHaveLength(15);
  });
});

describe('a policy whose default file is broken', () => {
  it('is an error for status too, not no policy', async () => {
    const tenant = await createTenant({ policy: demoPolicy.replace('version', 'verison') });
    const ran = await tenant.run('status', '--format', 'json');
    expect(ran.exit).toBe(3);
    expect(errorOf(ran).code).toBe('policyInvalid');
  });
});
