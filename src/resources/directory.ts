import { groupBy } from '../model/group-by.js';
import type { AdGroup, DirectoryObservation, Reading } from '../model/server.js';
import type { DirectoryState } from '../model/status.js';

/** What AD holds, at hand by group ID and by objectGUID; a list is null where nobody knows what is in it. */
export interface DirectoryIndex {
  readonly live: AdGroupIndex | null;
  readonly deleted: AdGroupIndex | null;
}

interface AdGroupIndex {
  readonly byGroup: ReadonlyMap<string, readonly AdGroup[]>;
  readonly byGuid: ReadonlyMap<string, AdGroup>;
}

/** What AD holds of one group. */
export interface Twins {
  readonly live: readonly AdGroup[];
  readonly deleted: readonly AdGroup[];
}

/** Lists count only where a domain controller answered: without one an empty list means nothing. */
export function indexDirectory(directory: DirectoryObservation | null): DirectoryIndex {
  if (directory === null || !directory.domainController.known) return { live: null, deleted: null };
  return { live: indexGroups(directory.groups), deleted: indexGroups(directory.deletedGroups) };
}

/** The live and the deleted objects of a group, by objectGUID; null where either is unknown. */
export function twinsOf(groupId: string, { live, deleted }: DirectoryIndex): Twins | null {
  if (live === null || deleted === null) return null;
  return { live: live.byGroup.get(groupId) ?? [], deleted: deleted.byGroup.get(groupId) ?? [] };
}

/** Whether a live object of the group is there, whatever lies deleted; null where unknown. */
export function isLive(groupId: string, { live }: DirectoryIndex): boolean | null {
  return live?.byGroup.has(groupId) ?? null;
}

/** Most accounts cannot see what is deleted: a live object is told all the same, that there is none of either kind is not. */
export function directoryState(groupId: string, index: DirectoryIndex): DirectoryState {
  const twins = twinsOf(groupId, index);
  if (twins === null) return isLive(groupId, index) === true ? 'live' : 'unknown';
  if (twins.deleted.length === 0) return twins.live.length === 0 ? 'absent' : 'live';
  return twins.live.length === 0 ? 'deleted' : 'liveAndDeleted';
}

/** One object, wherever it is found. */
export function adGroupOf(
  objectGuid: string,
  { live, deleted }: DirectoryIndex,
): { readonly isDeleted: boolean; readonly object: AdGroup } | null {
  const alive = live?.byGuid.get(objectGuid);
  if (alive !== undefined) return { isDeleted: false, object: alive };
  const gone = deleted?.byGuid.get(objectGuid);
  return gone === undefined ? null : { isDeleted: true, object: gone };
}

function indexGroups(reading: Reading<readonly AdGroup[]>): AdGroupIndex | null {
  if (!reading.known) return null;
  const byGroup = groupBy(reading.value.toSorted(byObjectGuid), ({ groupId }) => groupId);
  return { byGroup, byGuid: new Map(reading.value.map((object) => [object.objectGuid, object])) };
}

function byObjectGuid(a: AdGroup, b: AdGroup): number {
  return a.objectGuid < b.objectGuid ? -1 : 1;
}
