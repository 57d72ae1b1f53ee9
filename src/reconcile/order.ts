import type { Change } from '../model/change.js';
import { kindOf } from '../resources/index.js';
import { phases } from '../resources/kind.js';

/** Changes in the order in which they are written: by phase, then by key. */
export function orderChanges(changes: readonly Change[]): Change[] {
  return changes
    .map((change) => ({ change, rank: phases.indexOf(kindOf(change.key).phase(change)) }))
    .sort((a, b) => a.rank - b.rank || (a.change.key < b.change.key ? -1 : 1))
    .map(({ change }) => change);
}
