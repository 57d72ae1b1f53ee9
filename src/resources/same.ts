import equal from 'fast-deep-equal';
import type { Values } from '../model/change.js';

/** One value in the spelling in which it is compared. */
export type Normalize = (value: unknown) => unknown;

/** Normalises both sides, then compares them; null (no resource) equals only null. */
export function sameValues(a: Values | null, b: Values | null, normalize: Normalize): boolean {
  return equal(normalizeValues(a, normalize), normalizeValues(b, normalize));
}

/** For values that come back in any letter case. */
export function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function normalizeValues(values: Values | null, normalize: Normalize): unknown {
  return values && Object.fromEntries(Object.entries(values).map(([name, value]) => [name, normalize(value)]));
}
