import type { Command } from './context.js';
import { sameArguments } from './create-context.js';
import { planRequest } from './make-plan.js';
import { hasDifferences, planNow } from './plan.js';
import { readPolicy } from './read-policy.js';

/** Compares only: no guard is judged, nothing is written. */
export const drift: Command = async (context) => {
  const request = await planRequest(context, await readPolicy(context), 'drift');
  const plan = await planNow(context, request);
  await context.report({ kind: 'drift', plan }, sameArguments(context.options));
  return hasDifferences(plan) ? 2 : 0;
};
