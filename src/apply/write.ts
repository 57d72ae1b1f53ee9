import { type Change, settingKey } from '../model/change.js';
import type { Observation } from '../model/observation.js';
import type { Write } from '../model/ports.js';
import { effectiveState } from '../resources/group.js';
import { readNewGroupDefault } from '../resources/setting.js';

/** A change with what was observed of its target. */
export function toWriter(observation: Observation): (change: Change) => Write {
  const groups = new Map(observation.groups.map((group) => [`group/${group.id}`, group]));
  const readAt = Date.parse(observation.observedAt);
  return (change) => {
    if (change.key === settingKey) return { resource: 'setting', change, live: settingOf(observation) };
    const live = groups.get(change.key);
    if (live === undefined) throw new Error(`${change.key} was planned but not observed`);
    return { resource: 'group', change, live, readAt, ...explicitEqual(change, observation) };
  };

  /** What an `isEnabled` of null means, for a service that refuses the null. */
  function explicitEqual(change: Change, { setting }: Observation): { insteadOfNull?: boolean } {
    const group = groups.get(change.key);
    if (change.after?.isEnabled !== null || group === undefined) return {};
    const standing = setting === null ? 'disabled' : readNewGroupDefault(setting).state;
    const state = effectiveState({ ...group, isEnabled: null }, standing);
    return state === 'unset' ? {} : { insteadOfNull: state === 'on' };
  }
}

function settingOf({ setting }: Observation): Extract<Write, { resource: 'setting' }>['live'] {
  if (setting === null) throw new Error('The setting was planned but not observed');
  return setting;
}
