import type { Desired } from '../model/desired.js';
import type { Observation } from '../model/observation.js';
import type { ServerObservation } from '../model/server.js';

/** The servers that the policy names and that were observed, by name: whatever their reading comes from. */
export function askedServers(desired: Desired, { connect }: Observation): readonly ServerObservation[] {
  const names = new Set(desired.connect?.connect.servers.map(({ name }) => name));
  return (connect?.servers ?? []).filter(({ name }) => names.has(name)).toSorted(byName);
}

export function serverNamed(name: string, { connect }: Pick<Observation, 'connect'>): ServerObservation | null {
  return connect?.servers.find((server) => server.name === name) ?? null;
}

/** A server whose role could not be read may be the active one. */
export function isStaging({ stagingMode }: Pick<ServerObservation, 'stagingMode'>): boolean {
  return stagingMode.known && stagingMode.value;
}

/** Those that are not in staging mode, as far as is known: what is set on them reaches Active Directory. */
export function exportingServers({ connect }: Pick<Observation, 'connect'>): readonly ServerObservation[] {
  return (connect?.servers ?? []).filter((server) => !isStaging(server));
}

/** An observation with one server's reading replaced. */
export function projectServer(
  name: string,
  observation: Observation,
  change: (server: ServerObservation) => ServerObservation,
): Observation {
  const { connect } = observation;
  if (connect === null) return observation;
  const servers = connect.servers.map((server) => (server.name === name ? change(server) : server));
  return { ...observation, connect: { ...connect, servers } };
}

function byName(a: ServerObservation, b: ServerObservation): number {
  return a.name < b.name ? -1 : 1;
}
