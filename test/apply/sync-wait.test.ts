import { describe, expect, it } from 'vitest';
import { waitForCycle } from '../../src/apply/sync-wait.js';
import { Failure } from '../../src/model/failure.js';
import type { Scheduler, ServerObservation } from '../../src/model/server.js';
import { makeScheduler, makeServer } from '../support/builders.js';
import { createTestClock } from './support.js';

const first = '2026-11-23T10:30:00.000Z';
const second = '2026-11-23T11:00:00.000Z';

function seen(scheduler: Partial<Scheduler>, parts: Partial<ServerObservation> = {}): ServerObservation {
  const value = makeScheduler(scheduler);
  return makeServer({ scheduler: { known: true, value }, collectedAt: '2026-11-23T11:45:00.000Z', ...parts });
}

const idle = (start: string) => seen({ nextSyncCycleStartTimeInUTC: start, syncCycleInProgress: false });
const busy = (start: string) => seen({ nextSyncCycleStartTimeInUTC: start, syncCycleInProgress: true });

/** Waits through these looks; the last is repeated. */
async function wait(looks: readonly (ServerObservation | Failure)[], stop = new AbortController().signal) {
  let count = 0;
  const notes: string[] = [];
  const result = await waitForCycle({
    async observe() {
      const look = looks[Math.min(count, looks.length - 1)];
      count += 1;
      if (look === undefined || look instanceof Failure) throw look;
      return look;
    },
    clock: createTestClock(),
    stop,
    patience: 600_000,
    progress: () => {},
    notify: (message) => notes.push(message),
  });
  return { result, count, notes };
}

describe('waiting for a synchronisation', () => {
  it('ends when the next cycle has begun and ended', async () => {
    const { result, count } = await wait([idle(first), idle(first), busy(first), idle(second)]);
    expect(result).toBeNull();
    expect(count).toBe(4);
  });

  it('does not take a start that was put off for one that has passed', async () => {
    const early = { collectedAt: '2026-11-23T10:15:00.000Z' };
    const at = (nextSyncCycleStartTimeInUTC: string) =>
      seen({ nextSyncCycleStartTimeInUTC, syncCycleInProgress: false }, early);
    const { result, count } = await wait([at(first), at(second), idle('2026-11-23T11:30:00.000Z')]);
    expect([result, count]).toEqual([null, 3]);
  });

  it('does not count a cycle that was running already', async () => {
    const { result, count } = await wait([busy(first), idle(second), idle(second), idle('2026-11-23T11:30:00.000Z')]);
    expect(result).toBeNull();
    expect(count).toBe(4);
  });

  it('counts a connector that runs without a cycle', async () => {
    const running = seen(
      { nextSyncCycleStartTimeInUTC: second, syncCycleInProgress: false },
      { runningConnectors: { known: true, value: ['contoso.com'] } },
    );
    expect((await wait([idle(first), running, idle(second)])).count).toBe(3);
  });

  it('looks again where a look fails', async () => {
    const gone = new Failure('unobservable', 'serverUnreachable', 'aadc01 is gone', 'look');
    const { result, notes } = await wait([idle(first), gone, idle(second)]);
    expect(result).toBeNull();
    expect(notes).toEqual(['Whether a synchronisation has finished could not be read: aadc01 is gone']);
  });

  it('ends in the end', async () => {
    expect((await wait([idle(first)])).result).toBe('no synchronisation was seen to finish within 10 minutes');
  });

  it('ends when the run is stopped', async () => {
    const stop = new AbortController();
    stop.abort();
    expect((await wait([idle(first)], stop.signal)).result).toBe('the run was stopped');
  });

  it.each([
    [seen({}, { stagingMode: { known: true, value: true } }), 'aadc01 is no longer the active server'],
    [
      seen({ syncCycleEnabled: false }),
      'the scheduler of aadc01 is off (put it back with entra-writeback connect release, or switch it on there with Set-ADSyncScheduler -SyncCycleEnabled $true)',
    ],
    [seen({ nextSyncCycleStartTimeInUTC: null }), 'aadc01 does not say when its next cycle starts'],
    [seen({}, { scheduler: { known: false, reason: 'no right' } }), 'the scheduler of aadc01 could not be read'],
  ])('says why none can be seen: case %#', async (look, why) => {
    expect((await wait([look])).result).toBe(why);
  });
});
