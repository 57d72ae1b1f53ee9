import { describe, expect, it } from 'vitest';
import { applyOf, countOutcomes, keysOf, outcomeOf, planOf } from './results.js';
import { createTenant, disableAll, head, ids, type TenantPlace, templateId, writebackDefault } from './support.js';

/** Two batches of groups and a bit. */
const batched = { groups: 100, policy: disableAll } as const;

async function plannedKeys(tenant: TenantPlace): Promise<readonly string[]> {
  return keysOf(planOf(await tenant.run('plan', '--format', 'json'))).toSorted();
}

/** How often each group was written, by key. */
function written({ emulator }: TenantPlace): Readonly<Record<string, number>> {
  return Object.fromEntries([...emulator.requests.writesByGroup()].map(([id, count]) => [`group/${id}`, count]));
}

function once(keys: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(keys.map((key) => [key, 1]));
}

describe('a fault that passes while groups are written', () => {
  it.each([
    ['429 on a batch', 'status=429,retryAfter=1,path=/$batch'],
    ['429 on single items', 'status=429,retryAfter=1,in=batch,method=PATCH,after=3,times=4'],
    ['500 with an HTML page', 'status=500,html,path=/$batch'],
    ['502 with an HTML page', 'status=502,html,path=/$batch,after=1'],
    ['503 on a batch', 'status=503,path=/$batch'],
    ['504 on a batch', 'status=504,path=/$batch'],
    ['503 on single items', 'status=503,in=batch,method=PATCH,after=10,times=3'],
    ['a connection reset', 'reset,path=/$batch'],
    ['a lost answer', 'lostAnswer,path=/$batch'],
    ['lost answers to all batches in flight', 'lostAnswer,path=/$batch,times=3'],
    ['a truncated answer', 'truncate,path=/$batch'],
    ['an answer that lacks items', 'dropItem,method=PATCH,after=5,times=2'],
    ['an empty answer with status 200', 'status=200,path=/$batch'],
  ])('loses no write and doubles none: %s', async (_what, fault) => {
    const tenant = await createTenant({ ...batched, fault: [fault] });
    const keys = await plannedKeys(tenant);
    const ran = await tenant.run('apply', '--yes', '--format', 'json');
    expect(ran).toMatchObject({ exit: 0 });
    expect(countOutcomes(applyOf(ran))).toEqual({ applied: keys.length });
    expect(written(tenant)).toEqual(once(keys));
    expect(await plannedKeys(tenant)).toEqual([]);
  });

  it.each([
    ['a lost answer to the creation', 'none', 'lostAnswer,method=POST,path=/groupSettings'],
    ['503 instead of the creation', 'none', 'status=503,method=POST,path=/groupSettings'],
    ['a truncated answer to the creation', 'none', 'truncate,method=POST,path=/groupSettings'],
    ['a lost answer to the update', 'full', 'lostAnswer,method=PATCH,path=/groupSettings/*'],
    ['429 on the update', 'full', 'status=429,retryAfter=1,method=PATCH,path=/groupSettings/*'],
    ['502 with HTML on the update', 'partial', 'status=502,html,method=PATCH,path=/groupSettings/*'],
  ] as const)('writes the setting once: %s', async (_what, setting, fault) => {
    const policy = `${head}defaults: { newMicrosoft365Groups: disabled }\n`;
    const tenant = await createTenant({ policy, setting, fault: [fault] });
    const ran = await tenant.run('apply', '--yes', '--format', 'json');
    expect(ran).toMatchObject({ exit: 0 });
    expect(tenant.emulator.requests.writes).toHaveLength(1);
    expect(tenant.emulator.tenant.picture().settings).toHaveLength(1);
    const values = tenant.emulator.tenant.settingOf(templateId)?.values;
    expect(values).toContainEqual({ name: writebackDefault, value: 'false' });
  });

  it('is waited out where the tenant has a smaller quota than documented', async () => {
    const tenant = await createTenant({ ...batched, fault: ['quota=30/2'] });
    const keys = await plannedKeys(tenant);
    const ran = await tenant.run('apply', '--yes', '--format', 'json');
    expect(ran.exit).toBe(0);
    expect(applyOf(ran).requests.throttled).toBeGreaterThan(0);
    expect(written(tenant)).toEqual(once(keys));
  });

  it('never arises where --write-quota keeps below the quota', async () => {
    const tenant = await createTenant({ ...batched, fault: ['quota=40/2'] });
    const ran = await tenant.run('apply', '--yes', '--format', 'json', '--write-quota', '30/2');
    expect(ran.exit).toBe(0);
    expect(applyOf(ran).requests.throttled).toBe(0);
  });
});

describe('one group that cannot be written', () => {
  it.each([
    ['403', 'status=403', 'RoleManagement.ReadWrite.Directory'],
    ['404', 'status=404', 'the group no longer exists'],
    ['400', 'status=400', 'Request_BadRequest'],
  ])('fails alone, the others go on, and a second run brings the rest: %s', async (_what, status, says) => {
    const tenant = await createTenant({ fault: [`${status},method=PATCH,group=${ids.sales}`] });
    const ran = await tenant.run('apply', '--yes', '--format', 'json');
    expect(ran.exit).toBe(6);
    const result = applyOf(ran);
    // The setting waits for the groups that rely on it: they are pinned before the default is flipped.
    expect(outcomeOf(result, ids.sales)).toMatchObject({ status: 'failed', message: expect.stringContaining(says) });
    expect(result.remaining).toContain(`group/${ids.sales}`);
    expect(result.converged).toBe(false);
    for (const id of [ids.approvers, ids.planning, ids.marketing]) {
      expect(outcomeOf(result, id)).toMatchObject({ status: 'applied' });
    }

    expect(await tenant.run('apply', '--yes')).toMatchObject({ exit: 0 });
    expect(new Set(tenant.emulator.requests.writesByGroup().values())).toEqual(new Set([1]));
    expect((await tenant.run('drift')).exit).toBe(0);
  });

  it('holds up the setting that waits for it', async () => {
    const tenant = await createTenant({ fault: [`status=403,method=PATCH,group=${ids.sales},times=all`] });
    const result = applyOf(await tenant.run('apply', '--yes', '--format', 'json'));
    expect(outcomeOf(result, 'setting/Group.Unified')).toMatchObject({ status: 'notAttempted' });
    expect(tenant.emulator.tenant.settingOf(templateId)).toBeNull();
  });
});

describe('a token that ends while groups are written', () => {
  it.each([
    ['401 on a batch', 'status=401,path=/$batch,after=1,times=all'],
    ['a challenge on a batch', 'challenge,path=/$batch,after=1,times=all'],
    ['401 on single items', 'status=401,in=batch,method=PATCH,after=30,times=all'],
  ])('stops the rest, and a run with a fresh one converges: %s', async (_what, fault) => {
    const tenant = await createTenant({ ...batched, fault: [fault] });
    const keys = await plannedKeys(tenant);
    const ran = await tenant.run('apply', '--yes', '--format', 'json', '--write-quota', '20/1', '--timeout', '4');
    expect(ran.exit).toBe(6);
    const counts = countOutcomes(applyOf(ran));
    // What was accepted cannot be read back without a token.
    expect((counts.applied ?? 0) + (counts.acceptedNotVisible ?? 0)).toBe(Object.keys(written(tenant)).length);
    expect(Object.keys(written(tenant)).length).toBeGreaterThan(0);
    expect((counts.notAttempted ?? 0) + (counts.failed ?? 0)).toBeGreaterThan(0);

    tenant.emulator.faults.clear();
    expect(await tenant.run('apply', '--yes')).toMatchObject({ exit: 0 });
    expect(written(tenant)).toEqual(once(keys));
  });
});

describe('a socket that hangs in the middle of writing', () => {
  it('ends at the deadline with every outcome told, and a second run converges', async () => {
    const tenant = await createTenant({ ...batched, fault: ['hang,path=/$batch,after=1,times=all'] });
    const keys = await plannedKeys(tenant);
    const ran = await tenant.run('apply', '--yes', '--format', 'json', '--write-quota', '20/1', '--timeout', '3');
    expect(ran.exit).toBe(6);
    const result = applyOf(ran);
    expect(result.outcomes.map(({ key }) => key).toSorted()).toEqual(keys);
    expect(result.remaining.length).toBeGreaterThan(0);

    tenant.emulator.faults.clear();
    expect(await tenant.run('apply', '--yes')).toMatchObject({ exit: 0 });
    expect(written(tenant)).toEqual(once(keys));
  });
});

describe('reads that lag behind writes', () => {
  it('are waited for, and nothing is written twice', async () => {
    const tenant = await createTenant({ fault: ['lag=2'], setting: 'full' });
    const ran = await tenant.run('apply', '--yes', '--format', 'json');
    expect(ran).toMatchObject({ exit: 0 });
    expect(countOutcomes(applyOf(ran))).toEqual({ applied: 7 });
    expect(tenant.emulator.requests.writes).toHaveLength(7);
    expect((await tenant.run('drift')).exit).toBe(0);
  });

  it('end with 6, accepted and not yet visible, where the wait is over', async () => {
    const tenant = await createTenant({ ...batched, fault: ['lag=30'] });
    const ran = await tenant.run('apply', '--yes', '--format', 'json', '--timeout', '4');
    expect(ran.exit).toBe(6);
    const result = applyOf(ran);
    expect(countOutcomes(result)).toEqual({ acceptedNotVisible: result.outcomes.length });
    expect(result.remaining).toHaveLength(result.outcomes.length);
    expect(new Set(tenant.emulator.requests.writesByGroup().values())).toEqual(new Set([1]));
  });
});
