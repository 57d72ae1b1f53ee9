import type { Change } from '../../model/change.js';
import type { GroupRecord } from '../../model/group.js';
import { groupKey, isKeyOf, settingKey } from '../../model/key.js';
import { effectiveState } from '../../resources/group.js';
import { defaultState } from '../../resources/setting.js';
import { project } from '../project.js';
import type { Judged } from './guard.js';

/** Groups that the plan switches, or may switch: what an unset value comes to nobody knows, so it counts on both sides. */
export interface Switched {
  readonly on: readonly GroupRecord[];
  readonly off: readonly GroupRecord[];
}

/** By what the groups come to before and after the plan, its change of the tenant's default included. */
export function switchedGroups({ changes, observation }: Pick<Judged, 'changes' | 'observation'>): Switched {
  const written = new Map(changes.filter(writesIsEnabled).map((change) => [change.key, change]));
  if (written.size === 0) return { on: [], off: [] };
  const before = defaultState(observation.setting);
  const after = defaultState(project(changes.filter(isSetting), observation).setting);
  const moved = observation.groups.flatMap((group) => {
    const change = written.get(groupKey(group.id));
    if (change === undefined) return [];
    const later = { ...group, isEnabled: change.after?.isEnabled === null ? null : change.after?.isEnabled === true };
    return [{ group, from: effectiveState(group, before), to: effectiveState(later, after) }];
  });
  const changed = moved.filter(({ from, to }) => from !== to);
  return {
    on: changed.filter(({ from, to }) => from !== 'on' && to !== 'off').map(({ group }) => group),
    off: changed.filter(({ from, to }) => from !== 'off' && to !== 'on').map(({ group }) => group),
  };
}

function writesIsEnabled({ key, after }: Change): boolean {
  return isKeyOf('group', key) && after !== null && 'isEnabled' in after;
}

function isSetting({ key }: Change): boolean {
  return key === settingKey;
}
