import { expect, it } from 'vitest';
import { fc, runs } from '../support/fast-check.js';
import { connectTo } from './connect-fake.js';
import { changeOf, keepHooks, type Mishap, off, startMiniTenant, writeOf } from './mini-tenant.js';

const ids = Array.from({ length: 45 }, (_unused, index) => `g${index}`);
const mishap = fc.constantFrom<Mishap>('ok', 'throttled', 'unavailable', 'unavailableApplied', 'lost', 'lostApplied');
const passing = fc.constantFrom<Mishap>('ok', 'throttled', 'unavailable', 'lost');
const perGroup = <T>(of: fc.Arbitrary<T>) =>
  fc.array(fc.array(of, { maxLength: 2 }), { minLength: ids.length, maxLength: ids.length });
const fatal: Mishap = { status: 403, code: 'Authorization_RequestDenied' };

it('no interleaving of throttling, server errors and lost answers loses or doubles a write', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        count: fc.integer({ min: 1, max: ids.length }),
        items: perGroup(mishap),
        reads: perGroup(passing),
        batches: fc.array(mishap, { maxLength: 3 }),
        denied: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 }),
      }),
      async ({ count, items, reads, batches, denied }) => {
        const some = ids.slice(0, count);
        const at = (all: readonly (readonly Mishap[])[], id: string, nth: number) =>
          all[ids.indexOf(id)]?.[nth] ?? 'ok';
        const tenant = await startMiniTenant(Object.fromEntries(some.map((id) => [id, off])), {
          item: (id, nth) => (denied.includes(id) ? fatal : at(items, id, nth)),
          read: (id, nth) => at(reads, id, nth),
          batch: (nth) => batches[nth] ?? 'ok',
        });
        const { writer, clock } = connectTo(tenant.url);
        const { hooks, outcomes, intents } = keepHooks();
        const writes = some.map((id) =>
          writeOf(changeOf(id, { isEnabled: false }, { isEnabled: true }), off, clock.now()),
        );
        await writer().write(writes, hooks);

        expect(outcomes.map(({ key }) => key).sort()).toEqual(writes.map(({ change }) => change.key).sort());
        for (const { key, status } of outcomes) {
          const id = key.slice('group/'.length);
          const applied = tenant.state.get(id)?.isEnabled === true;
          expect([id, status, tenant.effects.get(id) ?? 0]).toEqual([id, status, applied ? 1 : 0]);
          if (!denied.includes(id)) expect([id, status]).toEqual([id, 'applied']);
          if (status === 'applied') expect(applied).toBe(true);
          expect(intents.flat()).toContain(key);
        }
      },
    ),
    runs(40),
  );
}, 120_000);
