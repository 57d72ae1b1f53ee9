import type { Change } from '../../model/change.js';
import { tellsAbsence } from '../../model/directory-place.js';
import { adGroupKey } from '../../model/key.js';
import type { Observation } from '../../model/observation.js';
import type { AdGroup } from '../../model/server.js';
import { restoresByGroup } from '../../resources/ad-group.js';
import { indexDirectory } from '../../resources/directory.js';
import type { Situation } from './situation.js';

/** What AD holds of groups, the objects counted in that these changes restore. */
export interface Holdings {
  of(groupId: string): Pick<Situation, 'held' | 'twin'>;
  /** Keys of the changes that restore an object, by the ID of its group. */
  readonly restores: ReadonlyMap<string, readonly string[]>;
  /** The objects that live, or will once they are restored. */
  objectsOf(groupId: string): readonly AdGroup[];
  /** IDs of the groups of which AD is known to hold a live object. */
  readonly live: ReadonlySet<string>;
  /** Whether AD is known to hold no others. */
  readonly isWhole: boolean;
}

export function holdingsOf({ connect }: Pick<Observation, 'connect'>, changes: readonly Change[]): Holdings {
  const { live, deleted } = indexDirectory(connect?.directory ?? null);
  const isOwn = connect !== null && tellsAbsence(connect);
  const isWhole = live !== null && isOwn;
  const restores = restoresByGroup(changes);
  const restored = new Set([...restores.values()].flat());
  return {
    live: new Set(live?.byGroup.keys() ?? []),
    isWhole,
    restores,
    objectsOf: (groupId) => [
      ...(live?.byGroup.get(groupId) ?? []),
      ...(deleted?.byGroup.get(groupId) ?? []).filter(({ objectGuid }) => restored.has(adGroupKey(objectGuid))),
    ],
    of(groupId) {
      if (restores.has(groupId) || live?.byGroup.has(groupId)) return { held: 'live', twin: 'none' };
      const isDeleted = deleted?.byGroup.has(groupId) === true;
      const twin = isDeleted ? 'deleted' : deleted !== null && isOwn ? 'none' : 'unknown';
      return { held: isWhole ? 'none' : 'unknown', twin };
    },
  };
}
