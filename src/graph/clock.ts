import { setTimeout as wait } from 'node:timers/promises';

/** Time and chance, so that tests can bring their own. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after that many milliseconds, or as soon as the signal is aborted; never rejects. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** At least 0, below 1. */
  random(): number;
}

/** setTimeout turns a longer delay into no delay at all. */
const longestTimer = 2 ** 31 - 1;

export const systemClock: Clock = {
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
