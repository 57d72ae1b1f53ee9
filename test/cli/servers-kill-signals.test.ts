import { describe, expect, it } from 'vitest';
import { createFaulty, cycle, deleteKey, limitKey, slow, startApply, untilCalled, untilWaiting } from './faults.js';
import { applyOf } from './results.js';
import { canServe, journalOf } from './servers.js';

describe.skipIf(!canServe)('Ctrl-C', { timeout: 240_000 }, () => {
  it('while waiting for a cycle writes nothing', async () => {
    const place = await createFaulty({ active: cycle });
    const { child, ended } = startApply(place);
    await untilWaiting(place);
    child.kill('SIGINT');
    const ran = await ended;
    expect(ran.exit).toBe(130);
    expect(applyOf(ran).outcomes.map(({ status, message }) => [status, message])).toEqual([
      ['notAttempted', 'Nothing was begun: The run was stopped.'],
      ['notAttempted', 'Nothing was begun: The run was stopped.'],
    ]);
    expect({ isOn: place.isOn(), marker: place.marker(), ...place.rules() }).toEqual({
      isOn: true,
      marker: null,
      deleteRules: 0,
      isLimited: true,
    });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'in the middle of a write finishes it and closes the window: %s',
    async (signal) => {
      const place = await createFaulty({ active: { faults: [slow('Add-ADSyncRule', 1, 'before')] } });
      const { child, ended } = startApply(place);
      await untilCalled(place, 'Add-ADSyncRule', 1);
      child.kill(signal);
      const ran = await ended;
      expect(ran.exit).toBe(130);
      expect(applyOf(ran).outcomes).toMatchObject([
        { key: limitKey, status: 'applied' },
        { key: deleteKey, status: 'applied' },
      ]);
      expect({ isOn: place.isOn(), marker: place.marker() }).toEqual({ isOn: true, marker: null });
      expect(journalOf(place).slice(-2)).toEqual(['window closed aadc01', 'end']);
    },
  );
});
