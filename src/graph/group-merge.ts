import type { Change, Values } from '../model/change.js';
import type { WritebackConfiguration } from '../model/group.js';
import type { Json } from '../model/json.js';

const members = ['isEnabled', 'onPremisesGroupType'] as const;

/** What a group as it is now says about a change to it. */
export type Verdict = 'done' | 'due' | 'stale';

/** Looks only at the members that the change names. */
export function judge(change: Change, live: WritebackConfiguration): Verdict {
  if (agrees(change.after, live)) return 'done';
  return agrees(change.before, live) ? 'due' : 'stale';
}

/** The letter case of types is not stable in Graph's answers. */
function agrees(values: Values | null, live: WritebackConfiguration): boolean {
  return members.every((name) => {
    if (values === null || !(name in values)) return true;
    return fold(values[name] ?? null) === fold(live[name]);
  });
}

function fold(value: Json): Json {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/**
 * The complex value to send: every member that is known and not null, ours changed, so that a service which merges and
 * one which replaces come to the same. The only null ever sent is an `isEnabled` that an undo brings back, unless
 * `insteadOfNull` is to stand for it.
 */
export function mergeGroup(
  change: Change,
  live: WritebackConfiguration,
  insteadOfNull: boolean | null,
): { [name: string]: Json } {
  const after = change.after ?? {};
  const merged: { [name: string]: Json } = {};
  for (const name of members) {
    const value = name in after ? (after[name] ?? null) : live[name];
    if (value !== null) merged[name] = value;
  }
  if (after.isEnabled === null) merged.isEnabled = insteadOfNull;
  return merged;
}
