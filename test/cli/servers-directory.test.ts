import { describe, expect, it } from 'vitest';
import type { CollectAnswer } from '../../src/connect/protocol.js';
import { makeAnswer } from '../connect/state-answer.js';
import { deletedAdGroup, makeDirectory } from '../support/powershell.js';
import { errorOf, planOf, snapshotOf } from './results.js';
import { anyEffect, canServe, createLone } from './servers.js';
import { createTenant, head, ids } from './support.js';

const deleted = '5d0e0000-0000-4000-8000-000000000001';

/** What the collect script of a server wrote so many minutes ago; `knows`: it could ask a domain controller. */
function stateOf(staging: boolean, knows: boolean, minutes: number): string {
  const { sync, directory, ...rest } = makeAnswer();
  if (sync === null || directory === null) throw new Error('the usual answer is whole');
  const unread = { ok: false, error: 'no RSAT here' } as const;
  const ignorant = Object.fromEntries(Object.keys(directory).map((part) => [part, unread]));
  const answer = {
    ...rest,
    collectedAt: new Date(Date.now() - minutes * 60_000).toISOString(),
    sync: { ...sync, stagingMode: { ok: true, value: staging } },
    directory: knows ? directory : (ignorant as unknown as CollectAnswer['directory']),
  } satisfies CollectAnswer;
  return JSON.stringify(answer);
}

describe('what files say of Active Directory', () => {
  const policy = `${head}connect:
  servers:
    - { name: aadc01, via: [nowhere] }
    - { name: aadc02, role: staging, via: [nowhere] }
`;

  it('counts where it is the active server that speaks, however new and whatever the others say', async () => {
    const place = await createTenant({ policy });
    const liveGroups = async (...given: readonly string[]) => {
      const states = given.flatMap((state) => ['--connect-state', state]);
      const { facts } = planOf(await place.run('plan', '--format', 'json', ...states));
      return facts.find(({ name }) => name === 'activeDirectory.liveGroups');
    };
    place.write('one.json', stateOf(false, true, 10));
    place.write('two.json', stateOf(true, false, 0));
    const both = ['aadc01=one.json', 'aadc02=two.json'];
    expect(await liveGroups(...both)).toMatchObject({ known: true, value: 1 });
    place.write('one.json', stateOf(false, false, 10));
    place.write('two.json', stateOf(true, true, 0));
    const unknown = { known: false, remedy: expect.stringContaining('no RSAT here') };
    expect(await liveGroups(...both)).toMatchObject(unknown);
    place.write('ad.json', stateOf(true, true, 20));
    expect(await liveGroups(...both, 'activeDirectory=ad.json')).toMatchObject({ known: true, value: 1 });
  });

  it('is given once', async () => {
    const place = await createTenant({ policy });
    place.write('ad.json', stateOf(true, true, 0));
    const twice = ['activeDirectory=ad.json', 'ACTIVEDIRECTORY=ad.json'].flatMap((one) => ['--connect-state', one]);
    const ran = await place.run('plan', '--format', 'json', ...twice);
    expect(errorOf(ran).message).toBe('--connect-state names activeDirectory twice.');
  });
});

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

  it('of a snapshot that does not say which domain was read is not believed', async () => {
    const objects = [deletedAdGroup(ids.approvers, deleted)];
    const place = await createLone({ asks: enabling, active: { directory: makeDirectory({ objects }) } });
    const saved = snapshotOf(await place.run('snapshot', '-p', 'writeback.yaml'));
    const { namingContext, ...older } = saved.connect?.directory ?? {};
    expect(namingContext).toEqual({ known: true, value: 'DC=contoso,DC=com' });
    place.write('s.json', JSON.stringify({ ...saved, connect: { ...saved.connect, directory: older } }));
    const plan = planOf(await place.run('plan', '--snapshot', 's.json', '--format', 'json'));
    expect(plan.changes.map(({ key }) => key)).not.toContain(`adGroup/${deleted}`);
    expect(plan.facts).toContainEqual(expect.objectContaining({ name: 'activeDirectory.liveGroups', known: false }));
  });
});
