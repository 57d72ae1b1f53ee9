import type { Change } from '../model/change.js';
import { type ApplyResult, outcomeOf } from '../model/outcome.js';
import type { Write } from '../model/ports.js';
import { leaveByHand } from './by-hand.js';
import { confirm } from './confirm.js';
import { converge } from './converge.js';
import type { Execution, Reveal } from './execution.js';
import { type Ledger, openLedger } from './ledger.js';
import { stagesOf } from './stages.js';
import { inWindow } from './window.js';
import { prepareWrites } from './write.js';

/**
 * Writes exactly the changes given, in their order, and reads them back. A change runs only after what it requires is
 * applied and visible. Never throws for what a change meets: that is its outcome. Throws Failure where the journal
 * cannot be begun: nothing is written then.
 */
export async function execute(given: Execution): Promise<ApplyResult> {
  const run = leaveByHand(given);
  const writes = prepareWrites(run.write, run.observation);
  const ledger = openLedger(run, run.write.length > 0);
  ledger.record(run.settled);
  const work = { run, ledger, writes };
  const unopened = await inWindow(run, ledger, {
    async carryOut(changes, keepOpen) {
      for (const stage of stagesOf(changes)) {
        await keepOpen();
        await runStage(stage, work);
      }
    },
    judgeAgain: (changes, reveal) => judgeAgain(changes, reveal, work),
    waitOf: async (change) => (await waitsOf([change], work))(change),
  });
  if (unopened !== null) {
    // That a scheduler could not be put back is an outcome already.
    const untold = run.write.filter(({ key }) => ledger.find(key).length === 0);
    ledger.record(untold.map((change) => outcomeOf(change, 'notAttempted', `Nothing was begun: ${unopened}`)));
  }
  const left = await converge(run, ledger, [...writes.values()]);
  const own = ownKeys(run);
  const remaining = left.filter((key) => own.has(key));
  const converged = remaining.length === 0 && !run.stop.aborted;
  ledger.end(converged, remaining);
  return {
    formatVersion: 1,
    plan: run.plan.digest,
    outcomes: [...new Set([...own, ...ledger.keys()])].flatMap(ledger.find),
    converged,
    remaining,
    newDrift: left.filter((key) => !own.has(key)),
    journal: run.journal.path,
    requests: run.observer.requests(),
    waves: null,
  };
}

/** In the order of the plan that was approved. */
function ownKeys({ plan, write, settled }: Execution): Set<string> {
  const own = new Set([...settled, ...write].map(({ key }) => key));
  return new Set([...plan.changes.map(({ key }) => key).filter((key) => own.has(key)), ...own]);
}

interface Work {
  readonly run: Execution;
  readonly ledger: Ledger;
  readonly writes: ReadonlyMap<string, Write>;
}

/** Narrows them to what is approved still; what is left out is settled, and says why. */
async function judgeAgain(
  changes: readonly Change[],
  reveal: Reveal,
  { run, ledger, writes }: Work & { readonly writes: Map<string, Write> },
): Promise<readonly Change[]> {
  const keys = new Set(changes.map(({ key }) => key));
  const { write, settled, observation } = await run.approveAgain(reveal);
  ledger.record(settled.filter(({ key }) => keys.has(key)));
  const left = write.filter(({ key }) => keys.has(key));
  for (const [key, prepared] of prepareWrites(left, observation)) writes.set(key, prepared);
  return left;
}

async function runStage(stage: readonly Change[], work: Work): Promise<void> {
  const { run, ledger } = work;
  const waitOf = await waitsOf(stage, work);
  const waiting = stage.map((change) => ({ change, wait: waitOf(change) }));
  ledger.record(
    waiting.flatMap(({ change, wait }) => (wait === null ? [] : [outcomeOf(change, 'notAttempted', wait)])),
  );
  const ready = waiting.filter(({ wait }) => wait === null).map(({ change }) => change);
  if (ready.length === 0) return;
  await run.writer.write(takeWrites(ready, work), {
    intent: async (changes) => ledger.intend(changes),
    outcome: async (outcomes) => {
      ledger.record(outcomes);
      run.progress('writing', ledger.count(), run.settled.length + run.write.length);
    },
    stop: ledger.stop,
  });
}

function takeWrites(changes: readonly Change[], { writes }: Work): Write[] {
  return changes.flatMap(({ key }) => writes.get(key) ?? []);
}

/** What each of these still waits for, as a sentence; null: nothing, all that it requires was applied and read back. */
async function waitsOf(changes: readonly Change[], work: Work): Promise<(change: Change) => string | null> {
  const { run, ledger } = work;
  const hidden = await hiddenRequirements(changes, work);
  const hides = run.stop.aborted ? 'was not read back: the run was stopped' : 'is not visible yet';
  return ({ requires }) => {
    const culprit = requires.find((key) => hidden.has(key) || !ledger.isDone(key));
    if (culprit === undefined) return null;
    return `It waits for ${culprit}, which ${ledger.isAccepted(culprit) ? hides : 'was not applied'}.`;
  };
}

/** Required keys that were accepted but cannot be read back, yet or any more: a run that was stopped reads nothing. */
async function hiddenRequirements(changes: readonly Change[], work: Work): Promise<ReadonlySet<string>> {
  const { run, ledger } = work;
  const required = new Set(changes.flatMap(({ requires }) => requires));
  const done = run.write.filter(({ key }) => required.has(key) && ledger.isDone(key));
  if (done.length === 0) return new Set();
  if (!run.stop.aborted) {
    const { hidden } = await confirm(takeWrites(done, work), run, run.clock.now() + run.patience);
    if (!run.stop.aborted) return hidden;
  }
  return new Set(done.map(({ key }) => key));
}
