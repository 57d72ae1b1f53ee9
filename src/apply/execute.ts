import type { Change } from '../model/change.js';
import { Failure } from '../model/failure.js';
import type { Observation, ObservationScope } from '../model/observation.js';
import type { ApplyResult, Outcome } from '../model/outcome.js';
import type { Plan } from '../model/plan.js';
import type { Observer, Progress, Writer } from '../model/ports.js';
import { type Clock, confirm } from './confirm.js';
import type { Journal } from './journal.js';
import { type Ledger, openLedger } from './ledger.js';
import { stagesOf } from './stages.js';
import { toWriter } from './write.js';

export interface Execution {
  /** The plan whose digest names this run. */
  readonly plan: Plan;
  /** What is to be written, in order. */
  readonly write: readonly Change[];
  /** What is settled without a write. */
  readonly settled: readonly Outcome[];
  /** The fresh observation that the plan rests on. */
  readonly observation: Observation;
  readonly observer: Observer;
  readonly writer: Writer;
  readonly journal: Journal;
  /** Observes and plans once more; the keys that still differ. null (undo): the plan's own keys are read back instead. */
  readonly replan: (() => Promise<readonly string[]>) | null;
  readonly stop: AbortSignal;
  readonly clock: Clock;
  /** Milliseconds to wait at most for what was written to become visible. */
  readonly patience: number;
  readonly progress: Progress;
  /** What went wrong beside the changes, in words. */
  readonly notify: (message: string) => void;
}

/**
 * Writes exactly the changes given, in their order, and reads them back. A change runs only after what it requires is
 * applied and visible. Never throws for what a change meets: that is its outcome.
 */
export async function execute(run: Execution): Promise<ApplyResult> {
  const ledger = openLedger(run.journal, run.settled, run.write.length > 0);
  for (const stage of stagesOf(run.write)) await runStage(stage, run, ledger);
  const left = run.stop.aborted ? unsettled(run, ledger) : await converge(run, ledger);
  const own = new Set([...run.write, ...run.settled].map(({ key }) => key));
  const remaining = left.filter((key) => own.has(key));
  const converged = remaining.length === 0 && !run.stop.aborted;
  if (run.write.length > 0) run.journal.end(converged, remaining);
  return {
    formatVersion: 1,
    plan: run.plan.digest,
    outcomes: [...run.settled.map(({ key }) => key), ...run.write.map(({ key }) => key)].flatMap(ledger.find),
    converged,
    remaining,
    newDrift: left.filter((key) => !own.has(key)),
    journal: run.journal.path,
    requests: run.observer.requests(),
  };
}

async function runStage(stage: readonly Change[], run: Execution, ledger: Ledger): Promise<void> {
  const hidden = await hiddenRequirements(stage, run, ledger);
  const blocked = stage.filter(({ requires }) => requires.some((key) => hidden.has(key) || !ledger.isDone(key)));
  if (blocked.length > 0) ledger.record(blocked.map((change) => notAttempted(change, hidden, ledger)));
  const ready = stage.filter((change) => !blocked.includes(change));
  if (ready.length === 0) return;
  await run.writer.write(ready.map(toWriter(run.observation)), {
    intent: async (changes) => run.journal.intent(changes),
    outcome: async (outcomes) => {
      ledger.record(outcomes);
      run.progress('writing', ledger.count(), run.settled.length + run.write.length);
    },
    stop: run.stop,
  });
}

/** Required keys that were accepted but cannot be read back yet. */
async function hiddenRequirements(stage: readonly Change[], run: Execution, ledger: Ledger): Promise<Set<string>> {
  const required = new Set(stage.flatMap(({ requires }) => requires));
  const applied = run.write.filter(({ key }) => required.has(key) && ledger.isDone(key));
  if (applied.length === 0 || run.stop.aborted) return new Set();
  const hidden = await confirm(applied, run, scopeOf(run.observation), run.clock.now() + run.patience);
  return new Set(hidden.map(({ key }) => key));
}

function notAttempted({ key, action, requires }: Change, hidden: ReadonlySet<string>, ledger: Ledger): Outcome {
  const culprit = requires.find((required) => hidden.has(required) || !ledger.isDone(required));
  const why = culprit !== undefined && hidden.has(culprit) ? 'is not visible yet' : 'was not applied';
  return { key, action, status: 'notAttempted', message: `It waits for ${culprit}, which ${why}.` };
}

/** Waits until what was written shows, then plans again; what still differs at the deadline is not visible. */
async function converge(run: Execution, ledger: Ledger): Promise<readonly string[]> {
  const applied = run.write.filter(({ key }) => ledger.isDone(key));
  const deadline = run.clock.now() + run.patience;
  const hidden = applied.length === 0 ? [] : await confirm(applied, run, scopeOf(run.observation), deadline);
  const left = run.replan === null ? unsettled(run, ledger) : await replanUntil(deadline, run, run.replan, ledger);
  const late = new Set([...hidden.map(({ key }) => key), ...left.filter((key) => ledger.isDone(key))]);
  const invisible = applied.filter(({ key }) => late.has(key));
  ledger.record(
    invisible.map(({ key, action }) => ({ key, action, status: 'acceptedNotVisible', message: notVisible })),
  );
  return [...new Set([...left, ...invisible.map(({ key }) => key)])];
}

const notVisible = 'The service accepted it, but does not show it yet: run drift later.';

/** A list may still be stale where single reads are not: plans again until none of the applied keys differs. */
async function replanUntil(
  deadline: number,
  run: Execution,
  replan: () => Promise<readonly string[]>,
  ledger: Ledger,
): Promise<readonly string[]> {
  for (let wait = 1_000; ; wait = Math.min(wait * 2, 10_000)) {
    const left = await orElse(replan, run);
    if (left === null) return unsettled(run, ledger);
    const late = left.some((key) => ledger.isApplied(key));
    if (!late || run.stop.aborted || run.clock.now() + wait > deadline) return left;
    run.progress('waiting until the changes show', 0);
    await run.clock.sleep(wait, run.stop);
  }
}

/** A failed reading after the writes must not hide what was written. */
async function orElse(replan: () => Promise<readonly string[]>, run: Execution): Promise<readonly string[] | null> {
  try {
    return await replan();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    run.notify(`What was written could not be planned again: ${error.message}`);
    return null;
  }
}

function unsettled(run: Execution, ledger: Ledger): string[] {
  return [...run.settled, ...run.write].filter(({ key }) => !ledger.isDone(key)).map(({ key }) => key);
}

function scopeOf({ scope, groups }: Observation): { scope: ObservationScope; pages: number } {
  return { scope, pages: Math.ceil(groups.length / 999) };
}
