import type { ConnectAsked, ConnectServer, DirectoryAsked, Reach, SyncRulesAsked } from '../model/policy.js';
import type { Source } from '../model/source.js';
import type { Place } from './source-file.js';
import type { WrittenConnect, WrittenDirectory, WrittenReach, WrittenServer, WrittenSyncRules } from './written.js';

/** On every Windows server; ADSync loads in no other PowerShell without a detour (docs/sources.md#module). */
const defaultShell = 'powershell.exe';

export function convertSyncRules(written: WrittenSyncRules, place: Place): SyncRulesAsked {
  const { deleteOutOfScope, memberLimit } = written;
  const source = (rule: keyof WrittenSyncRules) => place(['syncRules', rule], 'key');
  return {
    deleteOutOfScope:
      deleteOutOfScope === undefined ? null : convertDeleteRule(deleteOutOfScope, source('deleteOutOfScope')),
    memberLimit: memberLimit === undefined ? null : { state: memberLimit.state, source: source('memberLimit') },
  };
}

function convertDeleteRule(
  written: NonNullable<WrittenSyncRules['deleteOutOfScope']>,
  source: Source,
): SyncRulesAsked['deleteOutOfScope'] {
  if (written.state === 'absent') return { state: 'absent', source };
  const { precedence, adopt = false } = written;
  return { state: 'present', precedence, adopt, source };
}

export function convertConnect(written: WrittenConnect, place: Place): ConnectAsked {
  const { engine = null, scheduler, servers = [] } = written;
  return {
    engine,
    engineSource: engine === null ? null : place(['connect', 'engine'], 'key'),
    scheduler: scheduler === undefined ? null : { source: place(['connect', 'scheduler'], 'key') },
    servers: servers.map((server, index) =>
      convertServer(server, place(['connect', 'servers', String(index)], 'value')),
    ),
  };
}

function convertServer(written: WrittenServer, source: Source): ConnectServer {
  const { name, role = 'active' } = written;
  return { name, role, ...convertReach(written), source };
}

/** Without `via` the shell is one of this machine. */
function convertReach({ via = [], shell = defaultShell }: WrittenReach): Reach {
  return { via, shell };
}

export function convertDirectory(written: WrittenDirectory | undefined, place: Place): DirectoryAsked {
  const directory = written ?? {};
  const { recycleBin = null, restoreDeleted = false, restore = {}, via, shell, server = null } = directory;
  const pairs = Object.entries(restore).map(([group, object]) => [group.toLowerCase(), object.toLowerCase()]);
  return {
    recycleBin,
    restoreDeleted,
    restore: Object.fromEntries(pairs),
    reach: via === undefined && shell === undefined ? null : convertReach(directory),
    server,
    source: written === undefined ? null : place(['activeDirectory'], 'key'),
  };
}
