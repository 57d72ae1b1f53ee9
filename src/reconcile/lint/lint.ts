import type { Change } from '../../model/change.js';
import type { GroupRecord } from '../../model/group.js';
import type { Observation } from '../../model/observation.js';
import type { Warning } from '../../model/plan.js';

/** A tenant as a lint rule sees it. */
export interface Linted {
  readonly observation: Observation;
  /** What a plan would write; empty where the tenant is looked at as it is. */
  readonly changes: readonly Change[];
  /** The groups that are on once that is written, or may be; as they are then. */
  readonly reached: readonly GroupRecord[];
  /** What the sign-in may do; null: it does not tell. */
  readonly permissions: readonly string[] | null;
}

/** One thing that is allowed and goes wrong all the same, whoever set it. One warning for each code, with every key. */
export interface LintRule {
  find(linted: Linted): readonly Warning[];
}
