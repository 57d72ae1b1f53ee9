import { onTestFinished } from 'vitest';
import {
  createStandIn,
  deleteRule,
  findPowerShell,
  hasStandIn,
  memberLimitRule,
  type StandIn,
  type StandInParts,
  standardRules,
} from '../support/powershell.js';
import { createTenant, head, ids, type TenantGiven, type TenantPlace } from './support.js';

/** Whether there is an engine that runs the scripts, and the modules that stand in for a server's. */
export const canServe = findPowerShell() !== null && hasStandIn();

/** A tenant with an active and a staging Connect server. */
export interface ServedPlace extends TenantPlace {
  readonly active: StandIn;
  readonly staging: StandIn;
}

export interface ServedGiven extends TenantGiven {
  readonly active?: StandInParts;
  readonly staging?: StandInParts;
  /** What the policy says beside its head and its servers. */
  readonly asks?: string;
}

/** The rules of a server on which group writeback was just switched on. */
export const rulesWithLimit = [...standardRules, memberLimitRule()];

export { deleteRule };

/** The article as a policy. */
export const wholePolicy = `defaults: { newMicrosoft365Groups: disabled }
groups:
  - match: { id: [${ids.payroll}, ${ids.approvers}] }
    writeback: enabled
  - match: { kind: microsoft365 }
    writeback: disabled
syncRules:
  deleteOutOfScope: { state: present, precedence: 42 }
  memberLimit: { state: disabled }
activeDirectory: { recycleBin: required, restoreDeleted: true }
safety: { maxAdDeletions: 1000, maxGroupChanges: 100%, maxRetypes: 1000 }
`;

export async function createServed({
  asks = wholePolicy,
  active = {},
  staging = {},
  ...given
}: ServedGiven = {}): Promise<ServedPlace> {
  const one = createStandIn({ rules: rulesWithLimit, ...active });
  const two = createStandIn({ rules: rulesWithLimit, staging: true, tenantOf: one, ...staging });
  onTestFinished(() => {
    two.remove();
    one.remove();
  });
  const place = await createTenant({ ...given, policy: `${head}${servers(one, two)}${asks}` });
  return { ...place, active: one, staging: two };
}

function servers(active: StandIn, staging: StandIn): string {
  const shell = JSON.stringify(findPowerShell()?.path);
  return `connect:
  engine: v2
  servers:
    - { name: aadc01, via: ${JSON.stringify(active.via)}, shell: ${shell} }
    - { name: aadc02, role: staging, via: ${JSON.stringify(staging.via)}, shell: ${shell} }
`;
}
