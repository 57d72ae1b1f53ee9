import type { Change } from '../model/change.js';
import type { Plan } from '../model/plan.js';
import { summarise } from './summary.js';

/** The part of a plan that is going to be written, as a person is asked about it. */
export function keepChanges(plan: Plan, changes: readonly Change[]): Plan {
  const kept = new Set(changes.map(({ key }) => key));
  const effects = plan.effects.filter(({ causes }) => causes.some((key) => kept.has(key)));
  const { unchanged, unmanaged } = plan.summary;
  const { missing, skipped } = plan;
  return {
    ...plan,
    changes,
    effects,
    summary: summarise({ changes, effects, missing, skipped, unchanged, unmanaged }),
  };
}
