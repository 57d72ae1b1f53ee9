import type { Approved, Execution } from '../apply/execution.js';
import { countNoun, formatCount } from '../model/count.js';
import { Failure } from '../model/failure.js';
import { type ApplyResult, isComplete, isDone, type Outcome } from '../model/outcome.js';
import type { Plan, Refusal } from '../model/plan.js';
import { askYes } from './ask-yes.js';
import type { Connection } from './connection.js';
import type { Context } from './context.js';
import { renderOptions } from './create-context.js';
import { printsText, timeoutOf } from './options.js';

/** Milliseconds to wait for writes to become visible, unless --timeout is shorter. */
const patience = 60_000;

export interface CarryOut extends Pick<Execution, 'plan' | 'replan' | 'approveAgain'> {
  readonly kind: 'apply' | 'undo';
  readonly connection: Connection;
}

/** Writes one part of what was approved, journals it and reads it back. */
export type WritePart = (part: Approved) => Promise<ApplyResult>;

/**
 * Lets the work write what was approved, whole or part by part, into one journal, and reports it. Answers the exit code: what
 * is refused before anything was written is so whenever that shows.
 */
export async function carryOut(
  context: Context,
  { kind, plan, replan, approveAgain, connection }: CarryOut,
  work: (write: WritePart) => Promise<ApplyResult>,
): Promise<number> {
  const { io, options, stop, progress, notify } = context;
  const { openJournal } = await import('../apply/journal.js');
  const { execute } = await import('../apply/execute.js');
  const { systemClock } = await import('../graph/index.js');
  const journal = openJournal({ plan, command: kind, cwd: io.cwd, file: options.journal ?? null, now: () => io.now() });
  let isRefused = false;
  const approve: CarryOut['approveAgain'] = (reveal) =>
    approveAgain(reveal).catch((error: unknown) => {
      isRefused = error instanceof Failure && error.kind === 'refused';
      throw error;
    });
  try {
    const result = await work((part) =>
      execute({
        ...part,
        plan,
        replan,
        approveAgain: approve,
        observer: connection.observer,
        writer: connection.writer(),
        windowControl: connection.windowControl(),
        journal,
        stop,
        clock: io.clock ?? systemClock,
        patience: Math.min(patience, timeoutOf(options)),
        progress,
        notify,
      }),
    );
    await context.report({ kind, plan, result });
    if (stop.aborted) return 130;
    if (isRefused && !result.outcomes.some(isDone)) return 5;
    return isComplete(result) ? 0 : 6;
  } finally {
    journal.close();
  }
}

/**
 * Shows what would be written and asks. Without a terminal the answer must be on the command line. Answers whether it took so
 * long that what was shown may be another by now.
 */
export async function confirmWrites(context: Context, plan: Plan): Promise<boolean> {
  const { io, options } = context;
  const asked = io.now().getTime();
  if (printsText(options)) await context.report({ kind: 'plan', plan }, null);
  const count = plan.changes.length;
  const question = `Write ${count === 1 ? 'this change' : `these ${formatCount(count)} changes`}?`;
  await askYes(context, question, () => showBesideResult(context, plan));
  return io.now().getTime() - asked > longestAnswer;
}

/** Milliseconds, about what it takes to read and plan a large tenant. */
const longestAnswer = 60_000;

/** Whoever is asked has seen the plan, also where standard output leads elsewhere or is no text. */
async function showBesideResult({ io, options }: Context, plan: Plan): Promise<void> {
  if (io.outIsTerminal && printsText(options)) return;
  const { reporters } = await import('../report/index.js');
  const render = renderOptions({ ...io, outIsTerminal: io.errIsTerminal }, options);
  io.err(reporters.text({ kind: 'plan', plan }, { ...render, given: null }));
}

/** Ends the run where anything refuses, every refusal told. */
export async function refuseAll(context: Context, plan: Plan, refusals: readonly Refusal[]): Promise<void> {
  const [first, ...others] = refusals;
  if (first === undefined) return;
  if (printsText(context.options)) await context.report({ kind: 'plan', plan: { ...plan, refusals } });
  throw refusedFailure([first, ...others], 'nothing was written');
}

/** `written`: how far it came. */
export function refusedFailure(refusals: readonly [Refusal, ...Refusal[]], written: string): Failure {
  const [first] = refusals;
  const rest = refusals.length > 1 ? ` (and ${refusals.length - 1} more)` : '';
  // One refusal is told whole by the message and its remedy.
  const several = refusals.length > 1 ? refusals : [];
  const details = several.map(({ guard, message, remedy }) => ({ message: `${guard}: ${message} ${remedy}` }));
  return new Failure('refused', first.guard, `Refused, ${written}: ${first.message}${rest}`, first.remedy, details);
}

export function staleFailure(stale: readonly Outcome[], written: string): Failure {
  const details = stale.map(({ key, message = '' }) => ({ message: `${key}: ${message}` }));
  const count = countNoun(stale.length, 'change is', 'changes are');
  return new Failure(
    'refused',
    'stale',
    `Refused, ${written}: ${count} stale.`,
    'Make a new plan and review it.',
    details,
  );
}
