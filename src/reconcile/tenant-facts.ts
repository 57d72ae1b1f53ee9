import type { Fact } from '../model/fact.js';
import type { Observation } from '../model/observation.js';
import type { Warning } from '../model/plan.js';
import type { Policy } from '../model/policy.js';

/** Which tenant this is, and which engine acts on it, each with its basis. */
export function tenantFacts({ policy, observation }: { policy: Policy; observation: Observation }): Fact[] {
  const { tenant, observedAt } = observation;
  const remedy = 'Let the sign-in read /organization, or use a token that names its tenant.';
  const tenantFact: Fact =
    tenant.proof === 'unproven'
      ? { name: 'tenant.id', known: false, remedy }
      : {
          name: 'tenant.id',
          known: true,
          value: tenant.id,
          basis: 'observed',
          by: proofs[tenant.proof],
          at: observedAt,
        };
  return [tenantFact, engineFact(policy)];
}

const proofs = { organization: 'Microsoft Graph', token: 'the access token' } as const;

function engineFact({ connect }: Policy): Fact {
  const name = 'connect.engine';
  return connect.engine === null
    ? { name, known: false, remedy: 'Declare `connect.engine` in the policy.' }
    : { name, known: true, value: connect.engine, basis: 'declared', by: 'the policy', at: null };
}

export function tenantWarnings({ observation: { tenant } }: { observation: Observation }): Warning[] {
  if (tenant.proof !== 'unproven') return [];
  const message =
    'Neither /organization nor the access token says which tenant this is: the ID is only what the policy declares.';
  return [{ code: 'tenantUnproven', message }];
}
