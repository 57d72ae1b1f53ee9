import { believeDirectory } from '../model/directory-place.js';
import { Failure } from '../model/failure.js';
import type { ConnectObserver } from '../model/ports.js';
import {
  activeServer,
  type ConnectObservation,
  type DirectoryObservation,
  type SchedulerObservation,
  type ServerObservation,
} from '../model/server.js';
import { type Access, givenThrough, targetNamed } from './access.js';
import type { Asking } from './collect.js';
import { takeAll } from './join-failures.js';
import {
  directoryName,
  ownDirectoryTarget,
  readDirectory,
  readHolding,
  readServer,
  unknownDirectory,
} from './read-system.js';

/** Asks all servers side by side, then the one that is active about AD, unless AD is reached by a way of its own. */
export function createConnectObserver(access: Access): ConnectObserver {
  return {
    async observe(abandon) {
      const stop = abandon === undefined ? access.stop : AbortSignal.any([access.stop, abandon]);
      const asking = { run: access.run, stop };
      const [servers, own] = await settleAll(askServers(access, asking), askOwnDirectory(access, asking));
      return believeDirectory({ servers, directory: own ?? (await askActive(access, servers, asking)) });
    },
  };
}

/** What answered, and by its name why each of the rest did not; Active Directory is called `activeDirectory`. */
export interface Answered {
  readonly connect: ConnectObservation;
  readonly unanswered: ReadonlyMap<string, Failure>;
}

/** Asks as an observer does, but what one does not answer hides nothing of the others. Rejects where it is interrupted. */
export async function askEach(access: Access): Promise<Answered> {
  const unanswered = new Map<string, Failure>();
  const attempt = async <T>(name: string, answer: Promise<T>): Promise<T | null> => {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof Failure) || error.kind === 'interrupted') throw error;
      unanswered.set(name, error);
      return null;
    }
  };
  const asked = askServers(access, access).map((answer, index) => attempt(access.servers[index]?.name ?? '', answer));
  const [answers, own] = await Promise.all([
    Promise.all(asked),
    attempt(directoryName, askOwnDirectory(access, access)),
  ]);
  const servers = answers.filter((answer) => answer !== null);
  const isOver = own !== null || unanswered.has(directoryName);
  const directory = isOver ? own : await attempt(directoryName, askActive(access, servers, access));
  return { connect: believeDirectory({ servers, directory }), unanswered };
}

/** Asks one server of the policy, and nothing of AD. Throws Failure. */
export async function observeServer(name: string, access: Access): Promise<ServerObservation> {
  return access.given.get(name) ?? readServer(targetNamed(name, access), access);
}

/** Asks one server of the policy who holds its scheduler, which is answered while rules and AD cannot be read. Throws Failure. */
export async function observeScheduler(name: string, access: Access): Promise<SchedulerObservation> {
  return access.given.get(name) ?? readHolding(targetNamed(name, access), access);
}

/** Waits for all of them, whatever becomes of one: every failure is named at once, and nothing goes on unseen. */
async function settleAll<Each, Last>(
  each: readonly Promise<Each>[],
  last: Promise<Last>,
): Promise<[readonly Each[], Last]> {
  const [settled, settledLast] = await Promise.all([Promise.allSettled(each), Promise.allSettled([last])]);
  takeAll<Each | Last>([...settled, ...settledLast]);
  return [takeAll(settled), await last];
}

function askServers({ servers, given, progress }: Access, asking: Asking): Promise<ServerObservation>[] {
  let done = 0;
  return servers.map(async (server) => {
    const target = { name: server.name, reach: server };
    const observed = given.get(server.name) ?? (await readServer(target, asking));
    done += 1;
    progress?.('asking servers', done, servers.length);
    return observed;
  });
}

async function askOwnDirectory(
  { directory, givenDirectory, givenDirectories }: Access,
  asking: Asking,
): Promise<DirectoryObservation | null> {
  const own = ownDirectoryTarget(directory);
  // Whether the file of a server speaks for AD only the servers say.
  const waits = (givenDirectories?.size ?? 0) > 0;
  if (givenDirectory !== null || own === null || waits) return givenDirectory;
  return readDirectory(own, directory.server, asking);
}

async function askActive(
  access: Access,
  servers: readonly ServerObservation[],
  asking: Asking,
): Promise<DirectoryObservation | null> {
  const active = activeServer({ servers, directory: null });
  const given = active === null ? null : givenThrough(active.name, access);
  if (given?.domainController.known) return given;
  const own = ownDirectoryTarget(access.directory);
  if (own !== null) return readDirectory(own, access.directory.server, asking);
  if (given !== null || servers.length === 0) return given;
  if (active === null) return unknownDirectory('not exactly one server is observed to be active', servers);
  if (active.provenance !== 'server') {
    return unknownDirectory(`the active server, ${active.name}, is known from a file that says nothing of AD`, servers);
  }
  access.progress?.('asking Active Directory', 0);
  return readDirectory(targetNamed(active.name, access), access.directory.server, asking);
}
