import type { Change } from '../model/change.js';
import type { Observation } from '../model/observation.js';
import type { Plan } from '../model/plan.js';
import { summarise } from './summary.js';
import { windowFor } from './window.js';

/** The part of a plan that is going to be written, as a person is asked about it. */
export function keepChanges(plan: Plan, changes: readonly Change[], observation: Observation): Plan {
  const kept = new Set(changes.map(({ key }) => key));
  const effects = plan.effects.filter(({ causes }) => causes.some((key) => kept.has(key)));
  const { unchanged, unmanaged } = plan.summary;
  const { missing, skipped, waves } = plan;
  return {
    ...plan,
    changes,
    effects,
    waves: waves?.map((keys) => keys.filter((key) => kept.has(key))) ?? null,
    window: windowFor(changes, observation),
    summary: summarise({ changes, effects, missing, skipped, unchanged, unmanaged }),
  };
}
