import type { Change } from '../model/change.js';
import type { Observation } from '../model/observation.js';
import { adGroupResource, projectRestores } from '../resources/ad-group.js';
import { groupResource, projectGroups } from '../resources/group.js';
import { kindOf } from '../resources/index.js';

/** Applies changes in memory: what a tenant looks like after them. Groups and AD objects, of which there may be many, all at once. */
export function project(changes: readonly Change[], observation: Observation): Observation {
  const groups = changes.filter(({ key }) => groupResource.owns(key));
  const restores = changes.filter(({ key }) => adGroupResource.owns(key));
  const others = changes.filter(({ key }) => !groupResource.owns(key) && !adGroupResource.owns(key));
  const rest = others.reduce((now, change) => kindOf(change.key).project(change, now), observation);
  return projectRestores(restores, projectGroups(groups, rest));
}
