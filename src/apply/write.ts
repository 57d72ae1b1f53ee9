import type { Change } from '../model/change.js';
import { groupKey, keyType, serverOf, settingKey } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import type { Write } from '../model/ports.js';
import { project } from '../reconcile/project.js';
import { effectiveState } from '../resources/group.js';
import { defaultState } from '../resources/setting.js';

/** Every change with what was observed of its target, by key. */
export function prepareWrites(changes: readonly Change[], observation: Observation): Map<string, Write> {
  const groups = new Map(observation.groups.map((group) => [groupKey(group.id), group]));
  const readAt = Date.parse(observation.observedAt);
  const standing = newGroupDefault(changes, observation);
  return new Map(changes.map((change) => [change.key, prepare(change)]));

  function prepare(change: Change): Write {
    if (change.key === settingKey) return { resource: 'setting', change, live: settingOf(observation) };
    const type = keyType(change.key);
    if (type === 'syncRule' || type === 'scheduler') return { resource: type, change, server: serverOf(change.key) };
    if (type === 'adGroup')
      return { resource: type, change, groupId: String((change.before ?? change.after)?.groupId) };
    const live = groups.get(change.key);
    if (live === undefined) throw new Error(`${change.key} was planned but not observed`);
    const write = { resource: 'group', change, live, readAt } as const;
    if (change.after?.isEnabled !== null) return write;
    // What the null means, for a service that refuses it.
    const state = effectiveState({ ...live, isEnabled: null }, standing);
    return state === 'unset' ? write : { ...write, insteadOfNull: state === 'on' };
  }
}

/** The tenant's default as this run leaves it: an undo enables it again before groups lose their own value. */
function newGroupDefault(changes: readonly Change[], observation: Observation) {
  const own = changes.filter(({ key }) => key === settingKey);
  return defaultState(project(own, observation).setting);
}

function settingOf({ setting }: Observation): Extract<Write, { resource: 'setting' }>['live'] {
  if (setting === null) throw new Error('The setting was planned but not observed');
  return setting;
}
