import type { Answer } from './answer.js';

/** How often a request is tried before a passing fault counts as lasting. */
export const maxTries = 6;

/** Statuses that pass: throttling, and a service that is not itself. */
const passing: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504, 507, 509]);

export function isPassing(status: number): boolean {
  return passing.has(status);
}

/** After these a request may have had its effect all the same. */
export function isUncertain(status: number): boolean {
  return status !== 429 && isPassing(status);
}

/** Milliseconds before the next try, from half to all of 0.5 s, 1 s, 2 s … 30 s. `tries` counts those made, from 1. */
export function backoff(tries: number, random: number): number {
  const full = Math.min(500 * 2 ** (tries - 1), 30_000);
  return full / 2 + (full / 2) * random;
}

/** `Retry-After` in milliseconds from now; null where it is absent or not understood. Seconds or an HTTP date (RFC 9110, 10.2.3). */
export function parseRetryAfter(text: string | null, now: number): number | null {
  if (text === null) return null;
  if (/^\s*\d+(\.\d+)?\s*$/.test(text)) return Number(text) * 1000;
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** What the service asks for, however long, or our own back-off where it asks for nothing. */
export function waitBefore(answer: Answer | null, tries: number, now: number, random: number): number {
  const asked = answer === null ? null : parseRetryAfter(answer.header('retry-after'), now);
  return asked === null || asked === 0 ? backoff(tries, random) : asked;
}
