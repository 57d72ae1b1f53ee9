import { resolve } from 'node:path';
import type { Policy } from '../model/policy.js';
import type { DirectoryObservation, ServerObservation } from '../model/server.js';
import type { Context } from './context.js';
import { type StateFile, usage } from './options.js';

/** What was collected by hand, by the server's name in the policy. */
export interface GivenStates {
  readonly givenServers: ReadonlyMap<string, ServerObservation>;
  /** What those files say of Active Directory, by the same names. */
  readonly givenDirectories: ReadonlyMap<string, DirectoryObservation>;
  /** What a file about Active Directory alone says. */
  readonly givenDirectory: DirectoryObservation | null;
}

/** The name under which `--connect-state` takes a file that is about Active Directory alone. */
const directoryName = 'activeDirectory';

/** Reads every `--connect-state`. Throws Failure for a name that the policy does not know, and for what is no state. */
export async function readStates(context: Context, policy: Policy): Promise<GivenStates> {
  const { connectState = [] } = context.options;
  const givenServers = new Map<string, ServerObservation>();
  const givenDirectories = new Map<string, DirectoryObservation>();
  const names = new Set<string>();
  for (const given of connectState) {
    const name = knownName(given, policy);
    if (names.size === names.add(name).size)
      throw usage(`--connect-state names ${name} twice.`, 'Give one file for each server.');
    const found = await readOne(given, name, context, policy);
    if (found.server !== null && name !== directoryName) givenServers.set(name, found.server);
    if (found.directory !== null) givenDirectories.set(name, found.directory);
  }
  const givenDirectory = givenDirectories.get(directoryName) ?? null;
  givenDirectories.delete(directoryName);
  return { givenServers, givenDirectories, givenDirectory };
}

function knownName({ name }: StateFile, { connect }: Policy): string {
  const names = [...connect.servers.map((server) => server.name), directoryName];
  const found = names.find((one) => one.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw usage(`--connect-state: the policy has no server ${JSON.stringify(name)}.`, `Names: ${names.join(', ')}.`);
}

async function readOne({ file }: StateFile, name: string, { io }: Context, { safety }: Policy) {
  const { readConnectState } = await import('../connect/index.js');
  const limits = { now: io.now(), maxFactAge: safety.maxFactAge };
  const found = await readConnectState(resolve(io.cwd, file), name, limits);
  const missing = name === directoryName ? found.directory === null : found.server === null;
  if (!missing) return found;
  const what = name === directoryName ? 'Active Directory' : 'the ADSync module';
  throw usage(`${file} says nothing of ${what}.`, 'Collect it again with: entra-writeback connect script.');
}
