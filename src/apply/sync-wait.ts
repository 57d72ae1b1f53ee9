import type { Clock } from '../model/clock.js';
import { countNoun } from '../model/count.js';
import { Failure } from '../model/failure.js';
import type { Progress } from '../model/ports.js';
import type { ServerObservation } from '../model/server.js';
import { isStaging } from '../resources/servers.js';

export interface SyncWait {
  /** Reads the server whose scheduler runs the cycles, and nothing else. */
  observe(): Promise<ServerObservation>;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  /** Milliseconds to wait at most. */
  readonly patience: number;
  readonly progress: Progress;
  readonly notify: (message: string) => void;
}

/** Milliseconds between two looks: a cycle takes minutes, a full one hours. */
const pause = 30_000;

/**
 * Waits until the active server has begun and ended a cycle after this call. A cycle that runs already may have read its
 * input before the last write, so it does not count; the next one is told by its start, which has passed, and a later start
 * of the one after it (NextSyncCycleStartTimeInUTC, docs/sources.md#scheduler). Where that start was only put off, the new one is
 * waited for. A look that fails is made again. Answers null, or why no cycle was seen.
 */
export async function waitForCycle(wait: SyncWait): Promise<string | null> {
  const deadline = wait.clock.now() + wait.patience;
  let due: string | null = null;
  while (!wait.stop.aborted) {
    const look = await lookOnce(wait);
    if (look !== null && 'why' in look) return look.why;
    if (look?.idle === true) {
      if (due !== null && look.nextStart > due && look.at >= due) return null;
      due = look.nextStart;
    }
    if (wait.clock.now() >= deadline) return `no synchronisation was seen to finish within ${minutes(wait)}`;
    wait.progress('waiting for a synchronisation', 0);
    await wait.clock.sleep(pause, wait.stop);
  }
  return 'the run was stopped';
}

function minutes({ patience }: SyncWait): string {
  return countNoun(Math.round(patience / 60_000), 'minute');
}

interface Look {
  readonly idle: boolean;
  /** ISO 8601 UTC, as the server sees it. */
  readonly at: string;
  readonly nextStart: string;
}

/** null: it could not be looked at now. */
async function lookOnce({ observe, notify, stop }: SyncWait): Promise<Look | { readonly why: string } | null> {
  try {
    return judge(await observe());
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (!stop.aborted) notify(`Whether a synchronisation has finished could not be read: ${error.message}`);
    return null;
  }
}

function judge(server: ServerObservation): Look | { readonly why: string } {
  const { name, scheduler } = server;
  if (isStaging(server)) return { why: `${name} is no longer the active server` };
  if (!scheduler.known) return { why: `the scheduler of ${name} could not be read` };
  const { syncCycleEnabled, nextSyncCycleStartTimeInUTC } = scheduler.value;
  if (!syncCycleEnabled)
    return {
      why: `the scheduler of ${name} is off (put it back with entra-writeback connect release, or switch it on there with Set-ADSyncScheduler -SyncCycleEnabled $true)`,
    };
  if (nextSyncCycleStartTimeInUTC === null) return { why: `${name} does not say when its next cycle starts` };
  return { idle: isIdle(server), at: server.collectedAt, nextStart: nextSyncCycleStartTimeInUTC };
}

function isIdle({ scheduler, runningConnectors }: ServerObservation): boolean {
  const cycles = scheduler.known && scheduler.value.syncCycleInProgress !== true;
  return cycles && !(runningConnectors.known && runningConnectors.value.length > 0);
}
