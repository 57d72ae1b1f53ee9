import { setImmediate } from 'node:timers/promises';
import type { RandomClock } from '../../src/graph/index.js';

export interface TestClock extends RandomClock {
  /** What was slept, in order, milliseconds. */
  readonly slept: number[];
  advance(milliseconds: number): void;
}

/** Time that passes only where someone sleeps; side by side sleeps overlap as they would. */
export function createTestClock(start = Date.parse('2026-11-22T12:00:00Z')): TestClock {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    random: () => 1,
    advance(milliseconds) {
      now += milliseconds;
    },
    async sleep(milliseconds, signal) {
      if (signal.aborted) return;
      slept.push(milliseconds);
      const end = now + milliseconds;
      await setImmediate();
      now = Math.max(now, end);
    },
  };
}
