import type { Observation } from '../model/observation.js';
import type { Policy } from '../model/policy.js';
import type { ChooseGroups } from '../model/ports.js';
import { groupsToExamine } from '../reconcile/lint/reached.js';
import type { Options } from './options.js';

/** What of members the command line asks for. */
export function membersAsked({ memberCounts, nested }: Options): Pick<Observation['scope'], 'memberCounts' | 'nested'> {
  return { memberCounts: memberCounts === true, nested: nested === true };
}

/** The groups whose members are read: those that are on, or may be, and those that the policy switches on. */
export async function examinedBy(policy: Policy | null): Promise<ChooseGroups> {
  const { resolve } = await import('../policy/index.js');
  return (observation) => groupsToExamine(policy === null ? null : resolve(policy, observation), observation);
}

/** Asked only where it matters: a group of the tenant that not everyone may write who may write groups. */
export async function permissionsFor(
  { groups }: Observation,
  connection: { permissions(): Promise<readonly string[] | null> },
): Promise<readonly string[] | null> {
  return groups.some(({ isAssignableToRole }) => isAssignableToRole === true) ? await connection.permissions() : null;
}
