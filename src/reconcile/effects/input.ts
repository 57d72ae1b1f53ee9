import type { Change } from '../../model/change.js';
import type { Effect } from '../../model/effect.js';
import type { Observation } from '../../model/observation.js';
import type { NewGroupDefault } from '../../resources/setting.js';
import type { Holdings } from './held.js';
import type { Judged, Situation } from './situation.js';

/** Everything that the effects of a plan are told from. */
export interface EffectInput {
  readonly before: Observation;
  /** As the changes leave it. */
  readonly after: Observation;
  readonly changes: readonly Change[];
  readonly engine: Situation['engine'];
  readonly basis: Effect['basis'];
  readonly defaultBefore: NewGroupDefault['state'];
  readonly defaultAfter: NewGroupDefault['state'];
  readonly holdings: Holdings;
  /** IDs of groups that are asked about by ID, in the policy or by its protection. */
  readonly named: ReadonlySet<string>;
}

/** What one part of a plan does to the AD object of a group; an object may meet several. */
export interface Entry {
  readonly groupId: string;
  readonly judged: Judged;
  readonly causes: readonly string[];
}
