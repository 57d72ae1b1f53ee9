import type { Change, Values } from '../model/change.js';
import type { Desired } from '../model/desired.js';
import type { Fact } from '../model/fact.js';
import type { GroupRecord } from '../model/group.js';
import type { Observation } from '../model/observation.js';
import type { Warning } from '../model/plan.js';
import { type DirectoryIndex, indexDirectory } from './directory.js';

/**
 * The order of a plan (docs/reference.md#order). What deletes AD objects goes before groups are touched and comes back only when those
 * that stay are enabled.
 */
export const phases = [
  'rulesRemoved',
  'adRestores',
  'groupsEnabled',
  'rulesCreated',
  'groupsDisabled',
  'setting',
  'scheduler',
] as const;
export type Phase = (typeof phases)[number];

/** What one kind of resource contributes to a plan. Changes carry no `requires` yet: those cross kinds. */
export interface Diff {
  readonly changes: readonly Change[];
  /** Managed, and already as asked. */
  readonly unchanged: number;
  readonly warnings: readonly Warning[];
  readonly facts: readonly Fact[];
}

/** One kind of resource: everything the reconciler asks of it. Pure. */
export interface ResourceKind {
  /** Whether this kind answers for a key. */
  owns(key: string): boolean;
  diff(desired: Desired, observation: Observation): Diff;
  phase(change: Change): Phase;
  /** The values that are there now under the names given; null where the resource does not exist. */
  live(key: string, names: readonly string[], observed: Indexed): Values | null;
  /** Whether two sets of values mean the same to the service (letter case of types and booleans). */
  same(a: Values | null, b: Values | null): boolean;
  /** The observation as it is after the change: the specification of the real write. */
  project(change: Change, observation: Observation): Observation;
}

/** An observation with its groups and its AD objects at hand by ID. */
export interface Indexed {
  readonly observation: Observation;
  readonly groups: ReadonlyMap<string, GroupRecord>;
  readonly directory: DirectoryIndex;
}

export function indexObservation(observation: Observation): Indexed {
  return {
    observation,
    groups: new Map(observation.groups.map((group) => [group.id, group])),
    directory: indexDirectory(observation.connect?.directory ?? null),
  };
}
