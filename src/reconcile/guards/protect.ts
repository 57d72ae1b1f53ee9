import { countNoun } from '../../model/count.js';
import type { EffectKind } from '../../model/effect.js';
import { groupKey, idOfKey } from '../../model/key.js';
import { weigh } from '../effects/severity.js';
import type { Finding, Guard, Judged } from './guard.js';
import { switchedGroups } from './switched.js';

/**
 * Refuses whatever hurts the object of a group, or could for want of facts, that any rule protects, whatever the rule
 * order, or that the base policy protected; and to switch such a group off even where AD is none the worse for it yet.
 */
export const protect: Guard = { name: 'protect', find };

function find(judged: Judged): Finding | null {
  const ids = new Set([...judged.desired.protectedIds, ...(judged.base?.protectedIds ?? [])]);
  if (ids.size === 0) return null;
  const touched = judged.effects
    .map((effect) => ({ id: idOfKey(effect.object), effect: weigh(effect) }))
    .filter(({ id }) => ids.has(id));
  const hurt = touched.filter(({ effect }) => harmful.includes(effect));
  const off = switchedGroups(judged).off.filter(({ id }) => ids.has(id));
  const keys = [...new Set([...hurt, ...off].map(({ id }) => groupKey(id)))].sort();
  const open = hurt.filter(({ effect }) => effect === 'unknown').length;
  return { count: keys.length, limit: 0, keys, message: describe(keys.length, open), remedy: remedyFor(open) };
}

const harmful: readonly EffectKind[] = ['delete', 'orphan', 'retype', 'unknown'];

function describe(count: number, open: number): string {
  const doubt = open === 0 ? '' : ` (of ${open} it is not known)`;
  return `${countNoun(count, 'protected group')} would no longer be written back, or would lose the object in Active Directory or its type${doubt}.`;
}

function remedyFor(open: number): string {
  const first =
    open === 0 ? '' : 'Let the Connect servers and Active Directory be asked, or declare `connect.engine: v2`. ';
  return `${first}Let a rule that keeps them as they are come first, or remove \`protect: true\` in a change of its own.`;
}
