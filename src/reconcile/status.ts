import type { GroupRecord } from '../model/group.js';
import type { Observation } from '../model/observation.js';
import type { Warning } from '../model/plan.js';
import type { ConnectServer } from '../model/policy.js';
import { activeServer, type ConnectObservation } from '../model/server.js';
import type { Status, StatusGroup, StatusServer } from '../model/status.js';
import { directoryState, indexDirectory } from '../resources/directory.js';
import { effectiveState, isReachable } from '../resources/group.js';
import { serverNamed } from '../resources/servers.js';
import { readNewGroupDefault } from '../resources/setting.js';
import { ruleState } from '../resources/sync-rule/find.js';
import { directoryFacts } from './facts/directory-facts.js';
import { schedulerState } from './facts/scheduler-state.js';
import { serverFacts } from './facts/server-facts.js';
import { lintTenant } from './lint/index.js';

/** What a policy says of a group: the rule that decides, and whether the group can be written back under it. */
export type Judgement = Pick<StatusGroup, 'rule' | 'eligible'>;

/** Every group's raw and effective state, by ID, and what AD holds of it; every server that was asked, as `asked` lists them; `warnings` come before those about the groups. */
export function describeStatus(
  observation: Observation,
  judge: (group: GroupRecord) => Judgement,
  asked: readonly ConnectServer[] = [],
  warnings: readonly Warning[] = [],
): Status {
  const { setting, connect, groups } = observation;
  const { domains: _, ...tenant } = observation.tenant;
  const { state, from } = readNewGroupDefault(setting);
  const directory = indexDirectory(connect?.directory ?? null);
  const described = groups.map((group): StatusGroup => {
    const { id, displayName, kind, isEnabled, onPremisesGroupType } = group;
    const { eligible, rule } = judge(group);
    const effective = isReachable(group) ? effectiveState(group, state) : null;
    const activeDirectory = directoryState(id, directory);
    return { id, displayName, kind, eligible, isEnabled, onPremisesGroupType, effective, rule, activeDirectory };
  });
  return {
    formatVersion: 1,
    tenant,
    setting: { newMicrosoft365Groups: state, from, values: setting?.setting?.values ?? [] },
    groups: described.sort((a, b) => (a.id < b.id ? -1 : 1)),
    servers: connect === null ? [] : describeServers(asked, connect),
    facts: connect?.directory ? directoryFacts(connect.directory) : [],
    warnings: [...warnings, ...lintTenant({ observation, changes: [], permissions: null })],
  };
}

function describeServers(asked: readonly ConnectServer[], connect: ConnectObservation): StatusServer[] {
  const active = activeServer(connect);
  return asked.flatMap(({ name, role }) => {
    const server = serverNamed(name, { connect });
    if (server === null) return [];
    const { provenance, collectedAt, machine } = server;
    return {
      name,
      role,
      provenance,
      collectedAt,
      machine,
      deleteOutOfScope: ruleState('deleteOutOfScope', server),
      memberLimit: ruleState('memberLimit', server),
      scheduler: schedulerState(server, active),
      facts: serverFacts(server, active),
    };
  });
}
