import { describe, expect, it } from 'vitest';
import { adGroup, deletedAdGroup, makeDirectory } from '../support/powershell.js';
import { applyOf, errorOf, keysOf, planOf } from './results.js';
import { anyEffect, canServe, changesOn, createLone, journalOf, watch } from './servers.js';
import { ids } from './support.js';

const twin = '5d0e0000-0000-4000-8000-000000000001';
const other = '5d0f0000-0000-4000-8000-000000000002';
const elsewhere = 'OU=Elsewhere,DC=contoso,DC=com';

function enabling(activeDirectory: string): string {
  return `groups:\n  - match: { id: ${ids.approvers} }\n    writeback: enabled\n${activeDirectory}${anyEffect}`;
}

const one = { directory: makeDirectory({ objects: [deletedAdGroup(ids.approvers, twin)] }) };
const two = {
  directory: makeDirectory({
    objects: [
      deletedAdGroup(ids.approvers, twin),
      deletedAdGroup(ids.approvers, other, { lastKnownParent: elsewhere }),
    ],
  }),
};

describe.skipIf(!canServe)('a group whose object in Active Directory lies deleted', { timeout: 240_000 }, () => {
  it('is enabled after its restore, in one window', async () => {
    const place = await createLone({ asks: enabling('activeDirectory: { restoreDeleted: true }\n'), active: one });
    const seen = watch(place);
    const ran = await place.run('apply', '--yes', '--format', 'json');
    expect(ran.exit).toBe(0);
    expect(applyOf(ran).outcomes.map(({ key, status }) => `${status} ${key}`)).toEqual([
      `applied adGroup/${twin}`,
      `applied group/${ids.approvers}`,
    ]);
    expect(seen()).toEqual(['scheduler off', `restore ${twin}`, `PATCH /groups/${ids.approvers}`, 'scheduler on']);
    expect(journalOf(place)).toEqual([
      'run',
      'window opening aadc01',
      'window opened aadc01',
      `intent adGroup/${twin}`,
      `applied adGroup/${twin}`,
      `intent group/${ids.approvers}`,
      `applied group/${ids.approvers}`,
      'window closed aadc01',
      'end',
    ]);
    const [restored] = place.active.read().directory.objects.filter(({ objectGUID }) => objectGUID === twin);
    expect(restored).toMatchObject({
      distinguishedName: `CN=Group_${ids.approvers},OU=Writeback,DC=contoso,DC=com`,
      adminDescription: `Group_${ids.approvers}`,
    });
  });

  it('is not enabled without leave to restore it: refused before any write, with the command to run', async () => {
    const place = await createLone({ asks: enabling(''), active: one });
    const ran = await place.run('apply', '--yes', '--format', 'json');
    expect(ran.exit).toBe(5);
    const error = errorOf(ran);
    expect(error.code).toBe('deletedTwin');
    expect(error.remedy).toBe(
      `To allow just this once: --allow deletedTwin=1. Otherwise write \`activeDirectory.restoreDeleted: true\`, or restore it first: Restore-ADObject -Identity ${twin}.`,
    );
    expect(changesOn(place.active)).toEqual([]);
    expect(place.emulator.requests.writes).toEqual([]);
  });

  it('waits for a person where there are several, who are told what tells them apart', async () => {
    const place = await createLone({ asks: enabling('activeDirectory: { restoreDeleted: true }\n'), active: two });
    const plan = await place.run('plan', '--format', 'json');
    expect(plan.exit).toBe(5);
    expect(planOf(plan).refusals).toMatchObject([
      {
        guard: 'ambiguousTwin',
        count: 1,
        keys: [`group/${ids.approvers}`],
        remedy: `Choose one object of each in the policy: \`activeDirectory.restore: { ${ids.approvers}: <objectGUID> }\`.`,
      },
    ]);
    const [refusal] = planOf(plan).refusals;
    for (const text of [twin, other, elsewhere, 'created 2026-01-05', 'deleted 2026-11-20']) {
      expect(refusal?.message).toContain(text);
    }

    place.ask(enabling(`activeDirectory: { restore: { ${ids.approvers}: ${other} } }\n`));
    const seen = watch(place);
    const orphaned = await place.run('apply', '--yes', '--format', 'json');
    expect(orphaned.exit).toBe(6);
    expect(applyOf(orphaned).outcomes).toMatchObject([
      { key: `adGroup/${other}`, status: 'failed', message: expect.stringContaining('parent') },
      { key: `group/${ids.approvers}`, status: 'notAttempted', message: expect.stringContaining(`adGroup/${other}`) },
    ]);
    expect(seen()).toEqual(['scheduler off', `restore ${other}`, 'scheduler on']);

    const { directory } = place.active.read();
    const parent = { objectGUID: '0f0e0d0c-0000-4000-8000-000000000002', objectClass: 'organizationalUnit' };
    const objects = [...directory.objects, { ...parent, distinguishedName: elsewhere }];
    place.active.set({ directory: { ...directory, objects } });
    expect((await place.run('apply', '--yes')).exit).toBe(0);
    expect(seen().slice(3)).toEqual([
      'scheduler off',
      `restore ${other}`,
      `PATCH /groups/${ids.approvers}`,
      'scheduler on',
    ]);
  });

  it('waits for a person where another object of it lives', async () => {
    const objects = [deletedAdGroup(ids.approvers, twin), adGroup(ids.approvers, other)];
    const asks = enabling('activeDirectory: { restoreDeleted: true }\n');
    const place = await createLone({ asks, active: { directory: makeDirectory({ objects }) } });
    const plan = planOf(await place.run('plan', '--format', 'json'));
    expect(plan.refusals.map(({ guard }) => guard)).toEqual(['ambiguousTwin']);
    expect(plan.refusals[0]?.message).toContain(`${other} lives`);
  });

  it('is not restored where deleted objects cannot be seen: said, and never taken for none', async () => {
    const directory = makeDirectory({ objects: [deletedAdGroup(ids.approvers, twin)], deletedHidden: true });
    const asks = enabling('activeDirectory: { restoreDeleted: true }\n');
    const place = await createLone({ asks, active: { directory } });
    const plan = planOf(await place.run('plan', '--format', 'json'));
    expect(keysOf(plan)).toEqual([`group/${ids.approvers}`]);
    expect(plan.warnings.map(({ code }) => code)).toContain('deletedTwinsUnknown');
    expect(plan.facts.find(({ name }) => name === 'activeDirectory.deletedGroups')).toMatchObject({ known: false });
  });
});
