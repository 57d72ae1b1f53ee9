import type { Approved, Reveal } from '../apply/execution.js';
import type { Lock } from '../apply/lock.js';
import type { Change } from '../model/change.js';
import type { Plan, Refusal } from '../model/plan.js';
import type { GuardName } from '../model/policy.js';
import { carryOut, confirmWrites, refuseAll, refusedFailure, staleFailure } from './carry-out.js';
import { connect } from './connection.js';
import type { Command, Context } from './context.js';
import {
  makePlan,
  observeAndPlan,
  type Planned,
  type PlanRequest,
  planRequest,
  runContext,
  scopeFor,
} from './make-plan.js';
import { examinedBy, permissionsFor } from './members.js';
import { type Options, usage } from './options.js';
import { readPlan } from './plan-file.js';
import { type ReadPolicy, readPolicy } from './read-policy.js';
import { chooseWave, firstKeys, listWrites, writeWaves } from './waves.js';

export const applyCommand: Command = async (context) => {
  if (context.args[0] !== undefined) refuseNarrowing(context.options);
  const read = await readPolicy(context);
  const saved = context.args[0] === undefined ? null : await readPlan(context.args[0], context);
  const { takeLock } = await import('../apply/lock.js');
  const lock: Lock = takeLock(read.policy.tenant.id, context.io.cwd, context.io.now());
  try {
    return await applyLocked(context, read, saved);
  } finally {
    lock.release();
  }
};

/** What was approved is written whole or not at all: a flag that could not hold must not be passed over. */
function refuseNarrowing({ only, scope }: Options): void {
  const flag = only !== undefined ? '--only' : scope !== undefined ? '--scope' : null;
  if (flag === null) return;
  throw usage(`${flag} cannot narrow a saved plan.`, `Make a plan with ${flag}, review it and apply that one.`);
}

async function applyLocked(context: Context, read: ReadPolicy, saved: Plan | null): Promise<number> {
  const request = await applyRequest(context, read, saved);
  const connection = await connect(context, read.policy);
  const scope = await scopeFor(request);
  const examined = await examinedBy(read.policy);
  const look = (reveal: Reveal = (observed) => observed) =>
    observeAndPlan(
      request,
      scope,
      async (wanted) => reveal(await connection.observer.observe(wanted, examined)),
      async (observed) => makePlan(context, request, observed, await permissionsFor(observed, connection)),
    );
  const found = await look();
  const plan = saved ?? found.plan;
  const isSaved = saved !== null;
  const wave = chooseWave(context.options, plan, isSaved);
  const first = firstKeys(plan, wave);
  const { refusals, ...judged } = await judge(context, request, saved, found, first);
  await refuseAll(context, found.plan, refusals);
  refuseStale(context, judged.approved, 'nothing was written');
  const again = async (keys: ReadonlySet<string>, reveal?: Reveal) =>
    refuseLater(context, await judge(context, request, plan, await look(reveal), keys));
  const isLate = await confirmPart(context, found, plan, await listWrites(plan, wave, judged.approved));
  const approved = isLate ? await again(first) : judged.approved;
  // Only keys are compared: what was read for the effects need not be read again.
  const replan = async () => {
    const changing = { ...scope, memberCounts: false, nested: false };
    const fresh = await makePlan(context, request, await connection.observer.observe(changing));
    return fresh.changes.map(({ key }) => key);
  };
  const approveAgain = (reveal: Reveal) => again(first, reveal);
  const approveNext = () => again(new Set());
  return await carryOut(context, { kind: 'apply', plan, connection, replan, approveAgain }, (writePart) =>
    writeWaves(
      context,
      connection,
      { plan, only: wave, isSaved, write: writePart, approveAgain: approveNext },
      approved,
    ),
  );
}

/** A saved plan keeps what it was narrowed to and what of its changes was allowed when it was approved. */
async function applyRequest(context: Context, read: ReadPolicy, saved: Plan | null): Promise<PlanRequest> {
  const request = await planRequest(context, read, 'apply');
  if (saved === null) return request;
  const flags = saved.allowed.filter(({ source, guard }) => source === null && !ofTheRun.has(guard));
  return { ...request, only: saved.only, scope: saved.scope, allow: [...request.allow, ...flags] };
}

/** What these ask is when and where a plan is applied: one that could allow it itself would be an approval for ever. */
const ofTheRun: ReadonlySet<GuardName> = new Set(['planAge', 'pullRequest']);

interface Judged {
  readonly refusals: readonly Refusal[];
  readonly approved: Approved;
}

/**
 * What may be written now of the plan that was saved, or of the one just made, and what refuses it. `first`: the keys that
 * come before any synchronisation.
 */
async function judge(
  context: Context,
  request: PlanRequest,
  saved: Plan | null,
  { plan: fresh, observation }: Planned,
  first: ReadonlySet<string>,
): Promise<Judged> {
  const { judgeWrites } = await import('../reconcile/judge-writes.js');
  const { policy } = request.read;
  const run = await runContext(context, request, observation);
  const given = { policy, observation, run, now: context.io.now(), first };
  const { refusals, ...writes } = judgeWrites(saved, fresh, given);
  const found = fresh.changes.map(({ key }) => key);
  return { refusals, approved: { ...writes, found, observation, window: fresh.window } };
}

/** Asks about what is going to be written, if anything is. Answers whether it is to be judged again. */
async function confirmPart(
  context: Context,
  { plan: fresh, observation }: Planned,
  { waves, digest }: Plan,
  write: readonly Change[],
): Promise<boolean> {
  if (write.length === 0) return false;
  const { keepChanges } = await import('../reconcile/approved.js');
  return await confirmWrites(context, keepChanges({ ...fresh, waves, digest }, write, observation));
}

/** What is left may be written still, or a Failure is thrown: the run has begun. */
function refuseLater(context: Context, { refusals: [worst, ...rest], approved }: Judged): Approved {
  if (worst !== undefined) throw refusedFailure([worst, ...rest], 'what is left was not written');
  refuseStale(context, approved, 'what is left was not written');
  return approved;
}

/** `--stale refuse`. `written`: how far the run came. */
function refuseStale({ options }: Context, { settled }: Approved, written: string): void {
  const stale = settled.filter(({ status }) => status === 'stale');
  if (options.stale === 'refuse' && stale.length > 0) throw staleFailure(stale, written);
}
