import { eligibleKinds, type GroupRecord } from '../model/group.js';
import type { Observation } from '../model/observation.js';
import type { Status, StatusGroup } from '../model/status.js';
import { effectiveState } from '../resources/group.js';
import { readNewGroupDefault } from '../resources/setting.js';

/** Every group's raw and effective state, by ID. `rule` tells which rule decides. */
export function describeStatus(observation: Observation, rule: (group: GroupRecord) => StatusGroup['rule']): Status {
  const observed = observation.setting ?? { template: null, setting: null };
  const { state, from } = readNewGroupDefault(observed);
  const groups = observation.groups.map((group): StatusGroup => {
    const { id, displayName, kind, isEnabled, onPremisesGroupType } = group;
    const writable = (eligibleKinds as readonly string[]).includes(kind) && group.onPremisesSyncEnabled !== true;
    const effective = writable ? effectiveState(group, state) : null;
    return { id, displayName, kind, eligible: writable, isEnabled, onPremisesGroupType, effective, rule: rule(group) };
  });
  return {
    formatVersion: 1,
    tenant: observation.tenant,
    setting: { newMicrosoft365Groups: state, from, values: observed.setting?.values ?? [] },
    groups: groups.sort((a, b) => (a.id < b.id ? -1 : 1)),
    servers: [],
  };
}
