import { type Change, groupKey } from '../../model/change.js';
import { defaultType } from '../../resources/group.js';
import type { Finding, Guard, Judged } from './guard.js';

/** Refuses to turn security types into distribution ones: that takes the group's SID out of tokens. */
export const maxRetypes: Guard = { name: 'maxRetypes', find };

function find({ changes, desired, policy }: Judged): Finding | null {
  const keys = lostSecurity({ changes, desired });
  const limit = policy.safety.maxRetypes;
  const message = `${keys.length} group${keys.length === 1 ? '' : 's'} would turn from a security type into a distribution type, which takes the SID out of every token; ${limit} may.`;
  return { count: keys.length, limit, keys, message, remedy: 'raise `safety.maxRetypes`, or leave the type as it is' };
}

/** Keys of the groups that turn from a security type into a distribution type. */
export function lostSecurity({ changes, desired }: Pick<Judged, 'changes' | 'desired'>): string[] {
  const candidates = changes.filter(({ after }) => isDistribution(after?.onPremisesGroupType));
  if (candidates.length === 0) return [];
  const defaults = new Map(desired.groups.map(({ group }) => [groupKey(group.id), defaultType(group)]));
  return candidates.filter((change) => isSecurity(typeBefore(change, defaults))).map(({ key }) => key);
}

function typeBefore(change: Change, defaults: ReadonlyMap<string, string>): unknown {
  return change.before?.onPremisesGroupType ?? defaults.get(change.key);
}

function isDistribution(type: unknown): boolean {
  return typeof type === 'string' && type.toLowerCase() === 'universaldistributiongroup';
}

function isSecurity(type: unknown): boolean {
  return typeof type === 'string' && !isDistribution(type);
}
