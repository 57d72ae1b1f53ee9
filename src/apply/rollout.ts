import { Failure } from '../model/failure.js';
import type { Observation } from '../model/observation.js';
import { type ApplyResult, isDone, outcomeOf } from '../model/outcome.js';
import type { Plan } from '../model/plan.js';
import { findSurprises, findUnfulfilled, type Surprise } from '../reconcile/surprises.js';
import type { Approved } from './execution.js';

/** The keys of each wave of a plan. */
export type Waves = NonNullable<Plan['waves']>;

/** One carrying out of a plan in waves. */
export interface Rollout {
  /** The plan that was approved. */
  readonly plan: Plan;
  readonly waves: Waves;
  /** The one wave to write, from 1; null: all of them, one after the other. */
  readonly only: number | null;
  write(part: Approved): Promise<ApplyResult>;
  /** Waits for a whole synchronisation. Answers null, or why none was seen. */
  synchronise(): Promise<string | null>;
  /** Pauses before looking once more at what did not come about yet; false: there is to be no further look. */
  patience(): () => Promise<boolean>;
  /** Reads, plans and judges once more. Throws Failure where anything refuses or cannot be read. */
  approveAgain(): Promise<Approved>;
  /** What a person can do where a wave must not be begun by itself, as the end of a sentence. */
  readonly byHand: (wave: number) => string;
  readonly stop: AbortSignal;
  readonly notify: (message: string) => void;
}

/** Throws Failure (`refused`) where an earlier wave is still to be written: what comes later may rest on it. */
export function refuseSkippedWaves(waves: Waves, only: number, { write }: Approved): void {
  const earlier = new Set(waves.slice(0, only - 1).flat());
  const open = write.filter(({ key }) => earlier.has(key));
  if (open.length === 0) return;
  const wave = 1 + waves.findIndex((keys) => open.some(({ key }) => keys.includes(key)));
  throw new Failure(
    'refused',
    'waveOrder',
    `Refused, nothing was written: wave ${wave} of the plan is not written yet (${open.length} of its changes are left before wave ${only}).`,
    `Apply it first, with --wave ${wave}.`,
    open.map(({ key }) => ({ message: key })),
  );
}

/**
 * Throws Failure (`refused`) where Active Directory is known not to be as the effects of the earlier waves said: the saved
 * plan and what is seen now are all there is to go by, so what nobody said a word about is not missed.
 */
export function refuseSurprise(plan: Plan, waves: Waves, only: number, { settled, observation }: Approved): void {
  const earlier = new Set(waves.slice(0, only - 1).flat());
  const written = new Set(
    settled.filter((outcome) => earlier.has(outcome.key) && isDone(outcome)).map(({ key }) => key),
  );
  const knewAd = plan.facts.some(({ name, known }) => known && name === 'activeDirectory.liveGroups');
  const surprises = findUnfulfilled({ ...plan, written }, knewAd, observation) ?? [];
  if (surprises.length === 0) return;
  throw new Failure(
    'refused',
    'waveSurprise',
    `Refused, nothing was written: ${describe(surprises, only, plan)}.`,
    'Wait until Connect has synchronised, and look at these objects; where they are right as they are, make a new plan of what is left.',
    surprises.map(({ object, what }) => ({ message: `${object} ${what}` })),
  );
}

/**
 * Writes wave after wave of an approved plan. Between two it waits for a synchronisation, looks at what became of the AD
 * objects, and has the plan approved again; what is not as the effects said ends the run, with the rest notAttempted.
 */
export async function rollOut(rollout: Rollout, approved: Approved): Promise<ApplyResult> {
  const { plan, waves, only } = rollout;
  const numbers = only === null ? waves.map((_, index) => index + 1) : [only];
  const results: ApplyResult[] = [];
  let now = approved;
  let why: string | null = null;
  for (const number of numbers) {
    if (why === null && only === null && waits(number, rollout, now)) {
      const next = await goOn(number, results, rollout, now.observation);
      if (typeof next === 'string') why = next;
      else now = next;
    }
    const part = partOf(now, new Set(waves[number - 1]), plan, number === numbers[0]);
    const result = await rollout.write(why === null ? part : notBegun(part, number, why));
    results.push(result);
    why ??= isWell(result) ? null : `wave ${number} did not end as planned`;
  }
  return join(rollout, numbers, results);
}

/** Whether anything of it is to be written, and an earlier one holds anything that has to show first. */
function waits(number: number, { waves }: Rollout, { write }: Approved): boolean {
  const keys = new Set(waves[number - 1]);
  return waves.slice(0, number - 1).some((earlier) => earlier.length > 0) && write.some(({ key }) => keys.has(key));
}

/** What is not in the plan at all is what an earlier run left paused: the first wave that is written puts it back. */
export function partOf(approved: Approved, keys: ReadonlySet<string>, plan: Plan, isFirst: boolean): Approved {
  const planned = new Set(plan.changes.map(({ key }) => key));
  const kept = ({ key }: { readonly key: string }) => keys.has(key) || (isFirst && !planned.has(key));
  return { ...approved, write: approved.write.filter(kept), settled: approved.settled.filter(kept) };
}

/** Nothing is written any more, and each change says why. */
function notBegun(part: Approved, number: number, why: string): Approved {
  const message = `Wave ${number} was not begun: ${why}.`;
  const left = part.write.map((change) => outcomeOf(change, 'notAttempted', message));
  return { ...part, write: [], settled: [...part.settled, ...left] };
}

/** What somebody else changed since is left alone and told; it says nothing against going on. */
function isWell({ outcomes, remaining }: ApplyResult): boolean {
  const stale = new Set(outcomes.filter(({ status }) => status === 'stale').map(({ key }) => key));
  const done = outcomes.every((outcome) => isDone(outcome) || stale.has(outcome.key));
  return done && remaining.every((key) => stale.has(key));
}

/** What may be written of the next wave, or why it must not be begun. */
async function goOn(
  number: number,
  results: readonly ApplyResult[],
  rollout: Rollout,
  before: Observation,
): Promise<Approved | string> {
  const { waves, notify, stop } = rollout;
  if (stop.aborted) return stopped;
  notify(`Wave ${number - 1} of ${waves.length} is written. Before the next, a synchronisation has to finish.`);
  try {
    const unseen = await rollout.synchronise();
    const next =
      unseen === null ? await approveNext(number, results, rollout, before) : `${unseen}; ${rollout.byHand(number)}`;
    return stop.aborted ? stopped : next;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return stop.aborted ? stopped : error.message.replace(/\.$/, '');
  }
}

/** Looks at Active Directory until it is as the effects of the waves so far said, or will not be. */
async function approveNext(
  number: number,
  results: readonly ApplyResult[],
  rollout: Rollout,
  before: Observation,
): Promise<Approved | string> {
  const { plan, waves } = rollout;
  const pause = rollout.patience();
  for (;;) {
    const approved = await rollout.approveAgain();
    const undone = approved.write.filter(({ key }) => waves.slice(0, number - 1).some((keys) => keys.includes(key)));
    if (undone.length > 0) return `somebody has taken back what was written: ${listKeys(undone)}`;
    const written = listWritten(results, approved);
    const surprises = findSurprises({ ...plan, written }, before, approved.observation);
    if (surprises === null) return `what Active Directory holds now could not be read; ${rollout.byHand(number)}`;
    if (surprises.length === 0) return approved;
    if (!(mayComeAbout(surprises) && (await pause()))) return describe(surprises, number, plan);
  }
}

const stopped = 'the run was stopped';

function listKeys(changes: readonly { readonly key: string }[]): string {
  const shown = changes.slice(0, 5).map(({ key }) => key);
  return shown.join(', ') + (changes.length > shown.length ? ` and ${changes.length - shown.length} more` : '');
}

/** By this run, and by whoever did it before. */
function listWritten(results: readonly ApplyResult[], { settled }: Approved): ReadonlySet<string> {
  const outcomes = [...results.flatMap((result) => result.outcomes), ...settled];
  return new Set(outcomes.filter(isDone).map(({ key }) => key));
}

/** The domain controller that is asked may hear late of what another one was told. Harm does not pass. */
function mayComeAbout(surprises: readonly Surprise[]): boolean {
  return surprises.every(({ what }) => what !== 'is gone' && what !== 'has another type');
}

function describe(surprises: readonly Surprise[], number: number, plan: Plan): string {
  return `Active Directory is not as the plan said it would be after wave ${number - 1}: ${listSurprises(surprises, plan)}`;
}

function listSurprises(surprises: readonly Surprise[], { effects }: Plan): string {
  const names = new Map(effects.map(({ object, displayName }) => [object, displayName]));
  const told = surprises.slice(0, 5).map(({ object, what }) => `${names.get(object) ?? object} ${what}`);
  const more = surprises.length > told.length ? ` and ${surprises.length - told.length} more` : '';
  return `${told.join(', ')}${more}`;
}

/** The result of all waves as one, in the order of the plan. */
function join(
  { plan, waves, only }: Rollout,
  numbers: readonly number[],
  results: readonly ApplyResult[],
): ApplyResult {
  const last = results.at(-1) as ApplyResult;
  // Only what was planned after a write tells how it is now.
  const replanned = results.findLast(({ outcomes }) => outcomes.some(({ status }) => status === 'applied'));
  const byKey = new Map(results.flatMap(({ outcomes }) => outcomes.map((outcome) => [outcome.key, outcome])));
  const planned = new Set(plan.changes.map(({ key }) => key));
  const chosen = new Set(numbers.flatMap((number) => waves[number - 1] ?? []));
  const past = new Set(waves.slice(0, (only ?? 1) - 1).flat());
  // What an earlier wave wrote, and is no longer so.
  const undone = (replanned?.newDrift ?? []).filter((key) => chosen.has(key));
  return {
    ...last,
    outcomes: [...new Set([...planned, ...byKey.keys()])].flatMap((key) => byKey.get(key) ?? []),
    converged: results.every(({ converged }) => converged) && undone.length === 0,
    remaining: [...new Set([...results.flatMap(({ remaining }) => remaining), ...undone])],
    newDrift: (replanned ?? last).newDrift.filter((key) => !planned.has(key)),
    waves: { of: waves.length, numbers, left: [...planned].filter((key) => !chosen.has(key) && !past.has(key)) },
  };
}
