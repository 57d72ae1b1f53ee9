# Carries out the changes above by hand, as the run $RunId, and begins none after $NotAfter (ISO 8601 UTC). Each is { Key, Kind } with
#   put: Before (the rule as the plan saw it, JSON, or null), Build (makes the wanted rule in memory), Replaces (identifiers)
#   remove: Before
#   switch: Disabled (the standard rule of the member limit)
# $Planned is what the plan knows of its server: Server (its name in the policy), IsStaging (null: not known).

# All that could be it. Call it inside @( ).
function Find-MemberLimitRules {
    Enter-Cmdlet 'Get-ADSyncConnector'
    $directories = @(foreach ($it in @(Get-Items (Get-ADSyncConnector -ErrorAction Stop))) {
        if ([string] $it.Type -eq 'AD') { ConvertTo-GuidText $it.Identifier }
    })
    foreach ($rule in @(Get-LiveRules)) {
        if ([string] $rule.Direction -eq 'Outbound' -and $directories -ccontains (ConvertTo-GuidText $rule.Connector) -and
            (Test-MemberLimitRule $rule)) { $rule }
    }
}

function Test-Standard($Rule) {
    $flag = Get-Flag $Rule 'IsStandardRule'
    if ($null -eq $flag) { return Test-MemberLimitTag $Rule }
    return $flag
}

# The one that acts, else the standard one, else the only one, as src/resources/sync-rule/find.ts chooses.
function Select-MemberLimitRule($Rules) {
    $acting = @(foreach ($rule in $Rules) { if (-not $rule.Disabled) { $rule } })
    $standard = @(foreach ($rule in $Rules) { if (Test-Standard $rule) { $rule } })
    $found = $Rules
    if ($acting.Count -gt 0) { $found = $acting } elseif ($standard.Count -gt 0) { $found = $standard }
    # A copy that acts while the standard rule beside it is disabled: switching either says nothing of the other.
    $isCopy = $found.Count -eq 1 -and $standard.Count -gt 0 -and -not (Test-Standard $found[0])
    if ($found.Count -ne 1 -or $isCopy) { Stop-Operation 'notOne' ('{0} rules could be the one that limits members' -f $Rules.Count) }
    return $found[0]
}

# Where none is to act, all that do nothing are as good as one.
function Test-Switched($Rules, [bool] $Disabled) {
    if ($Disabled -and $Rules.Count -gt 0) { return @(foreach ($rule in $Rules) { if (-not $rule.Disabled) { $rule } }).Count -eq 0 }
    return [bool] (Select-MemberLimitRule $Rules).Disabled -eq $Disabled
}

function Get-Before($Change) {
    return ConvertFrom-PlainJson $Change.Before
}

function Test-Done($Change) {
    switch ($Change.Kind) {
        'put' { return Test-RuleInPlace (ConvertFrom-Rule (& $Change.Build)) $Change.Replaces }
        'remove' { return Test-Removed (Get-Before $Change) }
        default { return Test-Switched @(Find-MemberLimitRules) $Change.Disabled }
    }
}

# Of a switch only the rule itself can be another.
function Assert-ChangeAsPlanned($Change) {
    if ($Change.Kind -eq 'switch') { [void] (Select-MemberLimitRule @(Find-MemberLimitRules)); return }
    $before = $null
    if ($null -ne $Change.Before) { $before = Get-Before $Change }
    if ($Change.Kind -eq 'remove') { $rule = $before } else { $rule = ConvertFrom-Rule (& $Change.Build) }
    Assert-AsPlanned $before $rule
}

function Invoke-Change($Change) {
    if (Test-Done $Change) { return 'is as wanted already' }
    Assert-Quiet
    Assert-ChangeAsPlanned $Change
    switch ($Change.Kind) {
        'put' {
            $live = & $Change.Build
            return Set-Rule (ConvertFrom-Rule $live) $Change.Replaces $live
        }
        'remove' { return Remove-Rule (Get-Before $Change)['identifier'] }
        default {
            $rule = Select-MemberLimitRule @(Find-MemberLimitRules)
            return Switch-Rule $rule.Identifier $rule.Name $rule.Connector $Change.Disabled
        }
    }
}

function Get-RoleText([bool] $IsStaging) {
    if ($IsStaging) { return 'in staging mode' }
    return 'active'
}

# A server that does not tell its role is another one than the plan has seen, too.
function Assert-PlannedServer {
    if ($null -eq $Planned.IsStaging) { return }
    $scheduler = Read-Part { @{ stagingModeEnabled = Get-Flag (Get-Scheduler) 'StagingModeEnabled' } }
    $role = Read-Part { Get-StagingMode $scheduler (Read-Part { Get-GlobalSettings }) }
    $found = 'of a role that it does not tell'
    if ($role.ok) { $found = Get-RoleText $role.value }
    $wanted = Get-RoleText $Planned.IsStaging
    if ($found -ceq $wanted) { return }
    Stop-Operation 'wrongServer' ('this script is for {0}, which was {1} when the plan was made; this server, {2}, is {3}' -f
        $Planned.Server, $wanted, [Environment]::MachineName, $found)
}

# The scheduler is one for the tenant and belongs to the active server: what a staging server makes of this cmdlet is not known.
function Assert-MayPause {
    if ((Get-Flag (Get-Scheduler) 'StagingModeEnabled') -eq $false) { return }
    Stop-Operation 'stagingMode' ('the scheduler is on, and this is a staging server (or does not say): pause on the active server first ' +
        '(there: Set-ADSyncScheduler -SyncCycleEnabled $false; or entra-writeback connect hold), then run this again')
}

# Notes who pauses the scheduler and what it was, as entra-writeback does: whatever happens to this script, a later run of
# it, entra-writeback, or the scheduled task puts it back, and a hold that is taken meanwhile is left in place.
function Open-Window($Found) {
    $now = [DateTime]::UtcNow
    $marker = [ordered] @{
        formatVersion = 1
        runId = $RunId
        kind = 'window'
        syncCycleEnabled = $true
        pausedAt = ConvertTo-IsoDate $now
        deadline = ConvertTo-IsoDate $now.AddHours(4)
        host = [Environment]::MachineName
        pid = $PID
        began = ([DateTimeOffset] [Diagnostics.Process]::GetCurrentProcess().StartTime).ToUnixTimeSeconds()
    }
    Write-Marker $marker $Found
    try { [void] (Register-ResumeTask $marker) } catch { $State.Stage = 'marker' }
    if (Test-SchedulerOn) { Set-SchedulerTo $false; Assert-StillMarked $marker }
}

# A window opens only where the scheduler was on. Where its marker is gone, somebody has put the scheduler back, or has taken
# away the marker alone: then nothing does it any more.
function Assert-PutBack {
    $on = Read-Part { Test-SchedulerOn }
    if ($on.ok -and $on.value) { return }
    Stop-Operation 'schedulerOff' ('THE SCHEDULER IS OFF and was on before: the marker of this script is gone, so nothing puts it back. ' +
        'Unless somebody wants it off, switch it on: Set-ADSyncScheduler -SyncCycleEnabled $true')
}

# Whether it is on afterwards.
function Switch-On {
    try { Set-ADSyncScheduler -SyncCycleEnabled $true -ErrorAction Stop | Out-Null; return Test-SchedulerOn }
    catch { $State.Stage = 'Set-ADSyncScheduler'; return $false }
}

# Also after Ctrl+C, where nothing may be handed on any more: so the switch itself comes first. Whoever holds the scheduler
# by now wants it off, and so does whoever took the marker over while it was switched on.
function Close-Window {
    $found = Read-Marker
    if ($null -eq $found) { Assert-PutBack; return }
    if ($found['runId'] -cne $RunId) { Stop-AtForeignMarker $found }
    $isOn = Switch-On
    $stage = $State.Stage
    Assert-NotTakenOver $RunId $true
    if ($isOn) { Remove-Pause $RunId $true; return }
    $State.Stage = $stage
    Stop-Operation 'schedulerOff' ('THE SCHEDULER IS STILL OFF. Run this script again, or entra-writeback connect release, or ' +
        'switch it on: Set-ADSyncScheduler -SyncCycleEnabled $true')
}

# The marker of this script, left by a run of it that was cut off; null: there is none, or a hold, which keeps it off anyway.
function Find-OwnMarker {
    $found = Read-Marker
    if ($null -eq $found -or $found['runId'] -ceq $RunId) { return $found }
    if ($found['kind'] -cne 'hold') { Stop-AtForeignMarker $found }
    return $null
}

function Invoke-Changes($Changes) {
    Import-SyncModule
    Assert-PlannedServer
    $left = Find-OwnMarker
    $open = [Collections.Generic.List[object]]::new()
    foreach ($change in $Changes) { if (Test-Done $change) { '{0}: is as wanted already' -f $change.Key } else { $open.Add($change) } }
    $isPaused = $null -ne $left
    if ($open.Count -eq 0) {
        if ($isPaused) { Close-Window; 'The scheduler, which an earlier run of this script left paused, is on again.' }
        if (-not (Test-SchedulerOn)) { 'Nothing to do. The scheduler is off.' } else { 'Nothing to do.' }
        return
    }
    # Texts of this one form sort as their times do.
    if ([string]::CompareOrdinal((ConvertTo-IsoDate ([DateTime]::UtcNow)), $NotAfter) -gt 0) {
        if ($isPaused) { Close-Window; 'The scheduler, which an earlier run of this script left paused, is on again.' }
        Stop-Operation 'planAge' ('this script was to be run by {0}: make a new plan, review it and print its script' -f $NotAfter)
    }
    foreach ($change in $open) { Assert-ChangeAsPlanned $change }
    Assert-Idle
    $pauses = $isPaused -or (Test-SchedulerOn)
    if (Test-SchedulerOn) { Assert-MayPause }
    try {
        # Pausing does not stop what has begun meanwhile.
        if ($pauses) { Open-Window $left; Assert-Idle }
        foreach ($change in $open) { '{0}: {1}' -f $change.Key, (Invoke-Change $change) }
        # A cycle that begins once the window is closed takes the flag down.
        $full = Read-Part { Get-EntraFullSyncRequired }
    } finally {
        if ($pauses) { Close-Window }
    }
    if ($full['ok'] -and $full['value']) { 'Done. It takes effect with the next synchronization cycle, which is a full one.' }
    else {
        'Done. This server does not say that its next cycle is a full one, and only that reaches objects that are there: '
        'start one once all is written, with Start-ADSyncSyncCycle -PolicyType Initial.'
    }
    if (Test-SchedulerOn) { return }
    if ($pauses) { 'The scheduler is off: somebody has paused it since.' } else { 'The scheduler is off, as it was before.' }
}

try { Invoke-Changes $Changes } catch { throw ('{0}: {1} (at {2})' -f (Get-ErrorCode $_), $_.Exception.Message, $State.Stage) }
