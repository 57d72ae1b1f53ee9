import { Failure } from '../model/failure.js';
import type { Window } from '../model/plan.js';
import { schedulerKey } from '../model/sync-rule.js';
import type { Execution, WindowControl } from './execution.js';
import type { Ledger } from './ledger.js';
import { growingPauses } from './pauses.js';

/**
 * Does the work with the scheduler paused, and puts it back whatever happens. Where the window does not open the work
 * is not begun: answers why, and null where it was. A window that cannot be closed is an outcome of its own, and is
 * told loudly: until someone closes it, nothing synchronises.
 */
export async function inWindow(run: Execution, ledger: Ledger, work: () => Promise<void>): Promise<string | null> {
  const { window, windowControl } = run;
  if (window === null || !run.write.some(({ key }) => needsWindow(key))) {
    await work();
    return null;
  }
  if (windowControl === null) return `There is no way to pause the scheduler of ${window.server}.`;
  const open: Opening = { run, ledger, window, ...windowControl };
  if (run.stop.aborted) return stopped;
  if (!ledger.tellWindow({ event: 'opening', server: window.server, runId: open.runId })) return unjournalled;
  let opening: Opened = { why: null, refused: false, wasOn: false };
  try {
    opening = await openWindow(open);
    if (opening.why === null) await work();
    return opening.why;
  } finally {
    if (!opening.refused) await closeWindow(open, opening.wasOn);
  }
}

/** Why the window did not open; null: it did. `refused`: the server did nothing, so there is nothing to put back. */
interface Opened {
  readonly why: string | null;
  readonly refused: boolean;
  /** Whether the scheduler is known to have been on before. */
  readonly wasOn: boolean;
}

const stopped = 'The run was stopped.';
const unjournalled = 'The journal cannot be written.';

/** Rules and AD objects are written only while nothing synchronises. */
function needsWindow(key: string): boolean {
  return key.startsWith('syncRule/') || key.startsWith('adGroup/');
}

interface Opening extends WindowControl {
  readonly run: Execution;
  readonly ledger: Ledger;
  readonly window: Window;
}

/** Calls until nothing runs any more. */
async function openWindow(open: Opening): Promise<Opened> {
  const { run, ledger, window, control, runId } = open;
  const { server } = window;
  const now = run.clock.now();
  const deadline = new Date(now + open.longest).toISOString();
  const takeOver = run.write.some(({ key }) => key === schedulerKey(server));
  const pause = growingPauses(run, { first: 2_000, longest: 30_000, deadline: now + open.patience });
  for (let calls = 1; ; calls += 1) {
    try {
      const { state, prior } = await control.pause({ server, runId, kind: 'window', deadline, takeOver });
      if (state === 'paused') {
        ledger.tellWindow({ event: 'opened', server, runId, syncCycleEnabled: prior });
        return { why: null, refused: false, wasOn: prior };
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { why: error.message, refused: error.kind === 'refused' && calls === 1, wasOn: false };
    }
    run.progress(`waiting until no synchronisation runs on ${server}`, 0);
    if (!(await pause())) return { why: run.stop.aborted ? stopped : stillBusy(open), refused: false, wasOn: false };
  }
}

function stillBusy({ window, patience }: Opening): string {
  const seconds = Math.round(patience / 1_000);
  const waited = seconds < 120 ? countNoun(seconds, 'second') : countNoun(Math.round(seconds / 60), 'minute');
  return `A synchronisation still ran on ${window.server} after ${waited}.`;
}

function countNoun(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Milliseconds before another try to put the scheduler back; no stop cuts them short. */
const closingPauses = [1_000, 5_000, 15_000];

async function closeWindow(open: Opening, wasOn: boolean): Promise<void> {
  const { ledger, run, window, control, runId } = open;
  const { server } = window;
  const unstoppable = new AbortController().signal;
  for (const wait of [...closingPauses, null]) {
    try {
      const syncCycleEnabled = await control.resume({ server, runId, enable: false });
      if (wasOn && !syncCycleEnabled) return tellOff(open);
      ledger.tellWindow({ event: 'closed', server, runId, syncCycleEnabled });
      return;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // Somebody else holds it by now: their marker stays, whoever asks again.
      if (wait === null || error.kind === 'refused') return tellOpen(error, open);
      run.notify(`The scheduler of ${server} could not be put back yet: ${error.message}`);
      await run.clock.sleep(wait, unstoppable);
    }
  }
}

function tellOpen(error: Failure, open: Opening): void {
  const { window, closedBy } = open;
  const message = `The window is still open: the sync scheduler of ${window.server} may be paused, so nothing synchronises. Close it with: ${closedBy} (${error.message})`;
  tellFailed(message, open);
}

/** Without the marker nobody knows any more what it was: no later run would put it back, and somebody may want it off. */
function tellOff(open: Opening): void {
  const { server } = open.window;
  const message = `The sync scheduler of ${server} was on, and is off: the marker of this run is gone, so nothing puts it back. Unless somebody wants it off, switch it on there with: Set-ADSyncScheduler -SyncCycleEnabled $true`;
  tellFailed(message, open);
}

function tellFailed(message: string, { ledger, run, window: { server }, runId }: Opening): void {
  ledger.tellWindow({ event: 'failed', server, runId });
  ledger.record([{ key: schedulerKey(server), action: 'resume', status: 'failed', message }]);
  run.notify(message);
}
