# A one-shot scheduled task that puts the scheduler back at the deadline, should nobody else. Best effort: it is reported.

$TaskName = 'entra-writeback-resume'
$TaskPath = '\entra-writeback\'

# Fixed text. The marker decides: it is obeyed only when its own deadline has come, so a later run is not cut short.
$TaskScript = @'
$ErrorActionPreference = 'Stop'
$path = [IO.Path]::Combine([Environment]::GetEnvironmentVariable('ProgramData'), 'entra-writeback', 'pause.json')
if (-not [IO.File]::Exists($path)) { return }
$marker = ConvertFrom-Json -InputObject ([IO.File]::ReadAllText($path))
if ($null -eq $marker.deadline) { return }
$deadline = $marker.deadline
if ($deadline -is [string]) { $deadline = [DateTimeOffset]::Parse($deadline, [Globalization.CultureInfo]::InvariantCulture).UtcDateTime }
if ($deadline.ToUniversalTime() -gt [DateTime]::UtcNow) { return }
if ($marker.syncCycleEnabled -eq $true) {
    Import-Module ADSync
    Set-ADSyncScheduler -SyncCycleEnabled $true
    if (-not (Get-ADSyncScheduler).SyncCycleEnabled) { throw 'the scheduler is still off' }
}
[IO.File]::Delete($path)
'@

# Answers whether a task stands ready now; throws where this server or these rights allow none.
function Register-ResumeTask($Marker) {
    if ($null -eq $Marker['deadline'] -or -not $Marker['syncCycleEnabled']) { return $false }
    $stage = $State.Stage
    foreach ($cmdlet in 'New-ScheduledTaskAction', 'New-ScheduledTaskTrigger', 'New-ScheduledTaskPrincipal',
        'New-ScheduledTaskSettingsSet', 'Register-ScheduledTask') { Enter-Cmdlet $cmdlet }
    $State.Stage = $stage
    $culture = [Globalization.CultureInfo]::InvariantCulture
    # A second later: at the deadline itself the script could still find it in the future.
    $at = [DateTimeOffset]::Parse($Marker['deadline'], $culture).LocalDateTime.AddSeconds(1)
    $shell = [IO.Path]::Combine([Environment]::SystemDirectory, 'WindowsPowerShell', 'v1.0', 'powershell.exe')
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($TaskScript))
    $flags = '-NoLogo -NoProfile -NonInteractive -ExecutionPolicy Bypass -EncodedCommand ' + $encoded
    # These cmdlets are a script module: they do not see $ErrorActionPreference of here.
    $task = @{
        TaskName = $TaskName
        TaskPath = $TaskPath
        Action = New-ScheduledTaskAction -Execute $shell -Argument $flags -ErrorAction Stop
        Trigger = New-ScheduledTaskTrigger -Once -At $at -ErrorAction Stop
        Principal = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -LogonType ServiceAccount -RunLevel Highest -ErrorAction Stop
        Settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -ErrorAction Stop
        Force = $true
        ErrorAction = 'Stop'
    }
    Register-ScheduledTask @task | Out-Null
    return $true
}

# Nothing is lost where it stays: without a marker it does nothing.
function Unregister-ResumeTask {
    if (-not (Test-Cmdlet 'Unregister-ScheduledTask')) { return }
    try { Unregister-ScheduledTask -TaskName $TaskName -TaskPath $TaskPath -Confirm:$false -ErrorAction Stop | Out-Null }
    catch { return }
}
