import { Failure } from '../model/failure.js';
import type { DirectoryAsked } from '../model/policy.js';
import type { DirectoryObservation, SchedulerObservation, ServerObservation } from '../model/server.js';
import { type Asking, collect, type Target } from './collect.js';
import { unknown } from './reading.js';

/** What AD is called where it is reached by a way of its own. */
export const directoryName = 'activeDirectory';

/** The way of its own by which AD is reached; null: through the active Connect server. */
export function ownDirectoryTarget({ reach }: Pick<DirectoryAsked, 'reach'>): Target | null {
  return reach === null ? null : { name: directoryName, reach };
}

/** Asks one server about ADSync. Throws Failure. */
export async function readServer(target: Target, asking: Asking): Promise<ServerObservation> {
  const { server } = await collect(target, { sync: true, directory: null }, asking);
  return server ?? missing(target, 'ADSync');
}

/** Asks one server who holds its scheduler, and nothing that could keep it from answering. Throws Failure. */
export async function readHolding(target: Target, asking: Asking): Promise<SchedulerObservation> {
  const { scheduler } = await collect(target, { sync: 'scheduler', directory: null }, asking);
  return scheduler ?? missing(target, 'its scheduler');
}

/** Asks one machine about AD; `domainController` null: any. Throws Failure. */
export async function readDirectory(
  target: Target,
  domainController: string | null,
  asking: Asking,
): Promise<DirectoryObservation> {
  const request = { sync: false, directory: { server: domainController } };
  const { directory } = await collect(target, request, asking);
  return directory ?? missing(target, 'Active Directory');
}

function missing({ name }: Target, what: string): never {
  const message = `${name}: it was asked about ${what}, and its answer holds nothing of it`;
  throw new Failure('unobservable', 'serverAnswer', message, 'run again; if it stays, report it');
}

/** AD where nobody could be asked, as of the latest of these readings. */
export function unknownDirectory(reason: string, servers: readonly ServerObservation[]): DirectoryObservation {
  return {
    askedThrough: directoryName,
    provenance: 'server',
    collectedAt:
      servers
        .map(({ collectedAt }) => collectedAt)
        .sort()
        .at(-1) ?? new Date().toISOString(),
    domainController: unknown(reason),
    namingContext: unknown(reason),
    recycleBin: unknown(reason),
    deletedObjectLifetime: unknown(reason),
    groups: unknown(reason),
    deletedGroups: unknown(reason),
  };
}
