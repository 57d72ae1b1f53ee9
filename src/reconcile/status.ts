import { eligibleKinds, type GroupRecord } from '../model/group.js';
import type { Observation } from '../model/observation.js';
import type { Status, StatusGroup } from '../model/status.js';
import { effectiveState } from '../resources/group.js';
import { readNewGroupDefault } from '../resources/setting.js';

/** What a policy says of a group: the rule that decides, and whether the group can be written back under it. */
export type Judgement = Pick<StatusGroup, 'rule' | 'eligible'>;

/** Every group's raw and effective state, by ID. */
export function describeStatus(observation: Observation, judge: (group: GroupRecord) => Judgement): Status {
  const observed = observation.setting ?? { template: null, setting: null };
  const { state, from } = readNewGroupDefault(observed);
  const groups = observation.groups.map((group): StatusGroup => {
    const { id, displayName, kind, isEnabled, onPremisesGroupType } = group;
    const { eligible, rule } = judge(group);
    const effective = isReached(group) ? effectiveState(group, state) : null;
    return {
      id,
      displayName,
      kind,
      eligible,
      isEnabled,
      onPremisesGroupType,
      effective,
      rule,
      activeDirectory: 'unknown',
    };
  });
  return {
    formatVersion: 1,
    tenant: observation.tenant,
    setting: { newMicrosoft365Groups: state, from, values: observed.setting?.values ?? [] },
    groups: groups.sort((a, b) => (a.id < b.id ? -1 : 1)),
    servers: [],
    facts: [],
  };
}

/** Whether writeback acts on such a group at all. */
function isReached({ kind, onPremisesSyncEnabled }: GroupRecord): boolean {
  return (eligibleKinds as readonly string[]).includes(kind) && onPremisesSyncEnabled !== true;
}
