import type { Change } from '../model/change.js';
import type { Observation } from '../model/observation.js';
import type { Outcome } from '../model/outcome.js';
import type { Plan, Refusal } from '../model/plan.js';
import type { Policy } from '../model/policy.js';
import { approve, judgeApproval } from './approve.js';
import { judgeLeftPause } from './left-pause.js';
import type { RunContext } from './run-context.js';

/** What may be written now, and what refuses it. */
export interface JudgedWrites {
  /** Of the approval, of a pause that was left, and of the guards. */
  readonly refusals: readonly Refusal[];
  /** As the fresh plan orders them. */
  readonly write: readonly Change[];
  readonly settled: readonly Outcome[];
}

export interface Circumstances {
  /** As it is now. */
  readonly policy: Pick<Policy, 'safety' | 'rollout'>;
  readonly observation: Observation;
  readonly run: RunContext;
  readonly now: Date;
  /** The keys that come before any synchronisation. */
  readonly first: ReadonlySet<string>;
}

/** Of the plan that was saved, as the fresh one lets it be; null: of the fresh one itself, which nobody has to approve. */
export function judgeWrites(saved: Plan | null, fresh: Plan, given: Circumstances): JudgedWrites {
  const { changes, refusals } = fresh;
  if (saved === null) return { refusals, write: changes, settled: [] };
  const { policy, observation, run, now, first } = given;
  const { write, settled } = approve(saved, fresh, observation);
  const before = new Set(write.map(({ key }) => key).filter((key) => first.has(key)));
  const left = judgeLeftPause(saved, fresh, before, { observation, run });
  const limits = { now, maxFactAge: policy.safety.maxFactAge, rollout: policy.rollout };
  const writing = new Set(left.resume === null ? write : [...write, left.resume]);
  return {
    refusals: [...judgeApproval(saved, fresh, limits), ...left.refusals, ...refusals],
    write: changes.filter((change) => writing.has(change)),
    settled,
  };
}
