# A synchronization rule as plain data (RawRule), and what of it must agree. Property names: docs/sources.md#rules.

function ConvertFrom-Flow($Mapping) {
    $expression = ConvertTo-Text (Get-Value $Mapping 'Expression')
    $flowType = [string] (Get-Value $Mapping 'FlowType')
    if ($flowType -ne 'Expression' -and [string]::IsNullOrEmpty($expression)) { $expression = $null }
    $source = @(foreach ($name in @(Get-Items (Get-Value $Mapping 'Source'))) { [string] $name })
    return [ordered] @{
        source = $source
        destination = [string] (Get-Value $Mapping 'Destination')
        flowType = $flowType
        valueMergeType = [string] (Get-Value $Mapping 'ValueMergeType')
        executeOnce = [bool] (Get-Value $Mapping 'ExecuteOnce')
        expression = $expression
    }
}

function ConvertFrom-ScopeCondition($Condition) {
    return [ordered] @{
        attribute = [string] (Get-Value $Condition 'Attribute')
        comparisonValue = [string] (Get-Value $Condition 'ComparisonValue')
        comparisonOperator = [string] (Get-Value $Condition 'ComparisonOperator')
    }
}

function ConvertFrom-JoinCondition($Condition) {
    return [ordered] @{
        csAttribute = [string] (Get-Value $Condition 'CSAttribute')
        mvAttribute = [string] (Get-Value $Condition 'MVAttribute')
        caseSensitive = [bool] (Get-Value $Condition 'CaseSensitive')
    }
}

# Groups of conditions: a list of lists, each written with a comma so that none is taken apart. Call it inside @( ).
function ConvertFrom-Filter($Filter, [string] $ListName, [scriptblock] $Read) {
    foreach ($group in @(Get-Items $Filter)) {
        $conditions = @(foreach ($condition in @(Get-Items (Get-Value $group $ListName))) { & $Read $condition })
        , $conditions
    }
}

function ConvertFrom-Rule($Rule) {
    $isStandard = Get-Flag $Rule 'IsStandardRule'
    $flows = @(foreach ($mapping in @(Get-Items (Get-Value $Rule 'AttributeFlowMappings'))) { ConvertFrom-Flow $mapping })
    $scope = @(ConvertFrom-Filter (Get-Value $Rule 'ScopeFilter') 'ScopeConditionList' { param($it) ConvertFrom-ScopeCondition $it })
    $join = @(ConvertFrom-Filter (Get-Value $Rule 'JoinFilter') 'JoinConditionList' { param($it) ConvertFrom-JoinCondition $it })
    return [ordered] @{
        name = [string] (Get-Value $Rule 'Name')
        identifier = [string] (Get-Value $Rule 'Identifier')
        description = [string] (Get-Value $Rule 'Description')
        direction = [string] (Get-Value $Rule 'Direction')
        precedence = [int] (Get-Value $Rule 'Precedence')
        precedenceAfter = [string] (Get-Value $Rule 'PrecedenceAfter')
        precedenceBefore = [string] (Get-Value $Rule 'PrecedenceBefore')
        connector = [string] (Get-Value $Rule 'Connector')
        sourceObjectType = [string] (Get-Value $Rule 'SourceObjectType')
        targetObjectType = [string] (Get-Value $Rule 'TargetObjectType')
        linkType = [string] (Get-Value $Rule 'LinkType')
        softDeleteExpiryInterval = ConvertTo-IntervalText (Get-Value $Rule 'SoftDeleteExpiryInterval')
        immutableTag = [string] (Get-Value $Rule 'ImmutableTag')
        enablePasswordSync = [bool] (Get-Value $Rule 'EnablePasswordSync')
        disabled = [bool] (Get-Value $Rule 'Disabled')
        isStandardRule = $isStandard
        attributeFlowMappings = $flows
        scopeFilter = $scope
        joinFilter = $join
    }
}

# Rules that were never given an interval may keep none, and scripts pass 0.
function ConvertTo-IntervalText($Value) {
    if ($null -eq $Value -or [string] $Value -eq '0') { return '00:00:00' }
    return [string] $Value
}

# Every rule of this server as the live objects that ADSync takes back.
function Get-LiveRules {
    Enter-Cmdlet 'Get-ADSyncRule'
    foreach ($rule in @(Get-Items (Get-ADSyncRule -ErrorAction Stop))) { $rule }
}

# What is asked by an identifier: all are listed, since nobody has written down what an unknown one answers.
function Find-LiveRules([string] $Identifier) {
    $wanted = ConvertTo-GuidText $Identifier
    foreach ($rule in @(Get-LiveRules)) { if ((ConvertTo-GuidText $rule.Identifier) -ceq $wanted) { $rule } }
}

# Any dash for a hyphen, any blank for a space, no letter case: prose and rules differ in these.
function ConvertTo-PlainName($Name) {
    $text = [regex]::Replace([string] $Name, '[\u2010-\u2015\u2212]', '-')
    return [regex]::Replace($text, '\s+', ' ').Trim().ToLowerInvariant()
}

$MemberLimitName = 'out to ad - group writeback member limit'

function Test-MemberLimitRule($Rule) {
    return (ConvertTo-PlainName $Rule.Name) -ceq $MemberLimitName -or (Test-MemberLimitTag $Rule)
}

# Without the number at its end, which upgrades raise.
function Test-MemberLimitTag($Rule) {
    foreach ($name in 'ImmutableTag', 'VersionAgnosticTag') {
        $tag = [string] (Get-Value $Rule $name)
        if ($tag -match '\AMicrosoft\.OuttoADGroupWritebackMemberLimit(\.[0-9]+)?\z') { return $true }
    }
    return $false
}

# What of two rules must agree, field by field as src/resources/sync-rule/compare.ts says it: neighbours, tag, Version and
# identifier are not part of it.

# Letter case means nothing but in texts, expressions and constants.
function ConvertTo-Spelling($Value) {
    return ([string] $Value).ToLowerInvariant()
}

# Stored expressions come back with other line breaks; inside quotation marks blanks mean something.
function ConvertTo-PlainExpression($Expression) {
    $parts = ([string] $Expression).Split('"')
    for ($i = 0; $i -lt $parts.Length; $i += 2) { $parts[$i] = [regex]::Replace($parts[$i], '\s+', '') }
    return [string]::Join('"', $parts)
}

# One text for the texts, whatever their order.
function Join-Sorted($Texts) {
    $list = [string[]] @($Texts)
    [Array]::Sort($list, [StringComparer]::Ordinal)
    return ConvertTo-PlainJson $list
}

# The editor lists the attributes of an expression as its sources, a script does not: only the expression counts.
function ConvertTo-FlowText($Flow) {
    $type = ConvertTo-Spelling $Flow['flowType']
    if ($type -ceq 'expression') { $value = @(ConvertTo-PlainExpression $Flow['expression']) }
    elseif ($type -ceq 'direct') { $value = @(foreach ($name in $Flow['source']) { ConvertTo-Spelling $name }) }
    else { $value = @($Flow['source']) }
    $merge = ConvertTo-Spelling $Flow['valueMergeType']
    return ConvertTo-PlainJson @($type, (ConvertTo-Spelling $Flow['destination']), $merge, [bool] $Flow['executeOnce'], $value)
}

function ConvertTo-ScopeText($Condition) {
    $value = [string] $Condition['comparisonValue']
    if ($value -match '\A(true|false)\z') { $value = ConvertTo-Spelling $value }
    return ConvertTo-PlainJson @((ConvertTo-Spelling $Condition['attribute']), (ConvertTo-Spelling $Condition['comparisonOperator']), $value)
}

function ConvertTo-JoinText($Condition) {
    $names = (ConvertTo-Spelling $Condition['csAttribute']), (ConvertTo-Spelling $Condition['mvAttribute'])
    return ConvertTo-PlainJson @($names, [bool] $Condition['caseSensitive'])
}

# Each field of a rule as the text that is compared.
function Get-ComparedFields($Rule) {
    $fields = [ordered] @{}
    foreach ($name in 'name', 'description', 'direction', 'precedence', 'connector', 'sourceObjectType', 'targetObjectType',
        'linkType', 'softDeleteExpiryInterval', 'enablePasswordSync', 'disabled') { $fields[$name] = ConvertTo-Spelling $Rule[$name] }
    $fields['description'] = [regex]::Replace([string] $Rule['description'], '\s+', ' ').Trim()
    $fields['connector'] = ConvertTo-GuidText $Rule['connector']
    $fields['softDeleteExpiryInterval'] = ConvertTo-IntervalText $Rule['softDeleteExpiryInterval']
    $fields['attributeFlowMappings'] = Join-Sorted @(foreach ($flow in $Rule['attributeFlowMappings']) { ConvertTo-FlowText $flow })
    $fields['scopeFilter'] = Join-Sorted @(foreach ($group in $Rule['scopeFilter']) {
        Join-Sorted @(foreach ($it in $group) { ConvertTo-ScopeText $it })
    })
    # Join groups are tried one after another: their order is part of the rule.
    $fields['joinFilter'] = ConvertTo-PlainJson @(foreach ($group in $Rule['joinFilter']) {
        Join-Sorted @(foreach ($it in $group) { ConvertTo-JoinText $it })
    })
    return $fields
}

# Names of the fields in which two rules differ. Call it inside @( ).
function Compare-Rule($Wanted, $Found) {
    $left = Get-ComparedFields $Wanted
    $right = Get-ComparedFields $Found
    foreach ($name in $left.Keys) { if (-not [string]::Equals($left[$name], $right[$name], [StringComparison]::Ordinal)) { $name } }
}
