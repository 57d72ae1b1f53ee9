import type { Lock } from '../apply/lock.js';
import type { Change } from '../model/change.js';
import type { Observation } from '../model/observation.js';
import type { Outcome } from '../model/outcome.js';
import type { Plan } from '../model/plan.js';
import { carryOut, confirmWrites, refuseAll } from './carry-out.js';
import { connect } from './connection.js';
import type { Command, Context } from './context.js';
import { makePlan, observeAndPlan, type PlanRequest, planRequest, scopeFor } from './make-plan.js';
import { examinedBy, permissionsFor } from './members.js';
import { type Options, usage } from './options.js';
import { readPlan } from './plan-file.js';
import { type ReadPolicy, readPolicy } from './read-policy.js';

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
  const { plan: fresh, observation } = await observeAndPlan(
    request,
    scope,
    (wanted) => connection.observer.observe(wanted, examined),
    async (observed) => makePlan(context, request, observed, await permissionsFor(observed, connection)),
  );
  const approval = await approvedBy(context, read, { saved, fresh, observation });
  const plan = saved ?? fresh;
  if (approval.write.length > 0) {
    const { keepChanges } = await import('../reconcile/approved.js');
    await confirmWrites(context, { ...keepChanges(fresh, approval.write), digest: plan.digest });
  }
  // Only keys are compared: what was read for the effects need not be read again.
  const replan = async () => {
    const changing = { ...scope, memberCounts: false, nested: false };
    const again = await makePlan(context, request, await connection.observer.observe(changing));
    return again.changes.map(({ key }) => key);
  };
  const found = fresh.changes.map(({ key }) => key);
  const { window } = fresh;
  return await carryOut(context, { kind: 'apply', plan, window, found, observation, connection, replan, ...approval });
}

/** A saved plan keeps what it was narrowed to and what was allowed when it was approved. */
async function applyRequest(context: Context, read: ReadPolicy, saved: Plan | null): Promise<PlanRequest> {
  const request = await planRequest(context, read, 'apply');
  if (saved === null) return request;
  const flags = saved.allowed.filter(({ source }) => source === null);
  return { ...request, only: saved.only, scope: saved.scope, allow: [...request.allow, ...flags] };
}

interface Judging {
  readonly saved: Plan | null;
  readonly fresh: Plan;
  readonly observation: Observation;
}

/** What may be written. Throws Failure (`refused`) before the first write where any guard or the approval says no. */
async function approvedBy(
  context: Context,
  { policy }: ReadPolicy,
  { saved, fresh, observation }: Judging,
): Promise<{ write: readonly Change[]; settled: readonly Outcome[] }> {
  if (saved === null) {
    await refuseAll(context, fresh, fresh.refusals);
    return { write: fresh.changes, settled: [] };
  }
  const { approve, judgeApproval } = await import('../reconcile/approve.js');
  const { maxFactAge } = policy.safety;
  const refusals = judgeApproval(saved, fresh, { now: context.io.now(), maxFactAge });
  await refuseAll(context, fresh, [...refusals, ...fresh.refusals]);
  const { write, settled } = approve(saved, fresh, observation);
  const stale = settled.filter(({ status }) => status === 'stale');
  if (context.options.stale === 'refuse' && stale.length > 0) {
    const { staleFailure } = await import('./carry-out.js');
    throw staleFailure(stale);
  }
  return { write, settled };
}
