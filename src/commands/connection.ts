import { randomUUID } from 'node:crypto';
import type { WindowControl } from '../apply/execution.js';
import type { Policy } from '../model/policy.js';
import type { Observer, Writer } from '../model/ports.js';
import { connectTenant } from './connect-tenant.js';
import type { Context } from './context.js';
import { policyArgument } from './create-context.js';
import { connectServers, longestWait } from './servers.js';

/** The tenant and the servers of a policy as one. The observer and the writer are apart: who has the one cannot reach the other. */
export interface Connection {
  readonly observer: Observer;
  /** What the sign-in may do; null: its token does not tell. */
  permissions(): Promise<readonly string[] | null>;
  writer(): Writer;
  /** null: the policy names no server. */
  windowControl(): WindowControl | null;
}

/** Touches nothing yet, but for the files of `--connect-state`. */
export async function connect(context: Context, policy: Policy | null): Promise<Connection> {
  const graph = await connectTenant(context, policy);
  const permissions = () => graph.permissions();
  const servers = policy === null ? null : await connectServers(context, policy);
  if (servers === null) {
    const writer = () => graph.writer() as Writer;
    return { observer: graph.observer, permissions, writer, windowControl: () => null };
  }
  const { joinObservers, joinWriters } = await import('../connect/index.js');
  const begun = context.io.now().getTime();
  return {
    observer: joinObservers(graph.observer, servers.observer),
    permissions,
    writer: () => joinWriters(graph.writer(), servers.writer()),
    windowControl: () => ({ ...windowLimits(context, begun), control: servers.control() }),
  };
}

/** After so long nobody can still be at work in a window. */
const longestWindow = 4 * 60 * 60_000;

/** A server that restarts is back after some minutes. However little time a run has left, it tries more than once. */
const longestClosing = 5 * 60_000;
const shortestClosing = 20_000;

/** `--timeout` bounds the whole run, which began at `begun`: waiting for a cycle, and closing, get what is left. */
function windowLimits({ io, options }: Context, begun: number): Omit<WindowControl, 'control'> {
  const left = begun + (options.timeout ?? Number.POSITIVE_INFINITY) * 1_000 - io.now().getTime();
  const patience = Math.max(0, Math.min(longestWait, left));
  const closedBy = `entra-writeback connect release${policyArgument(options)}`;
  const closing = Math.max(shortestClosing, Math.min(longestClosing, left));
  return { runId: randomUUID(), longest: longestWindow, patience, closing, closedBy };
}
