import { describe, expect, it } from 'vitest';
import { confirm } from '../../src/apply/confirm.js';
import { prepareWrites } from '../../src/apply/write.js';
import type { Change } from '../../src/model/change.js';
import type { Observation, ObservationScope } from '../../src/model/observation.js';
import { createTestClock, idOf, keyOf, makeChange, makeFlip, makeGroup, makeObservation } from './support.js';
import { createTenant } from './tenant.js';

/** Looks once and answers what was asked for. */
async function scopeOfLook(
  changes: readonly Change[],
  observation: Observation,
): Promise<ObservationScope | undefined> {
  const clock = createTestClock();
  const { observer, reads } = createTenant(observation, { clock });
  const writes = [...prepareWrites(changes, observation).values()];
  const stop = new AbortController().signal;
  await confirm(writes, { observer, observation, stop, clock, progress: () => {}, notify: () => {} }, 0);
  expect(reads.length).toBeLessThan(2);
  return reads[0];
}

const range = (count: number) => Array.from({ length: count }, (_none, n) => n);
const many = makeObservation(range(60).map((n) => makeGroup(n)));

describe('reading back', () => {
  it('reads few groups one by one, and nothing else', async () => {
    expect(await scopeOfLook([makeChange(1), makeChange(2)], many)).toEqual({
      setting: false,
      lists: [],
      ids: [idOf(1), idOf(2)],
      fields: [],
      deleted: false,
      connect: false,
      memberCounts: false,
      nested: false,
    });
  });

  it('reads the setting only where it was written', async () => {
    expect(await scopeOfLook([makeFlip('false')], many)).toMatchObject({ setting: true, lists: [], ids: [] });
  });

  it('reads whole lists where that takes fewer requests, and still those that no list brings', async () => {
    const changes = range(21).map((n) => makeChange(n));
    const scope = await scopeOfLook([...changes, makeFlip('false')], many);
    expect(scope).toMatchObject({ setting: true, lists: ['microsoft365', 'security'], fields: [], deleted: false });
    expect(scope?.ids).toHaveLength(21);
  });

  it('reads one by one where the policy names groups by ID only', async () => {
    const byId = { ...many, scope: { ...many.scope, lists: [] } };
    expect(
      (
        await scopeOfLook(
          range(60).map((n) => makeChange(n)),
          byId,
        )
      )?.lists,
    ).toEqual([]);
  });

  it('asks nothing where nothing was written', async () => {
    expect(await scopeOfLook([], many)).toBeUndefined();
  });

  it('reads again only what did not show yet', async () => {
    const clock = createTestClock();
    const observation = makeObservation([makeGroup(1, { isEnabled: true }), makeGroup(2)]);
    const { observer, reads } = createTenant(observation, { clock });
    const writes = [...prepareWrites([makeChange(1), makeChange(2)], observation).values()];
    const options = { observer, observation, stop: new AbortController().signal, clock, notify: () => {} };
    const shown: number[] = [];
    const progress = (_step: string, done: number) => shown.push(done);
    const { hidden, problem } = await confirm(writes, { ...options, progress }, clock.now() + 500);
    expect([[...hidden], problem]).toEqual([[keyOf(2)], null]);
    expect(reads.map(({ ids }) => ids)).toEqual([[idOf(1), idOf(2)], [idOf(2)]]);
    expect(shown).toEqual([0, 1]);
  });
});
