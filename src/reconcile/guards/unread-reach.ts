import { everyOtherObject } from '../../model/effect.js';
import type { Finding, Guard, Judged } from './guard.js';

/**
 * Refuses to let a rule reach every group where not every group was read: what it would take cannot even be counted, so
 * no count allows it.
 */
export const unreadReach: Guard = { name: 'maxAdDeletions', find };

function find({ effects }: Judged): Finding | null {
  const unread = effects.find(({ object }) => object === everyOtherObject);
  if (unread === undefined) return null;
  const message =
    'The plan reaches every group, and neither all groups nor Active Directory were read: how many objects it could delete is not known.';
  const remedy = 'Let all groups (leave out --scope) and Active Directory be read.';
  return { count: 1, limit: 0, keys: unread.causes, message, remedy, liftable: false };
}
