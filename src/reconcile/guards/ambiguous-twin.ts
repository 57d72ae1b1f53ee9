import { countNoun } from '../../model/count.js';
import { groupKey } from '../../model/key.js';
import type { AdGroup } from '../../model/server.js';
import type { Finding, Guard, Judged } from './guard.js';
import { type DeletedTwin, deletedTwins } from './twins.js';
import { listSome } from './words.js';

/** Refuses to guess which of several AD objects of a group is the one that access lists mean. */
export const ambiguousTwin: Guard = { name: 'ambiguousTwin', find };

function find(judged: Judged): Finding | null {
  const found = deletedTwins(judged).filter(({ wanted }) => wanted === null);
  const keys = found.map(({ group }) => groupKey(group.id));
  const message = `${countNoun(keys.length, 'group')} would be switched on with several objects in Active Directory, of which only a person can choose. ${listSome(found.map(describeTwins))}.`;
  const lines = found.map(({ group }) => `${group.id}: <objectGUID>`);
  const remedy = `Choose one object of each in the policy: \`activeDirectory.restore: { ${listSome(lines, ', ')} }\`.`;
  return { count: keys.length, limit: 0, keys, message, remedy };
}

function describeTwins({ group, twins }: DeletedTwin): string {
  const objects = [...twins.live.map(describeLive), ...twins.deleted.map(describeDeleted)];
  return `${group.displayName ?? group.id}: ${objects.join(', ')}`;
}

function describeLive(object: AdGroup): string {
  return `${object.objectGuid} lives (${describeOrigin(object)}, in ${parentOf(object.distinguishedName)})`;
}

function describeDeleted(object: AdGroup): string {
  const parent = object.lastKnownParent ?? 'unknown';
  return `${object.objectGuid} is deleted (${describeOrigin(object)}, deleted ${object.whenChanged ?? 'unknown'}, was in ${parent})`;
}

function describeOrigin({ objectSid, whenCreated }: AdGroup): string {
  return `SID ${objectSid ?? 'unknown'}, created ${whenCreated ?? 'unknown'}`;
}

/** A distinguished name without its first part; a comma in that is escaped. */
function parentOf(distinguishedName: string): string {
  return distinguishedName.replace(/^(?:\\[\s\S]|[^\\,])*,/, '');
}
