import type { Change } from '../model/change.js';
import { tellsAbsence } from '../model/directory-place.js';
import type { Effect } from '../model/effect.js';
import { adGroupKey, idOfKey } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import type { AdGroup } from '../model/server.js';
import { type DirectoryIndex, indexDirectory } from '../resources/directory.js';
import { isDistributionType, isSecurityType } from '../resources/group-type.js';

/** An AD object that is not as the effects said, and in which way. */
export interface Surprise {
  /** As effects call it. */
  readonly object: string;
  readonly what: 'is gone' | 'has another type' | 'is still there' | 'was not created' | 'has the type that it had';
}

/** What was written, and what was said of it. */
export interface Said {
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
  /** Keys of the changes that are written. */
  readonly written: ReadonlySet<string>;
}

/**
 * What AD did after a finished synchronisation that nobody said, object by object: one that is gone, or of another type,
 * though nothing written was to do that, a restored one included; and one that is there, not there, or as it was, though
 * all that was to change that is written. By object. null: nobody can tell, for AD was not read by a server of the domain
 * that groups are written to.
 */
export function findSurprises(said: Said, before: Observation, after: Observation): Surprise[] | null {
  const is = readAd(after);
  const was = readAd(before);
  if (is === null || was === null || after.connect?.directory?.provenance !== 'server') return null;
  const surprises = [...findHarmed(said, was, is), ...findUnmet(said, is)];
  return surprises.toSorted((a, b) => (a.object < b.object ? -1 : 1));
}

/**
 * The same without a reading of before: only what the effects of these changes said is held against AD, an object that was
 * to stay included where the plan knew what AD held.
 */
export function findUnfulfilled(said: Said, knewAd: boolean, after: Observation): Surprise[] | null {
  const is = readAd(after);
  if (is === null) return null;
  const stays = said.effects.filter(({ effect, causes }) => knewAd && effect === 'orphan' && isWhole(causes, said));
  const gone = stays.filter(({ object }) => !is.byGroup.has(idOfKey(object)));
  return [...gone.map(({ object }): Surprise => ({ object, what: 'is gone' })), ...findUnmet(said, is)];
}

type Live = NonNullable<DirectoryIndex['live']>;

/** The live objects; null where they could not be read, or where what is not among them may be elsewhere. */
function readAd({ connect }: Observation): Live | null {
  return connect !== null && tellsAbsence(connect) ? indexDirectory(connect.directory).live : null;
}

/** Objects that lived, or were brought back, and fare worse than anything written was to make them. */
function findHarmed({ changes, effects, written }: Said, was: Live, is: Live): Surprise[] {
  const touched = effects.filter(({ causes }) => causes.some((key) => written.has(key)));
  const groupsOf = (kind: Effect['effect']) =>
    new Set(touched.filter(({ effect }) => effect === kind).map(({ object }) => idOfKey(object)));
  const [doomed, retyped] = [groupsOf('delete'), groupsOf('retype')];
  const restored = changes.filter(({ key, action }) => action === 'restore' && written.has(key));
  const gone = [
    ...[...was.byGuid].map(([guid, { groupId }]) => ({ guid, groupId })),
    ...restored.map(({ key, before }) => ({ guid: idOfKey(key), groupId: String(before?.groupId) })),
  ].filter(({ guid, groupId }) => !is.byGuid.has(guid) && !doomed.has(groupId));
  const changed = [...was.byGuid.values()].filter(
    (object) => !retyped.has(object.groupId) && isOtherType(object, is.byGuid.get(object.objectGuid)),
  );
  const objects = new Map<string, Surprise['what']>();
  for (const { groupId } of changed) objects.set(adGroupKey(groupId), 'has another type');
  for (const { groupId } of gone) objects.set(adGroupKey(groupId), 'is gone');
  return [...objects].map(([object, what]) => ({ object, what }));
}

function isOtherType({ groupType }: AdGroup, now: AdGroup | undefined): boolean {
  if (groupType === null || now === undefined || now.groupType === null) return false;
  return isSecurityType(groupType) !== isSecurityType(now.groupType);
}

/** What all that causes it is written for, and what has not come about. */
function findUnmet(said: Said, is: Live): Surprise[] {
  const types = new Map(said.changes.map(({ key, after }) => [key, after?.onPremisesGroupType]));
  return said.effects
    .filter(({ causes }) => isWhole(causes, said))
    .flatMap(({ object, effect, causes }): Surprise[] => {
      const live = is.byGroup.get(idOfKey(object)) ?? [];
      if (effect === 'delete' && live.length > 0) return [{ object, what: 'is still there' }];
      if (effect === 'create' && live.length === 0) return [{ object, what: 'was not created' }];
      const type = causes.map((key) => types.get(key)).find((one) => typeof one === 'string');
      if (effect !== 'retype' || typeof type !== 'string') return [];
      const isSecurity = !isDistributionType(type);
      const isOld = live.some(({ groupType }) => groupType !== null && isSecurityType(groupType) !== isSecurity);
      return isOld ? [{ object, what: 'has the type that it had' }] : [];
    });
}

function isWhole(causes: readonly string[], { written }: Said): boolean {
  return causes.every((key) => written.has(key));
}
