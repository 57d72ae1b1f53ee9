import { describe, expect, it } from 'vitest';
import { type Client, startClient } from './client.js';

const templateId = '62375ab9-6b52-47ed-826b-58e47e0e304b';
const guestTemplateId = '08d542b9-071f-4e16-94b0-74abb372e3d9';

const names = [
  'NewUnifiedGroupWritebackDefault',
  'EnableMIPLabels',
  'CustomBlockedWordsList',
  'EnableMSStandardBlockedWords',
  'ClassificationDescriptions',
  'DefaultClassification',
  'PrefixSuffixNamingRequirement',
  'AllowGuestsToBeGroupOwner',
  'AllowGuestsToAccessGroups',
  'GuestUsageGuidelinesUrl',
  'GroupCreationAllowedGroupId',
  'AllowToAddGuests',
  'UsageGuidelinesUrl',
  'ClassificationList',
  'EnableGroupCreation',
];

const fourValues = [
  { name: 'GuestUsageGuidelinesUrl', value: 'https://privacy.contoso.com/privacystatement' },
  { name: 'EnableMSStandardBlockedWords', value: 'true' },
  { name: 'EnableMIPLabels', value: 'true' },
  { name: 'PrefixSuffixNamingRequirement', value: '[Contoso-][GroupName]' },
];

async function readSetting({ get }: Client) {
  const [setting] = (await get('/v1.0/groupSettings')).value;
  const values = setting?.values as readonly { readonly name: string; readonly value: string }[];
  return { displayName: setting?.displayName, path: `/v1.0/groupSettings/${setting?.id}`, values };
}

describe('templates', () => {
  it('are the same under the names of both versions', async () => {
    const { emulator, get } = await startClient();
    const v1 = await get('/v1.0/groupSettingTemplates');
    const beta = await get('/beta/directorySettingTemplates');
    expect(v1.body['@odata.context']).toBe(`${emulator.url}/v1.0/$metadata#groupSettingTemplates`);
    expect(v1.value).toEqual(beta.value);
    expect(v1.value.map((template) => template.displayName)).toEqual([
      'Group.Unified',
      'Group.Unified.Guest',
      'Prohibited Names Settings',
    ]);
  });

  it('are found by ID in the documented shape', async () => {
    const { emulator, get } = await startClient();
    expect((await get(`/v1.0/groupSettingTemplates/${guestTemplateId.toUpperCase()}`)).body).toEqual({
      '@odata.context': `${emulator.url}/v1.0/$metadata#groupSettingTemplates/$entity`,
      id: guestTemplateId,
      deletedDateTime: null,
      displayName: 'Group.Unified.Guest',
      description: 'Settings for a specific Unified Group',
      values: [
        {
          name: 'AllowToAddGuests',
          type: 'System.Boolean',
          defaultValue: 'true',
          description: 'Flag indicating if guests are allowed in a specific Unified Group.',
        },
      ],
    });
  });

  it.each([
    ['full', names],
    ['withoutDefault', names.slice(2)],
  ] as const)('of a tenant whose templates are %s hold these values', async (templates, expected) => {
    const { get } = await startClient({ templates });
    const { body } = await get(`/beta/directorySettingTemplates/${templateId}`);
    const values = body.values as readonly { readonly name: string }[];
    expect(values.map((value) => value.name)).toEqual(expected);
  });

  it('take $select and no $filter', async () => {
    const { get } = await startClient();
    expect((await get('/v1.0/groupSettingTemplates?$select=id')).value[0]).toEqual({ id: templateId });
    expect((await get("/v1.0/groupSettingTemplates?$filter=displayName eq 'Group.Unified'")).status).toBe(400);
    expect((await get('/v1.0/groupSettingTemplates/00000000-0000-4000-8000-000000000000')).status).toBe(404);
    expect((await get('/v1.0/groupSettingTemplates/Group.Unified')).status).toBe(400);
  });
});

describe('reading settings', () => {
  it.each([
    ['none', []],
    ['partial', [['EnableMIPLabels', 'PrefixSuffixNamingRequirement', 'GuestUsageGuidelinesUrl']]],
    ['full', [names]],
  ] as const)('finds what a tenant with setting %s holds', async (setting, expected) => {
    const { get } = await startClient({ setting });
    const { value } = await get('/beta/settings');
    const held = value.map((row) => (row.values as readonly { readonly name: string }[]).map((item) => item.name));
    expect(held).toEqual(expected);
  });

  it('answers one setting in the documented shape', async () => {
    const client = await startClient({ setting: 'partial' });
    const { body } = await client.get('/beta/settings/f0b2d6f5-097d-4177-91af-a24e530b53cc');
    expect(body).toEqual({
      '@odata.context': `${client.emulator.url}/beta/$metadata#settings/$entity`,
      id: 'f0b2d6f5-097d-4177-91af-a24e530b53cc',
      displayName: 'Group.Unified',
      templateId,
      values: [
        { name: 'EnableMIPLabels', value: 'true' },
        { name: 'PrefixSuffixNamingRequirement', value: '[Contoso-][GroupName]' },
        { name: 'GuestUsageGuidelinesUrl', value: 'https://privacy.contoso.com/privacystatement' },
      ],
    });
  });
});

describe('POST of a setting', () => {
  it('answers 201 with displayName null and keeps the values as sent, however few', async () => {
    const client = await startClient();
    const reply = await client.send('POST', '/v1.0/groupSettings', { templateId, values: fourValues });
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      '@odata.context': `${client.emulator.url}/v1.0/$metadata#groupSettings/$entity`,
      id: reply.body.id,
      displayName: null,
      templateId,
      values: fourValues,
    });
    const { displayName, values } = await readSetting(client);
    expect([displayName, values]).toEqual(['Group.Unified', fourValues]);
  });

  it('refuses a second one from the same template with 400', async () => {
    const { send } = await startClient({ setting: 'partial' });
    const reply = await send('POST', '/beta/settings', { templateId, values: fourValues });
    expect(reply.status).toBe(400);
    expect(reply.error).toMatchObject({
      code: 'Request_BadRequest',
      message: 'Another object with the same value for property templateId already exists.',
    });
  });

  it.each([
    ['an unknown template', { templateId: '00000000-0000-4000-8000-000000000000', values: [] }],
    ['no template', { values: [] }],
    ['no values', { templateId }],
    ['an unknown value name', { templateId, values: [{ name: 'Colour', value: 'red' }] }],
    ['a name twice', { templateId, values: [fourValues[1], fourValues[1]] }],
    ['a number', { templateId, values: [{ name: 'EnableMIPLabels', value: 1 }] }],
    ['a boolean that is none', { templateId, values: [{ name: 'EnableMIPLabels', value: 'yes' }] }],
    ['a GUID that is none', { templateId, values: [{ name: 'GroupCreationAllowedGroupId', value: 'all' }] }],
    ['values without a name', { templateId, values: [{ value: 'true' }] }],
    ['an unknown member', { templateId, values: [], colour: 'red' }],
  ])('refuses %s', async (_, body) => {
    const { emulator, send } = await startClient();
    expect((await send('POST', '/v1.0/groupSettings', body)).status).toBe(400);
    expect(emulator.tenant.settingOf(templateId)).toBeNull();
  });
});

describe('PATCH of a setting', () => {
  const full = names.map((name) => ({ name, value: /^(New|Enable|Allow)/.test(name) ? 'False' : '' }));

  it('answers 204 and replaces the values', async () => {
    const client = await startClient({ setting: 'full' });
    const { path } = await readSetting(client);
    const reply = await client.send('PATCH', path, { values: full });
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect((await readSetting(client)).values).toEqual(full);
  });

  it('takes displayName and templateId along as long as they say what is there', async () => {
    const client = await startClient({ setting: 'full' });
    const { path } = await readSetting(client);
    const same = { displayName: 'Group.Unified', templateId };
    expect((await client.send('PATCH', path, { ...same, values: full })).status).toBe(204);
    expect((await client.send('PATCH', path, { displayName: 'Other', values: full })).status).toBe(400);
    expect((await client.send('PATCH', path, { templateId: guestTemplateId, values: full })).status).toBe(400);
  });

  it('takes a JSON boolean and keeps it as text', async () => {
    const client = await startClient({ setting: 'full' });
    const { path } = await readSetting(client);
    await client.send('PATCH', path, { values: [{ name: names[0], value: false }, ...full.slice(1)] });
    expect((await readSetting(client)).values[0]).toEqual({ name: names[0], value: 'false' });
  });

  it.each([
    [
      'refuse',
      400,
      'Request_BadRequest',
      `The expected property 'CustomBlockedWordsList' defined in template with SettingTemplateId '${templateId}' was not provided.`,
    ],
    ['serverError', 500, 'InternalServerError', 'The given key was not present in the dictionary.'],
    ['replace', 204, '', ''],
  ] as const)('with fewer values than the template meets "%s" as %i', async (partialValues, status, code, message) => {
    const client = await startClient({ setting: 'partial', partialValues });
    const { path } = await readSetting(client);
    const values = full.filter((value) => value.name !== 'CustomBlockedWordsList');
    const reply = await client.send('PATCH', path, { values });
    expect(reply.status).toBe(status);
    expect(reply.error).toMatchObject({ code, message });
  });

  it('accepts a name that the template lacks where the setting already holds it', async () => {
    const client = await startClient({ templates: 'withoutDefault', setting: 'full' });
    const { path } = await readSetting(client);
    const [row] = client.emulator.tenant.picture().settings;
    const held = { name: 'Legacy', value: 'kept' };
    if (row !== undefined) client.emulator.tenant.settings.put({ ...row, values: [...row.values, held] });
    const sent = [...full.slice(2), held];
    expect((await client.send('PATCH', path, { values: sent })).status).toBe(204);
    expect((await client.send('PATCH', path, { values: [...sent, { name: 'New', value: '' }] })).status).toBe(400);
  });
});

describe('DELETE of a setting', () => {
  it('answers 204 once and 404 after', async () => {
    const client = await startClient({ setting: 'full' });
    const { path } = await readSetting(client);
    expect((await client.send('DELETE', path)).status).toBe(204);
    expect((await client.send('DELETE', path)).status).toBe(404);
    expect((await client.send('PATCH', path, { values: [] })).status).toBe(404);
    expect((await client.get(path)).status).toBe(404);
  });
});
