import { describe, expect, it } from 'vitest';
import type { StandInFault } from '../support/powershell.js';
import { createFaulty, deleteKey, type FaultyPlace, flyingClock, limitKey } from './faults.js';
import { canServe } from './servers.js';

/** The nth call of a cmdlet, from 1. */
function strike(
  cmdlet: string,
  nth: number,
  what: StandInFault['what'],
  when: 'before' | 'after' = 'before',
): StandInFault {
  return { cmdlet, what, when, skip: nth - 1, times: 1 };
}

function expectPutBack({ isOn, marker }: FaultyPlace): void {
  expect({ isOn: isOn(), marker: marker() }).toEqual({ isOn: true, marker: null });
}

async function expectConverged(place: FaultyPlace): Promise<void> {
  expect(await place.applyWith([])).toMatchObject({ exit: 0 });
  expect(place.rules()).toEqual({ deleteRules: 1, isLimited: false });
  expectPutBack(place);
  expect((await place.run('drift')).exit).toBe(0);
}

describe.skipIf(!canServe)('a cmdlet that fails', { timeout: 240_000 }, () => {
  const refused = { exit: 6, outcomes: { [limitKey]: 'notAttempted', [deleteKey]: 'notAttempted' } };

  it('while pausing: nothing is begun, the scheduler is as it was', async () => {
    const place = await createFaulty();
    const faults = [strike('Set-ADSyncScheduler', 1, 'throw'), strike('Set-ADSyncScheduler', 1, 'error', 'after')];
    for (const fault of faults) {
      expect(await place.applyWith([fault])).toMatchObject(refused);
      expect(place.rules()).toEqual({ deleteRules: 0, isLimited: true });
      expectPutBack(place);
    }
    await expectConverged(place);
  });

  // It takes a minute until a pause without an answer can no longer come about: this one is dead, and need not be waited for.
  it.each(['before', 'after'] as const)('and ends PowerShell while pausing, %s the switch: the same', async (when) => {
    const place = await createFaulty({ clock: flyingClock() });
    expect(await place.applyWith([strike('Set-ADSyncScheduler', 1, 'kill', when)])).toMatchObject(refused);
    expect(place.rules()).toEqual({ deleteRules: 0, isLimited: true });
    expectPutBack(place);
  });

  it('while putting back: it is tried again', async () => {
    const place = await createFaulty();
    expect(await place.applyWith([strike('Set-ADSyncScheduler', 2, 'throw')])).toMatchObject({ exit: 0 });
    expectPutBack(place);
    place.active.set({ rules: place.active.read().rules.filter(({ precedence }) => precedence !== 42) });
    expect(await place.applyWith([strike('Set-ADSyncScheduler', 2, 'kill', 'after')])).toMatchObject({ exit: 0 });
    await expectConverged(place);
  });

  it('before the first rule is written: nothing of it is there, and nothing after it was tried', async () => {
    const place = await createFaulty();
    const faults = [
      strike('Add-ADSyncRule', 1, 'throw'),
      strike('Add-ADSyncRule', 1, 'error'),
      strike('Add-ADSyncRule', 1, 'kill'),
    ];
    for (const fault of faults) {
      const { exit, outcomes } = await place.applyWith([fault]);
      expect({ exit, first: outcomes[limitKey] }).toEqual({ exit: 6, first: 'failed' });
      expect(place.rules()).toEqual({ deleteRules: 0, isLimited: true });
      expectPutBack(place);
    }
    await expectConverged(place);
  });

  it('after a rule was written: it is read again, and written once', async () => {
    const place = await createFaulty();
    const first = await place.applyWith([strike('Add-ADSyncRule', 1, 'error', 'after')]);
    expect(first).toMatchObject({ exit: 6, outcomes: { [limitKey]: 'applied', [deleteKey]: 'notAttempted' } });
    expectPutBack(place);
    const half = await place.applyWith([strike('Add-ADSyncScopeConditionGroup', 1, 'throw')]);
    expect(half).toMatchObject({ exit: 6, outcomes: { [deleteKey]: 'failed' } });
    expectPutBack(place);
    const second = await place.applyWith([strike('Add-ADSyncRule', 1, 'kill', 'after')]);
    expect(second).toMatchObject({ exit: 0, outcomes: { [deleteKey]: 'applied' } });
    await expectConverged(place);
  });
});
