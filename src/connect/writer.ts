import { setTimeout as wait } from 'node:timers/promises';
import { outcomeOf } from '../model/outcome.js';
import type { ConnectWrite, WriteHooks, Writer } from '../model/ports.js';
import { type Access, describeUnreachable } from './access.js';
import { adGroupBatch, describeDirectoryUnreachable } from './ad-group-batch.js';
import { type Batch, writeBatch } from './batch.js';
import { createWaits, type Waits } from './idle-wait.js';
import { type Comparing, ruleBatch } from './rule-batch.js';
import { schedulerBatch } from './scheduler-batch.js';

export interface ConnectWriterOptions extends Access, Comparing {}

/** Milliseconds before another look at what became of a write whose answer was lost. */
const usualLooks = [0, 2_000, 8_000, 20_000];

/**
 * Writes to servers and AD in the order given; neighbours that go the same way in one call. Each is read right before it
 * is written, and again where its answer is lost or says that it failed.
 */
export function createConnectWriter(options: ConnectWriterOptions): Writer<ConnectWrite> {
  const { looks = usualLooks } = options;
  const waits = createWaits(options);
  return {
    async write(writes, hooks) {
      for (const run of splitRuns(writes)) {
        const why = describeClosed(run, options);
        if (why === null) await writeBatch(batchFor(run, options, waits), hooks, () => pauses(looks));
        else await leave(run, why, hooks);
      }
    },
  };
}

async function* pauses(milliseconds: readonly number[]): AsyncGenerator<void> {
  for (const time of milliseconds) {
    if (time > 0) await wait(time);
    yield;
  }
}

type Run = readonly [ConnectWrite, ...ConnectWrite[]];

function splitRuns(writes: readonly ConnectWrite[]): readonly Run[] {
  const runs: [ConnectWrite, ...ConnectWrite[]][] = [];
  for (const write of writes) {
    const last = runs.at(-1);
    if (last !== undefined && wayOf(last[0]) === wayOf(write)) last.push(write);
    else runs.push([write]);
  }
  return runs;
}

function wayOf(write: ConnectWrite): string {
  return write.resource === 'adGroup' ? write.resource : `${write.resource}/${write.server}`;
}

/** Why this cannot be written from here; null: it can. */
function describeClosed([first]: Run, access: Access): string | null {
  return first.resource === 'adGroup'
    ? describeDirectoryUnreachable(access)
    : describeUnreachable(first.server, access);
}

function batchFor(run: Run, options: ConnectWriterOptions, waits: Waits): Batch {
  const [first] = run;
  const changes = run.map(({ change }) => change);
  if (first.resource === 'syncRule') return ruleBatch(changes, first.server, options, waits);
  if (first.resource === 'scheduler') return schedulerBatch(changes, first.server, options);
  return adGroupBatch(
    run.flatMap((write) => (write.resource === 'adGroup' ? [write] : [])),
    options,
  );
}

async function leave(run: Run, why: string, hooks: WriteHooks): Promise<void> {
  await hooks.outcome(run.map(({ change }) => outcomeOf(change, 'notAttempted', why)));
}
