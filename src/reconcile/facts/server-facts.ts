import { type Fact, serverFactName } from '../../model/fact.js';
import type { Json } from '../../model/json.js';
import { managedRules } from '../../model/key.js';
import { type Connector, mapReading, type Reading, type ServerObservation } from '../../model/server.js';
import { ruleState } from '../../resources/sync-rule/find.js';
import { knownFact, originOfServer, unknownFact } from './reading.js';
import { schedulerState } from './scheduler-state.js';

/** What one server says of itself, as `connect.servers.<name>.<what>`. `active` is the one active server, where there is one. */
export function serverFacts(server: ServerObservation, active: ServerObservation | null): Fact[] {
  return [
    ...readings.map(({ what, cmdlet, read }) => factOf(server, what, cmdlet, read(server, active))),
    ...pendingExports(server),
    ...managedRules.map((rule) =>
      knownFact(serverFactName(server.name, rule), ruleState(rule, server), originOfServer(server)),
    ),
  ];
}

/** The same of a server of the policy that nobody asked: unknown, which is not the same as absent. */
export function unaskedServerFacts(name: string): Fact[] {
  const remedy = `Let ${name} be asked: leave out --scope graph, or hand in what its collect script printed with --connect-state ${name}=FILE.`;
  const whats = [...readings.map(({ what }) => what), pendingDeletions, ...managedRules];
  return whats.map((what) => unknownFact(serverFactName(name, what), remedy));
}

interface ServerReading {
  readonly what: string;
  /** What answers it on the server. */
  readonly cmdlet: string;
  readonly read: (server: ServerObservation, active: ServerObservation | null) => Reading<Json>;
}

const readings: readonly ServerReading[] = [
  { what: 'stagingMode', cmdlet: 'Get-ADSyncScheduler', read: ({ stagingMode }) => stagingMode },
  { what: 'build', cmdlet: 'Get-ADSyncGlobalSettings', read: ({ build }) => build },
  { what: 'engine', cmdlet: 'Get-ADSyncAADCompanyFeature', read: ({ engine }) => engine },
  { what: 'scheduler', cmdlet: 'Get-ADSyncScheduler', read: readScheduler },
  { what: 'schedulerSuspended', cmdlet: 'Get-ADSyncScheduler', read: readSuspended },
  {
    what: 'fullSynchronizationPending',
    cmdlet: 'Get-ADSyncSchedulerConnectorOverride',
    read: ({ connectors }) => pendingFullSynchronization(connectors),
  },
  { what: 'targetContainer', cmdlet: 'Get-ADSyncGlobalSettings', read: ({ targetContainer }) => targetContainer },
];

function factOf(server: ServerObservation, what: string, cmdlet: string, reading: Reading<Json>): Fact {
  const name = serverFactName(server.name, what);
  if (reading.known) return knownFact(name, reading.value, originOfServer(server));
  return unknownFact(name, remedyFor(server, cmdlet, reading.reason));
}

function remedyFor({ name, provenance }: ServerObservation, cmdlet: string, reason: string): string {
  return provenance === 'exportedFolder'
    ? `An exported configuration folder does not say it (${reason}): let ${name} be asked, or hand in what its collect script printed.`
    : `Let ${cmdlet} answer on ${name} for the account that is used there (${reason}).`;
}

function readScheduler(server: ServerObservation, active: ServerObservation | null): Reading<string> {
  return mapReading(server.scheduler, () => schedulerState(server, active));
}

function readSuspended({ scheduler }: ServerObservation): Reading<boolean> {
  if (!scheduler.known) return scheduler;
  const { schedulerSuspended } = scheduler.value;
  return schedulerSuspended === null
    ? { known: false, reason: 'this build does not say' }
    : { known: true, value: schedulerSuspended };
}

/** One connector that is known to be due is enough; that none is due takes the word of every one. */
export function pendingFullSynchronization(connectors: ServerObservation['connectors']): Reading<boolean> {
  if (!connectors.known) return connectors;
  const due = connectors.value.map(({ fullSyncRequired }) => fullSyncRequired);
  if (due.some((reading) => reading.known && reading.value)) return { known: true, value: true };
  return due.find((reading) => !reading.known) ?? { known: true, value: false };
}

const pendingDeletions = 'pendingExportDeletions';

/** One fact for each AD connector, after whose name it is called. */
function pendingExports(server: ServerObservation): Fact[] {
  const { connectors } = server;
  if (!connectors.known) return [factOf(server, pendingDeletions, 'Get-ADSyncConnector', connectors)];
  return connectors.value.filter(isDirectory).map(({ name, pendingExport }) => {
    const deletes = mapReading(pendingExport, (pending) => pending.deletes);
    return factOf(server, `${pendingDeletions}.${name}`, 'Get-ADSyncConnectorStatistics', deletes);
  });
}

function isDirectory({ kind }: Connector): boolean {
  return kind === 'ad';
}
