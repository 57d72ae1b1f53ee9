import { describe, expect, it } from 'vitest';
import { deletedAdGroup, makeDirectory } from '../support/powershell.js';
import { createFaulty, deleteKey } from './faults.js';
import { applyOf } from './results.js';
import { anyEffect, canServe, createLone, deleteRule, type LonePlace, rulesWithLimit } from './servers.js';
import { ids } from './support.js';

const twin = '0a0b0c0d-0000-4000-8000-000000000001';

async function apply(place: LonePlace): Promise<object> {
  const ran = await place.run('apply', '--yes', '--format', 'json');
  const outcomes = applyOf(ran).outcomes.map(({ key, status }) => [key, status]);
  return {
    exit: ran.exit,
    outcomes: Object.fromEntries(outcomes),
    isOn: place.active.read().scheduler.syncCycleEnabled,
  };
}

describe.skipIf(!canServe)('a cmdlet that fails', { timeout: 240_000 }, () => {
  it('while a rule is removed: it is gone once, whatever the answer says', async () => {
    const place = await createFaulty({
      asks: `syncRules: { deleteOutOfScope: { state: absent } }\n${anyEffect}`,
      active: { rules: [...rulesWithLimit, deleteRule()] },
    });
    const struck = { cmdlet: 'Remove-ADSyncRule', times: 1 } as const;
    expect(await place.applyWith([{ ...struck, what: 'error' }])).toMatchObject({
      exit: 6,
      outcomes: { [deleteKey]: 'failed' },
    });
    expect({ ...place.rules(), isOn: place.isOn(), marker: place.marker() }).toMatchObject({
      deleteRules: 1,
      isOn: true,
      marker: null,
    });
    expect(await place.applyWith([{ ...struck, what: 'kill', when: 'after' }])).toMatchObject({
      exit: 0,
      outcomes: { [deleteKey]: 'applied' },
    });
    expect({ ...place.rules(), isOn: place.isOn(), marker: place.marker() }).toMatchObject({
      deleteRules: 0,
      isOn: true,
      marker: null,
    });
  });

  it('while an object is restored: its group waits for it, and is enabled once', async () => {
    const struck = { cmdlet: 'Restore-ADObject', times: 1 } as const;
    const place = await createLone({
      asks: `groups: [{ match: { id: [${ids.approvers}] }, writeback: enabled }]
activeDirectory: { recycleBin: required, restoreDeleted: true }\n${anyEffect}`,
      active: { directory: makeDirectory({ objects: [deletedAdGroup(ids.approvers, twin)] }) },
    });
    place.active.set({ faults: [{ ...struck, what: 'throw' }] });
    const keys = { restore: `adGroup/${twin}`, group: `group/${ids.approvers}` };
    expect(await apply(place)).toEqual({
      exit: 6,
      outcomes: { [keys.restore]: 'failed', [keys.group]: 'notAttempted' },
      isOn: true,
    });
    expect(place.emulator.requests.writes).toEqual([]);
    place.active.set({ faults: [{ ...struck, what: 'kill', when: 'after' }] });
    expect(await apply(place)).toEqual({
      exit: 0,
      outcomes: { [keys.restore]: 'applied', [keys.group]: 'applied' },
      isOn: true,
    });
    expect(place.emulator.requests.writes).toHaveLength(1);
  });
});
