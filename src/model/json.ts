export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type JsonObject = Readonly<Record<string, unknown>>;

/** Of parsed JSON: neither a list nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Leaves a member out; `holder` is the name under which its object, or the list that it is in, is held (`''` at the top). */
export type Skip = (name: string, holder: string) => boolean;

/** JSON with the members of every object in code-unit order: equal values give equal bytes. */
export function canonicalJson(value: unknown, skip: Skip = () => false): string {
  return write(value, '', skip);
}

function write(value: unknown, holder: string, skip: Skip): string {
  if (Array.isArray(value)) return `[${value.map((item) => write(item, holder, skip)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([name, item]) => item !== undefined && !skip(name, holder))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => `${JSON.stringify(name)}:${write(item, name, skip)}`);
  return `{${members.join(',')}}`;
}
