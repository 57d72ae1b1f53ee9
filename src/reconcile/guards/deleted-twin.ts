import { countNoun } from '../../model/count.js';
import { groupKey } from '../../model/key.js';
import type { Finding, Guard, Judged } from './guard.js';
import { deletedTwins } from './twins.js';
import { listSome } from './words.js';

/** Refuses to switch a group on whose AD object lies deleted and is not restored first: a new one would take its place. */
export const deletedTwin: Guard = { name: 'deletedTwin', find };

function find(judged: Judged): Finding | null {
  const found = deletedTwins(judged).flatMap(({ group, wanted }) => (wanted === null ? [] : [{ group, wanted }]));
  const keys = found.map(({ group }) => groupKey(group.id));
  const message = `${countNoun(keys.length, 'group')} would be switched on while the object in Active Directory lies deleted: a new object with another SID would take its place, and access lists would miss it.`;
  const commands = found.map(({ wanted }) => `Restore-ADObject -Identity ${wanted.objectGuid}`);
  const plan = judged.policy.activeDirectory.restoreDeleted
    ? 'plan its restore too (leave out --only)'
    : 'write `activeDirectory.restoreDeleted: true`';
  return { count: keys.length, limit: 0, keys, message, remedy: `${plan}, or restore it first: ${listSome(commands)}` };
}
