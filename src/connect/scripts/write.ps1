# Writes synchronization rules, step by step, while no cycle can start. See WriteRequest and WriteAnswer.

function Test-Guid($Value) {
    return $Value -is [string] -and $Value -cmatch '\A[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z'
}

# Each member of these names is of this type, in every table of the list.
function Test-Members($Tables, [string[]] $Names, [type] $Type) {
    foreach ($table in $Tables) {
        if ($table -isnot [hashtable]) { return $false }
        foreach ($name in $Names) { if ($table[$name] -isnot $Type) { return $false } }
    }
    return $true
}

function Test-Lists($Rule, [string[]] $Names) {
    foreach ($name in $Names) { if ($Rule[$name] -isnot [array]) { return $false } }
    return $true
}

function Test-Filter($Groups, [string[]] $Texts) {
    foreach ($group in $Groups) {
        if ($group -isnot [array] -or $group.Count -eq 0 -or -not (Test-Members $group $Texts ([string]))) { return $false }
    }
    return $true
}

function Test-Flows($Flows) {
    if (-not (Test-Members $Flows @('destination', 'flowType', 'valueMergeType') ([string]))) { return $false }
    if (-not (Test-Members $Flows @('executeOnce') ([bool])) -or -not (Test-Members $Flows @('source') ([array]))) { return $false }
    foreach ($flow in $Flows) {
        if (@('Direct', 'Constant', 'Expression') -cnotcontains $flow['flowType']) { return $false }
        if (($flow['flowType'] -ceq 'Expression') -ne ($flow['expression'] -is [string])) { return $false }
    }
    return $true
}

function Test-Rule($Rule) {
    $texts = 'name', 'description', 'direction', 'sourceObjectType', 'targetObjectType', 'linkType',
        'softDeleteExpiryInterval', 'immutableTag'
    if (-not (Test-Members @(, $Rule) $texts ([string]))) { return $false }
    foreach ($name in 'identifier', 'connector', 'precedenceAfter', 'precedenceBefore') {
        if (-not (Test-Guid $Rule[$name])) { return $false }
    }
    $number = $Rule['precedence']
    if (($number -isnot [int] -and $number -isnot [long]) -or $number -lt 0 -or $number -gt 99) { return $false }
    return (Test-Members @(, $Rule) @('enablePasswordSync', 'disabled') ([bool])) -and
        (Test-Lists $Rule @('attributeFlowMappings', 'scopeFilter', 'joinFilter')) -and
        $Rule['name'].Trim() -cne '' -and @('Inbound', 'Outbound') -ccontains $Rule['direction'] -and
        (Test-Flows $Rule['attributeFlowMappings']) -and
        (Test-Filter $Rule['scopeFilter'] @('attribute', 'comparisonValue', 'comparisonOperator')) -and
        (Test-Filter $Rule['joinFilter'] @('csAttribute', 'mvAttribute'))
}

function Test-Step($Step) {
    if ($Step -isnot [hashtable] -or $Step['key'] -isnot [string]) { return $false }
    if ($Step['action'] -ceq 'put') {
        foreach ($identifier in @(Get-Items $Step['replaces'])) { if (-not (Test-Guid $identifier)) { return $false } }
        return $Step['replaces'] -is [array] -and $Step['rule'] -is [hashtable] -and (Test-Rule $Step['rule'])
    }
    if (-not (Test-Guid $Step['identifier'])) { return $false }
    if ($Step['action'] -ceq 'remove') { return $true }
    return @('disable', 'enable') -ccontains $Step['action'] -and $Step['name'] -is [string] -and (Test-Guid $Step['connector'])
}

function Assert-Steps($Steps) {
    $State.Stage = 'steps'
    if ($Steps -isnot [array]) { Stop-Operation 'malformedStep' 'the steps are no list' }
    for ($i = 0; $i -lt $Steps.Count; $i++) {
        if (-not (Test-Step $Steps[$i])) { Stop-Operation 'malformedStep' ('step {0} is malformed' -f ($i + 1)) }
    }
}

# No rule may change while a cycle runs, and none may start on a half-written set.
function Assert-Quiet {
    if (Test-SchedulerOn) { Stop-Operation 'schedulerOn' 'the sync scheduler is on: it must be paused first' }
    $busy = Test-Busy
    if ($null -eq $busy) { Stop-Operation 'cycleUnknown' 'this server does not tell whether a sync cycle runs' }
    if ($busy) { Stop-Operation 'cycleRunning' 'a sync cycle or a connector runs' }
}

function Invoke-Step($Step) {
    switch -CaseSensitive ($Step['action']) {
        'put' { return Set-Rule $Step['rule'] $Step['replaces'] (New-LiveRule $Step['rule']) }
        'remove' { return Remove-Rule $Step['identifier'] }
        default { return Switch-Rule $Step['identifier'] $Step['name'] $Step['connector'] ($Step['action'] -ceq 'disable') }
    }
}

function Get-StepResult($Step) {
    try { return @{ key = $Step['key']; status = 'applied'; message = [string] (Invoke-Step $Step) } }
    catch { return @{ key = $Step['key']; status = 'failed'; message = ('{0} (at {1})' -f $_.Exception.Message, $State.Stage) } }
}

Invoke-Operation {
    param($Request)
    Assert-Steps $Request['steps']
    Import-SyncModule
    Assert-Quiet
    $results = [Collections.Generic.List[object]]::new()
    $failed = $false
    foreach ($step in $Request['steps']) {
        if ($failed) { $results.Add(@{ key = $step['key']; status = 'notAttempted'; message = $null }); continue }
        $result = Get-StepResult $step
        $results.Add($result)
        $failed = $result['status'] -ceq 'failed'
    }
    return @{ steps = $results }
}
