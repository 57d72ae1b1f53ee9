# Puts the scheduler back to what the marker keeps, reads that back, then removes the marker. May be run again.

# Only the marker of the run that is named is acted upon, and none where none is named.
function Find-Marker($Request) {
    $marker = Read-Marker
    if ($null -ne $marker -and $marker['runId'] -cne $Request['runId']) { Stop-AtForeignMarker $marker }
    return $marker
}

Invoke-Operation {
    param($Request)
    Import-SyncModule
    $marker = Find-Marker $Request
    $wanted = [bool] $Request['enable'] -or ($null -ne $marker -and $marker['syncCycleEnabled'])
    $switched = $wanted -and -not (Test-SchedulerOn)
    if ($switched) { Set-SchedulerTo $true }
    Assert-NotTakenOver $Request['runId'] $switched
    if ($null -ne $marker) { Remove-Pause $Request['runId'] $wanted }
    return @{ syncCycleEnabled = Test-SchedulerOn; removed = $null -ne $marker }
}
