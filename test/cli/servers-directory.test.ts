import { describe, expect, it } from 'vitest';
import { deletedAdGroup, makeDirectory } from '../support/powershell.js';
import { planOf, snapshotOf } from './results.js';
import { anyEffect, canServe, createLone } from './servers.js';
import { ids } from './support.js';

const deleted = '5d0e0000-0000-4000-8000-000000000001';

/** Switches one group on whose object may lie deleted. */
const enabling = `groups:
  - match: { id: ${ids.approvers} }
    writeback: enabled
activeDirectory: { recycleBin: required, restoreDeleted: true }
${anyEffect}`;

const container = 'OU=Writeback,DC=fabrikam,DC=com';
const ofFabrikam = { 'Microsoft.GroupWriteBack.Container': container };

describe.skipIf(!canServe)('Active Directory', { timeout: 240_000 }, () => {
  it('of another domain than the one that groups are written to is unknown, live and in snapshots', async () => {
    const place = await createLone({ asks: enabling, active: { globalSettings: ofFabrikam } });
    const reason = expect.stringContaining(
      `dc01.contoso.com holds DC=contoso,DC=com, and aadc01 writes groups to ${container}: name a domain controller`,
    );
    const plan = planOf(await place.run('plan', '--format', 'json'));
    const facts = new Map(plan.facts.map((fact) => [fact.name, fact]));
    for (const what of ['liveGroups', 'deletedGroups', 'recycleBin']) {
      expect(facts.get(`activeDirectory.${what}`)).toMatchObject({ known: false, remedy: reason });
    }
    expect(plan.notChecked).toContainEqual({ guard: 'deletedTwin', reason });

    const saved = snapshotOf(await place.run('snapshot', '-p', 'writeback.yaml'));
    expect(saved.connect?.directory).toMatchObject({ groups: { known: false, reason } });
    const believed = { ...saved.connect?.directory, groups: { known: true, value: [] } };
    place.write('s.json', JSON.stringify({ ...saved, connect: { ...saved.connect, directory: believed } }));
    const offline = planOf(await place.run('plan', '--snapshot', 's.json', '--format', 'json'));
    expect(offline.facts).toContainEqual(expect.objectContaining({ name: 'activeDirectory.liveGroups', known: false }));
  });

  it('of a snapshot that does not say which domain was read is believed, with a warning', async () => {
    const objects = [deletedAdGroup(ids.approvers, deleted)];
    const place = await createLone({ asks: enabling, active: { directory: makeDirectory({ objects }) } });
    const saved = snapshotOf(await place.run('snapshot', '-p', 'writeback.yaml'));
    const { namingContext, ...older } = saved.connect?.directory ?? {};
    expect(namingContext).toEqual({ known: true, value: 'DC=contoso,DC=com' });
    place.write('s.json', JSON.stringify({ ...saved, connect: { ...saved.connect, directory: older } }));
    const plan = planOf(await place.run('plan', '--snapshot', 's.json', '--format', 'json'));
    expect(plan.changes.map(({ key }) => key)).toContain(`adGroup/${deleted}`);
    expect(plan.warnings.map(({ code }) => code)).toContain('directoryUnverified');
  });
});
