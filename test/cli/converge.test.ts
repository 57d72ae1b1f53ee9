import { describe, expect, it } from 'vitest';
import { applyOf, countOutcomes, keysOf, planOf } from './results.js';
import { createTenant, demoChanges, disableAll, head, ids, settingKey, type TenantPlace } from './support.js';

/** Every stored row as text, by ID. */
function rows({ emulator }: TenantPlace): ReadonlyMap<string, string> {
  const { groups, settings } = emulator.tenant.picture();
  return new Map([...groups, ...settings].map((row) => [row.id, JSON.stringify(row)]));
}

function without(row: string | undefined, ...names: readonly string[]): unknown {
  return Object.fromEntries(Object.entries(JSON.parse(row ?? '{}')).filter(([name]) => !names.includes(name)));
}

describe('plan, apply and drift', () => {
  it('agree on what differs, and on nothing after it was applied', async () => {
    const tenant = await createTenant();
    const planned = planOf(await tenant.run('plan', '--format', 'json'));
    const drifted = planOf(await tenant.run('drift', '--format', 'json'));
    const applied = applyOf(await tenant.run('apply', '--yes', '--format', 'json'));

    const keys = [...Object.keys(demoChanges).map((id) => `group/${id}`), settingKey].toSorted();
    expect(keysOf(planned).toSorted()).toEqual(keys);
    expect(drifted.changes).toEqual(planned.changes);
    expect(applied.outcomes.map(({ key }) => key)).toEqual(keysOf(planned));
    expect(countOutcomes(applied)).toEqual({ applied: 7 });
    expect(applied).toMatchObject({
      converged: true,
      remaining: [],
      newDrift: [],
      requests: { writes: 7, throttled: 0 },
    });
    for (const [id, isEnabled] of Object.entries(demoChanges))
      expect(tenant.emulator.tenant.group(id)).toMatchObject({ isEnabled });

    expect(await tenant.run('plan', '--detailed-exitcode')).toMatchObject({ exit: 0 });
    expect(await tenant.run('drift')).toMatchObject({ exit: 0 });
  });

  it('end with 0, 2 and 0 while there is something to do', async () => {
    const tenant = await createTenant();
    const exits = [];
    for (const argv of [['plan'], ['plan', '--detailed-exitcode'], ['drift'], ['apply', '--yes']]) {
      exits.push((await tenant.run(...argv)).exit);
    }
    expect(exits).toEqual([0, 2, 2, 0]);
  });

  it('make no write, no journal and no question where nothing is left', async () => {
    const tenant = await createTenant();
    await tenant.run('apply', '--yes');
    const writes = [...tenant.emulator.requests.writes];
    const journals = tenant.list('.entra-writeback');

    const again = await tenant.run('apply', '--format', 'json');
    expect(again.exit).toBe(0);
    expect(applyOf(again)).toMatchObject({ outcomes: [], converged: true, journal: null, requests: { writes: 0 } });
    expect(tenant.emulator.requests.writes).toEqual(writes);
    expect(tenant.list('.entra-writeback')).toEqual(journals);
  });

  it('write each change once, in a tenant of several pages and batches', async () => {
    const tenant = await createTenant({ groups: 1300, policy: disableAll });
    const planned = keysOf(planOf(await tenant.run('plan', '--format', 'json')));
    const applied = await tenant.run('apply', '--yes', '--format', 'json');

    expect(planned.length).toBeGreaterThan(400);
    expect(applied.exit).toBe(0);
    const written = tenant.emulator.requests.writesByGroup();
    expect([...written.keys()].map((id) => `group/${id}`).toSorted()).toEqual(planned.toSorted());
    expect(new Set(written.values())).toEqual(new Set([1]));
    expect((await tenant.run('drift')).exit).toBe(0);
  });
});

describe('what the policy does not ask for', () => {
  it('is byte for byte what it was', async () => {
    const tenant = await createTenant({ setting: 'full' });
    const before = rows(tenant);
    expect((await tenant.run('apply', '--yes')).exit).toBe(0);
    const after = rows(tenant);

    const setting = tenant.emulator.tenant.picture().settings[0]?.id ?? '';
    const named = new Set([...Object.keys(demoChanges), setting]);
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [id, row] of after) {
      if (!named.has(id)) expect(row).toBe(before.get(id));
      else if (id === setting) expect(without(row, 'values')).toEqual(without(before.get(id), 'values'));
      else {
        expect(without(row, 'isEnabled', 'onPremisesGroupType')).toEqual(
          without(before.get(id), 'isEnabled', 'onPremisesGroupType'),
        );
      }
    }
  });

  it('keeps the type of a group that is only switched', async () => {
    const tenant = await createTenant({
      policy: `${head}groups:\n  - match: { id: [${ids.marketing}] }\n    writeback: disabled\n`,
      fault: ['complexValue=replace'],
    });
    expect((await tenant.run('apply', '--yes')).exit).toBe(0);
    expect(tenant.emulator.tenant.group(ids.marketing)).toMatchObject({
      isEnabled: false,
      onPremisesGroupType: 'universalSecurityGroup',
    });
  });

  it('is left out by --only, and stays drift', async () => {
    const tenant = await createTenant();
    const only = ['--only', `group/${ids.sales}`, '--only', 'group/9bc1*'];
    const planned = planOf(await tenant.run('plan', ...only, '--format', 'json'));
    expect(planned.only).toEqual([`group/${ids.sales}`, 'group/9bc1*']);
    expect(keysOf(planned).toSorted()).toEqual([`group/${ids.sales}`, `group/${ids.approvers}`].toSorted());

    expect(await tenant.run('apply', ...only, '--yes')).toMatchObject({ exit: 0 });
    expect([...tenant.emulator.requests.writesByGroup().keys()].toSorted()).toEqual(
      [ids.sales, ids.approvers].toSorted(),
    );
    expect((await tenant.run('drift', ...only)).exit).toBe(0);
    expect((await tenant.run('drift')).exit).toBe(2);
  });

  it.each([
    ['synchronised from Active Directory', ids.printers],
    ['formerly synchronised and matched by name only', ids.helpdesk],
    ['mail-enabled', ids.executives],
  ])('stays as it is where the group is %s', async (_what, id) => {
    const match = '{ displayName: ["Domain *", Helpdesk, Executives, "Payroll *"] }';
    const tenant = await createTenant({ policy: `${head}groups:\n  - match: ${match}\n    writeback: enabled\n` });
    const before = rows(tenant).get(id);
    const applied = await tenant.run('apply', '--yes', '--format', 'json');
    expect(applyOf(applied).outcomes.map(({ key }) => key)).toEqual([`group/${ids.approvers}`]);
    expect(rows(tenant).get(id)).toBe(before);
    expect(tenant.emulator.requests.writesTo(id)).toBe(0);
  });
});

describe('groups that are named and cannot be written', () => {
  it('are skipped with a reason, and are no drift', async () => {
    const policy = `${head}groups:\n  - match: { id: [${ids.printers}, ${ids.executives}] }\n    writeback: enabled\n`;
    const tenant = await createTenant({ policy });
    const planned = await tenant.run('plan', '--format', 'json');
    expect(planOf(planned)).toMatchObject({ changes: [], summary: { skipped: 2 } });
    expect(planOf(planned).skipped.map(({ key }) => key)).toEqual([`group/${ids.printers}`, `group/${ids.executives}`]);
    expect((await tenant.run('drift')).exit).toBe(0);
  });

  it('are drift where no group has the ID, soft-deleted or unknown', async () => {
    const nobody = '00000000-0000-4000-8000-0000000000ff';
    const policy = `${head}groups:\n  - match: { id: [${ids.archive}, ${nobody}] }\n    writeback: enabled\n`;
    const tenant = await createTenant({ policy });
    const drifted = await tenant.run('drift', '--format', 'json');
    expect(drifted.exit).toBe(2);
    expect(planOf(drifted).missing).toMatchObject([
      { key: `group/${nobody}`, state: 'unknown', until: null },
      {
        key: `group/${ids.archive}`,
        state: 'softDeleted',
        displayName: 'Finance Archive',
        until: '2026-12-10T12:00:00.000Z',
      },
    ]);
    expect((await tenant.run('plan', '--detailed-exitcode')).exit).toBe(2);
    expect((await tenant.run('plan')).exit).toBe(0);
  });
});
