import type { Action, Change } from './change.js';

export const outcomeStatuses = [
  'applied',
  'alreadyApplied',
  'failed',
  'stale',
  'notAttempted',
  'acceptedNotVisible',
] as const;
export type OutcomeStatus = (typeof outcomeStatuses)[number];

/** What became of one change. */
export interface Outcome {
  readonly key: string;
  readonly action: Action;
  readonly status: OutcomeStatus;
  /** Why, where the status alone does not say. */
  readonly message?: string;
  /** Failed, but it may have been written all the same. For the journal, which undo reads; results leave it out. */
  readonly uncertain?: true;
}

/** No message, or an empty one: the status says it all. */
export function outcomeOf(
  { key, action }: Pick<Change, 'key' | 'action'>,
  status: OutcomeStatus,
  message?: string | null,
): Outcome {
  return message ? { key, action, status, message } : { key, action, status };
}

/** Requests sent, of these those that write (each item of a batch counts), of these those answered 429. */
export interface RequestCounts {
  readonly total: number;
  readonly writes: number;
  readonly throttled: number;
}

/** The result of apply and undo. Schema: schemas/apply.schema.json. */
export interface ApplyResult {
  readonly formatVersion: 1;
  /** Digest of the plan. */
  readonly plan: string;
  readonly outcomes: readonly Outcome[];
  /** Nothing is left of the plan's own keys. */
  readonly converged: boolean;
  readonly remaining: readonly string[];
  /** Differences that this plan did not hold: reported, never written. */
  readonly newDrift: readonly string[];
  /** null where nothing was written. */
  readonly journal: string | null;
  readonly requests: RequestCounts;
  /** Which waves of the plan this run was for; null: it was not cut into waves. */
  readonly waves: {
    readonly of: number;
    /** From 1. */
    readonly numbers: readonly number[];
    /** Keys of the plan that are left for later, as was asked. */
    readonly left: readonly string[];
  } | null;
}

/** Applied, by this run or before. */
export function isDone({ status }: Pick<Outcome, 'status'>): boolean {
  return status === 'applied' || status === 'alreadyApplied';
}

/** Nothing of the plan is left, and nothing of it came out otherwise. */
export function isComplete({ converged, outcomes }: Pick<ApplyResult, 'converged' | 'outcomes'>): boolean {
  return converged && outcomes.every(isDone);
}
