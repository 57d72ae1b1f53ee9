import { countNoun } from '../../model/count.js';
import { type EffectKind, everyOtherObject } from '../../model/effect.js';
import { groupKey, idOfKey } from '../../model/key.js';
import { holdingsOf } from '../effects/held.js';
import { unreadAmong } from '../effects/reach.js';
import { weigh } from '../effects/severity.js';
import type { Finding, Guard, Judged } from './guard.js';
import { retypedKeys } from './max-retypes.js';
import { switchedGroups } from './switched.js';

/**
 * Refuses whatever hurts the object of a group, or could for want of facts, that any rule protects, whatever the rule
 * order, or that the base policy protected; and to switch such a group off even where AD is none the worse for it yet.
 */
export const protect: Guard = { name: 'protect', find };

function find(judged: Judged): Finding | null {
  const ids = new Set([...judged.desired.protectedIds, ...(judged.base?.protectedIds ?? [])]);
  const hurt = judged.effects
    .map((effect) => ({ id: idOfKey(effect.object), effect: weigh(effect) }))
    .filter(({ effect }) => harmful.includes(effect));
  const unread = listUnread(
    judged,
    hurt.map(({ id }) => id).filter((id) => !ids.has(id)),
  );
  const certain = hurt.filter(({ id }) => ids.has(id));
  const off = switchedGroups(judged).off.filter(({ id }) => ids.has(id));
  const own = new Set(
    [...certain, ...off].map(({ id }) => id).concat(couldLoseType(judged).filter((id) => ids.has(id))),
  );
  const keys = [...own, ...unread].map(groupKey).sort();
  if (keys.length === 0) return null;
  const open = certain.filter(({ effect }) => effect === 'unknown').length;
  const message = [...(own.size === 0 ? [] : [describe(own.size, open)]), ...describeUnread(unread.length)].join(' ');
  return { count: keys.length, limit: 0, keys, message, remedy: remedyFor(open, unread.length) };
}

/** A group that comes back as another type may find the object it had, where Active Directory was not read. */
function couldLoseType(judged: Judged): readonly string[] {
  return holdingsOf(judged.observation, judged.changes).isWhole ? [] : retypedKeys(judged).map(idOfKey);
}

/** Those that a rule could protect for all that is known: their groups were not read. That of all others has a guard of its own. */
function listUnread({ desired, base, observation }: Judged, ids: readonly string[]): readonly string[] {
  if (!desired.protectsUnread && base?.protectsUnread !== true) return [];
  const others = ids.filter((id) => id !== idOfKey(everyOtherObject));
  return [...unreadAmong(others, observation)];
}

const harmful: readonly EffectKind[] = ['delete', 'orphan', 'retype', 'unknown'];

function describe(count: number, open: number): string {
  const doubt = open === 0 ? '' : ` (of ${open} it is not known)`;
  return `${countNoun(count, 'protected group')} would no longer be written back, or would lose the object in Active Directory or its type${doubt}.`;
}

function describeUnread(count: number): string[] {
  if (count === 0) return [];
  const groups = countNoun(count, 'group that was', 'groups that were');
  return [`${groups} not read would be too, or could be, and a rule may protect ${count === 1 ? 'it' : 'them'}.`];
}

function remedyFor(open: number, unread: number): string {
  const read = unread === 0 ? '' : 'Let all groups be read (leave out --scope). ';
  const first =
    open === 0 ? '' : 'Let the Connect servers and Active Directory be asked, or declare `connect.engine: v2`. ';
  return `${read}${first}Let a rule that keeps them as they are come first, or remove \`protect: true\` in a change of its own.`;
}
