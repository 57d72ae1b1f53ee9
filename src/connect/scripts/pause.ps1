# One step of pausing the scheduler: marker, switch off, look whether something still runs. See PauseAnswer.

function New-Marker($Request, $Found, [bool] $IsOn) {
    $now = ConvertTo-IsoDate ([DateTime]::UtcNow)
    if ($null -eq $Found) { $prior = $IsOn; $since = $now }
    # On again under a marker: somebody has put it back since, and that is what was last asked for.
    else { $prior = $Found['syncCycleEnabled'] -or $IsOn; $since = $Found['pausedAt'] }
    return [ordered] @{
        formatVersion = 1
        runId = [string] $Request['runId']
        kind = [string] $Request['kind']
        syncCycleEnabled = [bool] $prior
        pausedAt = $since
        deadline = $Request['deadline']
        host = [string] $Request['host']
    }
}

function Assert-OwnMarker($Request, $Found) {
    if ($null -eq $Found -or $Found['runId'] -ceq $Request['runId'] -or $Request['takeOver']) { return }
    Stop-Operation 'foreignMarker' ('run {0} on {1} holds the scheduler since {2}' -f $Found['runId'], $Found['host'], $Found['pausedAt'])
}

# A marker is never left behind by a pause that did not come about.
function Suspend-Scheduler($Found) {
    try { Set-SchedulerTo $false }
    catch {
        $problem = $_
        $stage = $State.Stage
        try { $isOn = Test-SchedulerOn } catch { $isOn = $false }
        if ($isOn -and $null -eq $Found) { Remove-Marker; Unregister-ResumeTask }
        $State.Stage = $stage
        throw $problem
    }
}

# Switching takes a while, and who asked for it may have been cut off and have taken it back since: without a marker
# nobody would ever switch on again.
function Assert-StillMarked($Marker) {
    if ($null -ne (Read-Marker)) { return }
    Write-Marker $Marker
    if ($Marker['syncCycleEnabled']) { Set-SchedulerTo $true }
    Remove-Marker
    Unregister-ResumeTask
    Stop-Operation 'pauseTakenBack' 'the pause was taken back while it came about'
}

Invoke-Operation {
    param($Request)
    Import-SyncModule
    $isOn = Test-SchedulerOn
    $found = Read-Marker
    Assert-OwnMarker $Request $found
    $marker = New-Marker $Request $found $isOn
    $none = @{ ok = $true; value = $false }
    $isHold = $marker['kind'] -ceq 'hold'
    if (-not $isHold) {
        $busy = Test-Busy
        if ($null -eq $busy) { Stop-Operation 'cycleUnknown' 'this server does not tell whether a sync cycle runs' }
        $isPaused = $null -ne $found -and -not $isOn
        if ($busy -and -not $isPaused) { return @{ state = 'busy'; prior = $marker['syncCycleEnabled']; task = $none } }
    }
    Write-Marker $marker
    # Before the switch: from then on somebody must put it back.
    $task = Read-Part { Register-ResumeTask $marker }
    if ($isOn) { Suspend-Scheduler $found; Assert-StillMarked $marker }
    # Not $state: names know no letter case here, and $State is the shared one.
    $reached = 'paused'
    if ((Test-Busy) -eq $true) { $reached = 'pausing' }
    return @{ state = $reached; prior = $marker['syncCycleEnabled']; task = $task }
}
