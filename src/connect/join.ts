import type { Observation } from '../model/observation.js';
import { outcomeOf } from '../model/outcome.js';
import type { ConnectObserver, ConnectWrite, GraphWrite, Observer, Write, WriteHooks, Writer } from '../model/ports.js';
import type { ConnectObservation } from '../model/server.js';
import { takeAll } from './join-failures.js';

/** One observer of both halves. null: there are no servers to ask, and nothing is known of them. */
export function joinObservers(graph: Observer, servers: ConnectObserver | null): Observer {
  return {
    tenant: () => graph.tenant(),
    find: (displayName, fields) => graph.find(displayName, fields),
    requests: () => graph.requests(),
    async observe(scope, chosen) {
      if (!scope.connect || servers === null) return graph.observe(scope, chosen);
      // Nothing of a tenant is read before it is proved to be the one meant: neither are its servers.
      await graph.tenant();
      const abandon = new AbortController();
      const observed = graph.observe(scope, chosen).catch((error: unknown) => {
        abandon.abort();
        throw error;
      });
      return joinReadings(observed, servers.observe(abandon.signal));
    },
  };
}

/** Waits for both. Servers that were abandoned because Graph failed are no failure of their own. */
async function joinReadings(graph: Promise<Observation>, servers: Promise<ConnectObservation>): Promise<Observation> {
  const [read, asked] = await Promise.allSettled([graph, servers]);
  if (read.status === 'rejected') throw read.reason;
  const [connect = null] = takeAll([asked]);
  return { ...read.value, connect };
}

/** One writer for both halves, in the order given. null: there are no servers to write to. */
export function joinWriters(graph: Writer<GraphWrite>, servers: Writer<ConnectWrite> | null): Writer {
  return {
    async write(writes, hooks) {
      for (const run of splitRuns(writes)) {
        if (run.half === 'graph') await graph.write(run.writes, hooks);
        else if (servers !== null) await servers.write(run.writes, hooks);
        else await refuse(run.writes, hooks);
      }
    },
  };
}

type Run =
  | { readonly half: 'graph'; readonly writes: GraphWrite[] }
  | { readonly half: 'servers'; readonly writes: ConnectWrite[] };

function splitRuns(writes: readonly Write[]): readonly Run[] {
  const runs: Run[] = [];
  for (const write of writes) {
    const last = runs.at(-1);
    if (write.resource === 'group' || write.resource === 'setting') {
      if (last?.half === 'graph') last.writes.push(write);
      else runs.push({ half: 'graph', writes: [write] });
    } else if (last?.half === 'servers') last.writes.push(write);
    else runs.push({ half: 'servers', writes: [write] });
  }
  return runs;
}

async function refuse(writes: readonly ConnectWrite[], hooks: WriteHooks): Promise<void> {
  const message = 'the policy names no server to write to';
  await hooks.outcome(writes.map(({ change }) => outcomeOf(change, 'notAttempted', message)));
}
