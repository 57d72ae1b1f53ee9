import { describe, expect, it } from 'vitest';
import { guidOf, isGuid, securityIdentifierOf } from '../../src/emulator/guid.js';
import { demoTenant, generateTenant, startEmulator } from '../../src/emulator/index.js';
import type { Observation } from '../../src/model/observation.js';
import { makeScope } from '../support/builders.js';
import { fc } from '../support/fast-check.js';
import { startClient } from './client.js';

const templateId = '62375ab9-6b52-47ed-826b-58e47e0e304b';

describe('GUIDs', () => {
  it('are valid, and different for every index', () => {
    fc.assert(
      fc.property(fc.nat(0x7fffffff), fc.nat(0x7fffffff), (a, b) => {
        expect(isGuid(guidOf(a))).toBe(true);
        expect(guidOf(a) === guidOf(b)).toBe(a === b);
      }),
    );
  });

  it('become the security identifiers that Graph shows', () => {
    expect(securityIdentifierOf('1226170d-83d5-49b8-99ab-d1ab3d91333e')).toBe(
      'S-1-12-1-304486157-1236829141-2882644889-1043566909',
    );
    expect(securityIdentifierOf('4de51a22-3289-4ea5-bbdb-8503ea644f1b')).toBe(
      'S-1-12-1-1306860066-1319449225-59104187-458188010',
    );
  });
});

describe('a generated tenant', () => {
  const { groups, tenantId } = generateTenant(2000);
  const live = groups.filter((group) => group.deletedDateTime === null);
  const share = (chosen: (group: (typeof live)[number]) => boolean) => live.filter(chosen).length / live.length;

  it('has as many live groups as asked for, and some deleted', () => {
    expect([live.length, groups.length - live.length]).toEqual([2000, 10]);
    expect(new Set(groups.map((group) => group.id)).size).toBe(2010);
    expect(tenantId).toBe('72f1c0de-0000-4000-8000-5eed00000001');
  });

  it('is the same in every run', () => {
    expect(generateTenant(50)).toEqual(generateTenant(50));
    expect(generateTenant(1).groups[0]).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      mailNickname: 'group0',
    });
  });

  it('has about 60 % Microsoft 365 groups and some of every other sort', () => {
    expect(share((group) => group.groupTypes.includes('Unified'))).toBeCloseTo(0.6, 1);
    for (const chosen of [
      (group: (typeof live)[number]) => group.onPremisesSyncEnabled === true,
      (group: (typeof live)[number]) => group.onPremisesSyncEnabled === false,
      (group: (typeof live)[number]) => group.mailEnabled && group.securityEnabled,
      (group: (typeof live)[number]) => group.mailEnabled && !group.securityEnabled && group.groupTypes.length === 0,
      (group: (typeof live)[number]) => group.groupTypes.includes('DynamicMembership'),
      (group: (typeof live)[number]) => group.resourceProvisioningOptions.includes('Team'),
      (group: (typeof live)[number]) => group.isAssignableToRole === true,
      (group: (typeof live)[number]) => group.isEnabled === false,
      (group: (typeof live)[number]) => group.displayName?.startsWith('Finance ') === true,
    ]) {
      expect(share(chosen)).toBeGreaterThan(0);
    }
  });

  it('holds no state that the service would not have let happen', () => {
    for (const group of live) {
      const unified = group.groupTypes.includes('Unified');
      if (group.onPremisesSyncEnabled === true || (group.mailEnabled && !unified)) expect(group.isEnabled).toBeNull();
      if (!unified && group.onPremisesGroupType !== null)
        expect(group.onPremisesGroupType).toBe('universalSecurityGroup');
    }
  });
});

describe('starting', () => {
  it('on a port that is taken is refused as such', async () => {
    const { emulator } = await startClient();
    const port = Number(new URL(emulator.url).port);
    await expect(startEmulator({ port })).rejects.toMatchObject({ kind: 'invalid', code: 'portUnavailable' });
  });

  it('takes the token that it is given, and makes up another for each that it is not', async () => {
    const given = await startClient({ token: 'mine' });
    const [one, other] = [await startClient(), await startClient()];
    expect(given.emulator.token).toBe('mine');
    expect(one.emulator.token).not.toBe(other.emulator.token);
    expect((await one.get('/beta/groups', { Authorization: `Bearer ${other.emulator.token}` })).status).toBe(401);
  });

  it('applies what --fault says of the tenant', async () => {
    const { get } = await startClient({ setting: 'none' }, 'setting=full', 'templates=withoutDefault');
    const [setting] = (await get('/v1.0/groupSettings')).value;
    expect(setting?.values).toHaveLength(13);
  });
});

describe('the demo tenant', () => {
  it('has one group of every sort', () => {
    const { groups } = demoTenant();
    expect(groups.map((group) => group.displayName)).toEqual([
      'Payroll',
      'Payroll Approvers',
      'Finance Reporting',
      'Finance Audit',
      'Finance Planning',
      'Sales',
      'Marketing',
      'All Employees',
      'Old Projects',
      'Domain Printers',
      'Helpdesk',
      'Announcements',
      'Executives',
      'Tier 0 Admins',
      'Finance Archive',
    ]);
    expect(groups.every((group) => isGuid(group.id))).toBe(true);
  });
});

describe('a tenant from a snapshot', () => {
  const observation: Observation = {
    formatVersion: 1,
    tenant: {
      id: 'aaaaaaaa-0000-4000-8000-000000000001',
      cloud: 'usgov',
      displayName: 'Fabrikam',
      proof: 'organization',
      domains: ['fabrikam.com', 'fabrikam.onmicrosoft.us'],
    },
    observedAt: '2026-01-02T03:04:05Z',
    ...{ connect: null, memberCounts: null, nested: null },
    scope: makeScope({ lists: ['all'], fields: ['mail'], deleted: true }),
    setting: {
      template: {
        id: templateId,
        values: [{ name: 'EnableGroupCreation', type: 'System.Boolean', defaultValue: 'true' }],
      },
      setting: {
        id: 'bbbbbbbb-0000-4000-8000-000000000001',
        values: [{ name: 'EnableGroupCreation', value: 'False' }],
      },
    },
    groups: [
      {
        id: 'cccccccc-0000-4000-8000-000000000001',
        displayName: 'Team',
        kind: 'microsoft365',
        dynamic: true,
        team: true,
        mail: 'team@fabrikam.com',
        isEnabled: true,
        onPremisesGroupType: 'UniversalSecurityGroup',
        onPremisesSyncEnabled: null,
        isAssignableToRole: null,
      },
      {
        id: 'cccccccc-0000-4000-8000-000000000002',
        displayName: null,
        kind: 'mailEnabledSecurity',
        dynamic: false,
        isEnabled: null,
        onPremisesGroupType: null,
        onPremisesSyncEnabled: true,
        isAssignableToRole: true,
      },
    ],
    deleted: [
      { id: 'cccccccc-0000-4000-8000-000000000003', displayName: 'Gone', deletedDateTime: '2026-01-01T00:00:00Z' },
    ],
  };

  it('answers exactly what was observed', async () => {
    const { get } = await startClient({ seed: observation });
    const select =
      'id,displayName,groupTypes,mail,mailEnabled,securityEnabled,onPremisesSyncEnabled,isAssignableToRole,resourceProvisioningOptions,writebackConfiguration';
    expect((await get('/v1.0/organization')).value[0]).toMatchObject({
      id: observation.tenant.id,
      displayName: 'Fabrikam',
      verifiedDomains: [
        { name: 'fabrikam.com', isDefault: true, isInitial: false },
        { name: 'fabrikam.onmicrosoft.us', isDefault: false, isInitial: true },
      ],
    });
    expect((await get(`/beta/groups?$select=${select}`)).value).toEqual([
      {
        id: 'cccccccc-0000-4000-8000-000000000001',
        displayName: 'Team',
        groupTypes: ['DynamicMembership', 'Unified'],
        mail: 'team@fabrikam.com',
        mailEnabled: true,
        securityEnabled: false,
        onPremisesSyncEnabled: null,
        isAssignableToRole: null,
        resourceProvisioningOptions: ['Team'],
        writebackConfiguration: { isEnabled: true, onPremisesGroupType: 'UniversalSecurityGroup' },
      },
      {
        id: 'cccccccc-0000-4000-8000-000000000002',
        displayName: null,
        groupTypes: [],
        mail: null,
        mailEnabled: true,
        securityEnabled: true,
        onPremisesSyncEnabled: true,
        isAssignableToRole: true,
        resourceProvisioningOptions: [],
        writebackConfiguration: { isEnabled: null, onPremisesGroupType: null },
      },
    ]);
    const deleted = await get(
      '/beta/directory/deletedItems/microsoft.graph.group?$select=id,displayName,deletedDateTime',
    );
    expect(deleted.value).toEqual(observation.deleted);
  });

  it('has the template and the setting that were observed', async () => {
    const { get } = await startClient({ seed: observation });
    const { body } = await get(`/v1.0/groupSettingTemplates/${templateId}`);
    expect(body.values).toMatchObject([{ name: 'EnableGroupCreation', type: 'System.Boolean', defaultValue: 'true' }]);
    expect((await get('/v1.0/groupSettings')).value).toEqual([
      {
        id: 'bbbbbbbb-0000-4000-8000-000000000001',
        displayName: 'Group.Unified',
        templateId,
        values: [{ name: 'EnableGroupCreation', value: 'False' }],
      },
    ]);
  });

  it.each([
    [null, true, 0],
    [{ template: null, setting: null }, false, 0],
  ])('with setting %j has the template: %s', async (setting, hasTemplate, count) => {
    const { get } = await startClient({ seed: { ...observation, setting } });
    const templates = (await get('/v1.0/groupSettingTemplates')).value.map((template) => template.id);
    expect(templates.includes(templateId)).toBe(hasTemplate);
    expect((await get('/v1.0/groupSettings')).value).toHaveLength(count);
  });
});
