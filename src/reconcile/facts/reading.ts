import type { Fact } from '../../model/fact.js';
import type { Json } from '../../model/json.js';
import type { DirectoryObservation, Provenance, ServerObservation } from '../../model/server.js';

/** Who answered, and when: by the clock of the machine that did. */
export interface Origin {
  readonly by: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** `aadc01 (AADC01)` where it was asked, `aadc01 by file` where something was handed in. */
export function originOfServer({ name, machine, provenance, collectedAt }: ServerObservation): Origin {
  const asked = machine === null ? name : `${name} (${machine})`;
  return { by: describeOrigin(provenance === 'server' ? asked : name, provenance), at: collectedAt };
}

/** The domain controller where it is known, else the way to it. */
export function originOfDirectory(directory: DirectoryObservation): Origin {
  const { domainController, askedThrough, provenance, collectedAt } = directory;
  const by = domainController.known ? domainController.value : askedThrough;
  return { by: describeOrigin(by, provenance), at: collectedAt };
}

function describeOrigin(who: string, provenance: Provenance): string {
  if (provenance === 'server') return who;
  return `${who} by ${provenance === 'file' ? 'file' : 'exported folder'}`;
}

export function knownFact(name: string, value: Json, { by, at }: Origin): Fact {
  return { name, known: true, value, basis: 'observed', by, at };
}

export function unknownFact(name: string, remedy: string): Fact {
  return { name, known: false, remedy };
}
