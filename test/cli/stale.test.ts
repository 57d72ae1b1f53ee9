import { describe, expect, it } from 'vitest';
import { applyOf, countOutcomes, errorOf, outcomeOf } from './results.js';
import { createTenant, ids, type TenantPlace, until } from './support.js';

async function planned(): Promise<TenantPlace> {
  const tenant = await createTenant();
  expect(await tenant.run('plan', '--out', 'plan.json')).toMatchObject({ exit: 0 });
  return tenant;
}

const changes: readonly (readonly [string, (tenant: TenantPlace) => void, string])[] = [
  ['was deleted', ({ emulator }) => emulator.tenant.deleteGroup(ids.marketing), 'no longer there'],
  [
    'has another value',
    ({ emulator }) => emulator.tenant.changeGroup(ids.marketing, { isEnabled: null }),
    'isEnabled is now null',
  ],
];

describe('a group that changed after its plan was approved', () => {
  it.each(changes)('is stale and not written, the others go on: it %s', async (_what, change, says) => {
    const tenant = await planned();
    change(tenant);
    const before = tenant.emulator.tenant.groups.current(ids.marketing);
    const ran = await tenant.run('apply', 'plan.json', '--yes', '--format', 'json');
    expect(ran.exit).toBe(6);
    const result = applyOf(ran);
    expect(outcomeOf(result, ids.marketing)).toMatchObject({ status: 'stale', message: expect.stringContaining(says) });
    expect(countOutcomes(result)).toMatchObject({ stale: 1 });
    expect(outcomeOf(result, ids.approvers)).toMatchObject({ status: 'applied' });
    expect(tenant.emulator.requests.writesTo(ids.marketing)).toBe(0);
    expect(tenant.emulator.tenant.groups.current(ids.marketing)).toEqual(before);
  });

  it.each(changes)('stops everything with --stale refuse: it %s', async (_what, change) => {
    const tenant = await planned();
    change(tenant);
    const ran = await tenant.run('apply', 'plan.json', '--yes', '--stale', 'refuse', '--format', 'json');
    expect(ran.exit).toBe(5);
    const error = errorOf(ran);
    expect(error.code).toBe('stale');
    expect(error.details).toMatchObject([{ message: expect.stringContaining(`group/${ids.marketing}`) }]);
    expect(tenant.emulator.requests.writes).toEqual([]);
  });

  it('is already applied where someone else has made the change', async () => {
    const tenant = await planned();
    tenant.emulator.tenant.changeGroup(ids.marketing, { isEnabled: false });
    const ran = await tenant.run('apply', 'plan.json', '--yes', '--stale', 'refuse', '--format', 'json');
    expect(ran.exit).toBe(0);
    expect(outcomeOf(applyOf(ran), ids.marketing)).toMatchObject({ status: 'alreadyApplied' });
    expect(countOutcomes(applyOf(ran))).toEqual({ applied: 6, alreadyApplied: 1 });
    expect(tenant.emulator.requests.writesTo(ids.marketing)).toBe(0);
  });

  it('is not compared with an older value by an apply without a saved plan', async () => {
    const tenant = await planned();
    tenant.emulator.tenant.changeGroup(ids.marketing, { isEnabled: null });
    expect(await tenant.run('apply', '--yes', '--stale', 'refuse')).toMatchObject({ exit: 0 });
    expect(tenant.emulator.tenant.group(ids.marketing)).toMatchObject({ isEnabled: false });
  });
});

describe('a group that changes while the apply is under way', () => {
  it.each([
    ['deleted', ({ emulator }: TenantPlace) => emulator.tenant.deleteGroup(ids.marketing), 'failed'],
    [
      'changed to a third value',
      ({ emulator }: TenantPlace) =>
        emulator.tenant.changeGroup(ids.marketing, {
          isEnabled: null,
          onPremisesGroupType: 'universalDistributionGroup',
        }),
      'stale',
    ],
  ])('is not written over after a lost answer: %s', async (_what, change, status) => {
    // The batch with Marketing is answered by nothing and never carried out; by the time it is read again it has changed.
    const tenant = await createTenant({ fault: ['reset,path=/$batch,after=2'] });
    const running = tenant.run('apply', '--yes', '--format', 'json');
    await until(() => tenant.emulator.requests.count('POST /$batch') === 3, 'the batch was lost');
    change(tenant);
    const ran = await running;
    expect(ran.exit).toBe(6);
    expect(outcomeOf(applyOf(ran), ids.marketing)).toMatchObject({ status });
    expect(tenant.emulator.requests.writesTo(ids.marketing)).toBe(0);
  });
});
