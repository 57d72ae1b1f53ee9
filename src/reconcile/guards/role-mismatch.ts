import { isKeyOf, serverOf } from '../../model/key.js';
import { activeServer, type ServerObservation } from '../../model/server.js';
import { needsWindow } from '../window.js';
import type { Finding, Guard, Judged } from './guard.js';

/** Refuses a plan where the servers are not what the policy declares, or where not exactly one of them is active. */
export const roleMismatch: Guard = { name: 'roleMismatch', find };

function find(judged: Judged): Finding | null {
  const { observation, changes } = judged;
  const servers = observation.connect?.servers ?? [];
  if (servers.length === 0) return null;
  const touched = new Set(changes.filter(isOnServer).map(({ key }) => serverOf(key)));
  const problems = [...otherRoles(judged, servers), ...untold(servers, touched), ...activeCount(judged, servers)];
  const keys = changes.filter(isOnServer).map(({ key }) => key);
  const remedy =
    'Correct `connect.servers` (one server is active, every other `role: staging`), or the staging mode of the servers in the Connect wizard.';
  return { count: problems.length, limit: 0, keys, message: problems.join(' '), remedy };
}

function isOnServer({ key }: { readonly key: string }): boolean {
  return isKeyOf('syncRule', key) || isKeyOf('scheduler', key);
}

function otherRoles({ policy }: Judged, servers: readonly ServerObservation[]): string[] {
  return servers.flatMap(({ name, stagingMode }) => {
    const declared = policy.connect.servers.find((server) => server.name === name)?.role;
    if (declared === undefined || !stagingMode.known || stagingMode.value === (declared === 'staging')) return [];
    return [`${name} is declared ${declared} and ${stagingMode.value ? 'in staging mode' : 'active'}.`];
  });
}

function untold(servers: readonly ServerObservation[], touched: ReadonlySet<string>): string[] {
  return servers.flatMap(({ name, stagingMode }) =>
    stagingMode.known || !touched.has(name)
      ? []
      : [`Whether ${name} is in staging mode is not known (${stagingMode.reason}), and the plan would write there.`],
  );
}

/** Where a server does not tell its role it may be the active one: then only what needs a window is refused. */
function activeCount({ changes, observation }: Judged, servers: readonly ServerObservation[]): string[] {
  const active = servers.filter(({ stagingMode }) => stagingMode.known && !stagingMode.value);
  if (active.length > 1) {
    const names = active.map(({ name }) => name).join(' and ');
    return [`${names} are both active: only one server of a tenant may be.`];
  }
  const told = servers.every(({ stagingMode }) => stagingMode.known);
  const isNeeded = changes.some((change) => isOnServer(change) || needsWindow(change));
  if (activeServer(observation.connect) !== null || !(told || isNeeded)) return [];
  return ['None of the servers is known to be the active one.'];
}
