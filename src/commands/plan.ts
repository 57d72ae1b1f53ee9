import { quoteArgument } from '../model/argument.js';
import type { Observation } from '../model/observation.js';
import type { Plan } from '../model/plan.js';
import { connect } from './connection.js';
import type { Command, Context } from './context.js';
import { memberArguments, policyArgument, sameArguments, stateArguments } from './create-context.js';
import { makePlan, type PlanRequest, planRequest, scopeFor } from './make-plan.js';
import { examinedBy, permissionsFor } from './members.js';
import type { Options } from './options.js';
import { readPolicy } from './read-policy.js';
import { saveFile } from './save-file.js';

export const planCommand: Command = async (context) => {
  const { options } = context;
  const request = await planRequest(context, await readPolicy(context), 'plan');
  const { observation, permissions } = await observe(context, request);
  const plan = await makePlan(context, request, observation, permissions);
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

/** An observation, and what the sign-in may do where that matters. */
interface Observed {
  readonly observation: Observation;
  readonly permissions: readonly string[] | null;
}

/** What the tenant answers, or what it answered when a snapshot was taken. */
export async function observe(context: Context, request: PlanRequest): Promise<Observed> {
  const scope = await scopeFor(request);
  const { snapshot } = context.options;
  if (snapshot !== undefined) {
    const { readSnapshot, narrowTo } = await import('./snapshot-file.js');
    return { observation: narrowTo(await readSnapshot(snapshot, context), scope), permissions: null };
  }
  const connection = await connect(context, request.read.policy);
  const observation = await connection.observer.observe(scope, await examinedBy(request.read.policy));
  return { observation, permissions: await permissionsFor(observation, connection) };
}

/** A named group that is gone is a difference too, and so are several rules of which nobody can say which is meant. */
export function hasDifferences({ changes, missing, warnings }: Plan): boolean {
  return changes.length > 0 || missing.length > 0 || warnings.some(({ code }) => code === 'ambiguousRule');
}
