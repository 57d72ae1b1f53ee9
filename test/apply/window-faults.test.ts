import { describe, expect, it } from 'vitest';
import { fc, runs } from '../support/fast-check.js';
import { type Applied, applyTo, createSite, type Fault, type Site } from './memory-site.js';

const faults: readonly Fault[] = [
  'lost before',
  'lost half',
  'lost after',
  'denied before',
  'denied half',
  'denied after',
  'killed before',
  'killed half',
  'killed after',
  'stop',
  'cycle',
  'late',
];

describe('whatever sequence of calls goes wrong', () => {
  it('the scheduler ends as it was, or marked and said loudly; the next run puts everything right', async () => {
    const strike = fc.array(fc.option(fc.constantFrom(...faults)), { maxLength: 12 });
    const given = fc.record({ on: fc.boolean(), cycles: fc.nat(4), rounds: fc.array(strike, { maxLength: 3 }) });
    await fc.assert(
      fc.asyncProperty(given, async ({ on, cycles, rounds }) => {
        const site = createSite(on);
        site.cycles = cycles;
        for (const [index, faults] of rounds.entries()) {
          site.faults = [...faults];
          const applied = await applyTo(site, `run-${index}`);
          expectPutBackOrMarked(site, on);
          if (applied !== null) expectLoudWhereMarked(site, applied);
        }
        await expectPutRight(site, on);
      }),
      {
        ...runs(200),
        examples: [
          // Dead between the marker and the switch: what was planned as on is found off inside the next window.
          [{ on: true, cycles: 0, rounds: [['killed half']] }],
          // The window does not open and the scheduler stays paused: that outcome is not overwritten.
          [{ on: false, cycles: 0, rounds: [['killed half'], ['lost before']] }],
          // The pause comes about when the run has found nothing to put back and would have gone.
          [{ on: true, cycles: 0, rounds: [['late']] }],
          [{ on: true, cycles: 0, rounds: [['killed after'], ['late']] }],
        ],
      },
    );
  });

  it.each([true, false])('a marker that is gone hides nothing, where the scheduler was on: %s', async (on) => {
    const site = createSite(on);
    site.faults = [null, 'unmarked'];
    const applied = await applyTo(site, 'run-1');
    expect(site.on).toBe(false);
    const scheduler = applied?.result.outcomes.find(({ key }) => key === 'scheduler/aadc01');
    if (!on) expect(scheduler).toBeUndefined();
    else expect(scheduler).toMatchObject({ status: 'failed', message: expect.stringContaining('Set-ADSyncScheduler') });
    expect(applied?.notes.length).toBe(on ? 1 : 0);
  });

  it('a marker that somebody left on the staging server is taken away, and holds nothing up', async () => {
    for (const syncCycleEnabled of [true, false]) {
      const site = createSite(true);
      const left = { formatVersion: 1, runId: 'run-0', kind: 'window', pausedAt: '2026-11-22T09:00:00Z' } as const;
      site.servers.aadc02.marker = { ...left, syncCycleEnabled, deadline: null, host: 'runner-1' };
      await expectPutRight(site, true);
    }
  });
});

/** The marker keeps what is to be put back, so nothing is lost. */
function expectPutBackOrMarked(site: Site, on: boolean): void {
  const { marker } = site.servers.aadc01;
  if (marker === null) expect(site.on).toBe(on);
  else expect(marker.syncCycleEnabled).toBe(on);
}

/** A resume that was planned has its outcome; a window that this run could not close is told as well. */
function expectLoudWhereMarked({ servers }: Site, { plan, result, notes }: Applied): void {
  expect(plan.refusals).toEqual([]);
  if (servers.aadc01.marker === null) return;
  const scheduler = result.outcomes.find(({ key }) => key === 'scheduler/aadc01');
  expect(['failed', 'notAttempted']).toContain(scheduler?.status);
  if (plan.changes.some(({ key }) => key === 'scheduler/aadc01')) return;
  expect(scheduler).toMatchObject({ status: 'failed', message: expect.stringContaining('connect release') });
  expect(notes.at(-1)).toContain('connect release');
}

/** A run that meets no fault converges, doubles nothing, and leaves nothing to do. */
async function expectPutRight(site: Site, on: boolean): Promise<void> {
  const { aadc01, aadc02 } = site.servers;
  site.faults = [];
  site.cycles = 0;
  const applied = await applyTo(site, 'run-right');
  expect(applied?.result.outcomes.filter(({ status }) => status !== 'applied')).toEqual([]);
  expect(applied?.result).toMatchObject({ converged: true, remaining: [], newDrift: [] });
  expect({ on: site.on, markers: [aadc01.marker, aadc02.marker] }).toEqual({ on, markers: [null, null] });
  expect([aadc01.rules.length, aadc02.rules.length]).toEqual([1, 1]);
  expect((await applyTo(site, 'run-empty'))?.plan.changes).toEqual([]);
}
