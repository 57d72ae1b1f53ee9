import type { Change } from '../../model/change.js';
import type { Desired } from '../../model/desired.js';
import type { Effect } from '../../model/effect.js';
import type { Observation } from '../../model/observation.js';
import type { Allowed } from '../../model/plan.js';
import type { GuardName, Policy } from '../../model/policy.js';
import type { RunContext } from '../run-context.js';

/** The whole plan as a guard sees it, before the first write. */
export interface Judged {
  readonly policy: Policy;
  readonly desired: Desired;
  readonly observation: Observation;
  /** The policy as it was, resolved on the same observation; null: not given. */
  readonly base: Desired | null;
  readonly changes: readonly Change[];
  /** What becomes of AD objects: one entry for each. */
  readonly effects: readonly Effect[];
  readonly allowed: readonly Allowed[];
  readonly run: RunContext;
}

/** What a guard counted. It refuses where `count` is over `limit` and no allowance covers the count. */
export interface Finding {
  readonly count: number;
  readonly limit: number;
  readonly keys: readonly string[];
  readonly message: string;
  /** What to do besides allowing it once; where nothing lifts the guard, the whole remedy. */
  readonly remedy: string;
  /** false: no allowance lifts this finding, whatever other findings of the guard are lifted by. */
  readonly liftable?: false;
}

/** One rule that can refuse a plan. */
export interface Guard {
  readonly name: GuardName;
  find(judged: Judged): Finding | null;
}
