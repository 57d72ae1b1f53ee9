# One step of pausing the scheduler: marker, switch off, look whether something still runs. See PauseScriptRequest and PauseAnswer.

# Runs from the start of the script: whoever asked may have gone meanwhile, and nobody would ever put back what comes late.
$Clock = [Diagnostics.Stopwatch]::StartNew()

function Assert-InTime($Request) {
    if ($Clock.Elapsed.TotalSeconds -lt $Request['timeToLive']) { return }
    Stop-Operation 'late' ('it took longer than {0} s to come to the pause, which nobody waits for any more' -f $Request['timeToLive'])
}

function Test-Positive($Value) {
    return ($Value -is [int] -or $Value -is [long]) -and $Value -gt 0
}

function Assert-Request($Request) {
    $State.Stage = 'request'
    $isTimed = Test-Positive $Request['minutes']
    if ($null -eq $Request['minutes']) { $isTimed = $Request['kind'] -ceq 'hold' -or $Request['renew'] }
    if ($isTimed -and (Test-Positive $Request['timeToLive']) -and @('window', 'hold') -ccontains $Request['kind']) { return }
    Stop-Operation 'malformedRequest' 'a window that opens needs minutes of more than 0, and every pause a time to live'
}

# The deadline by the clock of this server, which the task and later readings go by.
function New-Marker($Request, $Found, [bool] $IsOn) {
    $now = [DateTime]::UtcNow
    $marker = [ordered] @{
        formatVersion = 1
        runId = [string] $Request['runId']
        kind = [string] $Request['kind']
        syncCycleEnabled = $IsOn
        pausedAt = ConvertTo-IsoDate $now
        deadline = $null
        host = [string] $Request['host']
    }
    if ($null -ne $Request['minutes']) { $marker['deadline'] = ConvertTo-IsoDate $now.AddMinutes($Request['minutes']) }
    # A window that is left as it is: whoever comes next, from wherever, may go on from it.
    elseif ($marker['kind'] -ceq 'window') { $marker['deadline'] = $marker['pausedAt'] }
    foreach ($name in 'pid', 'began') { if ($null -ne $Request[$name]) { $marker[$name] = $Request[$name] } }
    if ($null -eq $Found) { return $marker }
    # On again under a marker: somebody has put it back since, and that is what was last asked for.
    $marker['syncCycleEnabled'] = $Found['syncCycleEnabled'] -or $IsOn
    # A window that goes on is as old as it was; a hold is somebody's decision of now.
    if ($marker['kind'] -ceq $Found['kind'] -or $Found['runId'] -ceq $marker['runId']) { $marker['pausedAt'] = $Found['pausedAt'] }
    return $marker
}

# Null where there is none. What nobody can read is no reason to go without an emergency stop: a hold takes its place.
function Find-Marker($Request) {
    try { $found = Read-Marker }
    catch {
        if ($Request['kind'] -cne 'hold' -or (Get-ErrorCode $_) -cne 'markerUnreadable') { throw }
        Assert-InTime $Request
        Move-MarkerAside
        return $null
    }
    if ($null -eq $found) {
        if ($Request['renew']) { Stop-Operation 'windowClosed' 'the marker of this run is gone: somebody has closed its window' }
        return $null
    }
    if ($found['runId'] -cne $Request['runId'] -and $found['runId'] -cne $Request['takeOver']) { Stop-AtForeignMarker $found }
    return $found
}

# A marker is never left behind by a pause that did not come about.
function Suspend-Scheduler($Request, $Found) {
    try {
        Assert-InTime $Request
        Set-SchedulerTo $false
    } catch {
        $problem = $_
        $stage = $State.Stage
        try { $isOn = Test-SchedulerOn } catch { $isOn = $false }
        if ($isOn -and $null -eq $Found) { Unregister-ResumeTask; Remove-Marker $Request['runId'] }
        $State.Stage = $stage
        throw $problem
    }
}

Invoke-Operation {
    param($Request)
    Assert-Request $Request
    Import-SyncModule
    $isOn = Test-SchedulerOn
    $found = Find-Marker $Request
    $marker = New-Marker $Request $found $isOn
    $none = @{ ok = $true; value = $false }
    if ($marker['kind'] -cne 'hold' -and -not $Request['renew']) {
        $busy = Test-Busy
        if ($null -eq $busy) { Stop-Operation 'cycleUnknown' 'this server does not tell whether a sync cycle or a connector runs' }
        $isPaused = $null -ne $found -and -not $isOn
        if ($busy -and -not $isPaused) { return @{ state = 'busy'; prior = $marker['syncCycleEnabled']; task = $none } }
    }
    Assert-InTime $Request
    Write-Marker $marker $found
    # Before the switch: from then on somebody must put it back. What is left paused no task may switch on.
    $task = $none
    if ($null -ne $Request['minutes']) { $task = Read-Part { Register-ResumeTask $marker } } else { Unregister-ResumeTask }
    # Whoever switched it on inside a window that is only renewed may want it so: nothing is written then.
    if ($isOn -and -not $Request['renew']) { Suspend-Scheduler $Request $found; Assert-StillMarked $marker }
    # Not $state: names know no letter case here, and $State is the shared one.
    $reached = 'paused'
    if ((Test-Busy) -eq $true) { $reached = 'pausing' }
    return @{ state = $reached; prior = $marker['syncCycleEnabled']; task = $task }
}
