import { describe, expect, it } from 'vitest';
import { createFaulty, type FaultyPlace, limitKey, limitOnly, makeStrikingVia } from './faults.js';
import { applyOf } from './results.js';
import { canServe, createServed } from './servers.js';

function expectAsWanted(place: FaultyPlace): void {
  expect(place.rules().isLimited).toBe(false);
  expectPutBack(place);
}

function expectPutBack({ isOn, marker }: FaultyPlace): void {
  expect({ isOn: isOn(), marker: marker() }).toEqual({ isOn: true, marker: null });
}

// Calls of an apply: 1 what is there, 2 pause, 3 what is there right before the write, 4 write, 5 resume.
describe.skipIf(!canServe)('a synchronisation', { timeout: 240_000 }, () => {
  it.each([
    ['cycle', { cycle: { polls: 4 } }],
    ['connector', { running: { polls: 3, connectors: ['contoso.com'] } }],
  ])('that runs when the window is to open (a %s) is waited for', async (_what, active) => {
    const place = await createFaulty({ asks: limitOnly, active });
    expect(await place.applyWith([])).toMatchObject({ exit: 0, outcomes: { [limitKey]: 'applied' } });
    expectAsWanted(place);
  });

  it('that never ends ends the waiting with --timeout: nothing was begun', async () => {
    const place = await createFaulty({ asks: limitOnly, active: { cycle: {} } });
    const ran = await place.applyWith([], '--timeout', '20');
    expect(ran).toMatchObject({ exit: 6, outcomes: { [limitKey]: 'notAttempted' } });
    expect(ran.stdout).toMatch(/aadc01 was still busy after \d+ seconds/);
    expect(place.rules().isLimited).toBe(true);
    expectPutBack(place);
    expect(place.active.calls('Set-ADSyncScheduler')).toEqual([]);
  });

  it('that begins between the pause and the write is waited for', async () => {
    const { via } = await makeStrikingVia({ 4: 'cycle' });
    const place = await createFaulty({ asks: limitOnly, via });
    const ran = await place.applyWith([]);
    expect(ran).toMatchObject({ exit: 0, outcomes: { [limitKey]: 'applied' } });
    expectAsWanted(place);
    expect(place.active.calls('Add-ADSyncRule')).toHaveLength(1);
  });

  it('is not what an open wizard is: that fails the write, and the window closes', async () => {
    const place = await createFaulty({ asks: limitOnly });
    place.active.set({ busy: true });
    expect(await place.applyWith([])).toMatchObject({ exit: 6, outcomes: { [limitKey]: 'failed' } });
    expectPutBack(place);
    place.active.set({ busy: false });
    expect(await place.applyWith([])).toMatchObject({ exit: 0 });
    expectAsWanted(place);
  });
});

describe.skipIf(!canServe)('a staging server', { timeout: 240_000 }, () => {
  it('whose own cycle runs is waited for before it is written', async () => {
    const place = await createServed({
      asks: limitOnly,
      staging: { running: { polls: 3, connectors: ['contoso.com'] } },
    });
    const ran = await place.run('apply', '--yes', '--format', 'json');
    expect(ran.exit).toBe(0);
    expect(applyOf(ran).outcomes.map(({ key, status }) => [key, status])).toEqual([
      ['syncRule/aadc02/memberLimit', 'applied'],
      [limitKey, 'applied'],
    ]);
  });
});
