# Puts the scheduler back to what the marker keeps, reads that back, then removes the marker. May be run again.

# Only the marker of the run that is named is acted upon, and none where none is named.
function Find-Marker($Request) {
    $marker = Read-Marker
    if ($null -ne $marker -and $marker['runId'] -cne $Request['runId']) { Stop-AtForeignMarker $marker }
    return $marker
}

# Whoever took the marker over while the scheduler was switched on holds it, and wants it off.
function Assert-NotTakenOver($Request, [bool] $Switched) {
    $found = Read-Marker
    if ($null -eq $found -or $found['runId'] -ceq $Request['runId']) { return }
    if ($Switched) { Set-SchedulerTo $false }
    Stop-AtForeignMarker $found
}

Invoke-Operation {
    param($Request)
    Import-SyncModule
    $marker = Find-Marker $Request
    $wanted = [bool] $Request['enable'] -or ($null -ne $marker -and $marker['syncCycleEnabled'])
    $switched = $wanted -and -not (Test-SchedulerOn)
    if ($switched) { Set-SchedulerTo $true }
    Assert-NotTakenOver $Request $switched
    if ($null -ne $marker) {
        Unregister-ResumeTask
        Remove-Marker $Request['runId']
        # A pause that was on its way may have switched off since, and has seen the marker before it went.
        if ($wanted -and -not (Test-SchedulerOn) -and $null -eq (Read-Marker)) { Set-SchedulerTo $true }
    }
    return @{ syncCycleEnabled = Test-SchedulerOn; removed = $null -ne $marker }
}
