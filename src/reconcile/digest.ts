import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/json.js';
import type { Plan } from '../model/plan.js';

/** A plan with its digest. */
export function sealPlan(plan: Omit<Plan, 'digest'>): Plan {
  return { ...plan, digest: digestPlan(plan) };
}

/** SHA-256 over everything but the times and file paths of the run: an accident changes it, a second run does not. */
export function digestPlan(plan: Omit<Plan, 'digest'>): string {
  return createHash('sha256').update(canonicalJson(plan, isOfTheRun)).digest('hex');
}

/** When it was made and observed, and where its policy lay: the same policy checked out elsewhere gives the same digest. */
function isOfTheRun(name: string, holder: string): boolean {
  if (holder === '') return name === 'createdAt' || name === 'digest';
  return (holder === 'facts' && name === 'at') || (holder === 'source' && name === 'file');
}
