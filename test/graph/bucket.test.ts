import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../src/graph/bucket.js';
import { fc } from '../support/fast-check.js';

const quota = { count: 3000, seconds: 150 };

describe('TokenBucket', () => {
  it('starts full but for one batch', () => {
    const bucket = new TokenBucket(quota, 0);
    expect(bucket.capacity).toBe(2980);
    expect(bucket.wait(20, 0)).toBe(0);
  });

  it('fills at the rate of the quota', () => {
    const bucket = new TokenBucket(quota, 0);
    bucket.take(2980, 0);
    expect(bucket.wait(20, 0)).toBe(1000);
    expect(bucket.wait(20, 400)).toBe(600);
    expect(bucket.wait(20, 1000)).toBe(0);
  });

  it('never holds more than it starts with', () => {
    const bucket = new TokenBucket(quota, 0);
    bucket.take(2980, 1_000_000);
    expect(bucket.wait(20, 1_000_000)).toBe(1000);
  });

  it('waits out a pause and has no burst saved up after it', () => {
    const bucket = new TokenBucket(quota, 0);
    bucket.pause(10_000, 0);
    expect(bucket.wait(20, 0)).toBe(10_000);
    expect(bucket.wait(200, 10_000)).toBe(0);
    expect(bucket.wait(220, 10_000)).toBe(1000);
  });

  it('keeps the longer of two pauses', () => {
    const bucket = new TokenBucket(quota, 0);
    bucket.pause(10_000, 0);
    bucket.pause(2000, 0);
    expect(bucket.wait(1, 5000)).toBe(5000);
  });

  it('is slower while the service says that it is beyond its limit', () => {
    const bucket = new TokenBucket(quota, 0);
    bucket.slow(2, 0);
    expect(bucket.wait(20, 0)).toBe(2000);
    expect(bucket.wait(20, 800)).toBe(1200);
    bucket.take(20, 10_000);
    expect(bucket.wait(125, 10_000)).toBe(2250);
  });

  it('takes back what was not sent', () => {
    const bucket = new TokenBucket(quota, 0);
    bucket.take(2980, 0);
    bucket.giveBack(20, 0);
    expect(bucket.wait(20, 0)).toBe(0);
  });

  it('lets a small quota through', () => {
    const bucket = new TokenBucket({ count: 1, seconds: 10 }, 0);
    bucket.take(1, 0);
    expect(bucket.wait(1, 0)).toBe(10_000);
  });

  it('never lets more through than the quota, whatever is asked when', () => {
    const steps = fc.array(
      fc.record({ count: fc.integer({ min: 1, max: 20 }), idle: fc.integer({ min: 0, max: 3000 }) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 60 }), steps, (count, seconds, asked) => {
        const bucket = new TokenBucket({ count, seconds }, 0);
        let now = 0;
        let sent = 0;
        for (const step of asked) {
          const size = Math.min(step.count, bucket.capacity);
          now += step.idle;
          now += bucket.wait(size, now);
          bucket.take(size, now);
          sent += size;
          expect(sent).toBeLessThanOrEqual(count + (count * now) / (seconds * 1000) + 1e-6);
        }
      }),
    );
  });

  it('is never waited for in vain', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 1e6 }), (count, now) => {
        const bucket = new TokenBucket(quota, 0);
        bucket.take(2980, now);
        expect(bucket.wait(count, now + bucket.wait(count, now))).toBe(0);
      }),
    );
  });
});
