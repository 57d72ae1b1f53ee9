import { Failure } from '../model/failure.js';
import type { RandomClock } from './clock.js';

/** What every request of one run shares. */
export interface Run {
  readonly clock: RandomClock;
  /** Ends reads and waits; requests that write are finished. */
  readonly stop: AbortSignal;
  /** Epoch milliseconds; Infinity where there is none. */
  readonly deadline: number;
  /** Milliseconds that one request may take. */
  readonly requestTimeout: number;
  /** For the person who watches: prompts, long waits. */
  notify(message: string): void;
}

/** Shorter waits are not worth a line. */
const worthSaying = 2000;

/**
 * Waits, but never past the deadline: where it comes first this throws at once, as nothing would be gained by waiting.
 * Throws a Failure: `deadline`, or `interrupted`.
 */
export async function pause(run: Run, milliseconds: number, why: string): Promise<void> {
  checkGoing(run, why);
  if (run.clock.now() + milliseconds > run.deadline) throw deadlineFailure(why);
  if (milliseconds >= worthSaying) run.notify(`${why}: waiting ${Math.ceil(milliseconds / 1000)} s`);
  await run.clock.sleep(milliseconds, run.stop);
  checkGoing(run, why);
}

/** Throws where the run has been stopped or is out of time. */
export function checkGoing(run: Run, why: string): void {
  if (run.stop.aborted) throw new Failure('interrupted', 'interrupted', `interrupted: ${why}`, 'run the command again');
  if (run.clock.now() >= run.deadline) throw deadlineFailure(why);
}

export function deadlineFailure(why: string): Failure {
  return new Failure(
    'unobservable',
    'deadline',
    `out of time: ${why}`,
    'give the run more time with --timeout SECONDS',
  );
}

/** The run is over before the work is: no fault of the work. */
export function isHalt(failure: Failure): boolean {
  return failure.code === 'deadline' || failure.code === 'interrupted';
}
