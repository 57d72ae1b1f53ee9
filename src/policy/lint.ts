import type { Problem } from '../model/failure.js';
import type { Warning } from '../model/plan.js';
import type { GroupRule, Policy } from '../model/policy.js';

export function lintRules(_rules: readonly GroupRule[]): { errors: Problem[]; warnings: Warning[] } {
  return { errors: [], warnings: [] };
}

/** Allowances that are over. A day ends at midnight UTC. */
export function lintAllowances(policy: Policy, now: Date): Warning[] {
  const today = now.toISOString().slice(0, 10);
  return policy.safety.allow.flatMap(({ guard, until, source }) =>
    until !== null && until < today
      ? [
          {
            code: 'allowExpired',
            message: `The allowance for ${guard} ended on ${until} and lifts nothing: remove it or give it a new end.`,
            ...(source !== null && { source }),
          },
        ]
      : [],
  );
}
