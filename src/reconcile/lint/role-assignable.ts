import { countNoun } from '../../model/count.js';
import type { Linted, LintRule } from './lint.js';
import { groupKeys } from './words.js';

/** Role-assignable groups that would be written by a sign-in which may not manage them (docs/sources.md#writing-groups). */
export const roleAssignable: LintRule = { find };

const permission = 'RoleManagement.ReadWrite.Directory';

function find({ observation, changes, permissions }: Linted) {
  if (permissions === null || permissions.includes(permission)) return [];
  const written = new Set(changes.map(({ key }) => key));
  const ids = observation.groups.filter(({ isAssignableToRole }) => isAssignableToRole === true).map(({ id }) => id);
  const keys = groupKeys(ids).filter((key) => written.has(key));
  if (keys.length === 0) return [];
  const message = `${countNoun(keys.length, 'group')} that would be written can be assigned to roles, and this sign-in lacks ${permission}: writing is likely to fail with 403, each on its own. Grant it to what runs apply, or leave such groups out.`;
  return [{ code: 'roleAssignableGroup', message, keys }];
}
