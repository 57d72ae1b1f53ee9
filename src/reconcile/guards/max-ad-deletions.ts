import { countNoun } from '../../model/count.js';
import { type Effect, everyOtherObject } from '../../model/effect.js';
import { idOfKey } from '../../model/key.js';
import { holdingsOf } from '../effects/held.js';
import { weigh } from '../effects/severity.js';
import type { Finding, Guard, Judged } from './guard.js';

/**
 * Refuses more objects that are, or for want of facts could be, deleted from Active Directory. The threshold of Connect
 * counts what is deleted from Microsoft Entra ID: nothing else stops this (docs/sources.md#accidental-deletes).
 */
export const maxAdDeletions: Guard = { name: 'maxAdDeletions', find };

function find({ effects, policy, observation, changes }: Judged): Finding | null {
  const counted = effects.filter((effect) => couldDelete(effect) && effect.object !== everyOtherObject);
  const { objectsOf } = holdingsOf(observation, changes);
  // One group may have several objects: an effect is told of all of them at once.
  const count = (some: readonly Effect[]) =>
    some.reduce((sum, { object }) => sum + Math.max(1, objectsOf(idOfKey(object)).length), 0);
  const total = count(counted);
  const sure = count(counted.filter(({ effect }) => effect === 'delete'));
  const limit = policy.safety.maxAdDeletions;
  const keys = counted.map(({ object }) => object);
  return { count: total, limit, keys, message: describe(sure, total, limit), remedy: remedyFor(counted) };
}

function couldDelete(effect: Effect): boolean {
  const weighed = weigh(effect);
  return weighed === 'delete' || weighed === 'unknown';
}

function describe(sure: number, total: number, limit: number): string {
  const open = total - sure;
  const certain = `${countNoun(sure, 'object')} would be deleted from Active Directory`;
  const possible = `${sure === 0 ? countNoun(open, 'object') : open} could be deleted${sure === 0 ? ' from Active Directory' : ''}, for want of facts`;
  const parts = [...(sure === 0 ? [] : [certain]), ...(open === 0 ? [] : [possible])];
  return `${parts.join(' and ')}; ${limit} may.`;
}

/** What would settle most of it comes first. */
function remedyFor(counted: readonly Effect[]): string {
  const declared = counted.some(({ basis, effect }) => basis === 'declared' && effect !== 'delete');
  const open = counted.some(({ effect }) => effect === 'unknown');
  const ways = [
    ...(declared ? ['let a Connect server be asked: a declared engine proves nothing'] : []),
    ...(open ? ['find out what is not known (each unknown effect says how)'] : []),
    'leave these groups as they are',
    'raise `safety.maxAdDeletions`',
  ];
  return ways.join(', or ');
}
