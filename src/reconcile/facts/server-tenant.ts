import type { Observation, ObservedTenant } from '../../model/observation.js';
import type { Warning } from '../../model/plan.js';
import type { ServerObservation } from '../../model/server.js';

/** `contoso.onmicrosoft.com - AAD`: setup calls the Entra connector after the initial domain of its tenant. */
const connectorName = /^([\w-]+\.(?:onmicrosoft\.(?:com|us)|partner\.onmschina\.cn)) - AAD$/i;

/** The domain that a server synchronises with where it is none of this tenant; null: it is, or nobody can tell. */
export function domainElsewhere(server: ServerObservation, { domains }: ObservedTenant): string | null {
  const domain = connectedDomain(server);
  return domain === null || domains === null || domains.includes(domain) ? null : domain;
}

/** Once for all servers; a tenant that nobody proved has a warning of its own. */
export function serversUnproven({ tenant, connect }: Pick<Observation, 'tenant' | 'connect'>): Warning[] {
  const servers = connect?.servers ?? [];
  const untold = tenant.domains === null ? servers : servers.filter((server) => connectedDomain(server) === null);
  if (tenant.proof === 'unproven' || untold.length === 0) return [];
  const names = untold.map(({ name }) => name).join(', ');
  const why =
    tenant.domains === null
      ? 'the domains of the tenant are not known: let the sign-in read /organization'
      : 'no Microsoft Entra connector could be read there whose name says its domain';
  const message = `Nothing ties these Connect servers to tenant ${tenant.id}: ${names} (${why}). Make sure that \`via\` leads to its own.`;
  return [{ code: 'serverTenantUnproven', message }];
}

/** Lower case; null: the connector could not be read, or somebody gave it another name. */
function connectedDomain({ connectors }: ServerObservation): string | null {
  if (!connectors.known) return null;
  const names = connectors.value
    .filter(({ kind }) => kind === 'entra')
    .map(({ name }) => connectorName.exec(name)?.[1]);
  return names.length === 1 ? (names[0]?.toLowerCase() ?? null) : null;
}
