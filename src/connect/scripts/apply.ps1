# Carries out the changes above by hand. Each is { Key, Kind } with
#   put: Before (the rule as the plan saw it, JSON, or null), Build (makes the wanted rule in memory), Replaces (identifiers)
#   remove: Before
#   switch: Disabled (the standard rule of the member limit)

function Find-MemberLimitRule {
    Enter-Cmdlet 'Get-ADSyncConnector'
    $directories = @(foreach ($it in @(Get-Items (Get-ADSyncConnector -ErrorAction Stop))) {
        if ([string] $it.Type -eq 'AD') { ConvertTo-GuidText $it.Identifier }
    })
    $found = @(foreach ($rule in @(Get-LiveRules)) {
        if ([string] $rule.Direction -eq 'Outbound' -and $directories -ccontains (ConvertTo-GuidText $rule.Connector) -and
            (Test-MemberLimitRule $rule)) { $rule }
    })
    $standard = @(foreach ($rule in $found) { if ((Get-Flag $rule 'IsStandardRule') -eq $true) { $rule } })
    if ($standard.Count -gt 0) { $found = $standard }
    if ($found.Count -ne 1) { Stop-Operation 'notOne' ('{0} rules could be the one that limits members' -f $found.Count) }
    return $found[0]
}

function Get-Before($Change) {
    return ConvertFrom-PlainJson $Change.Before
}

function Test-Done($Change) {
    switch ($Change.Kind) {
        'put' { return Test-RuleInPlace (ConvertFrom-Rule (& $Change.Build)) $Change.Replaces }
        'remove' { return @(Find-LiveRules (Get-Before $Change)['identifier']).Count -eq 0 }
        default { return [bool] (Find-MemberLimitRule).Disabled -eq $Change.Disabled }
    }
}

# What could be mistaken for the rule: the same identifier, or the same name on the same side.
function Find-Alike($Rule) {
    foreach ($live in @(Get-LiveRules)) {
        $isNamed = (ConvertTo-PlainName $live.Name) -ceq (ConvertTo-PlainName $Rule['name']) -and
            [string] $live.Direction -eq $Rule['direction'] -and
            (ConvertTo-GuidText $live.Connector) -ceq (ConvertTo-GuidText $Rule['connector'])
        if ($isNamed -or (ConvertTo-GuidText $live.Identifier) -ceq (ConvertTo-GuidText $Rule['identifier'])) { ConvertFrom-Rule $live }
    }
}

# Somebody has changed the rule since the plan was made: nobody has looked at that.
function Assert-AsPlanned($Change) {
    if ($Change.Kind -eq 'switch') { return }
    if ($null -eq $Change.Before) {
        if (@(Find-Alike (ConvertFrom-Rule (& $Change.Build))).Count -gt 0) { Stop-Operation 'stale' 'the plan saw no such rule, now there is one' }
        return
    }
    $before = Get-Before $Change
    $found = @(Find-LiveRules $before['identifier'])
    if ($found.Count -ne 1) { Stop-Operation 'stale' 'the rule that the plan saw is gone' }
    $differences = @(Compare-Rule $before (ConvertFrom-Rule $found[0]))
    if ($differences.Count -gt 0) { Stop-Operation 'stale' ('since the plan was made these changed: ' + [string]::Join(', ', [string[]] $differences)) }
}

function Invoke-Change($Change) {
    if (Test-Done $Change) { return 'is as wanted already' }
    Assert-AsPlanned $Change
    switch ($Change.Kind) {
        'put' {
            $live = & $Change.Build
            return Set-Rule (ConvertFrom-Rule $live) $Change.Replaces $live
        }
        'remove' { return Remove-Rule (Get-Before $Change)['identifier'] }
        default {
            $rule = Find-MemberLimitRule
            return Switch-Rule $rule.Identifier $rule.Name $rule.Connector $Change.Disabled
        }
    }
}

function Assert-Idle {
    if ((Test-Busy) -ne $false) { Stop-Operation 'cycleRunning' 'a sync cycle or a connector runs, or nobody can tell: run this again later' }
}

# Also after Ctrl+C, where nothing may be handed on any more: so the switch itself comes first.
function Restore-Scheduler {
    try {
        Set-ADSyncScheduler -SyncCycleEnabled $true -ErrorAction Stop | Out-Null
        if (Test-SchedulerOn) { return }
    } catch { $State.Stage = 'Set-ADSyncScheduler' }
    Stop-Operation 'schedulerOff' 'THE SCHEDULER IS STILL OFF. Switch it on: Set-ADSyncScheduler -SyncCycleEnabled $true'
}

function Invoke-Changes($Changes) {
    Import-SyncModule
    $open = [Collections.Generic.List[object]]::new()
    foreach ($change in $Changes) { if (Test-Done $change) { '{0}: is as wanted already' -f $change.Key } else { $open.Add($change) } }
    if ($open.Count -eq 0) { 'Nothing to do.'; return }
    foreach ($change in $open) { Assert-AsPlanned $change }
    Assert-Idle
    $wasOn = Test-SchedulerOn
    try {
        # Pausing does not stop what has begun meanwhile.
        if ($wasOn) { Set-SchedulerTo $false; Assert-Idle }
        foreach ($change in $open) { '{0}: {1}' -f $change.Key, (Invoke-Change $change) }
    } finally {
        if ($wasOn) { Restore-Scheduler }
    }
    'Done. It takes effect with the next synchronization cycle.'
}

try { Invoke-Changes $Changes } catch { throw ('{0}: {1} (at {2})' -f (Get-ErrorCode $_), $_.Exception.Message, $State.Stage) }
