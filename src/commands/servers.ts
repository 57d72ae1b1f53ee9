import { hostname } from 'node:os';
import type { Answered } from '../connect/index.js';
import type { Policy } from '../model/policy.js';
import type { ConnectObserver, ConnectWrite, SchedulerControl, Writer } from '../model/ports.js';
import type { SchedulerObservation, ServerObservation } from '../model/server.js';
import { kindOf } from '../resources/index.js';
import { locateRule } from '../resources/sync-rule/find.js';
import type { Context } from './context.js';
import { type Options, timeoutOf } from './options.js';
import { readStates } from './read-states.js';

/** Milliseconds. Full cycles take hours; a run that waits longer than this for one to end is better started again. */
export const longestWait = 60 * 60_000;

/** The Connect servers of a policy and Active Directory. Who has only the observer cannot write. */
export interface Servers {
  readonly observer: ConnectObserver;
  /** One of them alone, and nothing of Active Directory. */
  observeServer(name: string): Promise<ServerObservation>;
  /** Who holds the scheduler of one of them, asked for alone: answered while rules and AD cannot be read. */
  observeScheduler(name: string): Promise<SchedulerObservation>;
  /** The same, each on its own. */
  askEach(): Promise<Answered>;
  writer(): Writer<ConnectWrite>;
  control(): SchedulerControl;
}

/** Whether there is anything to ask beside Microsoft Graph. */
export function asksServers(policy: Policy | null, { scope }: Options): boolean {
  if (policy === null || scope === 'graph') return false;
  return policy.connect.servers.length > 0 || policy.activeDirectory.reach !== null;
}

/** null: the policy names no server and no way to Active Directory. Reads the files of `--connect-state`, nothing else yet. */
export async function connectServers(context: Context, policy: Policy): Promise<Servers | null> {
  const { givenServers, ...givenStates } = await readStates(context, policy);
  if (!asksServers(policy, {})) return null;
  const connect = await import('../connect/index.js');
  const { describeProcess } = await import('../apply/lock-holder.js');
  const { io, options, stop, progress, notify } = context;
  const deadline = io.now().getTime() + timeoutOf(options);
  const run = connect.createScriptRunner({ deadline });
  const { servers } = policy.connect;
  const directory = policy.activeDirectory;
  const reach = {
    run,
    servers,
    directory,
    given: givenServers,
    ...givenStates,
    stop,
    progress,
    notify,
    host: hostname(),
    process: describeProcess(),
    patience: { milliseconds: longestWait, until: deadline },
  };
  return {
    observer: connect.createConnectObserver(reach),
    observeServer: (name) => connect.observeServer(name, reach),
    observeScheduler: (name) => connect.observeScheduler(name, reach),
    askEach: () => connect.askEach(reach),
    writer: () =>
      connect.createConnectWriter({ ...reach, same: (key, a, b) => kindOf(key).same(a, b), locate: locateRule }),
    control: () => connect.createSchedulerControl(reach),
  };
}
