import { readFileSync } from 'node:fs';
import { commentText, literal } from './powershell-text.js';
import type { Operation } from './protocol.js';

/** What each operation is put together from, in this order; the last one runs it. */
const parts: Readonly<Record<Operation, readonly string[]>> = {
  collect: [
    'common',
    'sync',
    'settings',
    'rule-reading',
    'marker',
    'directory',
    'collect-sync',
    'collect-directory',
    'collect',
  ],
  pause: ['common', 'sync', 'marker', 'task', 'takeover', 'pause'],
  write: ['common', 'sync', 'rule-reading', 'rule-writing', 'rule-steps', 'write'],
  restore: ['common', 'directory', 'restore'],
  resume: ['common', 'sync', 'marker', 'task', 'takeover', 'resume'],
};

/** The whole script of an operation; its request and nonce reach it as $RequestBase64 and $Nonce. */
export function scriptFor(operation: Operation): string {
  return joinScripts(parts[operation]);
}

/** The text of these files of scripts/, which lies beside this module in src and in dist. */
export function joinScripts(names: readonly string[]): string {
  return names.map((name) => readFileSync(new URL(`./scripts/${name}.ps1`, import.meta.url), 'utf8')).join('\n');
}

export interface CollectScriptOptions {
  /** The domain controller to ask; null: the one that answers. */
  readonly directoryServer: string | null;
  /** Of this tool. */
  readonly version: string;
}

/**
 * One script that an administrator can read and then run by hand: it prints a CollectAnswer to standard output.
 * What is given becomes data in it, whatever it holds.
 */
export function printCollectScript({ directoryServer, version }: CollectScriptOptions): string {
  const server = directoryServer === null ? '$null' : literal(directoryServer);
  return `# entra-writeback ${commentText(version)}: the state of this Microsoft Entra Connect server, collected by hand.
#
# It reads, and writes nothing:
#   - the ADSync module: rules, connectors, scheduler, global settings, features
#   - the file in which entra-writeback notes that it has paused the scheduler
#   - Active Directory: Recycle Bin and lifetimes, groups with adminDescription=Group_*, deleted ones too
#
# Run it in Windows PowerShell 5.1 (powershell.exe) as a member of ADSyncAdmins, and keep what it prints:
#   powershell.exe -NoProfile -ExecutionPolicy Bypass -File collect.ps1 > aadc01.json
# Deleted objects are seen only by accounts that may read their container: for others the file says that they are unknown.
# Then hand the file back, under the name that the policy gives this server:
#   entra-writeback plan -p writeback.yaml --connect-state aadc01=aadc01.json

# No caller sends these: the answer goes to standard output.
$Nonce = $null
$RequestBase64 = $null
$Request = @{ sync = $true; directory = @{ server = ${server} } }

${scriptFor('collect')}`;
}
