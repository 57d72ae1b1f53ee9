import type { Desired } from '../model/desired.js';
import { eligibleKinds } from '../model/group.js';
import type { Observation, ObservationScope } from '../model/observation.js';
import type { Plan } from '../model/plan.js';
import type { Allowance } from '../model/policy.js';
import { heldBy } from '../model/server.js';
import type { PlanInput } from '../reconcile/plan.js';
import type { RunContext } from '../reconcile/run-context.js';
import type { Context } from './context.js';
import { membersAsked } from './members.js';
import { usage } from './options.js';
import { type ReadPolicy, readPolicyFile } from './read-policy.js';

/** What is planned besides the policy itself. */
export interface PlanRequest {
  readonly read: ReadPolicy;
  readonly base: ReadPolicy | null;
  readonly only: readonly string[];
  readonly scope: Plan['scope'];
  readonly allow: readonly Allowance[];
  readonly memberCounts: boolean;
  readonly nested: boolean;
  readonly command: PlanInput['run']['command'];
}

/** The request that the command line makes. */
export async function planRequest(
  context: Context,
  read: ReadPolicy,
  command: PlanRequest['command'],
): Promise<PlanRequest> {
  const { only = [], scope = 'all', allow = [], base } = context.options;
  const baseRead = base === undefined ? null : await readPolicyFile(base, context);
  if (baseRead !== null && baseRead.policy.tenant.id !== read.policy.tenant.id) {
    throw usage(`${base} is a policy for another tenant.`, '--base compares two policies of one tenant.');
  }
  return { read, base: baseRead, only, scope, allow, command, ...membersAsked(context.options) };
}

/** What must be read for it: nothing of Graph where --scope leaves Graph out. */
export async function scopeFor(request: PlanRequest): Promise<ObservationScope> {
  const { read, base, scope, memberCounts, nested } = request;
  const { scopeOf } = await import('../policy/index.js');
  const whole = scopeOf(base === null ? [read.policy] : [read.policy, base.policy]);
  if (scope === 'connect') return { ...whole, setting: false, lists: [], ids: [], fields: [] };
  const limited = memberCounts && enablesLimit(read) ? { lists: eligibleKinds, setting: true } : {};
  return { ...whole, ...limited, connect: whole.connect && scope === 'all', memberCounts, nested };
}

/** The member-limit rule reaches every group: to tell what it drops takes all of them. */
function enablesLimit({ policy }: ReadPolicy): boolean {
  return policy.syncRules.memberLimit?.state === 'enabled';
}

/** Everything that the reconciler needs, from one observation and, where it was asked, what the sign-in may do. */
export async function planInput(
  context: Context,
  request: PlanRequest,
  observation: Observation,
  permissions: PlanInput['permissions'] = null,
): Promise<PlanInput> {
  const { lintObserved, resolve } = await import('../policy/index.js');
  const { read, base, only, scope, allow } = request;
  const looked = scope !== 'connect';
  const resolveIn = ({ policy }: ReadPolicy) => narrowDesired(resolve(policy, observation), scope);
  const desired = resolveIn(read);
  return {
    policy: read.policy,
    desired,
    observation,
    warnings: looked ? [...read.warnings, ...lintObserved(read.policy, desired)] : read.warnings,
    now: context.io.now(),
    toolVersion: context.version,
    only,
    scope,
    base: base === null ? null : resolveIn(base),
    permissions,
    allow,
    run: await runContext(context, request, observation),
  };
}

export async function runContext(
  { io }: Context,
  { command }: Pick<PlanRequest, 'command'>,
  observation: Observation,
): Promise<RunContext> {
  const { detectPullRequest } = await import('./pull-request.js');
  return {
    command,
    pullRequest: detectPullRequest(io.env),
    mayLive: await runsAtWork(observation),
  };
}

/** Loaded only where a scheduler is held. */
async function runsAtWork({ connect }: Observation): Promise<readonly string[]> {
  const markers = (connect?.servers ?? []).flatMap((server) => heldBy(server) ?? []);
  if (markers.length === 0) return [];
  const { mayBeAtWork } = await import('../apply/lock-holder.js');
  return markers.filter(mayBeAtWork).map(({ runId }) => runId);
}

/** What is not looked at is unknown, and the unknown asks for nothing; what is protected stays so. */
function narrowDesired(desired: Desired, scope: Plan['scope']): Desired {
  if (scope === 'graph') return { ...desired, connect: null };
  if (scope === 'all') return desired;
  const nothing = { setting: null, groups: [], ineligible: [], missing: [], unmanaged: [] };
  return { ...desired, ...nothing };
}

/** A plan, what it rests on, and what was read for that. */
export interface Planned {
  readonly plan: Plan;
  readonly observation: Observation;
  readonly scope: ObservationScope;
}

/**
 * Reads and plans; where the plan reaches groups beyond what was read, reads the whole tenant and plans again. Groups that
 * --scope leaves out stay unknown, and count as that.
 */
export async function observeAndPlan(
  request: PlanRequest,
  scope: ObservationScope,
  read: (scope: ObservationScope) => Promise<Observation>,
  make: (observation: Observation) => Promise<Plan>,
): Promise<Planned> {
  const { needsWholeTenant, wholeTenant } = await import('../reconcile/effects/reach.js');
  // What it takes to plan, and to print that, is loaded while the service answers.
  const [observation] = await Promise.all([read(scope), import('../reconcile/plan.js'), import('../report/index.js')]);
  const plan = await make(observation);
  if (request.scope === 'connect' || !needsWholeTenant(plan.changes, observation)) return { plan, observation, scope };
  const wider = wholeTenant(scope);
  const whole = await read(wider);
  return { plan: await make(whole), observation: whole, scope: wider };
}

export async function makePlan(
  context: Context,
  request: PlanRequest,
  observation: Observation,
  permissions: PlanInput['permissions'] = null,
): Promise<Plan> {
  const { plan } = await import('../reconcile/plan.js');
  return plan(await planInput(context, request, observation, permissions));
}
