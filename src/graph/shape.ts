/** Narrowing of parsed JSON. */
export function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

export function isFlagOrNull(value: unknown): value is boolean | null {
  return value === null || typeof value === 'boolean';
}
