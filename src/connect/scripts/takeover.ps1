# Somebody else may put the scheduler back while a pause comes about: who has switched looks again.

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
