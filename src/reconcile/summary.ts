import { actions } from '../model/change.js';
import { effectKinds } from '../model/effect.js';
import type { Plan, PlanSummary } from '../model/plan.js';

type Counted = Pick<Plan, 'changes' | 'effects' | 'missing' | 'skipped'> & Pick<PlanSummary, 'unchanged' | 'unmanaged'>;

export function summarise({ changes, effects, missing, skipped, unchanged, unmanaged }: Counted): PlanSummary {
  return {
    ...countBy(
      actions,
      changes.map(({ action }) => action),
    ),
    unchanged,
    unmanaged,
    skipped: skipped.length,
    missing: missing.length,
    effects: countBy(
      effectKinds,
      effects.map(({ effect }) => effect),
    ),
  };
}

function countBy<Name extends string>(names: readonly Name[], found: readonly Name[]): Record<Name, number> {
  const counts = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  for (const name of found) counts[name] += 1;
  return counts;
}
