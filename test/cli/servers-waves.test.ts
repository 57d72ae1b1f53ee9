import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/graph/clock.js';
import { adGroup, type StandInAdObject } from '../support/powershell.js';
import { applyOf, keysOf, planOf } from './results.js';
import { anyEffect, canServe, createLone, deleteRule, type LonePlace, rulesWithLimit, watch } from './servers.js';
import { ids } from './support.js';

/** Enables two groups and disables two, the first of each in a wave of its own. */
const asks = `groups:
  - { match: { id: [${ids.approvers}, ${ids.planning}] }, writeback: enabled }
  - { match: { id: [${ids.sales}, ${ids.marketing}] }, writeback: disabled }
rollout: { waves: [1, 2, rest] }
${anyEffect}`;

/** Milliseconds between two looks for a synchronisation. */
const cyclePause = 30_000;
/** Milliseconds after which every domain controller has heard of everything. */
const longEnough = 3_600_000;

const guidOf = (id: string) => `${id.slice(-8)}-1111-4000-8000-000000000000`;
const objectOf = (id: string) => adGroup(id, guidOf(id));

/** Sales, Marketing and one more are in Active Directory, and whatever is no longer written back goes. */
async function createRolling(): Promise<LonePlace> {
  const rules = [...rulesWithLimit, deleteRule()];
  const place = await createLone({ asks, active: { rules } });
  holdOnly(place, ids.sales, ids.marketing, ids.employees);
  return place;
}

function holdOnly({ active }: LonePlace, ...held: readonly string[]): void {
  const { directory } = active.read();
  const others = directory.objects.filter(({ objectClass }) => objectClass !== 'group');
  const objects: StandInAdObject[] = [...others, ...held.map(objectOf)];
  active.set({ directory: { ...directory, objects } });
}

/** While a run waits, a synchronisation runs each time and leaves Active Directory with these groups. */
function synchronise(place: LonePlace, ...outcomes: readonly (readonly string[])[]): { count: number } {
  const seen = { count: 0 };
  const { sleep, now } = systemClock;
  let passed = 0;
  vi.spyOn(systemClock, 'now').mockImplementation(() => now() + passed);
  vi.spyOn(systemClock, 'sleep').mockImplementation(async (milliseconds, stop) => {
    if (milliseconds < 5_000) return sleep(milliseconds, stop);
    passed += milliseconds === cyclePause ? milliseconds : longEnough;
    if (milliseconds !== cyclePause) return;
    const held = outcomes[Math.min(seen.count, outcomes.length - 1)] ?? [];
    seen.count += 1;
    holdOnly(place, ...held);
    const nextSyncCycleStartTimeInUTC = `2026-11-24T${String(seen.count).padStart(2, '0')}:00:00`;
    place.active.set({ scheduler: { ...place.active.read().scheduler, nextSyncCycleStartTimeInUTC } });
  });
  return seen;
}

const { sales, marketing, employees, approvers, planning } = ids;
const everything = [sales, marketing, employees];

afterEach(() => {
  vi.restoreAllMocks();
});

describe.skipIf(!canServe)('an apply in waves over a server', { timeout: 120_000 }, () => {
  it('goes on after each synchronisation that did what the plan said, and with nothing else', async () => {
    const place = await createRolling();
    const seen = watch(place);
    const plan = planOf(await place.run('plan', '--out', 'plan.json', '--format', 'json'));
    expect(plan.waves).toEqual([keysOf(plan).slice(0, 1), keysOf(plan).slice(1, 3), keysOf(plan).slice(3)]);
    const [first = '', second = ''] = plan.waves?.flat().map((key) => key.slice('group/'.length)) ?? [];
    const third = keysOf(plan)[2]?.slice('group/'.length) ?? '';
    const cycles = synchronise(
      place,
      [...everything, first],
      [...everything, first, second].filter((id) => id !== third),
    );
    const ran = await place.run('apply', 'plan.json', '--yes', '--format', 'json');
    expect([ran.exit, cycles.count]).toEqual([0, 2]);
    expect(applyOf(ran)).toMatchObject({ plan: plan.digest, converged: true, waves: { numbers: [1, 2, 3], left: [] } });
    expect(seen()).toEqual(keysOf(plan).map((key) => `PATCH /groups/${key.slice('group/'.length)}`));
    expect(ran.stderr).toContain('Wave 1 of 3 is written.');
    vi.restoreAllMocks();
    expect((await place.run('drift')).exit).toBe(0);
  });

  it.each([
    ['deletes what was to stay', [sales, marketing, approvers, planning], `adGroup/${ids.employees} is gone`],
    ['does not create what was to come', everything, 'was not created'],
  ])('stops where a synchronisation %s', async (_title, held, told) => {
    const place = await createRolling();
    synchronise(place, held);
    const ran = await place.run('apply', '--yes');
    expect(ran.exit).toBe(6);
    expect(ran.stdout).toContain('Wave 2 was not begun');
    expect(ran.stdout.replace(/\s+/g, ' ')).toContain(told);
    expect(place.emulator.requests.writes).toHaveLength(1);
  });

  it('stops where the scheduler is off, or no synchronisation comes in time', async () => {
    const place = await createRolling();
    place.active.set({ scheduler: { ...place.active.read().scheduler, syncCycleEnabled: false } });
    const off = await place.run('apply', '--yes');
    expect([off.exit, off.stdout]).toEqual([6, expect.stringContaining('the scheduler of aadc01 is off')]);
  });
});
