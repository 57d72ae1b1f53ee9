import { countNoun, formatCount } from '../model/count.js';
import type { Fact } from '../model/fact.js';
import type { Json } from '../model/json.js';
import type { RuleState, StatusServer } from '../model/status.js';
import { type FactsByTrait, groupFacts, readTrait } from './server-facts.js';
import { formatTime, formatValue } from './words.js';

/** What matters of every server and of AD in a few words each, as label and value; the whole is in the facts. */
export function describeServers(facts: readonly Fact[]): readonly (readonly [string, string])[] {
  const { servers, directory } = groupFacts(facts);
  const told = [...servers].map(([name, traits]) => [name, describeTraits(traits, serverTraits)] as const);
  if (directory.size === 0) return told;
  return [...told, ['Active Directory', describeTraits(directory, directoryTraits)]];
}

/** What Active Directory says of itself, in one line; empty where it was not asked. */
export function describeDirectory(facts: readonly Fact[]): string {
  const { directory } = groupFacts(facts);
  return directory.size === 0 ? '' : `Active Directory: ${describeTraits(directory, directoryTraits)}.`;
}

export const serverColumns = [
  'Role',
  'Engine',
  'Build',
  'Scheduler',
  'Delete rule',
  'Member-limit rule',
  'Full sync pending',
  'Pending deletions',
  'Read from',
  'Read (UTC)',
] as const;

/** One cell for each of `serverColumns`. */
export function describeServer(server: StatusServer): readonly string[] {
  const facts = groupFacts(server.facts).servers.get(server.name) ?? new Map<string, readonly Fact[]>();
  const deletions = readTrait(facts, 'pendingExportDeletions') ?? null;
  return [
    describeRole(server, readTrait(facts, 'stagingMode')),
    cell(readTrait(facts, 'engine')),
    cell(readTrait(facts, 'build')),
    schedulerWords[server.scheduler],
    ruleWords[server.deleteOutOfScope],
    ruleWords[server.memberLimit],
    cell(readTrait(facts, 'fullSynchronizationPending'), (value) => (value === true ? 'yes' : 'no')),
    cell(deletions, (value) => (typeof value === 'number' ? formatCount(value) : formatValue(value))),
    provenanceWords[server.provenance],
    formatTime(server.collectedAt).replace(/ UTC$/, ''),
  ];
}

const schedulerWords: Readonly<Record<StatusServer['scheduler'], string>> = {
  running: 'running',
  off: 'OFF',
  paused: 'PAUSED by a run',
  held: 'HELD',
  unknown: 'not known',
};

const ruleWords: Readonly<Record<RuleState, string>> = {
  enabled: 'enabled',
  disabled: 'disabled',
  absent: 'absent',
  changed: 'CHANGED',
  ambiguous: 'AMBIGUOUS',
  unknown: 'not known',
};

const provenanceWords: Readonly<Record<StatusServer['provenance'], string>> = {
  server: 'server',
  file: 'file',
  exportedFolder: 'exported folder',
};

function cell(value: Json | undefined, words: (value: Json) => string = formatValue): string {
  return value === undefined || value === null ? 'not known' : words(value);
}

function describeRole({ role }: StatusServer, stagingMode: Json | undefined): string {
  if (typeof stagingMode !== 'boolean') return `${role} (declared)`;
  const observed = stagingMode ? 'staging' : 'active';
  return observed === role ? role : `${observed.toUpperCase()}, not ${role}`;
}

/** How a trait is told where it is known (empty: not worth a word), and what it is called where it is not. */
interface Trait {
  readonly trait: string;
  readonly noun: string;
  readonly words: (value: Json) => string;
}

const serverTraits: readonly Trait[] = [
  { trait: 'stagingMode', noun: 'role', words: (value) => (value === true ? 'staging' : 'active') },
  { trait: 'engine', noun: 'engine', words: (value) => (value === 'off' ? 'writeback off' : `engine ${value}`) },
  { trait: 'scheduler', noun: 'scheduler', words: describeScheduler },
  {
    trait: 'schedulerSuspended',
    noun: '',
    words: (value) => (value === true ? 'suspended by the product itself' : ''),
  },
  { trait: 'pendingExportDeletions', noun: 'pending deletions', words: describePending },
  {
    trait: 'fullSynchronizationPending',
    noun: 'full synchronisation',
    words: (value) => (value === true ? 'full synchronisation pending' : ''),
  },
];

const directoryTraits: readonly Trait[] = [
  { trait: 'recycleBin', noun: 'Recycle Bin', words: (value) => `Recycle Bin ${value === true ? 'on' : 'OFF'}` },
  {
    trait: 'deletedObjectLifetime',
    noun: 'lifetime of deleted objects',
    words: (value) => `deleted objects kept for ${formatValue(value)} days`,
  },
  { trait: 'liveGroups', noun: 'live groups', words: (value) => `${formatValue(value)} live` },
  { trait: 'deletedGroups', noun: 'deleted groups', words: (value) => `${formatValue(value)} deleted` },
  { trait: 'domainController', noun: 'domain controller', words: (value) => `asked ${formatValue(value)}` },
  { trait: 'namingContext', noun: 'domain', words: (value) => `domain ${formatValue(value)}` },
];

function describeScheduler(value: Json): string {
  return `scheduler ${value === 'running' ? value : formatValue(value).toUpperCase()}`;
}

function describePending(value: Json): string {
  const count = typeof value === 'number' ? value : 0;
  return count === 0 ? 'no deletions pending' : `${countNoun(count, 'deletion')} pending`;
}

function describeTraits(facts: FactsByTrait, traits: readonly Trait[]): string {
  const asked = traits.filter(({ trait }) => facts.has(trait));
  const values = asked.map((trait) => ({ ...trait, value: readTrait(facts, trait.trait) ?? null }));
  const known = values
    .flatMap(({ value, words }) => (value === null ? [] : [words(value)]))
    .filter((text) => text !== '');
  const unknown = values.flatMap(({ value, noun }) => (value === null && noun !== '' ? [noun] : []));
  if (known.length === 0) return 'nothing known: not asked, or no answer';
  return [...known, ...ageOf(facts), ...(unknown.length === 0 ? [] : [`not known: ${unknown.join(', ')}`])].join(', ');
}

/** What was handed in has an age that a reader must know: it says nothing of what came since. */
function ageOf(facts: FactsByTrait): readonly string[] {
  const [told] = [...facts.values()]
    .flat()
    .filter((fact) => fact.known && / by (?:file|exported folder)$/.test(fact.by));
  return told?.known && told.at !== null ? [`as of ${formatTime(told.at)}`] : [];
}
