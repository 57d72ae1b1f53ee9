import { Failure } from '../model/failure.js';
import type { ObservedTenant } from '../model/observation.js';
import type { Policy } from '../model/policy.js';
import type { Check } from '../model/report.js';
import { activeServer, type ConnectObservation } from '../model/server.js';
import { checkDirectory } from './diagnose/directory.js';
import { checkServer } from './diagnose/server.js';

/** What `doctor` learnt: what answered, or why it did not; null: not asked. */
export interface Examined {
  /** null: none was given. */
  readonly policy: Policy | null;
  readonly tenant: ObservedTenant | Failure | null;
  readonly connect: ConnectObservation | Failure | null;
}

/** How the tenant, the servers of the policy and Active Directory stand, in the order in which it matters. */
export function diagnose({ policy, tenant, connect }: Examined): Check[] {
  return [
    ...(tenant === null ? [] : [checkTenant(tenant, policy)]),
    ...(policy === null ? [] : checkServers(policy, connect)),
  ];
}

function checkTenant(tenant: ObservedTenant | Failure, policy: Policy | null): Check {
  const name = 'tenant';
  if (tenant instanceof Failure) return { name, result: 'failed', message: tenant.message, remedy: tenant.remedy };
  const asked = policy?.tenant.id ?? tenant.id;
  if (asked !== tenant.id) {
    const message = `The policy is for tenant ${asked}; this is tenant ${tenant.id}.`;
    return { name, result: 'failed', message, remedy: 'Sign in to the tenant that the policy names.' };
  }
  const remedy = 'Let the sign-in read /organization (Organization.Read.All).';
  if (tenant.proof === 'organization')
    return { name, result: 'ok', message: `Tenant ${tenant.id}, by Microsoft Graph's own word.`, remedy: null };
  const message =
    tenant.proof === 'token'
      ? `Tenant ${tenant.id}, by the access token: /organization could not be read.`
      : `Tenant ${tenant.id} is only what the policy declares: neither /organization nor the access token says.`;
  return { name, result: 'warn', message, remedy };
}

function checkServers(policy: Policy, connect: Examined['connect']): Check[] {
  const { servers } = policy.connect;
  const asksDirectory = servers.length > 0 || policy.activeDirectory.source !== null;
  if (connect instanceof Failure) {
    const names = [...servers.map(({ name }) => `server/${name}`), ...(asksDirectory ? ['activeDirectory'] : [])];
    return names.map((name) => blame(name, connect));
  }
  const active = activeServer(connect);
  return [
    ...servers.flatMap((asked) => {
      const server = connect?.servers.find(({ name }) => name === asked.name) ?? null;
      return checkServer({ asked, server, policy, active });
    }),
    ...(asksDirectory ? checkDirectory(connect?.directory ?? null, policy.activeDirectory) : []),
  ];
}

/** A failure names each system that did not answer at the beginning of a line; the others' answers are lost with it. */
function blame(name: string, failure: Failure): Check {
  const system = name.replace(/^server\//, '');
  const lines = [failure.message, ...failure.details.map(({ message }) => message)];
  const own = lines.find((line) => line.startsWith(`${system}: `));
  return own === undefined
    ? { name, result: 'unknown', message: 'Not known, because another system did not answer.', remedy: null }
    : { name, result: 'failed', message: own, remedy: failure.remedy };
}
