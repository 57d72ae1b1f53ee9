import type { Values } from '../model/change.js';
import type { Json } from '../model/json.js';

/** null: there is no such value, or none at all. */
export function valueAt(values: Values | null, name: string): Json {
  return values?.[name] ?? null;
}
