import type { Fact } from '../model/fact.js';
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
  const servers = new Map<string, Map<string, Fact[]>>();
  const directory = new Map<string, Fact[]>();
  for (const fact of facts) {
    const [, name, single, repeated] = serverFact.exec(fact.name) ?? [];
    const trait = single ?? repeated;
    if (name !== undefined && trait !== undefined) add(demand(servers, name), trait, fact);
    const [, about] = directoryFact.exec(fact.name) ?? [];
    if (about !== undefined) add(directory, about, fact);
  }
  return { servers, directory };
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

function demand(servers: Map<string, Map<string, Fact[]>>, name: string): Map<string, Fact[]> {
  const found = servers.get(name) ?? new Map<string, Fact[]>();
  servers.set(name, found);
  return found;
}

function add(facts: Map<string, Fact[]>, trait: string, fact: Fact): void {
  facts.set(trait, [...(facts.get(trait) ?? []), fact]);
}
