import { idOfKey } from '../model/key.js';
import type { ConnectWrite } from '../model/ports.js';
import type { DirectoryObservation } from '../model/server.js';
import { type Access, describeUnreachable, givenThrough, targetNamed } from './access.js';
import { type Batch, stepsOf } from './batch.js';
import type { Target } from './collect.js';
import type { Standing } from './judgement.js';
import { ownDirectoryTarget, readDirectory } from './read-system.js';

type AdGroupWrite = Extract<ConnectWrite, { readonly resource: 'adGroup' }>;

/** Restores of deleted AD objects. */
export function adGroupBatch(writes: readonly AdGroupWrite[], access: Access): Batch {
  const target = directoryTarget(access);
  const { run } = access;
  const groupIds = new Map(writes.map(({ change, groupId }) => [change.key, groupId]));
  /** The domain controller that was read first is written, and read again: others learn of it later. */
  let { server } = access.directory;
  return {
    changes: writes.map(({ change }) => change),
    async look(stop) {
      const observed = await readDirectory(target, server, { run, stop });
      if (observed.domainController.known) server ??= observed.domainController.value;
      const standings = standingsOf(observed);
      return ({ key }) => standings(idOfKey(key));
    },
    async send(open) {
      const objects = open.map((change) => ({
        key: change.key,
        objectGuid: idOfKey(change.key),
        groupId: groupIds.get(change.key) ?? '',
      }));
      const sent = await run({ reach: target.reach, operation: 'restore', request: { server, objects }, stop: null });
      return sent.ok ? sent.data.objects : stepsOf(open, sent);
    },
  };
}

/** Why no AD object can be written from here; null: it can. */
export function describeDirectoryUnreachable(access: Access): string | null {
  const name = activeName(access);
  const given = name === null ? null : givenThrough(name, access);
  if (access.givenDirectory !== null || given?.domainController.known) {
    return 'Active Directory is known from a file only: restore the object by hand with Restore-ADObject';
  }
  if (ownDirectoryTarget(access.directory) !== null) return null;
  return name === null
    ? 'the policy names no active server to reach Active Directory through'
    : describeUnreachable(name, access);
}

/** The server that the policy declares active: a plan in which another one was observed to be is refused. */
function activeName({ servers }: Access): string | null {
  return servers.find(({ role }) => role === 'active')?.name ?? null;
}

function directoryTarget(access: Access): Target {
  return ownDirectoryTarget(access.directory) ?? targetNamed(activeName(access) ?? '', access);
}

/** Lists count only where a domain controller answered. */
function standingsOf({ domainController, groups, deletedGroups }: DirectoryObservation): (guid: string) => Standing {
  const unread = [domainController, groups, deletedGroups].find(({ known }) => !known);
  if (!groups.known || !deletedGroups.known || unread !== undefined) {
    const why = `AD could not be read: ${unread?.known === false ? unread.reason : ''}`;
    return () => ({ state: 'unknown', why });
  }
  const live = new Set(groups.value.map(({ objectGuid }) => objectGuid));
  const deleted = new Set(deletedGroups.value.map(({ objectGuid }) => objectGuid));
  return (guid) => {
    if (live.has(guid)) return { state: 'after' };
    if (deleted.has(guid)) return { state: 'before' };
    return { state: 'other', why: 'AD holds the object neither deleted nor alive' };
  };
}
