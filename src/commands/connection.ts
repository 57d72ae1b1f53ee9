import { randomUUID } from 'node:crypto';
import type { WindowControl } from '../apply/execution.js';
import type { SyncWait } from '../apply/sync-wait.js';
import type { Observation } from '../model/observation.js';
import type { Policy } from '../model/policy.js';
import type { Observer, Writer } from '../model/ports.js';
import { activeServer } from '../model/server.js';
import { connectTenant } from './connect-tenant.js';
import type { Context } from './context.js';
import { policyArgument } from './create-context.js';
import { timeoutOf } from './options.js';
import { connectServers, longestWait } from './servers.js';

/** The tenant and the servers of a policy as one. The observer and the writer are apart: who has the one cannot reach the other. */
export interface Connection {
  readonly observer: Observer;
  /** What the sign-in may do; null: its token does not tell. */
  permissions(): Promise<readonly string[] | null>;
  writer(): Writer;
  /** null: the policy names no server. */
  windowControl(): WindowControl | null;
  /** How to see a synchronisation finish, on the server that was observed active; or why nobody can. */
  cycle(observation: Observation): Pick<SyncWait, 'observe' | 'patience'> | string;
}

/** Touches nothing yet, but for the files of `--connect-state`. */
export async function connect(context: Context, policy: Policy | null): Promise<Connection> {
  const graph = await connectTenant(context, policy);
  const permissions = () => graph.permissions();
  const servers = policy === null ? null : await connectServers(context, policy);
  if (servers === null) {
    const writer = () => graph.writer() as Writer;
    const cycle = () => 'the policy names no Connect server that could tell when a synchronisation has finished';
    return { observer: graph.observer, permissions, writer, windowControl: () => null, cycle };
  }
  const { joinObservers, joinWriters } = await import('../connect/index.js');
  const begun = context.io.now().getTime();
  return {
    observer: joinObservers(graph.observer, servers.observer),
    permissions,
    writer: () => joinWriters(graph.writer(), servers.writer()),
    windowControl: () => ({ ...windowLimits(context, begun), control: servers.control() }),
    cycle: ({ connect: observed }) => {
      const active = activeServer(observed);
      if (active === null) return 'no single Connect server was observed to be active';
      if (active.provenance !== 'server') return `${active.name}, the active server, is known from a file only`;
      const patience = Math.min(longestCycle, timeLeft(context, begun));
      return { observe: () => servers.observeServer(active.name), patience };
    },
  };
}

/** Full cycles of large tenants take hours, and the next one may be half an hour away. */
const longestCycle = 6 * 60 * 60_000;

/** After so long nobody can still be at work in a window. */
const longestWindow = 4 * 60 * 60_000;

/** A server that restarts is back after some minutes. However little time a run has left, it tries more than once. */
const longestClosing = 5 * 60_000;
const shortestClosing = 20_000;

/** `--timeout` bounds the whole run, which began at `begun`: waiting for a cycle, and closing, get what is left. */
function windowLimits(context: Context, begun: number): Omit<WindowControl, 'control'> {
  const left = timeLeft(context, begun);
  const patience = Math.max(0, Math.min(longestWait, left));
  const closedBy = `entra-writeback connect release${policyArgument(context.options)}`;
  const closing = Math.max(shortestClosing, Math.min(longestClosing, left));
  return { runId: randomUUID(), longest: longestWindow, patience, closing, closedBy };
}

/** Milliseconds of `--timeout`, which bounds the whole run. */
function timeLeft({ io, options }: Context, begun: number): number {
  return begun + timeoutOf(options) - io.now().getTime();
}
