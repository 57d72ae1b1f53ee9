# Puts the scheduler back to what the marker keeps, reads that back, then removes the marker. May be run again.

function Find-Marker($Request) {
    try { $marker = Read-Marker }
    catch {
        # Nobody knows what it held; whoever asks to enable does not need it.
        if ((Get-ErrorCode $_) -ceq 'markerUnreadable' -and $Request['enable']) { return @{ syncCycleEnabled = $true } }
        throw
    }
    if ($null -eq $marker -or $null -eq $Request['runId'] -or $marker['runId'] -ceq $Request['runId']) { return $marker }
    Stop-Operation 'foreignMarker' ('run {0} on {1} holds the scheduler since {2}' -f $marker['runId'], $marker['host'], $marker['pausedAt'])
}

Invoke-Operation {
    param($Request)
    Import-SyncModule
    $marker = Find-Marker $Request
    $wanted = [bool] $Request['enable'] -or ($null -ne $marker -and $marker['syncCycleEnabled'])
    if ($wanted -and -not (Test-SchedulerOn)) { Set-SchedulerTo $true }
    $isOn = Test-SchedulerOn
    if ($null -ne $marker) {
        Unregister-ResumeTask
        Remove-Marker
    }
    return @{ syncCycleEnabled = $isOn; removed = $null -ne $marker }
}
