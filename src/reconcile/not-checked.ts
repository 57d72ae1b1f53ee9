import { settingKey } from '../model/change.js';
import type { NotChecked } from '../model/plan.js';
import type { Judged } from './guards/guard.js';

/** The guards that need facts which this run does not have. */
export function notChecked({ base, changes }: Judged): NotChecked[] {
  if (!changes.some(({ key }) => key !== settingKey)) return [];
  const reason = 'What becomes of the objects in Active Directory is not known: no Connect server was asked.';
  const onEffects = (['maxAdDeletions', 'recycleBin', 'deletedTwin'] as const).map((guard) => ({ guard, reason }));
  const blind = base === null && changes.some(({ after }) => after?.isEnabled === false);
  return blind ? [...onEffects, { guard: 'protect', reason: withoutBase }] : onEffects;
}

const withoutBase =
  'Whether this policy no longer protects a group that it switches off: plan --base with the policy as it was would tell.';
