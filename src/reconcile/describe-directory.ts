import type { Observation } from '../model/observation.js';
import type { Explanation } from '../model/report.js';
import { directoryState, indexDirectory } from '../resources/directory.js';

/** What AD holds of one group: its state, and every object that could be seen of it, live ones first. */
export function describeDirectory(
  groupId: string,
  { connect }: Pick<Observation, 'connect'>,
): Pick<Explanation, 'activeDirectory' | 'adGroups'> {
  const index = indexDirectory(connect?.directory ?? null);
  const live = index.live?.byGroup.get(groupId) ?? [];
  const deleted = index.deleted?.byGroup.get(groupId) ?? [];
  return {
    activeDirectory: directoryState(groupId, index),
    adGroups: [
      ...live.map((object) => ({ ...object, deleted: false })),
      ...deleted.map((object) => ({ ...object, deleted: true })),
    ],
  };
}
