import type { Change } from '../model/change.js';
import { Failure } from '../model/failure.js';
import { schedulerKey } from '../model/key.js';
import { type Outcome, outcomeOf } from '../model/outcome.js';
import type { Window } from '../model/plan.js';
import type { Resumed } from '../model/ports.js';
import { takesBackPause } from '../resources/scheduler.js';
import type { Execution, WindowControl } from './execution.js';
import type { Ledger } from './ledger.js';
import { growingPauses } from './pauses.js';

/** A window, and the run that it is for. */
export interface Opening extends WindowControl {
  readonly run: Execution;
  readonly ledger: Ledger;
  readonly window: Window;
  /** The change of this very scheduler, which closing carries out; null: the plan has none. */
  readonly resume: Change | null;
}

/** How far opening came. */
export interface Opened {
  /** Why the window did not open; null: it did. */
  readonly why: string | null;
  /** Whether anything may have been done on the server, so that there may be something to put back. */
  readonly touched: boolean;
  /** Whether the server has said that it is marked. */
  readonly marked: boolean;
  /** Whether the scheduler is known to have been on before. */
  readonly wasOn: boolean;
  /** Epoch milliseconds: until then a pause whose answer was lost may still come about. */
  readonly settledAt: number;
}

/**
 * Puts the scheduler back, for some minutes and with growing pauses where that fails; no stop cuts it short. Answers
 * whether it is as it was and nobody holds it any more; else what is wrong is told. `wait`: what the change of the
 * scheduler still waits for. It goes on only without: a group that stayed off would lose its object then, which nobody
 * has said.
 */
export async function closeWindow(open: Opening, opened: Opened, wait: string | null): Promise<boolean> {
  const { resume } = open;
  if (resume !== null && wait !== null && takesBackPause(resume)) return leavePaused(resume, wait, open, opened);
  const enable = resume !== null && wait === null && !takesBackPause(resume) && isToEnable(open, opened);
  const carried = resume !== null && (enable || takesBackPause(resume));
  if (carried) announce(resume, open.ledger);
  const closed = await resumeUntilDone(open, opened, enable);
  if (closed instanceof Failure) return tellProblem(closed, open, opened);
  const { server } = open.window;
  const { syncCycleEnabled } = closed;
  if ((opened.wasOn || closed.wasSeenOn) && !syncCycleEnabled) return tellOff(open);
  const isGone = opened.marked && !closed.removed && !closed.mayHaveRemoved;
  if (isGone && syncCycleEnabled && !enable) return tellClosedByOthers(open);
  open.ledger.tellWindow({ event: 'closed', server, runId: open.runId, syncCycleEnabled });
  if (resume !== null) open.ledger.record(outcomesOf(resume, { carried, syncCycleEnabled, why: opened.why, wait }));
  return true;
}

/** No task may put back at the deadline what waits for something, and no other machine may have to wait for that. */
async function keepPaused({ control, window: { server }, runId, run }: Opening): Promise<void> {
  try {
    const kept = await control.pause({ server, runId, kind: 'window', minutes: null, takeOver: null, renew: true });
    if (kept.state === 'lost') throw kept.failure;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    run.notify(`The scheduler of ${server} may be put back by its task at the deadline: ${error.message}`);
  }
}

/** The marker stays, now as this run's: the next one plans it again. */
async function leavePaused(change: Change, wait: string, open: Opening, { marked }: Opened): Promise<false> {
  if (marked) await keepPaused(open);
  const { ledger, run, window, runId, closedBy } = open;
  const message = `The sync scheduler of ${window.server} stays paused. ${wait} The next apply puts it back once that is done; to put it back as it is now: ${closedBy}`;
  ledger.tellWindow({ event: 'failed', server: window.server, runId });
  ledger.record([outcomeOf(change, 'notAttempted', message)]);
  run.notify(message);
  return false;
}

/** One that does not go on from the marker of an earlier run switches on what is declared to be on. */
function isToEnable({ resume, ledger }: Opening, { why }: Opened): boolean {
  return why === null && resume?.after?.syncCycleEnabled === true && !ledger.stop.aborted;
}

/** What cannot be journalled any more is put back all the same. */
function announce(resume: Change, ledger: Ledger): void {
  try {
    ledger.intend([resume]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}

/** What several calls have said together. */
interface Closed extends Resumed {
  /** Whether an answer was lost that may have removed the marker. */
  readonly mayHaveRemoved: boolean;
  /** Whether an earlier answer said that the scheduler was on. */
  readonly wasSeenOn: boolean;
}

/** Where the answer to a pause was lost, what it may yet do is waited for and put back as well. */
async function resumeUntilDone(open: Opening, { settledAt }: Opened, enable: boolean): Promise<Closed | Failure> {
  const { clock, progress } = open.run;
  const first = await insist(open, enable);
  const left = settledAt - clock.now();
  if (left <= 0) return first;
  progress(`waiting until ${open.window.server} can no longer begin the pause that it did not answer`, 0);
  await clock.sleep(left, unstoppable);
  const last = await insist(open, enable);
  return last instanceof Failure || first instanceof Failure ? last : join(first, last);
}

function join(first: Closed, last: Closed): Closed {
  return {
    syncCycleEnabled: last.syncCycleEnabled,
    removed: first.removed || last.removed,
    mayHaveRemoved: first.mayHaveRemoved || last.mayHaveRemoved,
    wasSeenOn: first.syncCycleEnabled,
  };
}

const unstoppable = new AbortController().signal;

/** Asks until the server has done it or refuses it, or time is up. */
async function insist({ run, window, control, runId, closing }: Opening, enable: boolean): Promise<Closed | Failure> {
  const { server } = window;
  const { clock } = run;
  const limits = { first: 1_000, longest: 30_000, deadline: clock.now() + closing };
  const pause = growingPauses({ clock, stop: unstoppable }, limits);
  let told = '';
  for (let tries = 1; ; tries += 1) {
    try {
      const resumed = await control.resume({ server, runId, enable });
      return { ...resumed, mayHaveRemoved: tries > 1, wasSeenOn: false };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.kind === 'refused') return error;
      if (error.message !== told) run.notify(`The scheduler of ${server} could not be put back yet: ${error.message}`);
      told = error.message;
      run.progress(`putting the scheduler of ${server} back`, tries);
      if (!(await pause())) return error;
    }
  }
}

/** How a scheduler was left whose change closing was to carry out. */
interface Left {
  readonly carried: boolean;
  readonly syncCycleEnabled: boolean;
  /** Why the window had not opened; null: it had. */
  readonly why: string | null;
  readonly wait: string | null;
}

function outcomesOf(change: Change, { carried, syncCycleEnabled, why, wait }: Left): Outcome[] {
  if (change.after?.syncCycleEnabled === syncCycleEnabled) return [outcomeOf(change, 'applied')];
  if (carried) return [outcomeOf(change, 'failed', 'the scheduler is off all the same')];
  // Where nothing was begun at all, that is told of everything.
  if (why !== null) return [];
  return [outcomeOf(change, 'notAttempted', wait ?? 'The run was stopped before it was switched on.')];
}

function tellProblem(error: Failure, open: Opening, { marked }: Opened): false {
  const { server } = open.window;
  if (error.code !== 'foreignMarker') tellOpen(error, open);
  else if (marked) tell('stale', `${error.message}; the scheduler of ${server} is left as it is.`, open);
  // Nothing of this run has ever been there.
  else open.ledger.tellWindow({ event: 'closed', server, runId: open.runId });
  return false;
}

function tellOpen(error: Failure, open: Opening): void {
  const { window, closedBy } = open;
  const cure = error.code === 'markerUnreadable' ? error.remedy : closedBy;
  const message = `The window is still open: the sync scheduler of ${window.server} may be paused, so nothing synchronises. Close it with: ${cure} (${error.message})`;
  tell('failed', message, open);
}

/** Without the marker nobody knows any more what it was: no later run would put it back, and somebody may want it off. */
function tellOff(open: Opening): false {
  const { server } = open.window;
  const message = `The sync scheduler of ${server} was on, and is off: the marker of this run is gone, so nothing puts it back. Unless somebody wants it off, switch it on there with: Set-ADSyncScheduler -SyncCycleEnabled $true`;
  return tell('failed', message, open);
}

/** No `resume`: there is nothing to put back, but a synchronisation may have run between two writes. */
function tellClosedByOthers(open: Opening): false {
  const { server } = open.window;
  const message = `The window on ${server} was closed while this run was at work: its marker is gone, and a synchronisation may have run on half of what was to be written. Make a new plan to see what is left.`;
  return tell('failed', message, open, 'update');
}

function tell(
  status: Outcome['status'],
  message: string,
  { ledger, run, window: { server }, runId }: Opening,
  action: Outcome['action'] = 'resume',
): false {
  ledger.tellWindow({ event: 'failed', server, runId });
  ledger.record([{ key: schedulerKey(server), action, status, message }]);
  run.notify(message);
  return false;
}
