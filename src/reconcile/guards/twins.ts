import type { GroupRecord } from '../../model/group.js';
import { adGroupKey } from '../../model/key.js';
import type { AdGroup } from '../../model/server.js';
import { indexDirectory, type Twins, twinsOf } from '../../resources/directory.js';
import type { Judged } from './guard.js';
import { switchedGroups } from './switched.js';

/** A group that the plan switches on while objects of it lie deleted. */
export interface DeletedTwin {
  readonly group: GroupRecord;
  /** What has to be restored first; null: a person must choose. */
  readonly wanted: AdGroup | null;
  readonly twins: Twins;
}

/**
 * Groups that the plan switches on without bringing back what lies deleted of them. Judged by the restores that the plan
 * holds, not by what the policy promises: `--only` may have left them out, and an undo has none. Empty where Active
 * Directory could not be read whole.
 */
export function deletedTwins(judged: Judged): DeletedTwin[] {
  const { changes, observation, policy } = judged;
  const { on } = switchedGroups(judged);
  if (on.length === 0) return [];
  const index = indexDirectory(observation.connect?.directory ?? null);
  const restored = new Set(changes.filter(({ action }) => action === 'restore').map(({ key }) => key));
  return on.flatMap((group) => {
    const twins = twinsOf(group.id, index);
    if (twins === null || isSettled(twins, policy.activeDirectory.restore[group.id], restored)) return [];
    return [{ group, wanted: wantedTwin(twins, policy.activeDirectory.restore[group.id]), twins }];
  });
}

function isSettled({ live, deleted }: Twins, chosen: string | undefined, restored: ReadonlySet<string>): boolean {
  if (deleted.length === 0 || live.some(({ objectGuid }) => objectGuid === chosen)) return true;
  const wanted = wantedTwin({ live, deleted }, chosen);
  return wanted !== null && restored.has(adGroupKey(wanted.objectGuid));
}

/** The only one, or the one that the policy names. */
function wantedTwin({ live, deleted }: Twins, chosen: string | undefined): AdGroup | null {
  const [only, ...others] = deleted;
  if (only !== undefined && others.length === 0 && live.length === 0) return only;
  return deleted.find(({ objectGuid }) => objectGuid === chosen) ?? null;
}
