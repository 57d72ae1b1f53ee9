import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../model/clock.js';

/** Time and chance. */
export interface RandomClock extends Clock {
  /** At least 0, below 1. */
  random(): number;
}

/** setTimeout turns a longer delay into no delay at all. */
const longestTimer = 2 ** 31 - 1;

export const systemClock: RandomClock = {
  now: () => Date.now(),
  random: () => Math.random(),
  async sleep(milliseconds, signal) {
    try {
      await wait(Math.min(milliseconds, longestTimer), undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  },
};
