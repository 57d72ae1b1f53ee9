import { domainElsewhere } from '../facts/server-tenant.js';
import type { Finding, Guard, Judged } from './guard.js';

/** Refuses a plan in which a Connect server of another tenant was asked: nothing that it says is about this one. */
export const serverTenant: Guard = { name: 'tenant', find };

function find({ observation }: Judged): Finding | null {
  const { tenant, connect } = observation;
  const found = (connect?.servers ?? []).flatMap((server) => {
    const domain = domainElsewhere(server, tenant);
    return domain === null ? [] : [`${server.name} with ${domain}`];
  });
  const own = tenant.domains?.join(', ');
  const message = `These Connect servers synchronise with another tenant: ${found.join(', ')}. The domains of tenant ${tenant.id} are: ${own}.`;
  const remedy =
    'Correct `connect.servers`: `via`, or the file of --connect-state, must lead to a server of this tenant.';
  return { count: found.length, limit: 0, keys: [], message, remedy };
}
