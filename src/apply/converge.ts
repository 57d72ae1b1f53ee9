import { Failure } from '../model/failure.js';
import { outcomeOf } from '../model/outcome.js';
import type { Write } from '../model/ports.js';
import { type Confirmation, confirm } from './confirm.js';
import type { Execution } from './execution.js';
import type { Ledger } from './ledger.js';
import { growingPauses } from './pauses.js';

/**
 * Waits until what was written shows, then plans again; what still does not show at the deadline is recorded as not
 * visible. Answers the keys that still differ, the run's own and others. Reads nothing where the run was stopped, or
 * where nothing was to be written and what differs is known.
 */
export async function converge(run: Execution, ledger: Ledger, writes: readonly Write[]): Promise<readonly string[]> {
  if (run.stop.aborted) return unsettled(run, ledger);
  if (writes.length === 0) return run.found;
  const done = writes.filter(({ change }) => ledger.isDone(change.key));
  const deadline = run.clock.now() + run.patience;
  const confirmed = await confirm(done, run, deadline);
  const doneKeys = new Set(done.map(({ change }) => change.key));
  const left = await replanUntil(deadline, run, doneKeys);
  // Stopped while waiting: what was not seen yet may well be there.
  if (run.stop.aborted) return unsettled(run, ledger);
  const late = lateKeys(done, confirmed, left);
  recordLate(done, late, confirmed, ledger);
  return [...new Set([...(left ?? unsettled(run, ledger)), ...late])];
}

/** Where nothing could be read back, the plan made afterwards tells, if there is one. */
function lateKeys(done: readonly Write[], { hidden, problem }: Confirmation, left: readonly string[] | null) {
  const differs = new Set(left ?? []);
  const unseen = problem !== null && left !== null ? new Set<string>() : hidden;
  return new Set(done.map(({ change }) => change.key).filter((key) => unseen.has(key) || differs.has(key)));
}

function recordLate(
  done: readonly Write[],
  late: ReadonlySet<string>,
  { problem }: Confirmation,
  ledger: Ledger,
): void {
  const why = problem === null ? 'does not show it yet' : `could not be asked whether it shows (${problem})`;
  const message = `The service accepted it, but ${why}: run drift later.`;
  const hidden = done.filter(({ change }) => late.has(change.key));
  ledger.record(hidden.map(({ change }) => outcomeOf(change, 'acceptedNotVisible', message)));
}

/** A list may still be stale where single reads are not: plans again until none of these keys differs. */
async function replanUntil(
  deadline: number,
  run: Execution,
  done: ReadonlySet<string>,
): Promise<readonly string[] | null> {
  const pause = growingPauses(run, { first: 1_000, longest: 10_000, deadline });
  let left: readonly string[] | null;
  do {
    if (run.stop.aborted || run.replan === null) return null;
    left = await replanOnce(run.replan, run);
    run.progress('waiting until the changes show', 0);
  } while (left?.some((key) => done.has(key)) && (await pause()));
  return left;
}

/** A failed reading after the writes must not hide what was written. */
async function replanOnce(
  replan: () => Promise<readonly string[]>,
  { stop, notify }: Execution,
): Promise<readonly string[] | null> {
  try {
    return await replan();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (!stop.aborted) notify(`What was written could not be planned again: ${error.message}`);
    return null;
  }
}

function unsettled(run: Execution, ledger: Ledger): string[] {
  return [...run.settled, ...run.write].filter(({ key }) => !ledger.isDone(key)).map(({ key }) => key);
}
