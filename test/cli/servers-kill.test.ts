import { describe, expect, it } from 'vitest';
import {
  createFaulty,
  cycle,
  deleteKey,
  type FaultyPlace,
  limitKey,
  schedulerKey,
  slow,
  startApply,
  untilCalled,
  untilServerIsIdle,
  untilWaiting,
} from './faults.js';
import { applyOf, keysOf, planOf } from './results.js';
import { canServe } from './servers.js';
import { until } from './support.js';

/** Nobody counts members here, so that the limit comes back has to be allowed. */
const undoing = ['--yes', '--format', 'json', '--allow', 'memberLimit=99'];

async function expectConverged(place: FaultyPlace): Promise<void> {
  const again = await place.applyWith([]);
  expect({ exit: again.exit, outcomes: Object.values(again.outcomes) }).toMatchObject({ exit: 0 });
  expect(place.rules()).toEqual({ deleteRules: 1, isLimited: false });
  expect({ isOn: place.isOn(), marker: place.marker() }).toEqual({ isOn: true, marker: null });
  expect((await place.run('drift')).exit).toBe(0);
}

describe.skipIf(!canServe)('kill -9', { timeout: 240_000 }, () => {
  it('while waiting for a cycle leaves nothing', async () => {
    const place = await createFaulty({ active: cycle });
    const { child, ended } = startApply(place);
    await untilWaiting(place);
    child.kill('SIGKILL');
    await ended;
    await untilServerIsIdle(place);
    expect({ isOn: place.isOn(), marker: place.marker(), ...place.rules() }).toEqual({
      isOn: true,
      marker: null,
      deleteRules: 0,
      isLimited: true,
    });
  });

  it('right after the pause: the plan shows a resume that no policy asks for, and the next apply does the rest', async () => {
    const place = await createFaulty({ active: { faults: [slow('Set-ADSyncScheduler', 1, 'after')] } });
    const { child, ended } = startApply(place);
    await until(() => !place.isOn(), 'it is paused');
    child.kill('SIGKILL');
    await ended;
    await untilServerIsIdle(place);
    expect(place.marker()).toMatchObject({ kind: 'window', syncCycleEnabled: true });
    const plan = planOf(await place.run('plan', '--format', 'json'));
    expect(keysOf(plan)).toEqual([limitKey, deleteKey, schedulerKey]);
    expect(plan.refusals).toEqual([]);
    await expectConverged(place);
  });

  it('in the middle of a write: nothing is written twice, and undo takes it back', async () => {
    const place = await createFaulty({ active: { faults: [slow('Add-ADSyncRule', 2, 'after')] } });
    const { child, ended } = startApply(place);
    await untilCalled(place, 'Add-ADSyncRule', 2);
    child.kill('SIGKILL');
    await ended;
    await untilServerIsIdle(place);
    expect(place.rules()).toEqual({ deleteRules: 1, isLimited: false });
    expect({ isOn: place.isOn(), runId: place.marker()?.runId }).toEqual({ isOn: false, runId: expect.any(String) });
    const [journal = ''] = place.list('.entra-writeback').filter((name) => name.endsWith('.jsonl'));

    const undone = await place.run('undo', `.entra-writeback/${journal}`, ...undoing);
    expect(applyOf(undone)).toMatchObject({ converged: true });
    expect(undone.exit).toBe(0);
    expect(place.rules()).toEqual({ deleteRules: 0, isLimited: true });
    expect({ isOn: place.isOn(), marker: place.marker() }).toEqual({ isOn: true, marker: null });
    await expectConverged(place);
  });

  it('while the scheduler is put back: it is put back all the same', async () => {
    const place = await createFaulty({ active: { faults: [slow('Set-ADSyncScheduler', 2, 'before')] } });
    const { child, ended } = startApply(place);
    await untilCalled(place, 'Set-ADSyncScheduler', 2);
    child.kill('SIGKILL');
    await ended;
    // The next run comes while the server is still at it.
    await expectConverged(place);
    await untilServerIsIdle(place);
    expect({ isOn: place.isOn(), marker: place.marker() }).toEqual({ isOn: true, marker: null });
  });
});
