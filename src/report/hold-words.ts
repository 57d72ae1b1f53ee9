import type { HoldResult } from '../model/report.js';

/** What became of the scheduler, in one to three sentences. */
export function describeHold(hold: HoldResult): string {
  return [describeState(hold), describeRunning(hold)].filter((sentence) => sentence !== '').join(' ');
}

function describeState({ action, server, before, after }: HoldResult): string {
  if (action === 'release') {
    if (after) return `The sync scheduler of ${server} ${before === true ? 'is on: nothing holds it' : 'is on again'}.`;
    return `No run of this tool holds the sync scheduler of ${server}, and it is off. Where it should run, switch it on there: Set-ADSyncScheduler -SyncCycleEnabled $true`;
  }
  if (after) return `The sync scheduler of ${server} is still on: it is not held.`;
  if (before === false) return `The sync scheduler of ${server} was off already, and is held now: it stays off.`;
  return `The sync scheduler of ${server} is held: no cycle starts until it is released.`;
}

function describeRunning({ stillRunning }: HoldResult): string {
  return stillRunning ? 'A synchronisation that had begun before still runs, and ends by itself.' : '';
}

export const releaseCommand = 'entra-writeback connect release';
