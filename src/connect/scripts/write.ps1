# Writes synchronization rules, step by step, while no cycle can start. See WriteRequest and WriteAnswer.

function Test-Guid($Value) {
    return $Value -is [string] -and $Value -cmatch '\A[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z'
}

# Each Find- function answers the names of fields that are wrong, none where all are right. Call it inside @( ).
function Find-WrongTypes($Table, [string] $Path, [string[]] $Names, [type] $Type) {
    foreach ($name in $Names) { if ($Table[$name] -isnot $Type) { $Path + $name } }
}

function Find-WrongGuids($Table, [string] $Path, [string[]] $Names) {
    foreach ($name in $Names) { if (-not (Test-Guid $Table[$name])) { $Path + $name } }
}

# An empty group is one that ADSync itself may hold.
function Find-WrongFilter($Rule, [string] $Name, [string[]] $Texts) {
    foreach ($group in $Rule[$Name]) {
        if ($group -isnot [array]) { 'rule.' + $Name; continue }
        foreach ($it in $group) {
            if ($it -isnot [hashtable]) { 'rule.' + $Name } else { Find-WrongTypes $it ('rule.' + $Name + '.') $Texts ([string]) }
        }
    }
}

function Find-WrongFlow($Flow) {
    $path = 'rule.attributeFlowMappings.'
    if ($Flow -isnot [hashtable]) { return 'rule.attributeFlowMappings' }
    Find-WrongTypes $Flow $path @('destination', 'valueMergeType') ([string])
    Find-WrongTypes $Flow $path @('executeOnce') ([bool])
    Find-WrongTypes $Flow $path @('source') ([array])
    if (@('Direct', 'Constant', 'Expression') -cnotcontains $Flow['flowType']) { $path + 'flowType' }
    elseif (($Flow['flowType'] -ceq 'Expression') -ne ($Flow['expression'] -is [string])) { $path + 'expression' }
}

# Rules that ADSync held come back as they were, so a number is one that it takes, not one that the product would choose.
function Find-WrongRule($Rule) {
    if ($Rule -isnot [hashtable]) { return 'rule' }
    $texts = 'name', 'description', 'sourceObjectType', 'targetObjectType', 'linkType', 'softDeleteExpiryInterval', 'immutableTag'
    Find-WrongTypes $Rule 'rule.' $texts ([string])
    if ([string] $Rule['name'] -match '\A\s*\z') { 'rule.name' }
    if (@('Inbound', 'Outbound') -cnotcontains $Rule['direction']) { 'rule.direction' }
    Find-WrongGuids $Rule 'rule.' @('identifier', 'connector')
    foreach ($name in 'precedenceAfter', 'precedenceBefore') {
        if ('' -cne $Rule[$name] -and -not (Test-Guid $Rule[$name])) { 'rule.' + $name }
    }
    $number = $Rule['precedence']
    if (($number -isnot [int] -and $number -isnot [long]) -or $number -lt 0 -or $number -gt [int]::MaxValue) { 'rule.precedence' }
    Find-WrongTypes $Rule 'rule.' @('enablePasswordSync', 'disabled') ([bool])
    $lists = 'attributeFlowMappings', 'scopeFilter', 'joinFilter'
    Find-WrongTypes $Rule 'rule.' $lists ([array])
    foreach ($flow in $Rule['attributeFlowMappings']) { Find-WrongFlow $flow }
    Find-WrongFilter $Rule 'scopeFilter' @('attribute', 'comparisonValue', 'comparisonOperator')
    Find-WrongFilter $Rule 'joinFilter' @('csAttribute', 'mvAttribute')
}

# The rule as it was seen is only compared, and found by these.
function Find-WrongBefore($Before) {
    if ($Before -isnot [hashtable]) { return 'before' }
    Find-WrongGuids $Before 'before.' @('identifier', 'connector')
    Find-WrongTypes $Before 'before.' @('name', 'direction') ([string])
}

function Find-WrongPut($Step) {
    if ($Step['replaces'] -isnot [array]) { 'replaces' }
    foreach ($identifier in $Step['replaces']) { if (-not (Test-Guid $identifier)) { 'replaces' } }
    Find-WrongRule $Step['rule']
    # Left out is not the same as none.
    if (-not $Step.ContainsKey('before')) { 'before' } elseif ($null -ne $Step['before']) { Find-WrongBefore $Step['before'] }
}

function Find-WrongFields($Step) {
    if ($Step -isnot [hashtable]) { return 'all of it' }
    Find-WrongTypes $Step '' @('key') ([string])
    switch -CaseSensitive ($Step['action']) {
        'put' { return Find-WrongPut $Step }
        'remove' { return Find-WrongBefore $Step['before'] }
    }
    if (@('disable', 'enable') -cnotcontains $Step['action']) { return 'action' }
    Find-WrongGuids $Step '' @('identifier', 'connector')
    Find-WrongTypes $Step '' @('name') ([string])
}

function Assert-Steps($Steps) {
    $State.Stage = 'steps'
    if ($Steps -isnot [array]) { Stop-Operation 'malformedStep' 'the steps are no list' }
    for ($i = 0; $i -lt $Steps.Count; $i++) {
        $wrong = @(Find-WrongFields $Steps[$i])
        if ($wrong.Count -gt 0) { Stop-Operation 'malformedStep' ('step {0} is malformed: {1}' -f ($i + 1), [string]::Join(', ', [string[]] $wrong)) }
    }
}

function Invoke-Put($Rule, $Replaces, $Before) {
    if (Test-RuleInPlace $Rule $Replaces) { return 'was so already' }
    Assert-AsPlanned $Before $Rule
    return Set-Rule $Rule $Replaces (New-LiveRule $Rule)
}

function Invoke-Remove($Before) {
    if (Test-Removed $Before) { return 'was gone already' }
    Assert-AsPlanned $Before $Before
    return Remove-Rule $Before['identifier']
}

function Invoke-Step($Step) {
    switch -CaseSensitive ($Step['action']) {
        'put' { return Invoke-Put $Step['rule'] $Step['replaces'] $Step['before'] }
        'remove' { return Invoke-Remove $Step['before'] }
        default { return Switch-Rule $Step['identifier'] $Step['name'] $Step['connector'] ($Step['action'] -ceq 'disable') }
    }
}

# Somebody may have switched the scheduler on since the last step, and a cycle have begun.
function Get-StepResult($Step) {
    try {
        Assert-Quiet
        return @{ key = $Step['key']; status = 'applied'; code = $null; message = [string] (Invoke-Step $Step) }
    } catch {
        $message = '{0} (at {1})' -f $_.Exception.Message, $State.Stage
        return @{ key = $Step['key']; status = 'failed'; code = Get-ErrorCode $_; message = $message }
    }
}

Invoke-Operation {
    param($Request)
    Assert-Steps $Request['steps']
    Import-SyncModule
    Assert-Quiet
    $results = [Collections.Generic.List[object]]::new()
    $failed = $false
    foreach ($step in $Request['steps']) {
        if ($failed) { $results.Add(@{ key = $step['key']; status = 'notAttempted'; code = $null; message = $null }); continue }
        $result = Get-StepResult $step
        $results.Add($result)
        # A stale step has written nothing, and says nothing of the others.
        $failed = $result['status'] -ceq 'failed' -and $result['code'] -cne 'stale'
    }
    return @{ steps = $results; fullSyncRequired = Read-Part { Get-EntraFullSyncRequired } }
}
