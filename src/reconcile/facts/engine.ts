import type { Fact } from '../../model/fact.js';
import type { Observation } from '../../model/observation.js';
import type { Engine, Policy } from '../../model/policy.js';
import { activeServer } from '../../model/server.js';
import { originOfServer, unknownFact } from './reading.js';

/** The engine that acts on the tenant, and whose word that is. */
export interface EngineInForce {
  readonly engine: Engine;
  readonly basis: 'observed' | 'declared';
  readonly by: string;
  readonly at: string | null;
}

type Asked = Pick<Policy, 'connect'>;
type Observed = Pick<Observation, 'connect'>;

/** The active server's word goes before the policy's; null where there is neither. */
export function engineInForce({ connect }: Asked, observation: Observed): EngineInForce | null {
  const active = activeServer(observation.connect);
  if (active?.engine.known) return { engine: active.engine.value, basis: 'observed', ...originOfServer(active) };
  return connect.engine === null ? null : { engine: connect.engine, basis: 'declared', by: 'the policy', at: null };
}

export function engineFact(policy: Asked, observation: Observed): Fact {
  const name = 'connect.engine';
  const found = engineInForce(policy, observation);
  if (found === null) return unknownFact(name, engineRemedy(policy, observation));
  const { engine, ...origin } = found;
  return { name, known: true, value: engine, ...origin };
}

function engineRemedy({ connect }: Asked, observation: Observed): string {
  const declare = 'Declare `connect.engine` in the policy.';
  if (connect.servers.length === 0) return declare;
  return `Let the active Connect server be asked for its features (${whyUnknown(observation)}), or declare \`connect.engine\` in the policy.`;
}

/** Why no server says which engine acts on the tenant. */
export function whyUnknown({ connect }: Observed): string {
  if (connect === null) return 'no Connect server was asked';
  const active = activeServer(connect);
  return active === null || active.engine.known
    ? 'no server is known to be the one active server'
    : `${active.name}: ${active.engine.reason}`;
}
