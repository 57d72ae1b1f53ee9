import { quoteArgument } from '../model/argument.js';
import { countNoun, formatCount } from '../model/count.js';
import { isKeyOf, serverOf } from '../model/key.js';
import type { ApplyResult, Outcome, OutcomeStatus } from '../model/outcome.js';
import type { Plan } from '../model/plan.js';

export const statusWords: Readonly<Record<OutcomeStatus, string>> = {
  applied: 'applied',
  alreadyApplied: 'already as planned, not written',
  failed: 'failed',
  stale: 'stale: changed since the plan was made, not written',
  notAttempted: 'not attempted',
  acceptedNotVisible: 'accepted, not visible yet',
};

/** Those that someone must look at, worst first. */
export const troubled: readonly OutcomeStatus[] = ['failed', 'stale', 'notAttempted', 'acceptedNotVisible'];

export const newDriftWords = 'New drift: differences that the plan did not hold, not written';

export function describeRequests({ requests }: ApplyResult): string {
  const { total, writes, throttled } = requests;
  return `${formatCount(total)} in all, ${countNoun(writes, 'write')}, ${formatCount(throttled)} throttled`;
}

/** What is left of the plan without its outcome saying so. */
export function listUntold({ remaining, outcomes }: ApplyResult): readonly string[] {
  const told = new Set(outcomes.filter(({ status }) => troubled.includes(status)).map(({ key }) => key));
  return remaining.filter((key) => !told.has(key));
}

/** Schedulers that were not put back, or were left as a run had paused them: until someone does, nothing synchronises. */
export function listUnclosed({ changes }: Plan, { outcomes }: ApplyResult): readonly Outcome[] {
  const unmarked = new Set(changes.filter(({ before }) => before?.marker === null).map(({ key }) => key));
  return outcomes.filter(({ key, action, status }) => {
    const isLeft = status === 'failed' || (status === 'notAttempted' && !unmarked.has(key));
    return isKeyOf('scheduler', key) && action === 'resume' && isLeft;
  });
}

export function titleUnclosed({ key }: Outcome): string {
  return `The sync scheduler of ${serverOf(key)} may still be paused: nothing synchronises until it is on again.`;
}

export function describeUnclosed(outcome: Outcome): string {
  const { message } = outcome;
  return message === undefined ? titleUnclosed(outcome) : `${titleUnclosed(outcome)} ${message}`;
}

export interface Suggestion {
  readonly title: string;
  /** To be copied whole. */
  readonly command: string;
}

export function suggestCommands(
  kind: 'apply' | 'undo',
  { converged, journal, outcomes }: ApplyResult,
  given: string | null,
): readonly Suggestion[] {
  if (given === null || kind === 'undo') return [];
  // Not apply: a saved or narrowed plan was less than what apply would write now.
  const rest = { title: 'Make a new plan of the rest with:', command: `entra-writeback plan${given}` };
  const next = converged ? [] : [rest];
  if (journal === null || !outcomes.some(isWritten)) return next;
  const command = `entra-writeback undo ${quoteArgument(journal)}${given}`;
  return [...next, { title: 'Take it back with:', command }];
}

function isWritten({ status }: Outcome): boolean {
  return status === 'applied' || status === 'acceptedNotVisible';
}
