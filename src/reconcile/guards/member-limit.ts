import { countNoun } from '../../model/count.js';
import type { GroupRecord } from '../../model/group.js';
import { groupKey } from '../../model/key.js';
import { enablesLimit } from '../../resources/sync-rule/find.js';
import { readsEveryGroup } from '../effects/reach.js';
import { sortByCount } from '../lint/member-counts.js';
import { reachedGroups } from '../lint/reached.js';
import type { Finding, Guard, Judged } from './guard.js';

/**
 * Refuses to enable the member-limit rule where it drops groups from Active Directory: those over its limit, and those of
 * which nobody knows, as they could be.
 */
export const memberLimit: Guard = { name: 'memberLimit', find };

function find(judged: Judged): Finding | null {
  const keys = judged.changes.filter(enablesLimit).map(({ key }) => key);
  if (keys.length === 0) return null;
  const counts = judged.observation.memberCounts;
  return counts === null ? refuseUncounted(judged, keys) : refuseCounted(judged, keys, counts);
}

const disable = 'write `syncRules.memberLimit: { state: disabled }`';

/** What the policy asks of the rule is nothing to an undo. */
function refuseUncounted(judged: Judged, keys: readonly string[]): Finding {
  const { observation, run } = judged;
  const groups = listReached(judged).length;
  const which = readsEveryGroup(observation.scope)
    ? countWrittenBack(groups)
    : 'the groups were not all read, any that is written back';
  const message = `The member-limit rule would be enabled and members are not counted: ${which} could be over 50,000 members and be dropped from Active Directory.`;
  const count = 'count them with --member-counts';
  const remedy = run.command === 'undo' ? count : `${count}, or ${disable}`;
  // Groups that were not read are there all the same.
  const objects = judged.effects.filter(({ causes }) => causes.some((cause) => keys.includes(cause))).length;
  return { count: Math.max(groups, objects, 1), limit: 0, keys, message, remedy };
}

function refuseCounted(
  judged: Judged,
  keys: readonly string[],
  counts: NonNullable<Judged['observation']['memberCounts']>,
): Finding | null {
  const { largest, over, uncounted } = sortByCount(listReached(judged), counts);
  const dropped = [...largest, ...over];
  const unread = readsEveryGroup(judged.observation.scope) ? 0 : 1;
  const count = dropped.length + Math.max(uncounted.length, unread);
  if (count === 0) return null;
  const said = [
    ...(dropped.length === 0 ? [] : [`drop ${countNoun(dropped.length, 'group')} of more than 50,000 members`]),
    ...(uncounted.length === 0 ? [] : [`could drop ${countNoun(uncounted.length, 'group')} of unknown size`]),
    ...(unread === 0 ? [] : ['could drop groups that were not read']),
  ];
  const message = `The member-limit rule would be enabled, and ${said.join(', and ')} from Active Directory.`;
  const groups = [...dropped, ...uncounted].sort().map(groupKey);
  return { count, limit: 0, keys: [...keys, ...groups], message, remedy: disable };
}

/** Those that are on now, or once all is written: the rule comes before groups are switched off. */
function listReached({ changes, observation }: Judged): readonly GroupRecord[] {
  const now = reachedGroups([], observation);
  const known = new Set(now.map(({ id }) => id));
  return [...now, ...reachedGroups(changes, observation).filter(({ id }) => !known.has(id))];
}

function countWrittenBack(groups: number): string {
  return `${countNoun(groups, 'group that is', 'groups that are')} written back`;
}
