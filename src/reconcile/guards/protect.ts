import { groupKey, settingKey } from '../../model/change.js';
import { effectiveState } from '../../resources/group.js';
import { readNewGroupDefault } from '../../resources/setting.js';
import { project } from '../project.js';
import type { Finding, Guard, Judged } from './guard.js';

/** Refuses to switch off a group that any rule protects, whatever the rule order, or that the base policy protected. */
export const protect: Guard = { name: 'protect', find };

function find(judged: Judged): Finding | null {
  const ids = new Set([...judged.desired.protectedIds, ...(judged.base?.protectedIds ?? [])]);
  const guarded = new Set([...ids].map(groupKey));
  const offWithout = notOnWithoutValue(judged, ids);
  const keys = judged.changes
    .filter(({ key }) => guarded.has(key))
    .filter(({ key, after }) => after?.isEnabled === false || (after?.isEnabled === null && offWithout.has(key)))
    .map(({ key }) => key);
  const message = `${keys.length} protected group${keys.length === 1 ? '' : 's'} would no longer be written back.`;
  const remedy = 'Let a rule that enables them come first, or remove `protect: true` in a change of its own.';
  return { count: keys.length, limit: 0, keys, message, remedy };
}

/** Protected groups that would not be on without a value of their own, once the default is as the plan leaves it: only an undo takes values away. */
function notOnWithoutValue({ changes, observation }: Judged, ids: ReadonlySet<string>): ReadonlySet<string> {
  const { setting } = project(
    changes.filter(({ key }) => key === settingKey),
    observation,
  );
  const state = setting === null ? 'disabled' : readNewGroupDefault(setting).state;
  const without = observation.groups
    .filter(({ id }) => ids.has(id))
    .filter((group) => effectiveState({ ...group, isEnabled: null }, state) !== 'on');
  return new Set(without.map(({ id }) => groupKey(id)));
}
