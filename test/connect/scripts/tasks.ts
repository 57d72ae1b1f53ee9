import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StandIn } from '../../support/powershell.js';

export interface FakeTask {
  readonly name: string;
  readonly path: string;
  readonly execute: string;
  readonly argument: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly user: string;
  readonly late: boolean;
}

/** PowerShell functions in place of the ScheduledTasks module; where a problem is given, registering ends with it. */
export function fakeTasks(server: StandIn, problem: string | null = null): string {
  const file = `'${fileOf(server)}'`;
  return `
function New-ScheduledTaskAction { [CmdletBinding()] param($Execute, $Argument) @{ execute = $Execute; argument = $Argument } }
function New-ScheduledTaskTrigger {
    [CmdletBinding()] param([switch] $Once, $At)
    $At.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'")
}
function New-ScheduledTaskPrincipal { [CmdletBinding()] param($UserId, $LogonType, $RunLevel) $UserId }
function New-ScheduledTaskSettingsSet { [CmdletBinding()] param([switch] $StartWhenAvailable) [bool] $StartWhenAvailable }
function Register-ScheduledTask {
    [CmdletBinding()]
    param($TaskName, $TaskPath, $Action, $Trigger, $Principal, $Settings, [switch] $Force)
    ${problem === null ? '' : `throw '${problem}'`}
    $task = @{ name = $TaskName; path = $TaskPath; execute = $Action.execute; argument = $Action.argument; at = $Trigger; user = $Principal; late = $Settings }
    [IO.File]::WriteAllText(${file}, (ConvertTo-Json -Compress -Depth 5 -InputObject $task))
}
function Unregister-ScheduledTask {
    [CmdletBinding(SupportsShouldProcess)]
    param($TaskName, $TaskPath)
    if (-not [IO.File]::Exists(${file})) { throw 'no such task' }
    [IO.File]::Delete(${file})
}`;
}

export function readTasks(server: StandIn): readonly FakeTask[] {
  return existsSync(fileOf(server)) ? [JSON.parse(readFileSync(fileOf(server), 'utf8'))] : [];
}

function fileOf(server: StandIn): string {
  return join(server.folder, 'task.json');
}
