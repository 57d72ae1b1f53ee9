import type { Change } from '../../model/change.js';
import { syncRuleKey } from '../../model/key.js';
import type { Observation } from '../../model/observation.js';
import type { ServerObservation } from '../../model/server.js';
import { exportingServers } from '../../resources/servers.js';
import { copiesOf, ruleState } from '../../resources/sync-rule/find.js';

/**
 * Whether the member-limit rule acts once these changes are made, on any server that exports. Where no server was asked
 * nobody knows; several rules that could be it may act.
 */
export function limitRuleState(
  changes: readonly Change[],
  observation: Pick<Observation, 'connect'>,
): 'on' | 'off' | 'unknown' {
  const states = exportingServers(observation).map((server) => stateOn(server, changes));
  if (states.includes('on')) return 'on';
  return states.length === 0 || states.includes('unknown') ? 'unknown' : 'off';
}

function stateOn(server: ServerObservation, changes: readonly Change[]): 'on' | 'off' | 'unknown' {
  if (copiesOf('memberLimit', server).length > 0) return 'on';
  const change = changes.find(({ key }) => key === syncRuleKey(server.name, 'memberLimit'));
  if (change !== undefined) return change.after?.disabled === false ? 'on' : 'off';
  const state = ruleState('memberLimit', server);
  if (state === 'enabled') return 'on';
  return state === 'ambiguous' ? 'unknown' : 'off';
}
