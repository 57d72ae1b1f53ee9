import type { Change } from '../model/change.js';
import type { Observation } from '../model/observation.js';
import type { Outcome } from '../model/outcome.js';
import type { Plan } from '../model/plan.js';
import type { Observer, Progress, Writer } from '../model/ports.js';
import type { Journal } from './journal.js';
import type { Clock } from './pauses.js';

/** One carrying out of a plan, and all that it needs. */
export interface Execution {
  /** The plan whose digest names this run. */
  readonly plan: Plan;
  /** What is to be written, in order. */
  readonly write: readonly Change[];
  /** What is settled without a write. */
  readonly settled: readonly Outcome[];
  /** Keys that the fresh plan changes: what is left where nothing is written. */
  readonly found: readonly string[];
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
