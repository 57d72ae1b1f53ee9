import { describe, expect, it } from 'vitest';
import { backoff, isPassing, isUncertain, parseRetryAfter } from '../../src/graph/retry.js';

const now = Date.parse('2026-11-22T12:00:00Z');

describe('parseRetryAfter', () => {
  it.each([
    ['10', 10_000],
    ['0', 0],
    ['3600', 3_600_000],
    ['1.5', 1500],
    ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['', null],
    ['-5', null],
    [null, null],
  ])('reads %s as %s milliseconds', (text, expected) => {
    expect(parseRetryAfter(text, now)).toBe(expected);
  });
});

describe('backoff', () => {
  it.each([
    [1, 1, 500],
    [1, 0, 250],
    [2, 1, 1000],
    [5, 1, 8000],
    [7, 1, 30_000],
    [50, 0, 15_000],
  ])('after %s tries and chance %s waits %s milliseconds', (tries, random, expected) => {
    expect(backoff(tries, random)).toBe(expected);
  });
});

describe('statuses', () => {
  it('knows which may pass, and that a throttled request had no effect', () => {
    const statuses = [200, 400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504];
    expect(statuses.filter(isPassing)).toEqual([408, 429, 500, 502, 503, 504]);
    expect(statuses.filter(isUncertain)).toEqual([408, 500, 502, 503, 504]);
  });
});
