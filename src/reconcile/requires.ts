import { type Change, groupKey, settingKey } from '../model/change.js';
import type { Observation } from '../model/observation.js';

/**
 * Ties the changes of different kinds together. A flip of the tenant's default changes what every Microsoft 365 group
 * without a value comes to, so it waits until the values of the managed ones are written and read back. An undo that
 * takes such values away again waits until the default is what it was when there were none.
 */
export function addRequirements(changes: readonly Change[], { groups }: Pick<Observation, 'groups'>): Change[] {
  const setting = changes.find(({ key }) => key === settingKey);
  if (setting === undefined) return [...changes];
  const followsDefault = followersOfDefault(groups);
  const following = changes.filter(({ key }) => followsDefault(key));
  const pins = following.filter(isPin).map(({ key }) => key);
  if (pins.length > 0) return changes.map((change) => (change === setting ? { ...change, requires: pins } : change));
  const bared = new Set(following.filter(({ after }) => after?.isEnabled === null));
  return changes.map((change) => (bared.has(change) ? { ...change, requires: [settingKey] } : change));
}

/** Tells the groups whose state follows the tenant's default while they have no value of their own. */
function followersOfDefault(groups: Observation['groups']): (key: string) => boolean {
  const keys = new Set(groups.filter(({ kind }) => kind === 'microsoft365').map(({ id }) => groupKey(id)));
  return (key) => keys.has(key);
}

function isPin({ before, after }: Change): boolean {
  return before?.isEnabled === null && after !== null && after.isEnabled !== null && 'isEnabled' in after;
}
