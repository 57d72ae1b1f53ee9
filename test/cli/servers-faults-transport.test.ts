import { describe, expect, it } from 'vitest';
import { createFaulty, type FaultyPlace, limitKey, limitOnly, makeStrikingVia } from './faults.js';
import { errorOf } from './results.js';
import { canServe } from './servers.js';
import { until } from './support.js';

function expectAsWanted(place: FaultyPlace): void {
  expect(place.rules().isLimited).toBe(false);
  expectPutBack(place);
}

function expectPutBack({ isOn, marker }: FaultyPlace): void {
  expect({ isOn: isOn(), marker: marker() }).toEqual({ isOn: true, marker: null });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

// Calls of an apply: 1 what is there, 2 pause, 3 what is there right before the write, 4 write, 5 resume.
describe.skipIf(!canServe)('a way to the server', { timeout: 240_000 }, () => {
  it('that is noisy, and whose exit code is always 1, says all that is asked', async () => {
    const { via } = await makeStrikingVia('noisy');
    const place = await createFaulty({ asks: limitOnly, via });
    expect(await place.applyWith([])).toMatchObject({ exit: 0, outcomes: { [limitKey]: 'applied' } });
    expectAsWanted(place);
    expect((await place.run('drift')).exit).toBe(0);
  });

  it('that dies once the write was done is asked again: it is applied', async () => {
    const { via } = await makeStrikingVia({ 4: 'after' });
    const place = await createFaulty({ asks: limitOnly, via });
    expect(await place.applyWith([])).toMatchObject({ exit: 0, outcomes: { [limitKey]: 'applied' } });
    expectAsWanted(place);
    expect(place.active.calls('Add-ADSyncRule')).toHaveLength(1);
  });

  it('that dies before the write fails it, and dies while closing: both are put right, by this run or the next', async () => {
    const { via } = await makeStrikingVia({ 4: 'before', 6: 'before', 7: 'after' });
    const place = await createFaulty({ asks: limitOnly, via });
    expect(await place.applyWith([])).toMatchObject({ exit: 6, outcomes: { [limitKey]: 'failed' } });
    expectPutBack(place);
    expect(await place.applyWith([])).toMatchObject({ exit: 0, outcomes: { [limitKey]: 'applied' } });
    expectAsWanted(place);
    expect(place.active.calls('Add-ADSyncRule')).toHaveLength(1);
  });

  it.each([
    ['hang', 'deadline'],
    ['flood', 'serverAnswer'],
  ] as const)('that answers with a %s ends the run, and nothing of it stays', async (how, code) => {
    const { via, pids } = await makeStrikingVia(how);
    const place = await createFaulty({ asks: limitOnly, via });
    const ran = await place.run('apply', '--yes', '--timeout', '8', '--format', 'json');
    expect(ran.exit).toBe(4);
    expect(errorOf(ran)).toMatchObject({ code, message: expect.stringContaining('aadc01') });
    expect(pids().length).toBe(how === 'hang' ? 2 : 1);
    await until(() => !pids().some(isAlive), 'all that was started is gone');
  });
});
