import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/index.js';
import { ids, startClient } from './client.js';

const invalidType = "Invalid value specified for property 'onPremisesGroupType' of resource 'Group'.";
const mailEnabled = 'Cannot Update a mail-enabled security groups and or distribution list.';
const synced =
  'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.';

/** Sends one PATCH of writebackConfiguration and returns the status with what the group then holds. */
async function patch(id: string, writebackConfiguration: unknown, options: EmulatorOptions = {}) {
  const { emulator, send } = await startClient(options);
  const reply = await send('PATCH', `/beta/groups/${id}`, { writebackConfiguration });
  const row = emulator.tenant.group(id);
  return { reply, held: [row?.isEnabled, row?.onPremisesGroupType] };
}

describe('PATCH of writebackConfiguration', () => {
  it.each([
    [
      'a Microsoft 365 group',
      ids.reporting,
      { isEnabled: true, onPremisesGroupType: 'universalMailEnabledSecurityGroup' },
      [true, 'universalMailEnabledSecurityGroup'],
    ],
    [
      'the letter case as sent',
      ids.approvers,
      { isEnabled: true, onPremisesGroupType: 'UniversalSecurityGroup' },
      [true, 'UniversalSecurityGroup'],
    ],
    [
      'the default type of a Microsoft 365 group',
      ids.reporting,
      { isEnabled: true },
      [true, 'universalDistributionGroup'],
    ],
    ['the default type of a security group', ids.approvers, { isEnabled: true }, [true, 'universalSecurityGroup']],
    ['no type with false', ids.approvers, { isEnabled: false }, [false, null]],
    [
      'a type alone',
      ids.planning,
      { onPremisesGroupType: 'universalSecurityGroup' },
      [false, 'universalSecurityGroup'],
    ],
    [
      'another type',
      ids.marketing,
      { onPremisesGroupType: 'universalDistributionGroup' },
      [true, 'universalDistributionGroup'],
    ],
    ['isEnabled: null', ids.marketing, { isEnabled: null }, [null, 'universalSecurityGroup']],
    ['null for the whole, where there was no type', ids.planning, null, [null, null]],
    ['a group once synchronised', ids.helpdesk, { isEnabled: true }, [true, 'universalSecurityGroup']],
  ])('stores %s and answers 204', async (_, id, sent, held) => {
    const result = await patch(id, sent);
    expect([result.reply.status, result.reply.text]).toEqual([204, '']);
    expect(result.held).toEqual(held);
  });

  it.each([
    ['a synchronised group', ids.printers, { isEnabled: true }, synced],
    ['a mail-enabled security group', ids.executives, { isEnabled: true }, mailEnabled],
    ['a distribution list', ids.announcements, { isEnabled: false }, mailEnabled],
    [
      'distribution for a security group',
      ids.approvers,
      { onPremisesGroupType: 'universalDistributionGroup' },
      invalidType,
    ],
    ['an unknown type', ids.reporting, { onPremisesGroupType: 'globalSecurityGroup' }, invalidType],
    ['a type taken back to null', ids.audit, { isEnabled: false, onPremisesGroupType: null }, invalidType],
    ['null for the whole, where there is a type', ids.audit, null, invalidType],
    [
      'isEnabled as text',
      ids.audit,
      { isEnabled: 'true' },
      "Cannot convert a primitive value to the expected type 'Edm.Boolean'. See the inner exception for more details.",
    ],
    [
      'the type as a number',
      ids.audit,
      { onPremisesGroupType: 1 },
      "Cannot convert a primitive value to the expected type 'Edm.String'. See the inner exception for more details.",
    ],
    [
      'a list',
      ids.audit,
      [],
      "Cannot convert a primitive value to the expected type 'microsoft.graph.groupWritebackConfiguration'. See the inner exception for more details.",
    ],
  ])('refuses %s and changes nothing', async (_, id, sent, message) => {
    const { emulator, send } = await startClient();
    const before = emulator.tenant.picture();
    const reply = await send('PATCH', `/beta/groups/${id}`, { writebackConfiguration: sent });
    expect(reply.status).toBe(400);
    expect(reply.error).toMatchObject({ code: 'Request_BadRequest', message });
    expect(emulator.tenant.picture()).toEqual(before);
    expect(emulator.requests.writes).toEqual([]);
  });

  it('refuses a member that the type does not have', async () => {
    const { reply } = await patch(ids.audit, { isEnabled: true, groupType: 'x' });
    expect([reply.status, reply.error.code]).toEqual([400, 'BadRequest']);
    expect(reply.error.message).toContain("The property 'groupType' does not exist");
  });

  it('answers 404 for a group that is not there, deleted ones included', async () => {
    for (const id of [ids.nobody, ids.archive]) {
      const { reply } = await patch(id, { isEnabled: true });
      expect(reply.status).toBe(404);
      expect(reply.error).toMatchObject({
        code: 'Request_ResourceNotFound',
        message: `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
      });
    }
  });

  it.each([
    [ids.marketing, { isEnabled: true }, [true, 'universalDistributionGroup']],
    [ids.marketing, { isEnabled: false }, [false, null]],
    [ids.audit, { onPremisesGroupType: 'universalSecurityGroup' }, [null, 'universalSecurityGroup']],
    [ids.audit, { isEnabled: false, onPremisesGroupType: 'universalSecurityGroup' }, [false, 'universalSecurityGroup']],
  ])('forgets what is left out where the service replaces (%s %j)', async (id, sent, held) => {
    expect((await patch(id, sent, { complexValue: 'replace' })).held).toEqual(held);
  });

  it('refuses isEnabled: null where asked to', async () => {
    const { reply, held } = await patch(ids.audit, { isEnabled: null }, { nullIsEnabled: 'refuse' });
    expect([reply.status, ...held]).toEqual([400, true, 'universalDistributionGroup']);
  });

  it('is unknown to v1.0', async () => {
    const { send } = await startClient();
    const reply = await send('PATCH', `/v1.0/groups/${ids.audit}`, { writebackConfiguration: { isEnabled: true } });
    expect(reply.status).toBe(400);
    expect(reply.error.message).toContain("The property 'writebackConfiguration' does not exist");
  });
});

describe('PATCH of other properties', () => {
  it('keeps what is left out', async () => {
    const { emulator, send } = await startClient();
    const before = emulator.tenant.group(ids.audit);
    const body = { description: 'Contoso Life v2.0', displayName: 'Contoso Life Renewed' };
    expect((await send('PATCH', `/v1.0/groups/${ids.audit}`, body)).status).toBe(204);
    expect(emulator.tenant.group(ids.audit)).toEqual({ ...before, ...body });
  });

  it.each([
    [{ displayName: null }, 400],
    [{ displayName: 5 }, 400],
    [{ mailEnabled: false }, 400],
    [{ colour: 'red' }, 400],
    [{ DisplayName: 'x' }, 400],
    [[], 400],
  ])('refuses %j', async (body, status) => {
    const { send } = await startClient();
    expect((await send('PATCH', `/beta/groups/${ids.audit}`, body)).status).toBe(status);
  });
});

describe('the life of a group', () => {
  const fresh = { displayName: 'Operations', mailNickname: 'operations' };
  const securityGroup = { ...fresh, groupTypes: [], mailEnabled: false, securityEnabled: true };
  const unifiedGroup = { ...fresh, groupTypes: ['Unified'], mailEnabled: true, securityEnabled: false };

  it('begins with both members null', async () => {
    const { send } = await startClient();
    const reply = await send('POST', '/beta/groups', securityGroup);
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({
      ...securityGroup,
      mail: null,
      onPremisesSyncEnabled: null,
      writebackConfiguration: { isEnabled: null, onPremisesGroupType: null },
    });
  });

  it.each([
    ['true', unifiedGroup, { isEnabled: null, onPremisesGroupType: null }],
    ['false', unifiedGroup, { isEnabled: false, onPremisesGroupType: null }],
    ['false', securityGroup, { isEnabled: null, onPremisesGroupType: null }],
    [
      'false',
      { ...unifiedGroup, writebackConfiguration: { isEnabled: true } },
      { isEnabled: true, onPremisesGroupType: 'universalDistributionGroup' },
    ],
  ])('takes the tenant default %s where it is created without isEnabled', async (value, group, expected) => {
    const { send } = await startClient();
    const values = [{ name: 'NewUnifiedGroupWritebackDefault', value }];
    await send('POST', '/v1.0/groupSettings', { templateId: '62375ab9-6b52-47ed-826b-58e47e0e304b', values });
    expect((await send('POST', '/beta/groups', group)).body.writebackConfiguration).toEqual(expected);
  });

  it.each([
    ['a missing name', { ...securityGroup, displayName: undefined }],
    ['a distribution list', { ...securityGroup, mailEnabled: true }],
    ['neither kind', { ...securityGroup, securityEnabled: false }],
    ['an unknown group type', { ...securityGroup, groupTypes: ['Other'] }],
  ])('does not begin with %s', async (_, group) => {
    const { send } = await startClient();
    expect((await send('POST', '/v1.0/groups', group)).status).toBe(400);
  });

  it('does not begin as role-assignable without the permission for it', async () => {
    const { send } = await startClient();
    expect((await send('POST', '/v1.0/groups', { ...securityGroup, isAssignableToRole: true })).status).toBe(403);
  });

  it('ends softly, can be restored with its values, and ends for good', async () => {
    const { emulator, get, send } = await startClient({ clock: () => Date.UTC(2026, 0, 2) });
    expect((await send('DELETE', `/v1.0/groups/${ids.audit}`)).status).toBe(204);
    expect((await get(`/beta/groups/${ids.audit}`)).status).toBe(404);
    const deleted = await get(`/beta/directory/deletedItems/${ids.audit}`);
    expect(deleted.body.deletedDateTime).toBe('2026-01-02T00:00:00Z');
    const restored = await send('POST', `/beta/directory/deletedItems/${ids.audit}/restore`);
    expect([restored.status, restored.body.deletedDateTime]).toEqual([200, null]);
    expect(emulator.tenant.group(ids.audit)?.isEnabled).toBe(true);
    expect((await send('DELETE', `/v1.0/directory/deletedItems/${ids.audit}`)).status).toBe(404);
    await send('DELETE', `/v1.0/groups/${ids.audit}`);
    expect((await send('DELETE', `/v1.0/directory/deletedItems/${ids.audit}`)).status).toBe(204);
    expect((await get(`/beta/directory/deletedItems/${ids.audit}`)).status).toBe(404);
  });
});
