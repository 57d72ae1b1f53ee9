import type { Change } from '../model/change.js';
import { Failure } from '../model/failure.js';
import type { Outcome } from '../model/outcome.js';
import type { Journal } from './journal.js';
import type { WindowLine } from './journal-line.js';

/** The last outcome of every key, and the journal told of each. */
export interface Ledger {
  /** Once aborted, nothing new is to be begun: the run was stopped, or the journal can no longer be written. */
  readonly stop: AbortSignal;
  /** Journals what is about to be sent. Throws Failure (`interrupted`) where it cannot: then nothing may be sent. */
  intend(changes: readonly Change[]): void;
  /** Never throws: what has happened has happened. */
  record(outcomes: readonly Outcome[]): void;
  end(converged: boolean, remaining: readonly string[]): void;
  /** Applied by this run or found as wanted. */
  isDone(key: string): boolean;
  /** Taken by the service, whether it shows or not. */
  isAccepted(key: string): boolean;
  /** Journals what becomes of the window. Answers false where it cannot: then none may be opened. */
  tellWindow(line: WindowLine): boolean;
  find(key: string): Outcome[];
  /** Every key that has an outcome. */
  keys(): string[];
  count(): number;
}

export interface LedgerOptions {
  readonly journal: Journal;
  readonly stop: AbortSignal;
  readonly notify: (message: string) => void;
}

/** Throws Failure where the journal cannot be begun. `writes`: whether there is anything to journal at all. */
export function openLedger({ journal, stop, notify }: LedgerOptions, writes: boolean): Ledger {
  if (writes) journal.begin();
  const last = new Map<string, Outcome>();
  const broken = new AbortController();
  const attempt = (write: () => void) => {
    if (!writes || broken.signal.aborted) return;
    try {
      write();
    } catch (error) {
      broken.abort();
      notify(`The journal cannot be written any more, so nothing new is begun: ${(error as Error).message}`);
    }
  };
  const is = (key: string, ...statuses: readonly Outcome['status'][]) =>
    statuses.some((status) => last.get(key)?.status === status);
  return {
    stop: AbortSignal.any([stop, broken.signal]),
    intend(changes) {
      attempt(() => journal.intent(changes));
      if (broken.signal.aborted) throw brokenFailure();
    },
    record(outcomes) {
      if (outcomes.length === 0) return;
      for (const outcome of outcomes) last.set(outcome.key, outcome);
      attempt(() => journal.outcome(outcomes));
    },
    end: (converged, remaining) => attempt(() => journal.end(converged, remaining)),
    tellWindow(line) {
      attempt(() => journal.window(line));
      return !broken.signal.aborted;
    },
    isDone: (key) => is(key, 'applied', 'alreadyApplied'),
    isAccepted: (key) => is(key, 'applied', 'alreadyApplied', 'acceptedNotVisible'),
    find: (key) => [last.get(key)].flatMap((outcome) => (outcome === undefined ? [] : [withoutDoubt(outcome)])),
    keys: () => [...last.keys()],
    count: () => last.size,
  };
}

/** As a result shows it. */
function withoutDoubt({ uncertain: _uncertain, ...outcome }: Outcome): Outcome {
  return outcome;
}

/** The code that a Writer takes for: finish what is in flight, begin nothing new. */
function brokenFailure(): Failure {
  return new Failure(
    'interrupted',
    'interrupted',
    'The journal cannot be written any more.',
    'Make room for it and run again.',
  );
}
