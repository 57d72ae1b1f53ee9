import { describe, expect, it } from 'vitest';
import {
  createFaulty,
  type FaultyPlace,
  limitKey,
  limitOnly,
  loseMarker,
  schedulerKey,
  slow,
  untilCalled,
} from './faults.js';
import { applyOf, errorOf, keysOf, planOf } from './results.js';
import { canServe } from './servers.js';
import { start } from './spawn.js';

function markerBy(host: string, parts: object = {}): string {
  const marker = { formatVersion: 1, runId: 'run-0', kind: 'window', syncCycleEnabled: true, host };
  const times = { pausedAt: '2026-11-23T01:00:00.000Z', deadline: '2999-01-01T00:00:00.000Z' };
  return JSON.stringify({ ...marker, ...times, ...parts });
}

function stateOf({ isOn, marker }: FaultyPlace): object {
  return { isOn: isOn(), marker: marker() };
}

function pauseBehindOurBack({ active }: FaultyPlace): void {
  active.set({ scheduler: { ...active.read().scheduler, syncCycleEnabled: false } });
}

describe.skipIf(!canServe)('a scheduler that cannot be put back', { timeout: 240_000 }, () => {
  it('is said first and loudly, the command printed closes it, and so does the next apply', async () => {
    const place = await createFaulty({ asks: limitOnly });
    place.active.set({ faults: [{ cmdlet: 'Set-ADSyncScheduler', what: 'error', skip: 1 }] });
    // Closing is given up with the run's time, but not before it was tried for a while.
    const ran = await start(place, 'apply', '--yes', '--timeout', '20').ended;
    expect(ran.exit).toBe(6);
    const shown = ran.stdout.slice(ran.stdout.indexOf('The sync scheduler of aadc01 may still be paused'));
    expect(shown).toContain('entra-writeback connect release');
    expect(ran.stderr).toContain('Close it with: entra-writeback connect release');
    expect(place.isOn()).toBe(false);
    expect(place.rules().isLimited).toBe(false);

    const plan = planOf(await place.run('plan', '--format', 'json'));
    expect(keysOf(plan)).toEqual([schedulerKey]);
    expect(plan.refusals).toEqual([]);
    const unable = await place.run('connect', 'release', '--yes');
    expect(unable.exit).toBe(4);
    place.active.set({ faults: [] });
    expect((await place.run('connect', 'release', '--yes')).exit).toBe(0);
    expect(stateOf(place)).toEqual({ isOn: true, marker: null });
    expect((await place.run('plan', '--detailed-exitcode')).exit).toBe(0);
  });
});

describe.skipIf(!canServe)('a marker', { timeout: 240_000 }, () => {
  it('of another machine at work is refused, and taken over where that is allowed', async () => {
    const place = await createFaulty({ asks: limitOnly });
    place.writeMarker(markerBy('another-machine'));
    pauseBehindOurBack(place);
    const refused = await place.run('apply', '--yes', '--format', 'json');
    expect(refused.exit).toBe(5);
    expect(errorOf(refused)).toMatchObject({ code: 'foreignPause' });
    expect(stateOf(place)).toMatchObject({ isOn: false, marker: { runId: 'run-0' } });
    const allowed = await place.applyWith([], '--allow', 'foreignPause=1');
    expect(allowed).toMatchObject({ exit: 0, outcomes: { [limitKey]: 'applied', [schedulerKey]: 'applied' } });
    expect(stateOf(place)).toEqual({ isOn: true, marker: null });
  });

  it('of one whose time is over is taken over without a word, and what was off stays off', async () => {
    const place = await createFaulty({ asks: limitOnly });
    const deadline = '2026-11-23T02:00:00.000Z';
    place.writeMarker(markerBy('another-machine', { deadline, syncCycleEnabled: false }));
    pauseBehindOurBack(place);
    expect(await place.applyWith([])).toMatchObject({ exit: 0 });
    expect(stateOf(place)).toEqual({ isOn: false, marker: null });
    expect(place.rules().isLimited).toBe(false);
  });

  it('that is gone while the scheduler is switched off means that the pause was taken back: it is switched on again', async () => {
    const place = await createFaulty({ asks: limitOnly });
    const applying = place.applyWith([slow('Set-ADSyncScheduler', 1, 'before')]);
    await untilCalled(place, 'Set-ADSyncScheduler', 1);
    loseMarker(place);
    const ran = await applying;
    expect(ran).toMatchObject({ exit: 6, outcomes: { [limitKey]: 'notAttempted' } });
    expect(ran.stdout).toContain('the pause was taken back while it came about');
    expect(stateOf(place)).toEqual({ isOn: true, marker: null });
  });

  it('that cannot be read is unknown and said, and nothing is written under it', async () => {
    const place = await createFaulty({ asks: limitOnly });
    place.writeMarker('{ "runId": ');
    const plan = planOf(await place.run('plan', '--format', 'json'));
    expect(plan.warnings.map(({ code }) => code)).toContain('markerUnknown');
    const ran = await place.run('apply', '--yes', '--format', 'json');
    expect(ran.exit).toBe(6);
    expect(applyOf(ran).outcomes).toMatchObject([
      { key: limitKey, status: 'notAttempted', message: expect.stringContaining('no marker that can be read') },
    ]);
    expect(place.isOn()).toBe(true);
    expect(place.rules().isLimited).toBe(true);
    expect(ran.stderr).not.toContain('may be paused');
  });
});
