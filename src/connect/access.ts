import { Failure } from '../model/failure.js';
import type { ConnectServer, DirectoryAsked } from '../model/policy.js';
import type { Progress } from '../model/ports.js';
import type { DirectoryObservation, ServerObservation } from '../model/server.js';
import type { Target } from './collect.js';
import type { RunScript } from './run-script.js';

/** Which systems there are, and how they are reached. */
export interface Access {
  readonly run: RunScript;
  /** As the policy lists them. */
  readonly servers: readonly ConnectServer[];
  readonly directory: Pick<DirectoryAsked, 'reach' | 'server'>;
  /** What files say of servers, by the names of the policy: these are not asked, and cannot be written. */
  readonly given: ReadonlyMap<string, ServerObservation>;
  /** What a file says of AD alone: then it is not asked, and cannot be written. */
  readonly givenDirectory: DirectoryObservation | null;
  /** What the files of `given` say of AD, by the same names: only that of the active server counts. */
  readonly givenDirectories?: ReadonlyMap<string, DirectoryObservation>;
  /** Ends what reads. What writes is finished once begun. */
  readonly stop: AbortSignal;
  readonly progress?: Progress;
  /** What a person should know and nothing fails for: one line. */
  readonly notify?: (message: string) => void;
  /** The name of this machine, kept in the marker of a pause. */
  readonly host: string;
  /** This process, kept there too; left out: nobody can ask later whether it lives. */
  readonly process?: { readonly pid: number; readonly began: number };
  /** How long writes wait for synchronisations that run on their servers. Left out: not at all. */
  readonly patience?: Patience;
  /** Milliseconds before each look at what became of a write whose answer was lost. Only tests change it. */
  readonly looks?: readonly number[];
}

/** This many milliseconds over a whole run, and no later than `until` (epoch). */
export interface Patience {
  readonly milliseconds: number;
  readonly until: number;
  /** The first pause between two tries; only tests change it. */
  readonly first?: number;
}

/** A server of the policy, by its name there. Throws Failure (`invalid`) where it has none of that name. */
export function targetNamed(name: string, { servers }: Pick<Access, 'servers'>): Target {
  const server = servers.find((one) => one.name === name);
  if (server !== undefined) return { name, reach: server };
  throw new Failure('invalid', 'unknownServer', `The policy has no server ${name}.`, 'Name one of connect.servers.');
}

/** What the file of a server says of AD; null: it has none, or it says nothing. */
export function givenThrough(name: string, { givenDirectories }: Access): DirectoryObservation | null {
  return givenDirectories?.get(name) ?? null;
}

/** Why a system that only a file tells of cannot be written; null: it can be asked. */
export function describeUnreachable(name: string, { given }: Pick<Access, 'given'>): string | null {
  if (!given.has(name)) return null;
  return `${name} is known from a file only: print what is to be run there with entra-writeback connect script --apply`;
}
