import type { Change } from '../model/change.js';
import type { Clock } from '../model/clock.js';
import type { Observation } from '../model/observation.js';
import type { Outcome } from '../model/outcome.js';
import type { Plan, Window } from '../model/plan.js';
import type { Observer, Progress, SchedulerControl, Writer } from '../model/ports.js';
import type { Journal } from './journal.js';

/** The scheduler of the active server, and what a run says of itself while it holds it. */
export interface WindowControl {
  readonly control: SchedulerControl;
  /** Names this run in the marker. */
  readonly runId: string;
  /** Milliseconds after its opening, or its last renewal, at which a task on the server, where it can have one, puts the scheduler back. */
  readonly longest: number;
  /** Milliseconds for which closing it is tried again and again. */
  readonly closing: number;
  /** Milliseconds to wait at most for a cycle that runs. */
  readonly patience: number;
  /** The command that closes the window by hand. */
  readonly closedBy: string;
}

/** What may be written of an approved plan, as it holds now. */
export type Approved = Pick<Execution, 'write' | 'settled' | 'found' | 'observation' | 'window'>;

/** Shows what is observed while a run holds its window as it is without that. */
export type Reveal = (observed: Observation) => Observation;

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
  /** The window as the fresh plan has it, and the means to open and close it; null: nothing is there to be paused. */
  readonly window: Window | null;
  readonly windowControl: WindowControl | null;
  /** Reads, plans and judges once more what was approved. Throws Failure where anything refuses or cannot be read. */
  readonly approveAgain: (reveal: Reveal) => Promise<Approved>;
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
