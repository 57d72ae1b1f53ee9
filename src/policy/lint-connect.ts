import { countNoun } from '../model/count.js';
import type { Warning } from '../model/plan.js';
import type { Policy } from '../model/policy.js';
import type { Source } from '../model/source.js';

/** What can be said against what a policy asks of servers and Active Directory, without asking them. */
export function lintConnect(policy: Policy): Warning[] {
  return [
    lintServers(policy),
    lintRollout(policy),
    lintRecycleBin(policy),
    lintDirectory(policy),
    lintEngine(policy),
  ].flat();
}

function lintServers({ syncRules, connect }: Policy): Warning[] {
  if (connect.servers.length > 0) return [];
  const { deleteOutOfScope, memberLimit } = syncRules;
  const asked: [string, { readonly source: Source } | null][] = [
    ['syncRules.deleteOutOfScope', deleteOutOfScope],
    ['syncRules.memberLimit', memberLimit],
    ['connect.scheduler', connect.scheduler],
  ];
  return asked.flatMap(([key, value]) => (value === null ? [] : [noServer(key, value.source)]));
}

function noServer(key: string, source: Source): Warning {
  return {
    code: 'noServer',
    message: `${key} needs a server that can be asked: until connect.servers names one, what holds there is unknown, and counts as unknown.`,
    source,
  };
}

function lintRollout({ rollout, connect }: Policy): Warning[] {
  if (rollout === null || rollout.waves.length < 2 || connect.servers.length > 0) return [];
  const message =
    'rollout waits for a synchronisation between two waves, and connect.servers names no server that could tell of one: apply stops after the first wave; go on with a saved plan and --wave 2.';
  return [{ code: 'noServerForWaves', message, source: rollout.source }];
}

function lintRecycleBin({ syncRules, activeDirectory }: Policy): Warning[] {
  const { deleteOutOfScope } = syncRules;
  if (deleteOutOfScope?.state !== 'present' || activeDirectory.recycleBin !== null) return [];
  const message =
    'syncRules.deleteOutOfScope deletes groups from Active Directory, and nothing asks whether they could be restored: add activeDirectory.recycleBin: required.';
  return [{ code: 'noRecycleBinGate', message, source: deleteOutOfScope.source }];
}

function lintDirectory({ connect, activeDirectory }: Policy): Warning[] {
  const { recycleBin, restoreDeleted, restore, reach, source } = activeDirectory;
  if (source === null || reach !== null || connect.servers.length > 0) return [];
  const asked = [
    ...(recycleBin === null ? [] : ['recycleBin']),
    ...(restoreDeleted ? ['restoreDeleted'] : []),
    ...(Object.keys(restore).length === 0 ? [] : ['restore']),
  ];
  if (asked.length === 0) return [];
  const message = `activeDirectory asks for ${asked.join(', ')}, and nothing says how to reach it: name its active server in connect.servers, or give activeDirectory.via.`;
  return [{ code: 'directoryOutOfReach', message, source }];
}

/** Source: docs/sources.md#engines. */
function lintEngine({ connect, groups }: Policy): Warning[] {
  const { engine, engineSource } = connect;
  const managing = groups.filter(({ writeback, expired }) => writeback !== 'unmanaged' && !expired).length;
  if (engineSource === null || engine === 'v2' || managing === 0) return [];
  const why =
    engine === 'v1'
      ? 'v1 writes back every Microsoft 365 group and no other, whatever its settings say'
      : 'while group writeback is off, no group is written back';
  const message = `connect.engine: ${engine} makes the group settings inert: ${why}. What ${countNoun(managing, 'rule')} of this policy set has no effect in Active Directory.`;
  return [{ code: 'inertRules', message, source: engineSource }];
}
