import { isInDomain } from './distinguished-name.js';
import { activeServer, type ConnectObservation, type DirectoryObservation, type Reading } from './server.js';

/** Whether the domain that was read is the one that groups are written to, or why nobody can tell. */
export type DirectoryPlace =
  | { readonly state: 'own' }
  | { readonly state: 'foreign' | 'unverified'; readonly reason: string };

/** null: nothing of Active Directory was read. */
export function placeDirectory({ servers, directory }: ConnectObservation): DirectoryPlace | null {
  if (directory === null) return null;
  const container = findContainer(servers);
  if (!container.known) return { state: 'unverified', reason: container.reason };
  const { namingContext } = directory;
  if (!namingContext.known) return { state: 'unverified', reason: namingContext.reason };
  const { server, name } = container.value;
  const same = isInDomain(name, namingContext.value);
  if (same === null)
    return { state: 'unverified', reason: `${server} writes groups to ${name}, which names no domain` };
  if (same) return { state: 'own' };
  return { state: 'foreign', reason: describeForeign(directory, namingContext.value, container.value) };
}

/** The same, without a word of a domain or forest that groups are not written to: whatever it holds, it says nothing of them. */
export function believeDirectory(connect: ConnectObservation): ConnectObservation {
  const { directory } = connect;
  const place = placeDirectory(connect);
  if (directory === null || place?.state !== 'foreign') return connect;
  const unknown = { known: false, reason: place.reason } as const;
  const unread = { recycleBin: unknown, deletedObjectLifetime: unknown, groups: unknown, deletedGroups: unknown };
  return { ...connect, directory: { ...directory, ...unread } };
}

interface Container {
  readonly server: string;
  /** Distinguished name of the OU that groups are written to. */
  readonly name: string;
}

function findContainer(servers: ConnectObservation['servers']): Reading<Container> {
  const active = activeServer({ servers, directory: null });
  if (active === null) return { known: false, reason: 'no server is known to be the active one' };
  const { name: server, targetContainer } = active;
  if (!targetContainer.known) return { known: false, reason: `${server}: ${targetContainer.reason}` };
  const name = targetContainer.value.trim();
  if (name === '') return { known: false, reason: `${server} names no OU that groups are written to` };
  return { known: true, value: { server, name } };
}

function describeForeign(
  { domainController }: DirectoryObservation,
  domain: string,
  { server, name }: Container,
): string {
  const asked = domainController.known ? domainController.value : 'the domain controller that was asked';
  return `${asked} holds ${domain}, and ${server} writes groups to ${name}: name a domain controller of that domain with \`activeDirectory.server\`, or a way to one with \`activeDirectory.via\``;
}
