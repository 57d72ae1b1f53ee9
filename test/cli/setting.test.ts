import { describe, expect, it } from 'vitest';
import { applyOf, errorOf, planOf } from './results.js';
import { createTenant, head, settingKey, type TenantPlace, templateId, until, writebackDefault } from './support.js';

const disableDefault = `${head}defaults: { newMicrosoft365Groups: disabled }\n`;

function values({ emulator }: TenantPlace): Readonly<Record<string, string>> {
  const row = emulator.tenant.settingOf(templateId);
  return Object.fromEntries((row?.values ?? []).map(({ name, value }) => [name, value]));
}

function defaults({ emulator }: TenantPlace): Readonly<Record<string, string>> {
  const template = emulator.tenant.templates.find(({ id }) => id === templateId);
  return Object.fromEntries((template?.values ?? []).map(({ name, defaultValue }) => [name, defaultValue]));
}

describe('the tenant-wide setting', () => {
  it('is created from the template where the tenant has none, with ours changed', async () => {
    const tenant = await createTenant({ policy: disableDefault, setting: 'none' });
    const [change] = planOf(await tenant.run('plan', '--format', 'json')).changes;
    expect(change).toMatchObject({ key: settingKey, action: 'create', before: null });
    expect(change?.after).toEqual({ ...defaults(tenant), [writebackDefault]: 'false' });

    expect(await tenant.run('apply', '--yes')).toMatchObject({ exit: 0 });
    expect(values(tenant)).toEqual({ ...defaults(tenant), [writebackDefault]: 'false' });
    expect((await tenant.run('drift')).exit).toBe(0);
  });

  it('keeps every other value of a full one', async () => {
    const tenant = await createTenant({ policy: disableDefault, setting: 'full' });
    const before = values(tenant);
    expect(planOf(await tenant.run('plan', '--format', 'json')).changes).toMatchObject([
      { action: 'update', before: { [writebackDefault]: 'true' }, after: { [writebackDefault]: 'false' } },
    ]);
    expect(await tenant.run('apply', '--yes')).toMatchObject({ exit: 0 });
    expect(values(tenant)).toEqual({ ...before, [writebackDefault]: 'false' });
    expect(before.PrefixSuffixNamingRequirement).toBe('[Contoso-][GroupName]');
  });

  it('keeps the values of a partial one, and plans what the template adds', async () => {
    const tenant = await createTenant({ policy: disableDefault, setting: 'partial' });
    const before = values(tenant);
    const [change] = planOf(await tenant.run('plan', '--format', 'json')).changes;
    const after = { ...defaults(tenant), ...before, [writebackDefault]: 'false' };
    expect(Object.keys(before)).toHaveLength(3);
    expect(Object.keys(change?.after ?? {})).toHaveLength(Object.keys(after).length - 3);

    expect(await tenant.run('apply', '--yes')).toMatchObject({ exit: 0 });
    expect(values(tenant)).toEqual(after);
    expect((await tenant.run('drift')).exit).toBe(0);
  });

  it('is never planned where nothing asks for it', async () => {
    const tenant = await createTenant({ policy: `${head}groups: []\n`, setting: 'full' });
    expect(planOf(await tenant.run('plan', '--format', 'json')).changes).toEqual([]);
  });

  it.each(['none', 'partial'] as const)(
    'is refused where the template lacks the value (setting: %s), and nothing is written',
    async (setting) => {
      const tenant = await createTenant({ setting, templates: 'withoutDefault' });
      const before = tenant.emulator.tenant.picture();

      const planned = await tenant.run('plan', '--format', 'json');
      expect(planned.exit).toBe(5);
      expect(planOf(planned).refusals).toMatchObject([{ guard: 'template', keys: [settingKey] }]);

      const applied = await tenant.run('apply', '--yes', '--format', 'json');
      expect(applied.exit).toBe(5);
      expect(errorOf(applied)).toMatchObject({ code: 'template' });
      expect(tenant.emulator.requests.writes).toEqual([]);
      expect(tenant.emulator.tenant.picture()).toEqual(before);
    },
  );

  it('is no reason to refuse the groups once --only leaves it out', async () => {
    const tenant = await createTenant({ templates: 'withoutDefault' });
    const applied = await tenant.run('apply', '--yes', '--only', 'group/*', '--format', 'json');
    expect(applied.exit).toBe(0);
    expect(applyOf(applied).outcomes).toHaveLength(6);
  });

  it('keeps a value that someone changes while the write has to wait', async () => {
    const tenant = await createTenant({
      policy: disableDefault,
      setting: 'full',
      fault: ['status=429,retryAfter=1,method=PATCH,path=/groupSettings/*'],
    });
    const row = tenant.emulator.tenant.settingOf(templateId);
    const running = tenant.run('apply', '--yes', '--format', 'json');
    const others = values(tenant);
    await until(() => tenant.emulator.requests.answered(429) === 1, 'the write was throttled');
    const changed = (row?.values ?? []).map((one) =>
      one.name === 'UsageGuidelinesUrl' ? { ...one, value: 'https://new.example' } : one,
    );
    if (row !== null) tenant.emulator.tenant.settings.put({ ...row, values: changed });
    expect(await running).toMatchObject({ exit: 0 });
    expect(values(tenant)).toEqual({
      ...others,
      UsageGuidelinesUrl: 'https://new.example',
      [writebackDefault]: 'false',
    });
  });
});
