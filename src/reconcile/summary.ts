import { actions, type Change } from '../model/change.js';
import type { Desired } from '../model/desired.js';
import { type Effect, effectKinds } from '../model/effect.js';
import type { PlanSummary } from '../model/plan.js';

interface Counted {
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
  readonly unchanged: number;
  readonly desired: Desired;
}

export function summarise({ changes, effects, unchanged, desired }: Counted): PlanSummary {
  return {
    ...countBy(
      actions,
      changes.map(({ action }) => action),
    ),
    unchanged,
    unmanaged: desired.unmanaged.length,
    skipped: desired.ineligible.length,
    missing: desired.missing.length,
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
