import { isInDomain } from './distinguished-name.js';
import { activeServer, type ConnectObservation, type DirectoryObservation } from './server.js';

/**
 * Whether the domain that was read is the one that groups are written to, or why nobody can tell. foreign: it is another.
 * unread: what would tell could not be read. unverified: nothing there says which it is.
 */
export type DirectoryPlace =
  | { readonly state: 'own' }
  | { readonly state: 'foreign' | 'unread' | 'unverified'; readonly reason: string };

/** null: nothing of Active Directory was read. */
export function placeDirectory({ servers, directory }: ConnectObservation): DirectoryPlace | null {
  if (directory === null) return null;
  const active = activeServer({ servers, directory: null });
  if (active === null) return { state: 'unverified', reason: 'no server is known to be the active one' };
  const { name: server, targetContainer } = active;
  if (!targetContainer.known) return { state: 'unread', reason: `${server}: ${targetContainer.reason}` };
  const name = targetContainer.value.trim();
  if (name === '') return { state: 'unverified', reason: `${server} names no OU that groups are written to` };
  const { namingContext } = directory;
  if (!namingContext.known) return { state: 'unread', reason: namingContext.reason };
  const same = isInDomain(name, namingContext.value);
  if (same === null)
    return { state: 'unverified', reason: `${server} writes groups to ${name}, which names no domain` };
  if (same) return { state: 'own' };
  return { state: 'foreign', reason: describeForeign(directory, namingContext.value, { server, name }) };
}

/** The same, without a word of a domain or forest that is not, or may not be, the one that groups are written to: whatever it holds, it says nothing of them. */
export function believeDirectory(connect: ConnectObservation): ConnectObservation {
  const { directory } = connect;
  const place = placeDirectory(connect);
  if (directory === null || (place?.state !== 'foreign' && place?.state !== 'unread')) return connect;
  const unknown = { known: false, reason: describePlace(place) } as const;
  const unread = { recycleBin: unknown, deletedObjectLifetime: unknown, groups: unknown, deletedGroups: unknown };
  return { ...connect, directory: { ...directory, ...unread } };
}

/** Whether what AD does not hold is known not to be there. What it holds is there in any case. */
export function tellsAbsence(connect: ConnectObservation): boolean {
  return placeDirectory(connect)?.state === 'own';
}

function describePlace({ state, reason }: Exclude<DirectoryPlace, { readonly state: 'own' }>): string {
  return state === 'unread'
    ? `whether groups are written to the domain that was read could not be read: ${reason}`
    : reason;
}

interface Container {
  readonly server: string;
  /** Distinguished name of the OU that groups are written to. */
  readonly name: string;
}

function describeForeign(
  { domainController }: DirectoryObservation,
  domain: string,
  { server, name }: Container,
): string {
  const asked = domainController.known ? domainController.value : 'the domain controller that was asked';
  return `${asked} holds ${domain}, and ${server} writes groups to ${name}: name a domain controller of that domain with \`activeDirectory.server\`, or a way to one with \`activeDirectory.via\``;
}
