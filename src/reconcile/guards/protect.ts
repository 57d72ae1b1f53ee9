import { groupKey } from '../../model/change.js';
import type { Finding, Guard, Judged } from './guard.js';

/** Refuses to switch off a group that any rule protects, whatever the rule order. */
export const protect: Guard = { name: 'protect', find };

function find({ changes, desired }: Judged): Finding | null {
  const guarded = new Set([...desired.protectedIds].map(groupKey));
  const keys = changes.filter(({ key, after }) => after?.isEnabled === false && guarded.has(key)).map(({ key }) => key);
  const message = `${keys.length} protected group${keys.length === 1 ? '' : 's'} would no longer be written back.`;
  const remedy = 'Let a rule that enables them come first, or remove `protect: true` in a change of its own.';
  return { count: keys.length, limit: 0, keys, message, remedy };
}
