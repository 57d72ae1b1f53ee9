import { describe, expect, test } from 'vitest';
import {
  adGroup,
  deletedAdGroup,
  hasStandIn,
  makeDirectory,
  type StandInDirectory,
  writebackOu,
} from '../support/powershell.js';
import { useServer } from './use-server.js';

const group = '3f2a0c11-0000-4000-8000-0000000000a1';
const live = '11111111-0000-4000-8000-000000000001';
const dead = '22222222-0000-4000-8000-000000000002';
const deletedFilter = `(&(isDeleted=TRUE)(objectClass=group)(adminDescription=Group_${group}))`;

describe.skipIf(!hasStandIn())('the stand-in ActiveDirectory', () => {
  function useDirectory(parts: Partial<StandInDirectory> = {}) {
    const { server, script } = useServer({ directory: makeDirectory(parts) });
    return { server, script: (text: string) => script(`Import-Module ActiveDirectory\n${text}`) };
  }

  test('tells the domain controller, the Recycle Bin and the lifetimes', () => {
    const { script } = useDirectory({ deletedObjectLifetime: 90 });
    const ended = script(`$root = Get-ADRootDSE; $root.dnsHostName, $root.defaultNamingContext
      @((Get-ADOptionalFeature -Filter 'Name -eq "Recycle Bin Feature"').EnabledScopes).Count
      $service = Get-ADObject -Identity "CN=Directory Service,CN=Windows NT,CN=Services,$($root.configurationNamingContext)" -Properties msDS-DeletedObjectLifetime, tombstoneLifetime
      $service.'msDS-DeletedObjectLifetime', $service.tombstoneLifetime`);
    expect(ended.stdout.split('\n')).toEqual(['dc01.contoso.com', 'DC=contoso,DC=com', '2', '90', '180', '']);
  });

  test('finds live groups by filter, with typed values of what was asked for', () => {
    const { script } = useDirectory({ objects: [adGroup(group, live), deletedAdGroup(group, dead)] });
    const ended =
      script(`$found = @(Get-ADObject -LDAPFilter '(&(objectClass=group)(adminDescription=Group_*))' -SearchBase '${writebackOu}' -Properties adminDescription, objectSid, groupType, whenChanged)
      $found.Count; $found[0].ObjectGUID.GetType().Name; [string] $found[0].objectSid; $found[0].groupType; $found[0].whenChanged.ToUniversalTime().ToString('o')
      [bool] $found[0].PSObject.Properties['whenCreated']`);
    expect(ended.stdout.split('\n')).toEqual([
      '1',
      'Guid',
      'S-1-5-21-1004336348-1177238915-682003330-69905',
      '-2147483640',
      '2026-10-01T08:00:00.0000000Z',
      'False',
      '',
    ]);
  });

  test.each([
    ['(adminDescription=GROUP_3F2A*)', '1'],
    ['(|(adminDescription=none)(cn=x))', '0'],
    ['(!(objectClass=group))', '2'],
    ['(adminDescription=Group_\\33f2a*)', '1'],
    ['(&(objectClass=group)(!(adminDescription=*)))', '0'],
    ['(adminDescription=Group_(x)', 'invalid'],
    ['(objectClass=group', 'invalid'],
    ['(objectClass>=group)', 'invalid'],
  ])('takes %s for what it says', (filter, stdout) => {
    const { script } = useDirectory({ objects: [adGroup(group, live)] });
    const ended = script(`try { @(Get-ADObject -LDAPFilter '${filter}').Count } catch { 'invalid' }`);
    expect(ended.stdout).toBe(`${stdout}\n`);
  });

  test('shows deleted groups, a line feed in their names, only where they are asked for', () => {
    const { script } = useDirectory({ objects: [deletedAdGroup(group, dead)] });
    const ended = script(`@(Get-ADObject -LDAPFilter '${deletedFilter}').Count
      $found = Get-ADObject -LDAPFilter '${deletedFilter}' -IncludeDeletedObjects -Properties lastKnownParent
      $found.lastKnownParent; $found.DistinguishedName.Contains("\`nDEL:${dead}")
      (Get-ADObject -Identity 'CN=Deleted Objects,DC=contoso,DC=com' -IncludeDeletedObjects).Name`);
    expect(ended.stdout.split('\n')).toEqual(['0', writebackOu, 'True', 'Deleted Objects', '']);
  });

  test('hides deleted groups and their container without a word from an account without the right', () => {
    const { script } = useDirectory({ objects: [deletedAdGroup(group, dead)], deletedHidden: true });
    const ended = script(`@(Get-ADObject -LDAPFilter '${deletedFilter}' -IncludeDeletedObjects -ErrorAction Stop).Count
      try { Get-ADObject -Identity 'CN=Deleted Objects,DC=contoso,DC=com' -IncludeDeletedObjects } catch { $_.Exception.GetType().Name }`);
    expect(ended.stdout).toBe('0\nADIdentityNotFoundException\n');
  });

  test('keeps no adminDescription of what was deleted without a Recycle Bin', () => {
    const { script } = useDirectory({ objects: [deletedAdGroup(group, dead)], recycleBin: false });
    const ended = script(`@(Get-ADObject -LDAPFilter '${deletedFilter}' -IncludeDeletedObjects).Count
      @((Get-ADOptionalFeature -Filter 'Name -eq "Recycle Bin Feature"').EnabledScopes).Count`);
    expect(ended.stdout).toBe('0\n0\n');
  });

  test.each([
    ['no domain controller answers', { reachable: false }, 'Get-ADRootDSE'],
    ['another one is named', {}, 'Get-ADRootDSE -Server dc09.contoso.com'],
  ])('ends with ADServerDownException where %s', (_, parts, text) => {
    const { script } = useDirectory(parts);
    expect(script(`try { ${text} } catch { $_.Exception.GetType().Name }`).stdout).toBe('ADServerDownException\n');
  });

  test('restores a group to where it was, under its name', () => {
    const { server, script } = useDirectory({ objects: [deletedAdGroup(group, dead)] });
    expect(script(`Restore-ADObject -Identity '${dead}' -Server dc01.contoso.com -Confirm:$false`)).toMatchObject({
      exit: 0,
      stderr: '',
    });
    const [, restored] = server.read().directory.objects;
    expect(restored).toMatchObject({ objectGUID: dead, distinguishedName: `CN=Group_${group},${writebackOu}` });
    expect(restored).not.toHaveProperty('isDeleted');
    expect(server.calls('Restore-ADObject')[0]?.parameters).toMatchObject({
      Identity: dead,
      Server: 'dc01.contoso.com',
    });
  });

  test.each([
    [
      'the parent is missing',
      [deletedAdGroup(group, dead, { lastKnownParent: 'OU=Gone,DC=contoso,DC=com' })],
      true,
      'parent',
    ],
    ['the name is taken', [deletedAdGroup(group, dead), adGroup(group, live)], true, 'already in use'],
    ['it lives', [adGroup(group, dead)], true, 'Cannot find an object'],
    ['there is no Recycle Bin', [deletedAdGroup(group, dead)], false, 'Illegal modify operation'],
  ])('restores nothing where %s', (_, objects, recycleBin, message) => {
    const { server, script } = useDirectory({ objects, recycleBin });
    const before = server.read().directory;
    expect(
      script(`try { Restore-ADObject -Identity '${dead}' -Confirm:$false } catch { $_.Exception.Message }`).stdout,
    ).toContain(message);
    expect(server.read().directory).toEqual(before);
  });
});
