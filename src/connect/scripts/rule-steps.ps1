# What must hold before a rule is written, by the tool or by hand.

$DocumentedIdentifier = 'cb871f2d-0f01-4c32-a333-ff809145b947'

function Assert-Idle {
    $busy = Test-Busy
    if ($null -eq $busy) { Stop-Operation 'cycleUnknown' 'this server does not tell whether a sync cycle or a connector runs' }
    if ($busy) { Stop-Operation 'cycleRunning' 'a sync cycle or a connector runs, or the Connect wizard is open: run this again later' }
}

# No rule may change while a cycle runs, and none may start on a half-written set.
function Assert-Quiet {
    if (Test-SchedulerOn) { Stop-Operation 'schedulerOn' 'the sync scheduler is on: it must be paused first' }
    Assert-Idle
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

# Neither this rule nor another that does the same. Disabled copies that the editor leaves are as good as none.
function Test-Removed($Rule) {
    $own = (ConvertTo-GuidText $Rule['identifier']), $DocumentedIdentifier
    foreach ($it in @(Find-Alike $Rule)) {
        if (-not $it['disabled'] -or $own -ccontains (ConvertTo-GuidText $it['identifier'])) { return $false }
    }
    return $true
}

# Somebody has changed the rule since the plan was made: nobody has judged that. $Before: the rule as the plan saw it, null
# where it saw none like $Rule.
function Assert-AsPlanned($Before, $Rule) {
    if ($null -eq $Before) {
        if (@(Find-Alike $Rule).Count -gt 0) { Stop-Operation 'stale' 'the plan saw no such rule, now there is one' }
        return
    }
    $found = @(Find-LiveRules $Before['identifier'])
    if ($found.Count -ne 1) { Stop-Operation 'stale' 'the rule that the plan saw is gone' }
    $differences = @(Compare-Rule $Before (ConvertFrom-Rule $found[0]))
    if ($differences.Count -gt 0) { Stop-Operation 'stale' ('since the plan was made these changed: ' + [string]::Join(', ', [string[]] $differences)) }
    foreach ($it in @(Find-Alike $Rule)) {
        if ($it['disabled'] -or (ConvertTo-GuidText $it['identifier']) -ceq (ConvertTo-GuidText $Before['identifier'])) { continue }
        Stop-Operation 'stale' ('the plan saw one such rule, now there is another: ' + $it['identifier'])
    }
}
