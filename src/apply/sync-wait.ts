import { Failure } from '../model/failure.js';
import type { Observation } from '../model/observation.js';
import type { Progress } from '../model/ports.js';
import { activeServer, type ServerObservation } from '../model/server.js';
import type { Clock } from './pauses.js';

export interface SyncWait {
  /** Reads the servers and Active Directory. */
  observe(): Promise<Observation>;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  /** Milliseconds to wait at most. */
  readonly patience: number;
  readonly progress: Progress;
  readonly notify: (message: string) => void;
}

/** What was read once a whole cycle had run, or why there was none to be seen. */
export type Synchronised = { readonly observation: Observation } | { readonly why: string };

/** Milliseconds between two looks: a cycle takes minutes, a full one hours. */
const pause = 30_000;

/**
 * Waits until the active server has begun and ended a cycle after this call. A cycle that runs already may have read its
 * input before the last write, so it does not count; the next one is told by a later start of the one after it
 * (NextSyncCycleStartTimeInUTC, contract/connect.md 2). A look that fails is made again.
 */
export async function waitForCycle(wait: SyncWait): Promise<Synchronised> {
  const deadline = wait.clock.now() + wait.patience;
  let baseline: string | null = null;
  while (!wait.stop.aborted) {
    const look = await lookOnce(wait);
    if (look !== null && 'why' in look) return look;
    if (look?.idle === true) {
      if (baseline !== null && look.nextStart > baseline) return { observation: look.observation };
      baseline ??= look.nextStart;
    }
    if (wait.clock.now() >= deadline) return { why: `no synchronisation was seen to finish within ${minutes(wait)}` };
    wait.progress('waiting for a synchronisation', 0);
    await wait.clock.sleep(pause, wait.stop);
  }
  return { why: 'the run was stopped' };
}

function minutes({ patience }: SyncWait): string {
  const count = Math.round(patience / 60_000);
  return count === 1 ? '1 minute' : `${count} minutes`;
}

interface Look {
  readonly observation: Observation;
  readonly idle: boolean;
  /** ISO 8601 UTC. */
  readonly nextStart: string;
}

/** null: it could not be looked at now. */
async function lookOnce({ observe, notify, stop }: SyncWait): Promise<Look | { readonly why: string } | null> {
  try {
    return judge(await observe());
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (!stop.aborted) notify(`The servers could not be read: ${error.message}`);
    return null;
  }
}

function judge(observation: Observation): Look | { readonly why: string } {
  const server = activeServer(observation.connect);
  if (server === null) return { why: 'no single server is known to be active' };
  if (!server.scheduler.known) return { why: `the scheduler of ${server.name} could not be read` };
  const { syncCycleEnabled, nextSyncCycleStartTimeInUTC } = server.scheduler.value;
  if (!syncCycleEnabled) return { why: `the scheduler of ${server.name} is off` };
  if (nextSyncCycleStartTimeInUTC === null) return { why: `${server.name} does not say when its next cycle starts` };
  return { observation, idle: isIdle(server), nextStart: nextSyncCycleStartTimeInUTC };
}

function isIdle({ scheduler, runningConnectors }: ServerObservation): boolean {
  const cycles = scheduler.known && scheduler.value.syncCycleInProgress !== true;
  return cycles && !(runningConnectors.known && runningConnectors.value.length > 0);
}
