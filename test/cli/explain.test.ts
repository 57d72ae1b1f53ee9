import { describe, expect, it } from 'vitest';
import { makeGroup, makeObservation } from '../support/builders.js';
import { errorOf, explanationOf, keysOf, planOf, statusOf } from './results.js';
import { createTenant, demoPolicy, head, ids } from './support.js';

describe('explain', () => {
  it.each([
    ['by ID', ids.sales],
    ['by ID in capitals', ids.sales.toUpperCase()],
    ['by name', 'Sales'],
    ['by name in other letter case', 'SALES'],
  ])('tells which rule decides and what the next plan does: %s', async (_what, group) => {
    const tenant = await createTenant();
    const explained = explanationOf(await tenant.run('explain', group, '--format', 'json'));
    const planned = planOf(await tenant.run('plan', '--format', 'json'));
    expect(explained).toMatchObject({ group: { id: ids.sales }, eligible: true, protected: false, skipped: null });
    expect(explained.rules).toMatchObject([{ decides: true, writeback: 'disabled', source: { line: 10 } }]);
    expect(explained.change).toEqual(planned.changes.find(({ key }) => key === `group/${ids.sales}`));
  });

  it('agrees with the plan about every group', async () => {
    const tenant = await createTenant();
    const planned = keysOf(planOf(await tenant.run('plan', '--format', 'json')));
    for (const id of Object.values(ids).filter((one) => one !== ids.archive)) {
      const { change } = explanationOf(await tenant.run('explain', id, '--format', 'json'));
      expect(change !== null).toBe(planned.includes(`group/${id}`));
    }
  });

  it('lists every rule that matches, and says who protects', async () => {
    const tenant = await createTenant({
      policy: `${demoPolicy}  - match: { displayName: Sales }\n    writeback: enabled\n    protect: true\n`,
    });
    const ran = await tenant.run('explain', 'Sales', '--format', 'json');
    expect(explanationOf(ran)).toMatchObject({
      protected: true,
      rules: [
        { decides: true, writeback: 'disabled' },
        { decides: false, writeback: 'enabled' },
      ],
    });
  });

  it.each([
    ['synchronised', ids.printers],
    ['mail-enabled', ids.executives],
  ])('tells why a group cannot be written: %s', async (_what, id) => {
    const tenant = await createTenant();
    const explained = explanationOf(await tenant.run('explain', id, '--format', 'json'));
    expect(explained).toMatchObject({
      eligible: false,
      ineligibleReason: expect.any(String),
      effective: null,
      change: null,
    });
  });

  it('finds names with quotes, and every character that means something to a URL', async () => {
    const displayName = `O'Brien & Sons + "100%" #1 / ü`;
    const tenant = await createTenant({
      seed: makeObservation({ groups: [makeGroup(1, { displayName })] }),
      policy: `${head}groups: []\n`,
    });
    expect(explanationOf(await tenant.run('explain', displayName, '--format', 'json')).group).toMatchObject({
      displayName,
    });
  });

  it('names the groups of an ambiguous name', async () => {
    const groups = [1, 2].map((n) => makeGroup(n, { displayName: 'Twins' }));
    const tenant = await createTenant({ seed: makeObservation({ groups }) });
    const ran = await tenant.run('explain', 'Twins', '--format', 'json');
    expect(ran.exit).toBe(3);
    const { code, details } = errorOf(ran);
    expect(code).toBe('groupAmbiguous');
    expect(details.map(({ message }) => message)).toEqual(groups.map(({ id }) => expect.stringContaining(id)));
  });

  it.each([
    ['an unknown name', 'Nobody', 'No group'],
    ['an unknown ID', '00000000-0000-4000-8000-0000000000ff', 'No group'],
    ['nothing', '', 'No group'],
  ])('ends with 3: %s', async (_what, group, says) => {
    const ran = await (await createTenant()).run('explain', group, '--format', 'json');
    expect(ran.exit).toBe(3);
    expect(errorOf(ran)).toMatchObject({ code: 'groupNotFound', message: expect.stringContaining(says) });
  });
});

describe('plan --base', () => {
  const rule = (match: string, more = '') => `  - match: ${match}\n    writeback: enabled\n${more}`;
  const only = (...rules: readonly string[]) => `${head}groups:\n${rules.join('')}`;
  const sales = `{ id: [${ids.sales}] }`;
  const marketing = `{ id: [${ids.marketing}] }`;

  it('lists what the policy releases, captures and no longer protects', async () => {
    const tenant = await createTenant({
      policy: only(rule('{ kind: microsoft365, displayName: "Finance *" }'), rule(marketing)),
    });
    tenant.write('before.yaml', only(rule(sales), rule(marketing, '    protect: true\n')));
    const plan = planOf(await tenant.run('plan', '--base', 'before.yaml', '--format', 'json'));
    expect(plan.base).toMatchObject({
      released: [{ key: `group/${ids.sales}`, displayName: 'Sales' }],
      captured: [ids.reporting, ids.audit, ids.planning].map((id) => ({ key: `group/${id}` })),
      noLongerProtected: [{ key: `group/${ids.marketing}`, displayName: 'Marketing' }],
    });
    const { stdout } = await tenant.run('plan', '--base', 'before.yaml');
    for (const id of [ids.sales, ids.planning, ids.marketing]) expect(stdout).toContain(id);
  });

  it('is null without it, and empty where nothing changes', async () => {
    const tenant = await createTenant();
    expect(planOf(await tenant.run('plan', '--format', 'json')).base).toBeNull();
    const same = planOf(await tenant.run('plan', '--base', 'writeback.yaml', '--format', 'json'));
    expect(same.base).toMatchObject({ released: [], captured: [], noLongerProtected: [] });
  });

  it.each([
    [
      'of another tenant',
      only(rule(sales)).replace(/id: \S+ }/, 'id: 00000000-0000-4000-8000-000000000001 }'),
      'usage',
    ],
    ['that is broken', 'version: 2\n', 'policyInvalid'],
    ['that is not there', null, 'policyUnreadable'],
  ])('ends with 3 for one %s', async (_what, text, code) => {
    const tenant = await createTenant();
    if (text !== null) tenant.write('before.yaml', text);
    const ran = await tenant.run('plan', '--base', 'before.yaml', '--format', 'json');
    expect(ran.exit).toBe(3);
    expect(errorOf(ran).code).toBe(code);
    expect(tenant.emulator.requests.total).toBe(0);
  });

  it('tells what is left of a group that is soft-deleted', async () => {
    const ran = await (await createTenant()).run('explain', ids.archive, '--format', 'json');
    expect(ran.exit).toBe(0);
    expect(explanationOf(ran)).toMatchObject({
      ...{ id: ids.archive, group: null, displayName: 'Finance Archive', eligible: false, effective: null },
      ...{ rules: [], why: 'It is soft-deleted.', change: null, activeDirectory: 'unknown' },
    });
  });

  it('says the state as it is, as status does, and what refuses the plan for its sake', async () => {
    const place = await createTenant({ strict: true });
    const ran = await place.run('explain', 'Sales', '--format', 'json');
    const status = statusOf(await place.run('status', '--format', 'json'));
    const { effective } = status.groups.find(({ id }) => id === ids.sales) ?? {};
    expect([explanationOf(ran).effective, effective]).toEqual(['on', 'on']);
    expect(explanationOf(ran).refusals.map(({ guard }) => guard)).toEqual(['maxAdDeletions']);
    expect((await place.run('explain', 'Sales')).stdout.replace(/\s+/g, ' ')).toContain(
      'But that plan is refused, for the sake of this group by maxAdDeletions',
    );
  });
});
