import { randomUUID } from 'node:crypto';
import { Failure } from '../model/failure.js';
import type { ConnectServer, Policy } from '../model/policy.js';
import type { Paused } from '../model/ports.js';
import { heldBy, isPast, type PauseMarker, type SchedulerObservation } from '../model/server.js';
import { isStaging } from '../resources/servers.js';
import { askYes } from './ask-yes.js';
import type { Command, Context } from './context.js';
import { usage } from './options.js';
import { detectPullRequest } from './pull-request.js';
import { readPolicy } from './read-policy.js';
import { connectServers, type Servers } from './servers.js';

/** The emergency stop: pauses the scheduler of the active server until `connect release`. Needs no Graph. */
export const hold: Command = async (context) => {
  const { server, servers, observed, before } = await findServer(context);
  refuseStaging(server, observed);
  const marker = heldBy(observed);
  const taken = marker?.kind === 'window' ? ` ${await describeHolder(server.name, marker)} It goes on writing.` : '';
  await askYes(context, `Pause the sync scheduler of ${server.name} until \`connect release\`?${taken}`);
  if (taken !== '') context.notify(`The hold takes over a pause:${taken}`);
  const runId = randomUUID();
  const takeOver = marker?.runId ?? null;
  const paused = await servers.control().pause({ server: server.name, runId, kind: 'hold', minutes: null, takeOver });
  const { stillRunning, prior } =
    paused.state === 'lost' ? await lookAgain(paused, runId, server, servers) : told(paused);
  const result = { formatVersion: 1, action: 'hold', server: server.name, before: before ?? prior } as const;
  await context.report({ kind: 'hold', hold: { ...result, after: false, stillRunning } });
  return 0;
};

interface Held {
  readonly stillRunning: boolean;
  readonly prior: boolean;
}

function told({ state, prior }: Exclude<Paused, { state: 'lost' }>): Held {
  return { stillRunning: state !== 'paused', prior };
}

/** No answer came: the marker tells whether it was done. Throws Failure where nobody can tell. */
async function lookAgain(
  { failure, settledIn }: Extract<Paused, { state: 'lost' }>,
  runId: string,
  { name }: ConnectServer,
  servers: Servers,
): Promise<Held> {
  const now = await servers.observeScheduler(name).catch(() => null);
  const marker = now && heldBy(now);
  const isOff = now?.scheduler.known === true && !now.scheduler.value.syncCycleEnabled;
  if (marker?.runId === runId && isOff) return { stillRunning: true, prior: marker.syncCycleEnabled };
  throw new Failure(
    failure.kind,
    failure.code,
    `${failure.message}. Nobody knows whether the sync scheduler of ${name} is off now, or will be within ${settledIn / 1_000} seconds.`,
    'Run connect hold again to hold it, or entra-writeback connect release to put it back; entra-writeback doctor tells how it is.',
    failure.details,
  );
}

/** Puts the scheduler back as the marker keeps it, whichever run of this tool left that: the one that was shown, and no other. */
export const release: Command = async (context) => {
  const { policy, server, servers, observed, before } = await findServer(context);
  const marker = heldBy(observed);
  if (marker === null) refuseStaging(server, observed);
  else await askYes(context, await describeRelease(server.name, marker, observed));
  const control = servers.control();
  const runId = marker?.runId ?? null;
  // A marker on what has become a staging server: what the cmdlet does there is not known, so the active one is switched.
  const active = isStaging(observed) ? policy.connect.servers.find(({ role }) => role === 'active') : undefined;
  if (active !== undefined && active !== server && marker?.syncCycleEnabled === true) {
    await control.resume({ server: active.name, runId: null, enable: true });
  }
  const resumed = await control.resume({ server: server.name, runId, enable: false });
  const hold = {
    formatVersion: 1,
    action: 'release',
    server: server.name,
    before,
    after: resumed.syncCycleEnabled,
    stillRunning: false,
  } as const;
  await context.report({ kind: 'hold', hold });
  return 0;
};

/** Whose pause it is. */
async function describeHolder(server: string, { kind, pausedAt, deadline, host }: PauseMarker): Promise<string> {
  const { clipVisible } = await import('../report/visible-text.js');
  const who = `${kind === 'hold' ? 'A `connect hold`' : 'An apply'} on ${clipVisible(host, 100)}`;
  const until = deadline === null ? '' : `, until ${deadline} at the latest`;
  return `${who} holds the sync scheduler of ${server} since ${pausedAt}${until}.`;
}

/** Whose pause it is that ends, for whoever decides. */
async function describeRelease(
  server: string,
  marker: PauseMarker,
  { collectedAt }: SchedulerObservation,
): Promise<string> {
  const { mayBeAtWork } = await import('../apply/lock-holder.js');
  const mayLive = marker.kind === 'window' && !isPast(marker, collectedAt) && mayBeAtWork(marker);
  const warning = mayLive ? ' It may be at work: what it still writes would go wrong.' : '';
  return `${await describeHolder(server, marker)}${warning} Put the scheduler back as it was?`;
}

interface Found {
  readonly policy: Policy;
  readonly server: ConnectServer;
  readonly servers: Servers;
  readonly observed: SchedulerObservation;
  /** SyncCycleEnabled as it is; null where the server does not say. */
  readonly before: boolean | null;
}

/** Asks the one server about its scheduler only: the others, its rules and AD may be down when this is needed. */
async function findServer(context: Context): Promise<Found> {
  const { policy } = await readPolicy(context);
  const request = detectPullRequest(context.io.env);
  if (request !== null) {
    const message = `This is a pull-request job (${request}): it must not touch a scheduler.`;
    throw new Failure('refused', 'pullRequest', message, 'Run it outside of pull requests.');
  }
  const server = chooseServer(policy, context.options.server);
  const servers = await connectServers(context, policy);
  if (servers === null) throw noServer();
  const observed = await servers.observeScheduler(server.name);
  return {
    policy,
    server,
    servers,
    observed,
    before: observed.scheduler.known ? observed.scheduler.value.syncCycleEnabled : null,
  };
}

function refuseStaging({ name }: ConnectServer, observed: SchedulerObservation): void {
  if (!isStaging(observed)) return;
  const message = `${name} is in staging mode: the scheduler is the active server's.`;
  throw new Failure('refused', 'roleMismatch', message, 'Name the active server with --server NAME.');
}

function chooseServer({ connect }: Policy, name: string | undefined): ConnectServer {
  const { servers } = connect;
  if (servers.length === 0) throw noServer();
  const found = servers.find((server) =>
    name === undefined ? server.role === 'active' : server.name.toLowerCase() === name.toLowerCase(),
  );
  if (found !== undefined) return found;
  const names = servers.map((server) => server.name).join(', ');
  throw usage(`The policy has no server ${JSON.stringify(name)}.`, `Servers: ${names}.`);
}

function noServer(): Failure {
  return usage('The policy names no Connect server.', 'Declare it under `connect.servers`.');
}
