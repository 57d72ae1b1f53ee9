import type { Fact } from '../../model/fact.js';
import type { Json } from '../../model/json.js';
import { type AdGroup, type DirectoryObservation, mapReading, type Reading } from '../../model/server.js';
import { knownFact, originOfDirectory, unknownFact } from './reading.js';

/** What Active Directory says of itself, as `activeDirectory.<what>`. */
export function directoryFacts(directory: DirectoryObservation): Fact[] {
  return readings.map(({ what, read, remedy }) => {
    const reading = read(directory);
    return reading.known
      ? knownFact(factName(what), reading.value, originOfDirectory(directory))
      : unknownFact(factName(what), `${remedy(directory)} (${reading.reason}).`);
  });
}

/** The same where nobody asked it. */
export function unaskedDirectoryFacts(): Fact[] {
  const remedy =
    'Let Active Directory be asked: leave out --scope graph, and name a way to it with `activeDirectory.via` where the active Connect server has none.';
  return readings.map(({ what }) => unknownFact(factName(what), remedy));
}

interface DirectoryReading {
  readonly what: string;
  readonly read: (directory: DirectoryObservation) => Reading<Json>;
  /** Without its full stop: the reason follows. */
  readonly remedy: (directory: DirectoryObservation) => string;
}

const readings: readonly DirectoryReading[] = [
  { what: 'domainController', read: ({ domainController }) => domainController, remedy: reachController },
  { what: 'namingContext', read: ({ namingContext }) => namingContext, remedy: reachController },
  {
    what: 'recycleBin',
    read: ({ recycleBin }) => recycleBin,
    remedy: () => "Let the account read the forest's optional features, as Get-ADOptionalFeature does",
  },
  {
    what: 'deletedObjectLifetime',
    read: ({ deletedObjectLifetime }) => deletedObjectLifetime,
    remedy: () => 'Let the account read CN=Directory Service in the configuration partition',
  },
  { what: 'liveGroups', read: ({ groups }) => mapReading(groups, countGroups), remedy: reachController },
  {
    what: 'deletedGroups',
    read: ({ deletedGroups }) => mapReading(deletedGroups, countGroups),
    remedy: () => 'Let the account list the Deleted Objects container, which only administrators see by default',
  },
];

function factName(what: string): string {
  return `activeDirectory.${what}`;
}

function reachController({ askedThrough }: DirectoryObservation): string {
  return `Let ${askedThrough} reach a domain controller with an account that may read it, or name another way with \`activeDirectory.via\``;
}

function countGroups(groups: readonly AdGroup[]): number {
  return groups.length;
}
