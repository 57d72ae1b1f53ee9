import { describe, expect, it } from 'vitest';
import { adGroup, deletedAdGroup, makeDirectory } from '../support/powershell.js';
import { checked, explanationOf, keysOf, planOf, snapshotOf, statusOf } from './results.js';
import { canServe, changesOn, createLone } from './servers.js';
import { ids } from './support.js';

const deleted = '5d0e0000-0000-4000-8000-000000000001';
const live = '5d0e0000-0000-4000-8000-000000000002';

describe.skipIf(!canServe)('a command that reads', { timeout: 240_000 }, () => {
  it('never changes a thing on a server, and what it prints is as its schema says', async () => {
    const objects = [deletedAdGroup(ids.approvers, deleted), adGroup(ids.payroll, live)];
    const place = await createLone({ active: { directory: makeDirectory({ objects }) } });
    const json = (...argv: readonly string[]) => place.run(...argv, '--format', 'json');

    const plan = await json('plan');
    expect(plan.exit).toBe(0);
    expect(keysOf(planOf(plan))).toHaveLength(10);

    const drift = await json('drift');
    expect(drift.exit).toBe(2);
    expect(keysOf(planOf(drift))).toEqual(keysOf(planOf(plan)));

    const status = statusOf(await json('status'));
    expect(status.servers).toMatchObject([
      { name: 'aadc01', role: 'active', deleteOutOfScope: 'absent', memberLimit: 'enabled', scheduler: 'running' },
    ]);
    const held = new Map(status.groups.map(({ id, activeDirectory }) => [id, activeDirectory]));
    expect([ids.approvers, ids.payroll, ids.sales].map((id) => held.get(id))).toEqual(['deleted', 'live', 'absent']);

    const explained = explanationOf(await json('explain', ids.approvers));
    expect(explained).toMatchObject({
      activeDirectory: 'deleted',
      adGroups: [{ objectGuid: deleted, deleted: true }],
      change: { key: `group/${ids.approvers}`, requires: [`adGroup/${deleted}`] },
    });

    expect((await place.run('init', '--out', 'init.yaml')).exit).toBe(0);

    const doctor = await json('doctor');
    expect(doctor.exit).toBe(0);
    checked('doctor', doctor.stdout);

    const snapshot = await place.run('snapshot');
    expect(snapshotOf(snapshot).connect?.servers.map(({ name }) => name)).toEqual(['aadc01']);
    place.write('snapshot.json', snapshot.stdout);
    const offline = planOf(await json('plan', '--snapshot', 'snapshot.json'));
    expect(offline.changes).toEqual(planOf(plan).changes);
    expect(offline.effects).toEqual(planOf(plan).effects);

    expect(changesOn(place.active)).toEqual([]);
    expect(place.emulator.requests.writes).toEqual([]);
  });
});
