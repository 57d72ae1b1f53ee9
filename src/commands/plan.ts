import { quoteArgument } from '../model/argument.js';
import type { Observation, ObservationScope } from '../model/observation.js';
import { listUndecided, type Plan } from '../model/plan.js';
import { connect } from './connection.js';
import type { Command, Context } from './context.js';
import { memberArguments, policyArgument, sameArguments, stateArguments } from './create-context.js';
import { makePlan, observeAndPlan, type PlanRequest, planRequest, scopeFor } from './make-plan.js';
import { examinedBy, permissionsFor } from './members.js';
import type { Options } from './options.js';
import { readPolicy } from './read-policy.js';
import { saveFile } from './save-file.js';

export const planCommand: Command = async (context) => {
  const { options } = context;
  const request = await planRequest(context, await readPolicy(context), 'plan');
  const plan = await planNow(context, request);
  if (options.out !== undefined) await saveFile(options.out, `${JSON.stringify(plan, null, 2)}\n`, context);
  await context.report({ kind: 'plan', plan }, suggested(options));
  if (plan.refusals.length > 0) return 5;
  return options.detailedExitcode === true && hasDifferences(plan) ? 2 : 0;
};

/** A saved plan holds what it was narrowed to and what was allowed. */
function suggested(options: Options): string {
  const { out } = options;
  if (out === undefined) return sameArguments(options);
  return ` ${quoteArgument(out)}${policyArgument(options)}${stateArguments(options)}${memberArguments(options)}`;
}

/** Against what the tenant answers, or what it answered when a snapshot was taken. */
export async function planNow(context: Context, request: PlanRequest): Promise<Plan> {
  const { read, permissions } = await openTenant(context, request);
  const make = async (observation: Observation) =>
    makePlan(context, request, observation, await permissions(observation));
  const { plan } = await observeAndPlan(request, await scopeFor(request), read, make);
  return plan;
}

/** How a tenant is read, and what the sign-in may do in it where that matters. */
interface OpenTenant {
  read(scope: ObservationScope): Promise<Observation>;
  permissions(observation: Observation): Promise<readonly string[] | null>;
}

async function openTenant(context: Context, request: PlanRequest): Promise<OpenTenant> {
  const { snapshot } = context.options;
  const { policy } = request.read;
  if (snapshot !== undefined) {
    const { readSnapshot, narrowTo } = await import('./snapshot-file.js');
    const saved = await readSnapshot(snapshot, context);
    return { read: async (scope) => narrowTo(saved, scope), permissions: async () => null };
  }
  const connection = await connect(context, policy);
  const examined = await examinedBy(policy);
  return {
    read: (scope) => connection.observer.observe(scope, examined),
    permissions: (observation) => permissionsFor(observation, connection),
  };
}

/** A named group that is gone is a difference too, and so is what could not be compared. */
export function hasDifferences(plan: Plan): boolean {
  return plan.changes.length > 0 || plan.missing.length > 0 || listUndecided(plan).length > 0;
}
