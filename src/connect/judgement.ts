import type { Change, Values } from '../model/change.js';
import type { Json } from '../model/json.js';

/** Where a change stands: still to be done, already done, overtaken by somebody, or nobody can tell. */
export type Standing =
  | { readonly state: 'before' | 'after' }
  | { readonly state: 'other' | 'unknown'; readonly why: string };

export type Same = (key: string, a: Values | null, b: Values | null) => boolean;

/** Compares what is there with both ends of a change. */
export function judge(change: Change, live: Values | null, same: Same): Standing {
  if (same(change.key, live, change.after)) return { state: 'after' };
  if (same(change.key, live, change.before)) return { state: 'before' };
  return { state: 'other', why: 'what is there is neither as planned nor as wanted' };
}

/** What a rule or scheduler holds of the values that a change is about. */
export function valuesFor({ before, after }: Change, live: object): Values {
  const held: Readonly<Record<string, Json>> = JSON.parse(JSON.stringify(live));
  const names = new Set([before, after].flatMap((values) => Object.keys(values ?? {})));
  return Object.fromEntries([...names].map((name) => [name, held[name] ?? null]));
}
