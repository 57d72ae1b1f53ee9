import type { Change, Values } from '../model/change.js';
import { countNoun } from '../model/count.js';
import type { Desired } from '../model/desired.js';
import type { GroupRecord } from '../model/group.js';
import { groupBy } from '../model/group-by.js';
import { adGroupKey, groupKey, idOfKey, isKeyOf } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import type { Warning } from '../model/plan.js';
import type { DirectoryAsked } from '../model/policy.js';
import { type AdGroup, type DirectoryObservation, mapReading } from '../model/server.js';
import { adGroupOf, indexDirectory, type Twins, twinsOf } from './directory.js';
import { switchedOn } from './group.js';
import type { Diff, Indexed, ResourceKind } from './kind.js';
import { lowerCase } from './same.js';

/**
 * Deleted AD objects that are restored before their group is written back again: without that the group gets a new object
 * with another SID (docs/sources.md#ad-objects). Nothing else of AD is ever written.
 */
export const adGroupResource: ResourceKind = {
  owns: (key) => isKeyOf('adGroup', key),
  diff: diffAdGroups,
  phase: () => 'adRestores',
  live: liveValues,
  same: sameObject,
  project: (change, observation) => projectRestores([change], observation),
};

function diffAdGroups(desired: Desired, observation: Observation): Diff {
  const asked = desired.connect?.activeDirectory;
  const { changes, warnings } =
    asked === undefined || observation.connect === null
      ? nothing
      : planRestores(switchedOn(desired, observation), asked, observation.connect.directory);
  return { changes, warnings, unchanged: 0, facts: [] };
}

/** AD as it is after these restores; what is not there to be restored stays away. */
export function projectRestores(changes: readonly Change[], observation: Observation): Observation {
  const { connect } = observation;
  if (changes.length === 0 || !connect?.directory) return observation;
  const index = indexDirectory(connect.directory);
  const found = new Set<AdGroup>();
  for (const { key } of changes) {
    const one = adGroupOf(idOfKey(key), index);
    if (one?.isDeleted) found.add(one.object);
  }
  const { groups, deletedGroups } = connect.directory;
  const directory: DirectoryObservation = {
    ...connect.directory,
    groups: mapReading(groups, (live) => [...live, ...[...found].map(revive)]),
    deletedGroups: mapReading(deletedGroups, (deleted) => deleted.filter((object) => !found.has(object))),
  };
  return { ...observation, connect: { ...connect, directory } };
}

type Restores = Pick<Diff, 'changes' | 'warnings'>;

const nothing: Restores = { changes: [], warnings: [] };

/**
 * The deleted twin of each group that is going to be switched on, where the policy permits to restore it. Which one of
 * several is a person's choice: without an entry in `activeDirectory.restore` nothing is planned, and a guard refuses.
 */
export function planRestores(
  groups: readonly GroupRecord[],
  asked: DirectoryAsked,
  directory: DirectoryObservation | null,
): Restores {
  const index = indexDirectory(directory);
  const unknown: string[] = [];
  const changes: Change[] = [];
  for (const group of groups) {
    const twins = twinsOf(group.id, index);
    const chosen = twins && chooseTwin(twins, group.id, asked);
    if (twins === null) unknown.push(groupKey(group.id));
    if (chosen !== null) changes.push(restore(chosen, group, asked));
  }
  return { changes, warnings: unknown.length === 0 ? [] : [warnOfUnknown(unknown.sort())] };
}

/** The one to restore: a live object that was chosen is there already. */
function chooseTwin(
  { live, deleted }: Twins,
  groupId: string,
  { restore, restoreDeleted }: DirectoryAsked,
): AdGroup | null {
  const named = Object.hasOwn(restore, groupId) ? restore[groupId] : undefined;
  if (named !== undefined) return deleted.find(({ objectGuid }) => objectGuid === named) ?? null;
  const [only, ...others] = deleted;
  const single = only !== undefined && others.length === 0 && live.length === 0;
  return single && restoreDeleted ? only : null;
}

function restore(twin: AdGroup, { displayName }: GroupRecord, { source }: DirectoryAsked): Change {
  const { objectGuid, groupId } = twin;
  return {
    key: adGroupKey(objectGuid),
    action: 'restore',
    before: describeObject(twin, true),
    after: { isDeleted: false, groupId },
    effect: 'unknown',
    displayName,
    source,
    requires: [],
  };
}

/** The keys of the changes that restore an object, by the ID of its group. */
export function restoresByGroup(changes: readonly Change[]): ReadonlyMap<string, readonly string[]> {
  const restores = changes.filter(({ action }) => action === 'restore');
  const byGroup = groupBy(restores, ({ before }) => String(before?.groupId));
  return new Map([...byGroup].map(([groupId, found]) => [groupId, found.map(({ key }) => key)]));
}

function describeObject(
  { distinguishedName, lastKnownParent, objectSid, groupId }: AdGroup,
  isDeleted: boolean,
): Values {
  return { isDeleted, distinguishedName, lastKnownParent, objectSid, groupId };
}

function warnOfUnknown(keys: readonly string[]): Warning {
  const groups = countNoun(keys.length, 'group that gets', 'groups that get');
  const message = `Whether Active Directory holds deleted objects of ${groups} enabled is not known: one that lies deleted is not restored, and its group gets a new object with another SID.`;
  return { code: 'deletedTwinsUnknown', message, keys };
}

function liveValues(key: string, names: readonly string[], { directory }: Indexed): Values | null {
  const found = adGroupOf(idOfKey(key), directory);
  if (found === null) return null;
  const values = describeObject(found.object, found.isDeleted);
  return Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
}

/** A restored object has another name and parent than the deleted one: whose it is and whether it lives is what counts. */
function sameObject(a: Values | null, b: Values | null): boolean {
  if (a === null || b === null) return a === b;
  return a.isDeleted === b.isDeleted && lowerCase(a.groupId) === lowerCase(b.groupId);
}

/** Back under its old name below its old parent: what Restore-ADObject does unless told otherwise. */
function revive(object: AdGroup): AdGroup {
  const [name] = object.distinguishedName.split(deletedMark);
  return { ...object, distinguishedName: `${name},${object.lastKnownParent}`, lastKnownParent: null };
}

/** A line feed, which tools print as `\0A`, ends the old name of a deleted object (docs/sources.md#ad-objects). */
const deletedMark = /(?:\n|\\0A)DEL:/;
