# Somebody else may hold the scheduler, or put it back, while a pause comes about or ends: who switches looks again.

# Switching takes a while, and who asked for it may have been cut off and have taken it back since: without a marker
# nobody would ever switch on again.
function Assert-StillMarked($Marker) {
    $found = Read-Marker
    if ($null -ne $found) {
        if ($found['runId'] -cne $Marker['runId']) { Stop-AtForeignMarker $found }
        return
    }
    Write-Marker $Marker $null
    if ($Marker['syncCycleEnabled']) { Set-SchedulerTo $true }
    Remove-Marker $Marker['runId']
    Unregister-ResumeTask
    Stop-Operation 'pauseTakenBack' 'the pause was taken back while it came about'
}

# Whoever took the marker over while the scheduler was switched on holds it, and wants it off.
function Assert-NotTakenOver($RunId, [bool] $Switched) {
    $found = Read-Marker
    if ($null -eq $found -or $found['runId'] -ceq $RunId) { return }
    if ($Switched) { Set-SchedulerTo $false }
    Stop-AtForeignMarker $found
}

# Ends a pause whose scheduler is what it was before: $WasOn.
function Remove-Pause($RunId, [bool] $WasOn) {
    Unregister-ResumeTask
    Remove-Marker $RunId
    # A pause that was on its way may have switched off since, and has seen the marker before it went.
    if ($WasOn -and -not (Test-SchedulerOn) -and $null -eq (Read-Marker)) { Set-SchedulerTo $true }
}
