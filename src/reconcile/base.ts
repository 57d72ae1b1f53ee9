import { groupKey } from '../model/change.js';
import type { Desired } from '../model/desired.js';
import type { BaseComparison } from '../model/plan.js';

/** Which groups a policy releases, captures or no longer protects, compared with another one on the same observation. */
export function compareWithBase(desired: Desired, base: Desired): BaseComparison {
  return {
    policyDigest: base.policyDigest,
    released: without(managedIds(base), new Set(managedIds(desired))),
    captured: without(managedIds(desired), new Set(managedIds(base))),
    noLongerProtected: without([...base.protectedIds], desired.protectedIds),
  };
}

function managedIds(desired: Desired): string[] {
  return desired.groups.map(({ group }) => group.id);
}

function without(ids: readonly string[], others: ReadonlySet<string>): string[] {
  return ids
    .filter((id) => !others.has(id))
    .sort()
    .map(groupKey);
}
