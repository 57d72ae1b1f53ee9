import type { Lock } from '../apply/lock.js';
import type { Approved } from '../apply/rollout.js';
import type { Plan, Refusal } from '../model/plan.js';
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
  const look = () =>
    observeAndPlan(
      request,
      scope,
      (wanted) => connection.observer.observe(wanted, examined),
      async (observed) => makePlan(context, request, observed, await permissionsFor(observed, connection)),
    );
  const found = await look();
  const plan = saved ?? found.plan;
  const wave = chooseWave(context.options, plan, saved !== null);
  const first = firstKeys(plan, wave);
  const { refusals, approved } = await judge(context, request, saved, found, first);
  await refuseAll(context, found.plan, refusals);
  refuseStale(context, approved, 'nothing was written');
  const write = await listWrites(plan, wave, approved);
  if (write.length > 0) {
    const { keepChanges } = await import('../reconcile/approved.js');
    const approvedPlan = { ...found.plan, waves: plan.waves, digest: plan.digest };
    await confirmWrites(context, keepChanges(approvedPlan, write, found.observation));
  }
  // Only keys are compared: what was read for the effects need not be read again.
  const replan = async () => {
    const changing = { ...scope, memberCounts: false, nested: false };
    const again = await makePlan(context, request, await connection.observer.observe(changing));
    return again.changes.map(({ key }) => key);
  };
  const approveAgain = async () => {
    const later = await judge(context, request, plan, await look(), new Set());
    const [worst, ...rest] = later.refusals;
    if (worst !== undefined) throw refusedFailure([worst, ...rest], 'what is left was not written');
    refuseStale(context, later.approved, 'what is left was not written');
    return later.approved;
  };
  return await carryOut(context, { kind: 'apply', plan, connection, replan }, (writePart) =>
    writeWaves(
      context,
      connection,
      { plan, only: wave, isSaved: saved !== null, write: writePart, approveAgain },
      approved,
    ),
  );
}

/** A saved plan keeps what it was narrowed to and what was allowed when it was approved. */
async function applyRequest(context: Context, read: ReadPolicy, saved: Plan | null): Promise<PlanRequest> {
  const request = await planRequest(context, read, 'apply');
  if (saved === null) return request;
  const flags = saved.allowed.filter(({ source }) => source === null);
  return { ...request, only: saved.only, scope: saved.scope, allow: [...request.allow, ...flags] };
}

interface Judged {
  /** Of the guards, and of the approval. */
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
  { plan: fresh, observation }: Pick<Planned, 'plan' | 'observation'>,
  first: ReadonlySet<string>,
): Promise<Judged> {
  const { window, changes, refusals } = fresh;
  const now = { found: changes.map(({ key }) => key), observation, window };
  if (saved === null) return { refusals, approved: { ...now, write: changes, settled: [] } };
  const { approve, judgeApproval } = await import('../reconcile/approve.js');
  const { judgeLeftPause } = await import('../reconcile/left-pause.js');
  const { safety, rollout } = request.read.policy;
  const limits = { now: context.io.now(), maxFactAge: safety.maxFactAge, rollout };
  const { write, settled } = approve(saved, fresh, observation);
  const before = new Set(write.map(({ key }) => key).filter((key) => first.has(key)));
  const left = judgeLeftPause(saved, fresh, before, {
    observation,
    run: await runContext(context, request, observation),
  });
  const writing = new Set(left.resume === null ? write : [...write, left.resume]);
  return {
    refusals: [...judgeApproval(saved, fresh, limits), ...left.refusals, ...refusals],
    approved: { ...now, write: changes.filter((change) => writing.has(change)), settled },
  };
}

/** `--stale refuse`. `written`: how far the run came. */
function refuseStale({ options }: Context, { settled }: Approved, written: string): void {
  const stale = settled.filter(({ status }) => status === 'stale');
  if (options.stale === 'refuse' && stale.length > 0) throw staleFailure(stale, written);
}
