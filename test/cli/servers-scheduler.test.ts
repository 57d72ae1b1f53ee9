import { describe, expect, it } from 'vitest';
import { adGroup, makeDirectory, makeStandInState } from '../support/powershell.js';
import { flyingClock } from './faults.js';
import { applyOf, planOf } from './results.js';
import { canServe, changesOn, createLone, deleteRule, rulesWithLimit } from './servers.js';
import { ids } from './support.js';

const guid = '5d0e0000-0000-4000-8000-000000000002';
/** A group that is off and is to be on, while the delete rule is in force and the scheduler is off. */
const protecting = `groups:
  - match: { id: ${ids.approvers} }
    writeback: enabled
    protect: true
safety: { maxAdDeletions: 0 }
`;
const limit = 'syncRules: { memberLimit: { state: disabled } }\n';

function createPaused(asks: string, fault: string) {
  const { scheduler } = makeStandInState();
  return createLone({
    strict: true,
    asks,
    connect: '  scheduler: enabled\n',
    fault: [fault],
    active: {
      scheduler: { ...scheduler, syncCycleEnabled: false },
      rules: [...rulesWithLimit, deleteRule()],
      directory: makeDirectory({ objects: [adGroup(ids.approvers, guid)] }),
    },
  });
}

describe.skipIf(!canServe)('a scheduler that the policy switches on', { timeout: 240_000 }, () => {
  it.each([
    ['in a window, when the group is refused', limit, 'status=403,path=/groups/*,method=PATCH,times=all', 'failed'],
    ['without a window, when the group is refused', '', 'status=403,path=/groups/*,method=PATCH,times=all', 'failed'],
    ['in a window, when the group does not show', limit, 'lag=3600', 'acceptedNotVisible'],
  ])('stays off where the object of a group would go with it: %s', async (_when, rules, fault, status) => {
    const place = await createPaused(`${rules}${protecting}`, fault);
    const plan = planOf(await place.run('plan', '--format', 'json', '--allow', 'foreignPause=1'));
    expect(plan.refusals).toEqual([]);
    expect(plan.effects.map(({ effect }) => effect)).toEqual(['none']);

    const io = { clock: flyingClock() };
    const ran = await place.runWith(io, 'apply', '--yes', '--format', 'json', '--allow', 'foreignPause=1');
    expect(ran.exit).toBe(6);
    const outcomes = Object.fromEntries(applyOf(ran).outcomes.map(({ key, status }) => [key, status]));
    expect(outcomes).toMatchObject({ [`group/${ids.approvers}`]: status, 'scheduler/aadc01': 'notAttempted' });
    expect(changesOn(place.active)).not.toContain('scheduler on');
    expect(place.active.read().scheduler.syncCycleEnabled).toBe(false);
  });
});
