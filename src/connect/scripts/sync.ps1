# What the scripts know of ADSync: its module, the scheduler, what runs. Property names: docs/sources.md, Connect Sync.

$EntraConnector = 'b891884f-051e-4a83-95af-2544101c9083'

function Import-SyncModule {
    $State.Stage = 'Import-Module ADSync'
    try { Import-Module -Name ADSync -ErrorAction Stop }
    catch { Stop-Operation 'moduleMissing' ('the ADSync module cannot be loaded: ' + $_.Exception.Message) }
    $private = (Get-Module -Name ADSync).PrivateData
    # PowerShell 7 loads it through a session of 5.1, which hands out copies that no ADSync cmdlet takes back.
    if ($private -is [hashtable] -and $private.ContainsKey('ImplicitRemoting')) {
        Stop-Operation 'notLive' 'the ADSync module works in Windows PowerShell 5.1 only: run this in powershell.exe'
    }
}

# Braces and letter case differ from source to source.
function ConvertTo-GuidText($Value) {
    return ([string] $Value).Trim('{', '}', ' ').ToLowerInvariant()
}

function Get-Scheduler {
    Enter-Cmdlet 'Get-ADSyncScheduler'
    $scheduler = @(Get-Items (Get-ADSyncScheduler -ErrorAction Stop))
    if ($scheduler.Count -ne 1 -or $null -eq (Get-Value $scheduler[0] 'SyncCycleEnabled')) {
        Stop-Operation 'unreadable' 'Get-ADSyncScheduler did not say whether sync cycles are enabled'
    }
    return $scheduler[0]
}

function Test-SchedulerOn {
    return [bool] (Get-Scheduler).SyncCycleEnabled
}

# Switches and believes only what is read back.
function Set-SchedulerTo([bool] $Enabled) {
    Enter-Cmdlet 'Set-ADSyncScheduler'
    Set-ADSyncScheduler -SyncCycleEnabled $Enabled -ErrorAction Stop | Out-Null
    if ((Test-SchedulerOn) -ne $Enabled) {
        Stop-Operation 'notWritten' ('SyncCycleEnabled was set to ' + $Enabled + ' and did not change')
    }
}

# Names of the connectors that run; none: idle.
function Get-RunningConnectors {
    Enter-Cmdlet 'Get-ADSyncConnectorRunStatus'
    foreach ($run in @(Get-Items (Get-ADSyncConnectorRunStatus -ErrorAction Stop))) {
        $name = Get-Value $run 'ConnectorName'
        if ($null -eq $name) { 'a connector' } else { [string] $name }
    }
}

# True, false, or null where this build does not tell. The scheduler knows of cycles, in which nothing runs between two
# steps, and of an open Connect wizard, which suspends it and changes rules; the run status knows of any run, one that
# somebody started by hand as well. Idle is what both say.
function Test-Busy {
    $scheduler = Get-Scheduler
    $cycle = Get-Flag $scheduler 'SyncCycleInProgress'
    if ($cycle -eq $true -or (Get-Flag $scheduler 'SchedulerSuspended') -eq $true) { return $true }
    if (-not (Test-Cmdlet 'Get-ADSyncConnectorRunStatus')) { return $null }
    if (@(Get-RunningConnectors).Count -gt 0) { return $true }
    # False, or null.
    return $cycle
}

function Get-FullSyncRequired([string] $Identifier, [string] $Name) {
    Enter-Cmdlet 'Get-ADSyncSchedulerConnectorOverride'
    $parameters = @{ ErrorAction = 'Stop' }
    if (Test-Parameter 'Get-ADSyncSchedulerConnectorOverride' 'ConnectorIdentifier') { $parameters['ConnectorIdentifier'] = $Identifier }
    else { $parameters['ConnectorName'] = $Name }
    $override = @(Get-Items (Get-ADSyncSchedulerConnectorOverride @parameters))
    # No override was ever set.
    if ($override.Count -eq 0) { return $false }
    $flag = Get-Flag $override[0] 'FullSyncRequired'
    if ($null -eq $flag) { Stop-Operation 'failed' 'Get-ADSyncSchedulerConnectorOverride does not say FullSyncRequired' }
    return $flag
}

# Whether the next cycle synchronizes the Microsoft Entra connector in full: only that brings a changed rule to what is there.
function Get-EntraFullSyncRequired {
    Enter-Cmdlet 'Get-ADSyncConnector'
    foreach ($connector in @(Get-Items (Get-ADSyncConnector -ErrorAction Stop))) {
        if ((ConvertTo-GuidText $connector.Identifier) -cne 'b891884f-051e-4a83-95af-2544101c9083') { continue }
        return Get-FullSyncRequired ([string] $connector.Identifier) ([string] $connector.Name)
    }
    Stop-Operation 'failed' 'there is no connector to Microsoft Entra ID'
}
