import type { Values } from '../model/change.js';

/** Compares the same names on both sides; null (no resource) equals only null. */
export function sameValues(a: Values | null, b: Values | null, same: (x: unknown, y: unknown) => boolean): boolean {
  if (a === null || b === null) return a === b;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => name in b && same(a[name], b[name]));
}
