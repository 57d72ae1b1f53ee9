import type { Desired } from '../model/desired.js';
import { groupKey } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import type { BaseComparison, NamedKey } from '../model/plan.js';

/** Which groups a policy releases, captures or no longer protects, compared with another one on the same observation. */
export function compareWithBase(
  desired: Desired,
  base: Desired,
  { groups }: Pick<Observation, 'groups'>,
): BaseComparison {
  const differences = {
    released: without(managedIds(base), new Set(managedIds(desired))),
    captured: without(managedIds(desired), new Set(managedIds(base))),
    noLongerProtected: without([...base.protectedIds], desired.protectedIds),
  };
  const shown = new Set(Object.values(differences).flat());
  const names = new Map(groups.filter(({ id }) => shown.has(id)).map(({ id, displayName }) => [id, displayName]));
  const name = (ids: readonly string[]): NamedKey[] =>
    ids.map((id) => ({ key: groupKey(id), displayName: names.get(id) ?? null }));
  return {
    policyDigest: base.policyDigest,
    released: name(differences.released),
    captured: name(differences.captured),
    noLongerProtected: name(differences.noLongerProtected),
  };
}

function managedIds(desired: Desired): string[] {
  return desired.groups.map(({ group }) => group.id);
}

function without(ids: readonly string[], others: ReadonlySet<string>): string[] {
  return ids.filter((id) => !others.has(id)).sort();
}
