import type { Change } from '../model/change.js';
import type { Observation } from '../model/observation.js';
import { kindOf } from '../resources/index.js';

/** Applies changes in memory: what a tenant looks like after them. */
export function project(changes: readonly Change[], observation: Observation): Observation {
  return changes.reduce((now, change) => kindOf(change.key).project(change, now), observation);
}
