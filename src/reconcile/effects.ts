import { type Change, groupIdOf } from '../model/change.js';
import type { Effect } from '../model/effect.js';

const reason =
  'What Active Directory makes of it depends on the sync engine, its rules and the objects there: an answer of the Connect server would make it known.';

/** One entry for each AD object that the changes touch. The tenant's default touches no existing group. */
export function effectsOf(changes: readonly Change[]): Effect[] {
  return changes
    .filter(({ key }) => key.startsWith('group/'))
    .map(({ key, effect }) => ({
      object: `adGroup/${groupIdOf(key)}`,
      effect,
      basis: 'observed',
      reason,
      causes: [key],
      managed: true,
    }));
}
