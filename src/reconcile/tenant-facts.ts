import type { Fact } from '../model/fact.js';
import type { Observation } from '../model/observation.js';
import type { Warning } from '../model/plan.js';
import type { Policy } from '../model/policy.js';
import { connectFacts } from './facts/connect-facts.js';
import { connectWarnings } from './facts/connect-warnings.js';
import { unknownFact } from './facts/reading.js';
import { serversUnproven } from './facts/server-tenant.js';

/** Which tenant this is, which engine acts on it, and what its servers and Active Directory say, each with its basis. */
export function tenantFacts({ policy, observation }: { policy: Policy; observation: Observation }): Fact[] {
  return [tenantFact(observation), ...connectFacts(policy, observation)];
}

export function tenantWarnings({ policy, observation }: { policy: Policy; observation: Observation }): Warning[] {
  return [...unproven(observation), ...serversUnproven(observation), ...connectWarnings(policy, observation)];
}

function tenantFact({ tenant, observedAt }: Observation): Fact {
  const name = 'tenant.id';
  if (tenant.proof === 'unproven')
    return unknownFact(name, 'Let the sign-in read /organization, or use a token that names its tenant.');
  return { name, known: true, value: tenant.id, basis: 'observed', by: proofs[tenant.proof], at: observedAt };
}

const proofs = { organization: 'Microsoft Graph', token: 'the access token' } as const;

function unproven({ tenant }: Observation): Warning[] {
  if (tenant.proof !== 'unproven') return [];
  const message =
    'Neither /organization nor the access token says which tenant this is: the ID is only what the policy declares.';
  return [{ code: 'tenantUnproven', message }];
}
