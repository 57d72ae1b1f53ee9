import type { Outcome } from '../model/outcome.js';
import type { Journal } from './journal.js';

/** The last outcome of every key, and the journal told of each. */
export interface Ledger {
  record(outcomes: readonly Outcome[]): void;
  /** Applied by this run or found as wanted. */
  isDone(key: string): boolean;
  isApplied(key: string): boolean;
  find(key: string): Outcome[];
  count(): number;
}

export function openLedger(journal: Journal, settled: readonly Outcome[], journalled: boolean): Ledger {
  const last = new Map<string, Outcome>();
  const record = (outcomes: readonly Outcome[]) => {
    if (outcomes.length === 0) return;
    for (const outcome of outcomes) last.set(outcome.key, outcome);
    if (journalled) journal.outcome(outcomes);
  };
  record(settled);
  const status = (key: string) => last.get(key)?.status;
  return {
    record,
    isDone: (key) => status(key) === 'applied' || status(key) === 'alreadyApplied',
    isApplied: (key) => status(key) === 'applied',
    find: (key) => [last.get(key)].filter((outcome) => outcome !== undefined),
    count: () => last.size,
  };
}
