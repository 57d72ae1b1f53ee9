import { describe, expect, test } from 'vitest';
import { adGroup, deletedAdGroup, hasStandIn, makeDirectory, writebackOu } from '../../support/powershell.js';
import { ask, id, patient, useServer } from './run.js';

const directoryOnly = { sync: false, directory: { server: null } };

function collectDirectory(parts: Parameters<typeof makeDirectory>[0], server: string | null = null) {
  const made = useServer({ directory: makeDirectory(parts) });
  const { directory } = ask(made, 'collect', { sync: false, directory: { server } });
  if (directory === null) throw new Error('nothing was read of Active Directory');
  return directory;
}

describe.skipIf(!hasStandIn())('collect reads Active Directory', patient, () => {
  test('live and deleted groups, the container proved first', () => {
    const objects = [
      adGroup(id(1), id(11)),
      deletedAdGroup(id(2), id(12)),
      adGroup(id(3), id(13), { adminDescription: 'x' }),
    ];
    const directory = collectDirectory({ objects });
    expect(directory).toMatchObject({
      domainController: { ok: true, value: 'dc01.contoso.com' },
      namingContext: { ok: true, value: 'DC=contoso,DC=com' },
      recycleBin: { ok: true, value: true },
      deletedObjectLifetime: { ok: true, value: 180 },
    });
    expect(directory.groups).toEqual({
      ok: true,
      value: [
        {
          objectGuid: id(11),
          distinguishedName: `CN=Group_${id(1)},${writebackOu}`,
          adminDescription: `Group_${id(1)}`,
          objectSid: objects[0]?.objectSid,
          groupType: -2147483640,
          whenCreated: '2026-01-05T08:00:00.000Z',
          whenChanged: '2026-10-01T08:00:00.000Z',
          lastKnownParent: null,
        },
      ],
    });
    expect(directory.deletedGroups).toMatchObject({
      ok: true,
      value: [
        {
          objectGuid: id(12),
          distinguishedName: `CN=Group_${id(2)}\nDEL:${id(12)},CN=Deleted Objects,DC=contoso,DC=com`,
          lastKnownParent: writebackOu,
        },
      ],
    });
  });

  test('nothing in it is empty lists, not unknown', () => {
    const directory = collectDirectory({});
    expect(directory).toMatchObject({ groups: { ok: true, value: [] }, deletedGroups: { ok: true, value: [] } });
  });

  test('deleted objects that the account may not see are unknown, never none', () => {
    const directory = collectDirectory({
      deletedHidden: true,
      objects: [deletedAdGroup(id(2), id(12)), adGroup(id(1), id(11))],
    });
    expect(directory.deletedGroups).toMatchObject({ ok: false });
    expect(directory.groups).toMatchObject({ ok: true, value: [{ objectGuid: id(11) }] });
  });

  test.each([
    ['no domain controller answers', { reachable: false }, null],
    ['the named one is not there', {}, 'dc99.contoso.com'],
  ])('all of it is unknown where %s', (_, parts, server) => {
    const readings = Object.values(collectDirectory(parts, server));
    expect(readings.map(({ ok }) => ok)).toEqual([false, false, false, false, false, false]);
  });

  test('all of it is unknown without the module, ADSync all the same is read', () => {
    const server = useServer({ missingModules: ['ActiveDirectory'] });
    const answer = ask(server, 'collect', { sync: true, directory: { server: null } });
    expect(Object.values(answer.directory ?? {}).map(({ ok }) => ok)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(answer.sync?.build).toMatchObject({ ok: true });
  });

  test.each([
    ['what is set', 30, 180, 30],
    ['the tombstone lifetime where it is not', null, 180, 180],
    ['60 days where neither is', null, null, 60],
  ])('the lifetime is %s', (_, deletedObjectLifetime, tombstoneLifetime, days) => {
    const directory = collectDirectory({ deletedObjectLifetime, tombstoneLifetime, recycleBin: false });
    expect(directory.deletedObjectLifetime).toEqual({ ok: true, value: days });
    expect(directory.recycleBin).toEqual({ ok: true, value: false });
  });

  test('asks the domain controller that is named, every time', () => {
    const server = useServer();
    ask(server, 'collect', { sync: false, directory: { server: 'dc01.contoso.com' } });
    const asked = server.calls().map(({ parameters }) => parameters.Server);
    expect(new Set(asked)).toEqual(new Set(['dc01.contoso.com']));
  });

  test('a cmdlet without the parameter that shows deleted objects makes them unknown', () => {
    const server = useServer({ missingParameters: ['Get-ADObject:IncludeDeletedObjects'] });
    expect(ask(server, 'collect', directoryOnly).directory).toMatchObject({
      groups: { ok: true },
      deletedGroups: { ok: false },
    });
  });

  test('a failing search is unknown', () => {
    const server = useServer({ faults: [{ cmdlet: 'Get-ADObject', what: 'error', message: 'timeout' }] });
    const unknown = { ok: false, error: 'timeout' };
    expect(ask(server, 'collect', directoryOnly).directory).toMatchObject({
      groups: unknown,
      deletedObjectLifetime: unknown,
    });
  });
});
