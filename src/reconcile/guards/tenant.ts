import type { Finding, Guard, Judged } from './guard.js';

/** Refuses a plan made from another tenant than the policy's. */
export const tenant: Guard = { name: 'tenant', find };

function find({ observation, policy }: Judged): Finding | null {
  const asked = policy.tenant.id;
  const found = observation.tenant.id;
  if (asked === found) return null;
  const message = `The policy is for tenant ${asked}; this is tenant ${found}.`;
  return { count: 1, limit: 0, keys: [], message, remedy: 'Sign in to the tenant that the policy names.' };
}
