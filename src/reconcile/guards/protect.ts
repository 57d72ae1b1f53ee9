import { groupKey, settingKey, type Values } from '../../model/change.js';
import { effectiveState } from '../../resources/group.js';
import { readNewGroupDefault } from '../../resources/setting.js';
import { project } from '../project.js';
import type { Finding, Guard, Judged } from './guard.js';
import { lostSecurity } from './max-retypes.js';

/**
 * Refuses to switch off a group that any rule protects, whatever the rule order, or that the base policy protected; and
 * to take its security type away.
 */
export const protect: Guard = { name: 'protect', find };

function find(judged: Judged): Finding | null {
  const ids = new Set([...judged.desired.protectedIds, ...(judged.base?.protectedIds ?? [])]);
  const guarded = new Set([...ids].map(groupKey));
  const offWithout = notOnWithoutValue(judged, ids);
  const retyped = new Set(lostSecurity(judged));
  const keys = judged.changes
    .filter(({ key }) => guarded.has(key))
    .filter(({ key, after }) => isOff(after, offWithout.has(key)) || retyped.has(key))
    .map(({ key }) => key);
  const message = `${keys.length} protected group${keys.length === 1 ? '' : 's'} would no longer be written back, or lose the security type.`;
  const remedy = 'Let a rule that enables them come first, or remove `protect: true` in a change of its own.';
  return { count: keys.length, limit: 0, keys, message, remedy };
}

function isOff(after: Values | null, offWithoutValue: boolean): boolean {
  return after?.isEnabled === false || (after?.isEnabled === null && offWithoutValue);
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
