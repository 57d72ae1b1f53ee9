import { describe, expect, it } from 'vitest';
import { adGroup, deletedAdGroup, makeDirectory } from '../support/powershell.js';
import { flyingClock } from './faults.js';
import { applyOf, errorOf } from './results.js';
import { canServe, changesOn, createLone, deleteRule, type LonePlace, rulesWithLimit } from './servers.js';
import { ids } from './support.js';

const guid = '5d0e0000-0000-4000-8000-000000000001';
const protecting = `groups:
  - { match: { id: ${ids.payroll} }, writeback: unmanaged, protect: true }
syncRules: { deleteOutOfScope: { state: present, precedence: 42 } }
safety: { maxAdDeletions: 0 }
`;

async function switchOff({ emulator }: LonePlace, id: string): Promise<void> {
  const writebackConfiguration = { isEnabled: false, onPremisesGroupType: 'universalSecurityGroup' };
  const { ok } = await fetch(`${emulator.url}/beta/groups/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${emulator.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ writebackConfiguration }),
  });
  expect(ok).toBe(true);
}

/** Time flies while a cycle is waited for, and this happens meanwhile, once. */
function meanwhile(happens: () => Promise<void>) {
  let isOver = false;
  return flyingClock(async () => {
    if (isOver) return;
    isOver = true;
    await happens();
  });
}

describe.skipIf(!canServe)('what was waited for is looked at again', { timeout: 240_000 }, () => {
  it('a protected group that was switched off while a cycle ran keeps the delete rule away', async () => {
    const directory = makeDirectory({ objects: [adGroup(ids.payroll, guid)] });
    const place = await createLone({ asks: protecting, strict: true, active: { cycle: { polls: 99 }, directory } });
    const clock = meanwhile(async () => {
      await switchOff(place, ids.payroll);
      place.active.set({ cycle: null });
    });
    const ran = await place.runWith({ clock }, 'apply', '--yes', '--format', 'json');
    expect(ran.exit).toBe(5);
    expect(applyOf(ran).outcomes).toMatchObject([
      {
        status: 'notAttempted',
        message: expect.stringMatching(/^Nothing was begun: Refused, .* protect: 1 protected group/),
      },
    ]);
    expect(changesOn(place.active)).toEqual(['scheduler off', 'scheduler on']);
  });

  it('a group whose object that cycle deleted is not enabled without it', async () => {
    const asks = `groups:
  - { match: { id: ${ids.approvers} }, writeback: enabled }
syncRules: { memberLimit: { state: disabled } }
`;
    const rules = [...rulesWithLimit, deleteRule()];
    const directory = makeDirectory({ objects: [adGroup(ids.approvers, guid)] });
    const place = await createLone({ asks, strict: true, active: { rules, cycle: { polls: 99 }, directory } });
    const clock = meanwhile(async () => {
      place.active.set({ cycle: null, directory: makeDirectory({ objects: [deletedAdGroup(ids.approvers, guid)] }) });
    });
    const ran = await place.runWith({ clock }, 'apply', '--yes', '--format', 'json');
    expect(ran.exit).toBe(5);
    expect(ran.stdout).toContain('deletedTwin: ');
    expect(place.emulator.requests.writes).toEqual([]);
    expect(changesOn(place.active)).toEqual(['scheduler off', 'scheduler on']);
  });

  it('and so is what somebody thought about for long', async () => {
    const directory = makeDirectory({ objects: [adGroup(ids.payroll, guid)] });
    const place = await createLone({ asks: protecting, strict: true, active: { directory } });
    let later = 0;
    const io = {
      inIsTerminal: true,
      now: () => new Date(Date.now() + later),
      ask: async () => {
        await switchOff(place, ids.payroll);
        later = 120_000;
        return 'yes';
      },
    };
    const ran = await place.runWith(io, 'apply', '--format', 'json');
    expect(ran.exit).toBe(5);
    expect(errorOf(ran).details.map(({ message }) => message.split(':')[0])).toContain('protect');
    expect(changesOn(place.active)).toEqual([]);
  });
});
