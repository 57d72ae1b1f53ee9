import type { Change } from '../model/change.js';
import { Failure } from '../model/failure.js';
import { type Outcome, outcomeOf } from '../model/outcome.js';
import type { WriteHooks } from '../model/ports.js';
import type { Standing } from './judgement.js';
import type { ScriptFailure } from './script-result.js';

/** What a script says of one change. */
export interface Step {
  readonly key: string;
  readonly status: 'applied' | 'alreadyApplied' | 'failed' | 'notAttempted';
  /** Of one that failed, where the script tells it. */
  readonly code?: string | null;
  readonly message: string | null;
  /** Of one that failed: the connection went away, so the server may still be at work. */
  readonly lost?: boolean;
}

/** What a call that failed as a whole says of each change. */
export function stepsOf(
  sent: readonly { readonly key: string }[],
  { stage, code, message }: ScriptFailure,
): readonly Step[] {
  return sent.map(({ key }) => {
    if (stage === 'start') return { key, status: 'notAttempted', message: `not sent: ${message}` };
    return stage === 'script'
      ? { key, status: 'failed', code, message }
      : { key, status: 'failed', message, lost: true };
  });
}

/** Changes that are written by one call. */
export interface Batch {
  readonly changes: readonly Change[];
  /** How each stands right now. Throws Failure. `stop` null: to find out what became of what was sent. */
  look(stop: AbortSignal | null): Promise<(change: Change) => Standing>;
  send(changes: readonly Change[]): Promise<readonly Step[]>;
}

/**
 * Looks, writes what stands as it was planned, and looks again at everything of which the answer does not say that it
 * was done. One outcome for every change. Rejects only where `hooks.outcome` does.
 */
export async function writeBatch(batch: Batch, hooks: WriteHooks, pauses: () => AsyncIterable<void>): Promise<void> {
  const { settled, open } = await prepare(batch, hooks);
  if (settled.length > 0) await hooks.outcome(settled);
  if (open.length === 0) return;
  const refused = await announce(open, hooks);
  if (refused !== null) return hooks.outcome(open.map((change) => outcomeOf(change, 'notAttempted', refused)));
  const sent = await batch.send(open);
  const { certain, doubtful } = sortSteps(open, sent);
  if (certain.length > 0) await hooks.outcome(certain);
  if (doubtful.length > 0) await hooks.outcome(await findOut(batch, doubtful, pauses));
}

const halted = 'interrupted before it was sent';

async function prepare({ changes, look }: Batch, { stop }: WriteHooks) {
  const settleAll = (why: string) => ({
    settled: changes.map((change) => outcomeOf(change, 'notAttempted', why)),
    open: [],
  });
  if (stop.aborted) return settleAll(halted);
  try {
    const standing = await look(stop);
    const settled = changes.flatMap((change) => settle(change, standing(change)));
    return { settled, open: changes.filter((change) => standing(change).state === 'before') };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return settleAll(error.code === 'interrupted' ? halted : `not sent: ${error.message}`);
  }
}

function settle(change: Change, standing: Standing): Outcome[] {
  switch (standing.state) {
    case 'before':
      return [];
    case 'after':
      return [outcomeOf(change, 'alreadyApplied')];
    case 'other':
      return [outcomeOf(change, 'stale', standing.why)];
    case 'unknown':
      return [outcomeOf(change, 'notAttempted', standing.why)];
  }
}

/** Why nothing may be sent after all; null: the journal knows, and it may. */
async function announce(changes: readonly Change[], { intent, stop }: WriteHooks): Promise<string | null> {
  try {
    await intent(changes);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.code === 'interrupted' ? halted : `not sent: ${error.message}`;
  }
  return stop.aborted ? halted : null;
}

/** A change of which nobody knows what became of it, and what its call said. */
interface Doubt {
  readonly change: Change;
  readonly message: string;
  /** The connection went away: the server may still be at work. */
  readonly lost: boolean;
}

function sortSteps(changes: readonly Change[], sent: readonly Step[]) {
  const steps = new Map(sent.map((step) => [step.key, step]));
  const certain: Outcome[] = [];
  const doubtful: Doubt[] = [];
  for (const change of changes) {
    const step = steps.get(change.key);
    if (step === undefined) doubtful.push({ change, message: 'the answer does not mention it', lost: false });
    else if (step.status !== 'failed') certain.push(outcomeOf(change, step.status, step.message));
    // Seen before anything of it was written.
    else if (step.code === 'stale') certain.push(outcomeOf(change, 'stale', step.message));
    else doubtful.push({ change, message: step.message ?? 'it failed', lost: step.lost === true });
  }
  return { certain, doubtful };
}

/** Reads until an answer comes, a few times: a connection that has just gone may come back. */
async function findOut(
  { look }: Batch,
  doubtful: readonly Doubt[],
  pauses: () => AsyncIterable<void>,
): Promise<readonly Outcome[]> {
  let problem = '';
  for await (const _ of pauses()) {
    try {
      const standing = await look(null);
      return doubtful.map((doubt) => conclude(doubt, standing(doubt.change)));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problem = error.message;
    }
  }
  return doubtful.map(({ change, message }) => ({
    ...outcomeOf(change, 'failed', `${message}; whether it was written could not be read: ${problem}`),
    uncertain: true,
  }));
}

function conclude({ change, message, lost }: Doubt, standing: Standing): Outcome {
  switch (standing.state) {
    case 'after':
      return outcomeOf(change, 'applied');
    case 'before': {
      const failed = outcomeOf(change, 'failed', lost ? `${message}; it has not been written so far` : message);
      return lost ? { ...failed, uncertain: true } : failed;
    }
    default:
      return { ...outcomeOf(change, 'failed', `${message}; ${standing.why}`), uncertain: true };
  }
}
