import type { Change } from '../../model/change.js';
import type { Desired } from '../../model/desired.js';
import type { GroupRecord } from '../../model/group.js';
import { idOfKey, keyedBy } from '../../model/key.js';
import type { Observation } from '../../model/observation.js';
import { effectiveState, isReachable } from '../../resources/group.js';

/** The groups that are on, or may be, once these changes are made; as they are then. */
export function reachedGroups(changes: readonly Change[], { groups }: Pick<Observation, 'groups'>): GroupRecord[] {
  const written = new Map(keyedBy('group', changes).map(({ key, after }) => [idOfKey(key), after]));
  if (written.size === 0) return groups.filter(mayBeOn);
  const then = (group: GroupRecord) => ({ ...group, ...written.get(group.id) }) as GroupRecord;
  return groups.map((group) => (written.has(group.id) ? then(group) : group)).filter(mayBeOn);
}

/** The IDs, sorted, of the groups whose members may matter: those that are on now or may be, and those that a policy switches on. */
export function groupsToExamine(
  desired: Pick<Desired, 'groups'> | null,
  { groups }: Pick<Observation, 'groups'>,
): string[] {
  const asked = (desired?.groups ?? []).filter(({ rule }) => rule.writeback === 'enabled').map(({ group }) => group.id);
  return [...new Set([...groups.filter(mayBeOn).map(({ id }) => id), ...asked])].sort();
}

/** Whether it is on, or may be: the documents disagree on what an unset value comes to. */
export function mayBeOn(group: GroupRecord): boolean {
  return isReachable(group) && effectiveState(group, 'disabled') !== 'off';
}
