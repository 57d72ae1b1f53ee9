import type { Answer } from './answer.js';
import { TokenBucket, type WriteQuota } from './bucket.js';
import { backoff, parseRetryAfter } from './retry.js';
import { pause, type Run } from './run.js';

/** Lets writes through no faster than the service takes them. One for all writes of a connection. */
export interface Pace {
  /** Never ask for more than this at once. */
  readonly largest: number;
  /** Resolves when that many writes may be sent; first come, first served. Throws a Failure where the run ends first. */
  take(count: number): Promise<void>;
  giveBack(count: number): void;
  /** Learns from an answer, of a request or of an item: throttling pauses all writes, as the quota is one for all. */
  heed(answer: Answer, tries: number): void;
}

const waiting = 'waiting for the write quota';

export function createPace(quota: WriteQuota, run: Run): Pace {
  const { clock } = run;
  const bucket = new TokenBucket(quota, clock.now());
  let last: Promise<void> = Promise.resolve();
  const take = async (count: number) => {
    for (let wait = bucket.wait(count, clock.now()); wait > 0; wait = bucket.wait(count, clock.now())) {
      await pause(run, wait, waiting);
    }
    bucket.take(count, clock.now());
  };
  return {
    largest: Math.max(1, Math.floor(bucket.capacity)),
    take(count) {
      const turn = last.then(() => take(count));
      last = turn.catch(() => undefined);
      return turn;
    },
    giveBack: (count) => bucket.giveBack(count, clock.now()),
    heed(answer, tries) {
      const now = clock.now();
      const percentage = Number(answer.header('x-ms-throttle-limit-percentage') ?? 0);
      if (percentage > 1) bucket.slow(percentage, now);
      if (answer.status !== 429) return;
      const asked = parseRetryAfter(answer.header('retry-after'), now) ?? backoff(tries, clock.random());
      bucket.pause(now + asked, now);
    },
  };
}
