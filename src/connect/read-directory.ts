import type { AdGroup, DirectoryObservation } from '../model/server.js';
import { normalizeDate, normalizeGuid } from './normalize.js';
import type { CollectAnswer, RawAdGroup, RawDirectory } from './protocol.js';
import { itself, toReading } from './reading.js';

/** What an answer says of Active Directory. */
export function normalizeDirectory(
  directory: RawDirectory,
  { collectedAt }: CollectAnswer,
  known: Pick<DirectoryObservation, 'askedThrough' | 'provenance'>,
): DirectoryObservation {
  return {
    ...known,
    collectedAt: normalizeDate(collectedAt),
    domainController: toReading(directory.domainController, itself),
    namingContext: toReading(directory.namingContext ?? unsaid, itself),
    recycleBin: toReading(directory.recycleBin, itself),
    deletedObjectLifetime: toReading(directory.deletedObjectLifetime, itself),
    groups: toReading(directory.groups, normalizeAdGroups),
    deletedGroups: toReading(directory.deletedGroups, normalizeAdGroups),
  };
}

const unsaid = { ok: false, error: 'collected by an earlier version of the script, which did not say' } as const;

const written = /^Group_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** Each object once, and only what group writeback wrote: an administrator may have put anything into adminDescription. */
function normalizeAdGroups(raws: readonly RawAdGroup[]): readonly AdGroup[] {
  const groups = new Map<string, AdGroup>();
  for (const raw of raws) {
    const groupId = written.exec(raw.adminDescription)?.[1];
    const objectGuid = normalizeGuid(raw.objectGuid);
    if (groupId === undefined || groups.has(objectGuid)) continue;
    groups.set(objectGuid, normalizeAdGroup(raw, objectGuid, groupId.toLowerCase()));
  }
  return [...groups.values()];
}

function normalizeAdGroup(raw: RawAdGroup, objectGuid: string, groupId: string): AdGroup {
  return {
    objectGuid,
    groupId,
    distinguishedName: raw.distinguishedName,
    objectSid: raw.objectSid,
    groupType: raw.groupType,
    whenCreated: raw.whenCreated === null ? null : normalizeDate(raw.whenCreated),
    whenChanged: raw.whenChanged === null ? null : normalizeDate(raw.whenChanged),
    lastKnownParent: raw.lastKnownParent,
  };
}
