import { Failure } from '../model/failure.js';
import type { ObservedTenant } from '../model/observation.js';
import type { Policy } from '../model/policy.js';
import type { Check } from '../model/report.js';
import { activeServer, type ConnectObservation, type ServerObservation } from '../model/server.js';
import { serverNamed } from '../resources/servers.js';
import { checkDirectory } from './diagnose/directory.js';
import { checkServer } from './diagnose/server.js';
import { domainElsewhere } from './facts/server-tenant.js';

/** What `doctor` learnt: what answered, or why it did not; null: not asked. */
export interface Examined {
  /** null: none was given. */
  readonly policy: Policy | null;
  readonly tenant: ObservedTenant | Failure | null;
  /** Those that answered. */
  readonly connect: ConnectObservation | null;
  /** The rest, by the name of the server, or `activeDirectory`. */
  readonly unanswered: ReadonlyMap<string, Failure>;
}

/** How the tenant, the servers of the policy and Active Directory stand, in the order in which it matters. */
export function diagnose(examined: Examined): Check[] {
  const { policy, tenant } = examined;
  return [
    ...(tenant === null ? [] : [checkTenant(tenant, policy)]),
    ...(policy === null ? [] : checkServers(policy, examined)),
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

function checkServers(policy: Policy, { tenant, connect, unanswered }: Examined): Check[] {
  const { servers } = policy.connect;
  const active = activeServer(connect);
  const unlessFailed = (system: string, name: string, check: () => Check[]): Check[] => {
    const failure = unanswered.get(system);
    if (failure === undefined) return check();
    const message = failure.message.replace(`${system}: `, '');
    return [{ name, result: 'failed', message, remedy: failure.remedy }];
  };
  const asksDirectory = servers.length > 0 || policy.activeDirectory.source !== null;
  return [
    ...servers.flatMap((asked) =>
      unlessFailed(asked.name, `server/${asked.name}`, () => {
        const server = serverNamed(asked.name, { connect });
        return [...checkServer({ asked, server, policy, active }), ...checkServerTenant(server, tenant)];
      }),
    ),
    ...unlessFailed('activeDirectory', 'activeDirectory', () =>
      asksDirectory ? checkDirectory(connect?.directory ?? null, policy.activeDirectory) : [],
    ),
  ];
}

/** Only where it is another tenant's: nothing else on a server is worth a look then. */
function checkServerTenant(server: ServerObservation | null, tenant: Examined['tenant']): Check[] {
  if (server === null || tenant === null || tenant instanceof Failure) return [];
  const domain = domainElsewhere(server, tenant);
  if (domain === null) return [];
  const message = `It synchronises with ${domain}, which is no domain of tenant ${tenant.id}.`;
  return [{ name: `server/${server.name}/tenant`, result: 'failed', message, remedy: 'Correct its `via`.' }];
}
