import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/graph/answer.js';
import { createPace } from '../../src/graph/pace.js';
import { createTestClock } from './test-clock.js';

function setUp(limits: { deadline?: number; stop?: AbortSignal } = {}) {
  const clock = createTestClock(0);
  const run = {
    clock,
    stop: limits.stop ?? new AbortController().signal,
    deadline: limits.deadline ?? Number.POSITIVE_INFINITY,
    requestTimeout: 1000,
    notify: () => undefined,
  };
  return { clock, pace: createPace({ count: 3000, seconds: 150 }, run) };
}

function answer(status: number, headers: Readonly<Record<string, string>>): Answer {
  return { status, json: undefined, header: (name) => headers[name] ?? null };
}

describe('createPace', () => {
  it('sends 10,000 writes in the time that the quota takes, but for a second', async () => {
    const { clock, pace } = setUp();
    for (let batch = 0; batch < 500; batch += 1) await pace.take(20);
    expect(clock.now()).toBe(351_000);
  });

  it('serves those who wait in the order in which they came', async () => {
    const { pace } = setUp();
    await pace.take(2980);
    const served: number[] = [];
    await Promise.all([20, 1, 5].map((count) => pace.take(count).then(() => served.push(count))));
    expect(served).toEqual([20, 1, 5]);
  });

  it('goes on for the next where one was stopped', async () => {
    const { pace } = setUp({ deadline: 500 });
    await pace.take(2980);
    await expect(pace.take(20)).rejects.toMatchObject({ code: 'deadline' });
    await expect(pace.take(1)).resolves.toBeUndefined();
  });

  it('stops waiting when the run is stopped', async () => {
    const stop = new AbortController();
    const { pace } = setUp({ stop: stop.signal });
    await pace.take(2980);
    stop.abort();
    await expect(pace.take(20)).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('pauses for as long as a throttled answer asks', async () => {
    const { clock, pace } = setUp();
    pace.heed(answer(429, { 'retry-after': '30' }), 1);
    await pace.take(1);
    expect(clock.now()).toBe(30_000);
  });

  it('slows down only beyond the limit', async () => {
    const { clock, pace } = setUp();
    pace.heed(answer(204, { 'x-ms-throttle-limit-percentage': '0.9' }), 1);
    await pace.take(20);
    expect(clock.now()).toBe(0);
    pace.heed(answer(204, { 'x-ms-throttle-limit-percentage': '1.5' }), 1);
    await pace.take(20);
    expect(clock.now()).toBe(1500);
  });
});
