import type { Refusal } from '../../model/plan.js';
import { type GuardName, unliftableGuards } from '../../model/policy.js';
import type { Finding, Guard, Judged } from './guard.js';
import { maxGroupChanges } from './max-group-changes.js';
import { maxRetypes } from './max-retypes.js';
import { protect } from './protect.js';
import { pullRequest } from './pull-request.js';
import { template } from './template.js';
import { tenant } from './tenant.js';

/** In the order in which a person should read them. A new guard is one file and one line here. */
const guards: readonly Guard[] = [tenant, pullRequest, template, protect, maxRetypes, maxGroupChanges];

/** Every guard on the whole plan, before the first write. */
export function judge(judged: Judged): Refusal[] {
  return guards.flatMap((guard) => {
    const finding = guard.find(judged);
    return finding === null || finding.count <= limitOf(guard.name, finding, judged)
      ? []
      : [refuse(guard.name, finding)];
  });
}

/** An allowance raises a limit to its own count, never over it, and never lowers one. */
function limitOf(name: GuardName, { limit }: Finding, { allowed }: Judged): number {
  if (unliftableGuards.includes(name)) return limit;
  return Math.max(limit, ...allowed.filter(({ guard }) => guard === name).map(({ count }) => count));
}

/** A refusal with the one flag that lifts just it, where anything does. */
export function refuse(guard: GuardName, { count, limit, keys, message, remedy }: Finding): Refusal {
  const lifts = !unliftableGuards.includes(guard);
  const whole = lifts ? `To allow just this once: --allow ${guard}=${count}. Otherwise ${remedy}.` : remedy;
  return { guard, message, count, limit, keys, remedy: whole };
}
