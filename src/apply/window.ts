import type { Change } from '../model/change.js';
import { countNoun } from '../model/count.js';
import { Failure } from '../model/failure.js';
import { isKeyOf, schedulerKey } from '../model/key.js';
import { outcomeOf } from '../model/outcome.js';
import type { Paused } from '../model/ports.js';
import { needsWindow, withoutWindow } from '../reconcile/window.js';
import { closeWindow, type Opened, type Opening } from './close-window.js';
import type { Execution, Reveal } from './execution.js';
import type { Ledger } from './ledger.js';
import { growingPauses } from './pauses.js';

/** What a run does, with its window open and after it. */
export interface Work {
  /** Carries these changes out; `keepOpen` is called between two stages, which keeps the window open where it takes long. */
  carryOut(changes: readonly Change[], keepOpen: () => Promise<void>): Promise<void>;
  /**
   * The ones of these that may still be written as things stand now, what was observed shown as it is without the window.
   * Throws Failure where they are refused by now.
   */
  judgeAgain(changes: readonly Change[], reveal: Reveal): Promise<readonly Change[]>;
  /** What a change still waits for, as a sentence; null: nothing. */
  waitOf(change: Change): Promise<string | null>;
}

/**
 * Does the work with the scheduler paused, and puts it back whatever happens. Where the window does not open the work
 * is not begun: answers why, and null where it was. A window that cannot be closed is an outcome of its own, and is
 * told loudly: until someone closes it, nothing synchronises.
 */
export async function inWindow(run: Execution, ledger: Ledger, work: Work): Promise<string | null> {
  const { window, windowControl, write } = run;
  if (window === null || !write.some(needsWindow)) {
    await work.carryOut(write, async () => {});
    return null;
  }
  if (windowControl === null) return `There is no way to pause the scheduler of ${window.server}.`;
  // The marker is this run's by then, so closing does what the change asks for.
  const resume = write.find(({ key }) => key === schedulerKey(window.server)) ?? null;
  const open: Opening = { run, ledger, window, resume, ...windowControl };
  if (run.stop.aborted) return stopped;
  if (!ledger.tellWindow({ event: 'opening', server: window.server, runId: open.runId })) return unjournalled;
  const others = write.filter(({ key }) => isKeyOf('scheduler', key) && key !== resume?.key);
  const inside = write.filter((change) => change !== resume && !others.includes(change));
  let opened: Opened = { ...untouched, touched: true };
  let isClosed = false;
  let wait = firstWait(resume);
  try {
    const begun = await begin(inside, open, work);
    opened = begun.opened;
    if (opened.why === null) await work.carryOut(begun.changes, createKeeper(open));
    if (resume !== null) wait = begun.refused ?? (await work.waitOf(resume));
  } finally {
    if (opened.touched) isClosed = await closeWindow(open, opened, wait);
  }
  if (opened.why !== null) return opened.why;
  if (isClosed) await work.carryOut(others, async () => {});
  else leaveBehind(others, open);
  return null;
}

/**
 * Opens it, and tells what is to be done inside. A cycle that was waited for has synchronised: what the plan rests on may be
 * another by now, in Microsoft Entra ID and in Active Directory. What refuses that keeps a scheduler paused that an earlier
 * run left so: to go on may be what is refused.
 */
async function begin(inside: readonly Change[], open: Opening, work: Work) {
  const { waited, ...opened } = await openWindow(open);
  if (opened.why !== null || !waited) return { opened, changes: inside, refused: null };
  const { run, window, runId } = open;
  run.progress('looking again, after the synchronisation', 0);
  try {
    const reveal: Reveal = (observed) => withoutWindow(observed, run.observation, { server: window.server, runId });
    return { opened, changes: await work.judgeAgain(inside, reveal), refused: null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const why = [error.message, ...error.details.map(({ message }) => message)].join(' ');
    return { opened: { ...opened, why }, changes: [], refused: why };
  }
}

/** Until more is known: a bug in between must not put back what waits for something. */
function firstWait(resume: Change | null): string | null {
  return resume === null || resume.requires.length === 0 ? null : 'What it waits for may not have been applied.';
}

/** On and off is one per tenant: a marker on a staging server must not switch on what is paused, or held, on the active one. */
function leaveBehind(others: readonly Change[], { ledger, window }: Opening): void {
  const message = `It waits for the scheduler of ${window.server}, which was not put back.`;
  ledger.record(others.map((change) => outcomeOf(change, 'notAttempted', message)));
}

const stopped = 'The run was stopped.';
const unjournalled = 'The journal cannot be written.';
const untouched = { why: null, touched: false, marked: false, wasOn: false, settledAt: 0 } as const;

/** Calls until nothing runs any more. `waited`: whether something did. */
async function openWindow(open: Opening): Promise<Opened & { readonly waited: boolean }> {
  const { run, window } = open;
  const deadline = run.clock.now() + open.patience;
  const pause = growingPauses(run, { first: 2_000, longest: 30_000, deadline });
  let opened: Opened = untouched;
  for (let waited = false; ; waited = true) {
    const step = await pauseOnce(open, opened);
    opened = step.opened;
    if (step.isLast) return { ...opened, waited };
    run.progress(`waiting until no synchronisation runs on ${window.server}`, 0);
    if (!(await pause())) return { ...opened, waited, why: run.stop.aborted ? stopped : stillBusy(open) };
  }
}

async function pauseOnce(open: Opening, opened: Opened): Promise<{ opened: Opened; isLast: boolean }> {
  const { run, ledger, window, runId } = open;
  try {
    const paused = await askPause(open, false);
    if (paused.state === 'lost') return { opened: lostAt(run.clock.now(), paused, opened), isLast: true };
    if (paused.state === 'busy') return { opened, isLast: false };
    const syncCycleEnabled = paused.prior;
    const marked = { ...opened, touched: true, marked: true, wasOn: syncCycleEnabled };
    if (paused.state === 'pausing') return { opened: marked, isLast: false };
    ledger.tellWindow({ event: 'opened', server: window.server, runId, syncCycleEnabled });
    return { opened: marked, isLast: true };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const touched = opened.touched || error.kind !== 'refused';
    const why = error.code === 'foreignMarker' ? `${error.message}; ${error.remedy}` : error.message;
    return { opened: { ...opened, why, touched }, isLast: true };
  }
}

function lostAt(now: number, { failure, settledIn }: Extract<Paused, { state: 'lost' }>, opened: Opened): Opened {
  return { ...opened, why: failure.message, touched: true, settledAt: now + settledIn };
}

function askPause({ control, window, runId, longest, resume }: Opening, renew: boolean): Promise<Paused> {
  const left = resume?.before?.marker;
  const takeOver = typeof left === 'string' && !renew ? left : null;
  const minutes = Math.max(1, Math.round(longest / 60_000));
  return control.pause({ server: window.server, runId, kind: 'window', minutes, takeOver, renew });
}

/** Moves the deadline, between two stages, once half of the time is over. What goes wrong is told: half of it is left. */
function createKeeper(open: Opening): () => Promise<void> {
  const { run, longest, window } = open;
  let renewAt = run.clock.now() + longest / 2;
  return async () => {
    const now = run.clock.now();
    if (now < renewAt || run.stop.aborted) return;
    const problem = await renew(open);
    renewAt = problem?.kind === 'refused' ? Number.POSITIVE_INFINITY : problem === null ? now + longest / 2 : renewAt;
    if (problem !== null) run.notify(`The window on ${window.server} could not be prolonged: ${problem.message}`);
  };
}

async function renew(open: Opening): Promise<Failure | null> {
  try {
    const paused = await askPause(open, true);
    return paused.state === 'lost' ? paused.failure : null;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

function stillBusy({ window, patience }: Opening): string {
  const seconds = Math.round(patience / 1_000);
  const waited = seconds < 120 ? countNoun(seconds, 'second') : countNoun(Math.round(seconds / 60), 'minute');
  return `${window.server} was still busy after ${waited}: a synchronisation ran, or the Connect wizard was open.`;
}
