import type { Refusal } from '../../model/plan.js';
import { type GuardName, unliftableGuards } from '../../model/policy.js';
import { ambiguousRule } from './ambiguous-rule.js';
import { ambiguousTwin } from './ambiguous-twin.js';
import { cloudSyncCoexistence } from './cloud-sync-coexistence.js';
import { deletedTwin } from './deleted-twin.js';
import { engineMismatch } from './engine-mismatch.js';
import { foreignPause } from './foreign-pause.js';
import { foreignRule } from './foreign-rule.js';
import type { Finding, Guard, Judged } from './guard.js';
import { maxAdDeletions } from './max-ad-deletions.js';
import { maxGroupChanges } from './max-group-changes.js';
import { maxRetypes } from './max-retypes.js';
import { memberLimit } from './member-limit.js';
import { precedence } from './precedence.js';
import { protect } from './protect.js';
import { pullRequest } from './pull-request.js';
import { recycleBin } from './recycle-bin.js';
import { roleMismatch } from './role-mismatch.js';
import { serverTenant } from './server-tenant.js';
import { template } from './template.js';
import { tenant } from './tenant.js';
import { unreadReach } from './unread-reach.js';

/**
 * In the order in which a person should read them: is this the right place, is it what the policy believes, what would
 * be lost for good, what is not ours to change, what cannot work, how much. A new guard is one file and one line here.
 */
const guards: readonly Guard[] = [
  tenant,
  serverTenant,
  pullRequest,
  template,
  roleMismatch,
  engineMismatch,
  protect,
  unreadReach,
  maxAdDeletions,
  recycleBin,
  ambiguousTwin,
  deletedTwin,
  cloudSyncCoexistence,
  memberLimit,
  ambiguousRule,
  foreignRule,
  foreignPause,
  precedence,
  maxRetypes,
  maxGroupChanges,
];

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
function limitOf(name: GuardName, finding: Finding, { allowed }: Judged): number {
  const { limit } = finding;
  if (!isLiftable(name, finding)) return limit;
  return Math.max(limit, ...allowed.filter(({ guard }) => guard === name).map(({ count }) => count));
}

function isLiftable(name: GuardName, { liftable }: Finding): boolean {
  return liftable !== false && !unliftableGuards.includes(name);
}

/** A refusal with the one flag that lifts just it, where anything does. */
export function refuse(guard: GuardName, finding: Finding): Refusal {
  const { count, limit, keys, message, remedy } = finding;
  const whole = isLiftable(guard, finding)
    ? `To allow just this once: --allow ${guard}=${count}. Otherwise ${remedy}.`
    : remedy;
  return { guard, message, count, limit, keys, remedy: whole };
}
