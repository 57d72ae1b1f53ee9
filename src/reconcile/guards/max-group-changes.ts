import { keyedBy } from '../../model/key.js';
import type { Limit } from '../../model/policy.js';
import type { Finding, Guard, Judged } from './guard.js';

/** Refuses more group changes than a count or share of the managed groups. */
export const maxGroupChanges: Guard = { name: 'maxGroupChanges', find };

function find({ changes, desired, policy, run }: Judged): Finding | null {
  const keys = keyedBy('group', changes).map(({ key }) => key);
  const undoes = run.command === 'undo';
  // A policy that no longer manages what an undo takes back must not make the undo harmless.
  const managed = undoes ? Math.max(desired.groups.length, keys.length) : desired.groups.length;
  const limit = limitFor(policy.safety.maxGroupChanges, managed);
  if (limit === null) return null;
  const message = `${keys.length} of ${managed} managed groups would change; ${limit} may.`;
  const remedy = undoes
    ? 'raise `safety.maxGroupChanges`'
    : 'raise `safety.maxGroupChanges`, or narrow the plan with --only';
  return { count: keys.length, limit, keys, message, remedy };
}

/** Default: the lesser of 25 % and 500, and none below 20 managed groups, where a share means little. */
function limitFor(limit: Limit | null, managed: number): number | null {
  if (limit === null) return managed < 20 ? null : Math.min(Math.floor(managed / 4), 500);
  return 'count' in limit ? limit.count : Math.floor((limit.percent * managed) / 100);
}
