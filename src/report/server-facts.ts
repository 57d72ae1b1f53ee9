import type { Fact } from '../model/fact.js';
import { groupBy } from '../model/group-by.js';
import type { Json } from '../model/json.js';

/** Facts by what they are about; several where a server has several connectors. */
export type FactsByTrait = ReadonlyMap<string, readonly Fact[]>;

export interface FactsBySubject {
  /** By the name of the server, in the order in which they are told. */
  readonly servers: ReadonlyMap<string, FactsByTrait>;
  readonly directory: FactsByTrait;
}

/** `connect.servers.<name>.<trait>` and `activeDirectory.<trait>`; a name may hold dots, and a connector's name may follow. */
const serverFact =
  /^connect\.servers\.(.+)\.(?:(stagingMode|build|engine|scheduler|schedulerSuspended|fullSynchronizationPending|targetContainer|deleteOutOfScope|memberLimit)|(pendingExportDeletions)(?:\..+)?)$/s;
const directoryFact = /^activeDirectory\.(\w+)$/;

export function groupFacts(facts: readonly Fact[]): FactsBySubject {
  const ofServers = facts.filter(({ name }) => serverFact.test(name));
  const byServer = groupBy(ofServers, ({ name }) => serverFact.exec(name)?.[1] ?? '');
  const ofDirectory = facts.filter(({ name }) => directoryFact.test(name));
  return {
    servers: new Map([...byServer].map(([name, own]) => [name, groupBy(own, traitOf)])),
    directory: groupBy(ofDirectory, traitOf),
  };
}

function traitOf({ name }: Fact): string {
  const [, , single, repeated] = serverFact.exec(name) ?? [];
  return single ?? repeated ?? directoryFact.exec(name)?.[1] ?? '';
}

/** The name of a fact without the server, or the directory, that it is about. */
export function shortenFact(name: string): string {
  const [, server] = serverFact.exec(name) ?? [];
  return server === undefined
    ? name.replace(/^activeDirectory\./, '')
    : name.slice(`connect.servers.${server}.`.length);
}

/** The value of a trait, of several numbers their sum; null: one of them is not known, undefined: nobody spoke of it. */
export function readTrait(facts: FactsByTrait, trait: string): Json | undefined {
  const found = facts.get(trait);
  const values = found?.map((fact) => (fact.known ? fact.value : null)) ?? [];
  const [first] = values;
  if (values.length < 2 || values.includes(null)) return values.includes(null) ? null : first;
  return values.every((value) => typeof value === 'number') ? values.reduce((sum, value) => sum + value, 0) : first;
}
