import { describe, expect, test } from 'vitest';
import {
  adGroup,
  deletedAdGroup,
  hasStandIn,
  makeDirectory,
  type StandIn,
  type StandInAdObject,
  writebackOu,
} from '../../support/powershell.js';
import { ask, id, patient, refusal, useServer } from './run.js';

const wanted = (n: number) => ({ key: `adGroup/${id(n + 16)}`, objectGuid: id(n + 16), groupId: id(n) });

describe.skipIf(!hasStandIn())('restore', patient, () => {
  test('brings a deleted group back where it was, once', () => {
    const server = serverWith([deletedAdGroup(id(1), id(17))]);
    expect(restore(server, [1])).toEqual(['applied: null']);
    expect(objectOf(server, 17)).toMatchObject({ distinguishedName: `CN=Group_${id(1)},${writebackOu}` });
    expect(objectOf(server, 17)).not.toHaveProperty('isDeleted');
    expect(restore(server, [1])).toEqual(['alreadyApplied: null']);
    expect(server.calls('Restore-ADObject')).toHaveLength(1);
  });

  test('each on its own: one that fails stops no other', () => {
    const hidden = deletedAdGroup(id(1), id(17), { adminDescription: `Group_${id(9)}` });
    const homeless = deletedAdGroup(id(2), id(18), { lastKnownParent: 'OU=Gone,DC=contoso,DC=com' });
    const server = serverWith([hidden, homeless, deletedAdGroup(id(3), id(19)), adGroup(id(4), id(20))]);
    const results = restore(server, [1, 2, 3, 4, 5]);
    expect(results[0]).toBe(`failed: its adminDescription is "Group_${id(9)}", not Group_${id(1)} (at Get-ADObject)`);
    expect(results[1]).toMatch(/^failed: .*parent.* \(at Restore-ADObject\)$/);
    expect(results.slice(2, 4)).toEqual(['applied: null', 'alreadyApplied: null']);
    expect(results[4]).toMatch(/^failed: Cannot find an object/);
  });

  test('a group ID in other letters is the same', () => {
    const server = serverWith([deletedAdGroup('ABCDEF00-0000-4000-8000-000000000001', id(17))]);
    const objects = [{ ...wanted(1), groupId: 'abcdef00-0000-4000-8000-000000000001' }];
    expect(ask(server, 'restore', { server: null, objects }).objects).toMatchObject([{ status: 'applied' }]);
  });

  test('what cannot be seen, or comes back deleted, is a failure', () => {
    const hidden = useServer({
      directory: makeDirectory({ deletedHidden: true, objects: [deletedAdGroup(id(1), id(17))] }),
    });
    expect(restore(hidden, [1])[0]).toMatch(/^failed: Cannot find an object/);
    const deaf = serverWith([deletedAdGroup(id(1), id(17))]);
    deaf.set({ faults: [{ cmdlet: 'Restore-ADObject', what: 'error', message: 'Access is denied.' }] });
    expect(restore(deaf, [1])).toEqual(['failed: Access is denied. (at Restore-ADObject)']);
    expect(objectOf(deaf, 17)).toMatchObject({ isDeleted: true });
  });

  test('text that is no GUID is never looked up', () => {
    const server = serverWith([]);
    const objects = [{ key: 'x', objectGuid: "*'; throw", groupId: id(1) }];
    expect(ask(server, 'restore', { server: null, objects }).objects).toMatchObject([{ key: 'x', status: 'failed' }]);
    expect(server.calls('Get-ADObject')).toEqual([]);
  });

  test('asks one domain controller for all of it: the named one, else the first that answered', () => {
    const server = serverWith([deletedAdGroup(id(1), id(17))]);
    restore(server, [1]);
    const asked = server.calls('Get-ADObject', 'Restore-ADObject').map(({ parameters }) => parameters.Server);
    expect(new Set(asked)).toEqual(new Set(['dc01.contoso.com']));
    expect(refusal(server, 'restore', { server: 'dc99', objects: [wanted(1)] })).toMatchObject({
      stage: 'Get-ADRootDSE',
    });
  });

  test('killed after the restore, it finds it applied', () => {
    const server = serverWith([deletedAdGroup(id(1), id(17))]);
    server.set({ faults: [{ cmdlet: 'Restore-ADObject', what: 'kill', when: 'after' }] });
    expect(() => restore(server, [1])).toThrow('no answer');
    expect(restore(server, [1])).toEqual(['alreadyApplied: null']);
  });
});

function serverWith(objects: readonly StandInAdObject[]): StandIn {
  return useServer({ directory: makeDirectory({ objects }) });
}

/** Each result as `status: message`. */
function restore(server: StandIn, groups: readonly number[]): readonly string[] {
  const { objects } = ask(server, 'restore', { server: null, objects: groups.map(wanted) });
  expect(objects.map(({ key }) => key)).toEqual(groups.map((n) => wanted(n).key));
  return objects.map(({ status, message }) => `${status}: ${message}`);
}

function objectOf(server: StandIn, n: number): StandInAdObject | undefined {
  return server.read().directory.objects.find(({ objectGUID }) => objectGUID === id(n));
}
