# Rules put, removed, switched, as in the article; each read back. Every function answers what it did, in words.

# An object in memory; data reaches ADSync as parameters only.
function New-LiveRule($Rule) {
    Enter-Cmdlet 'New-ADSyncRule'
    $parameters = @{
        Name = $Rule['name']
        Identifier = $Rule['identifier']
        Description = $Rule['description']
        Direction = $Rule['direction']
        Precedence = [int] $Rule['precedence']
        SourceObjectType = $Rule['sourceObjectType']
        TargetObjectType = $Rule['targetObjectType']
        Connector = $Rule['connector']
        LinkType = $Rule['linkType']
        SoftDeleteExpiryInterval = ConvertTo-Interval $Rule['softDeleteExpiryInterval']
        ImmutableTag = $Rule['immutableTag']
        ErrorAction = 'Stop'
    }
    foreach ($name in 'precedenceAfter', 'precedenceBefore') { if ($Rule[$name] -cne '') { $parameters[$name] = $Rule[$name] } }
    if ($Rule['disabled']) { $parameters['Disabled'] = $true }
    if ($Rule['enablePasswordSync']) { $parameters['EnablePasswordSync'] = $true }
    $live = Select-Rule $null (New-ADSyncRule @parameters)
    foreach ($flow in $Rule['attributeFlowMappings']) { $live = Add-Flow $live $flow }
    foreach ($group in $Rule['scopeFilter']) { $live = Add-Group $live 'Scope' $group }
    foreach ($group in $Rule['joinFilter']) { $live = Add-Group $live 'Join' $group }
    return $live
}

# Documented scripts pass 0 for no interval.
function ConvertTo-Interval([string] $Text) {
    $interval = [TimeSpan]::Parse($Text, [Globalization.CultureInfo]::InvariantCulture)
    if ($interval -eq [TimeSpan]::Zero) { return 0 }
    return $interval
}

# The cmdlets hand the rule on, as the article uses them; one that hands on nothing has changed the one it was given.
function Select-Rule($Before, $Output) {
    $objects = @(Get-Items $Output)
    if ($objects.Count -gt 0) { return $objects[0] }
    if ($null -eq $Before) { Stop-Operation 'failed' 'New-ADSyncRule made no rule' }
    return $Before
}

function Add-Flow($Live, $Flow) {
    Enter-Cmdlet 'Add-ADSyncAttributeFlowMapping'
    $parameters = @{
        SynchronizationRule = $Live
        Destination = $Flow['destination']
        FlowType = $Flow['flowType']
        ValueMergeType = $Flow['valueMergeType']
        ErrorAction = 'Stop'
    }
    if (@($Flow['source']).Count -gt 0) { $parameters['Source'] = [string[]] @($Flow['source']) }
    if ($Flow['flowType'] -ceq 'Expression') { $parameters['Expression'] = $Flow['expression'] }
    if ($Flow['executeOnce']) { $parameters['ExecuteOnce'] = $true }
    return Select-Rule $Live (Add-ADSyncAttributeFlowMapping @parameters)
}

$ConditionMembers = @{
    Scope = 'attribute', 'comparisonValue', 'comparisonOperator'
    Join = 'csAttribute', 'mvAttribute', 'caseSensitive'
}
$AnyCondition = @{
    Scope = @{ attribute = 'cloudAnchor'; comparisonValue = ''; comparisonOperator = 'ISNULL' }
    Join = @{ csAttribute = 'cloudAnchor'; mvAttribute = 'cloudAnchor'; caseSensitive = $false }
}

# $Kind: Scope or Join. The cmdlets take no empty group, though rules may hold some: one is made with a condition, which goes again.
function Add-Group($Live, [string] $Kind, $Group) {
    Enter-Cmdlet ('Add-ADSync' + $Kind + 'ConditionGroup')
    $isEmpty = @($Group).Count -eq 0
    if ($isEmpty) { $Group = @($AnyCondition[$Kind]) }
    $type = 'Microsoft.IdentityManagement.PowerShell.ObjectModel.' + $Kind + 'Condition'
    $conditions = @(foreach ($it in $Group) {
        $values = @(foreach ($name in $ConditionMembers[$Kind]) { $it[$name] })
        New-Object -TypeName $type -ArgumentList $values -ErrorAction Stop
    })
    if ($Kind -ceq 'Scope') { $made = Add-ADSyncScopeConditionGroup -SynchronizationRule $Live -ScopeConditions $conditions -ErrorAction Stop }
    else { $made = Add-ADSyncJoinConditionGroup -SynchronizationRule $Live -JoinConditions $conditions -ErrorAction Stop }
    $Live = Select-Rule $Live $made
    if ($isEmpty) { @($Live.($Kind + 'Filter'))[-1].($Kind + 'ConditionList').Clear() }
    return $Live
}

function Assert-Custom($Live) {
    if ((Get-Flag $Live 'IsStandardRule') -eq $true) {
        Stop-Operation 'standardRule' ('a standard rule is never replaced or removed: ' + $Live.Name)
    }
}

function Assert-PrecedenceFree($Rule, $All, $Leaving) {
    foreach ($other in $All) {
        $identifier = ConvertTo-GuidText $other.Identifier
        if ([int] $other.Precedence -ne [int] $Rule['precedence'] -or $Leaving -ccontains $identifier) { continue }
        Stop-Operation 'precedenceTaken' ('precedence {0} is held by the rule {1}' -f $Rule['precedence'], $other.Name)
    }
}

function Remove-LiveRule($Live) {
    Enter-Cmdlet 'Remove-ADSyncRule'
    if (Test-Parameter 'Remove-ADSyncRule' 'Identifier') { Remove-ADSyncRule -Identifier $Live.Identifier -ErrorAction Stop | Out-Null }
    else { $Live | Remove-ADSyncRule -ErrorAction Stop | Out-Null }
}

function Save-LiveRule($Live) {
    Enter-Cmdlet 'Add-ADSyncRule'
    $Live | Add-ADSyncRule -ErrorAction Stop | Out-Null
}

function Assert-Gone([string] $Identifier) {
    if (@(Find-LiveRules $Identifier).Count -gt 0) { Stop-Operation 'notWritten' ('the rule is still there: ' + $Identifier) }
}

# The one rule with this identifier agrees with what was asked for.
function Assert-Rule($Wanted) {
    $found = @(Find-LiveRules $Wanted['identifier'])
    if ($found.Count -ne 1) { Stop-Operation 'notWritten' ('read back, {0} rules have this identifier' -f $found.Count) }
    $differences = @(Compare-Rule $Wanted (ConvertFrom-Rule $found[0]))
    if ($differences.Count -gt 0) { Stop-Operation 'notWritten' ('read back, these differ: ' + [string]::Join(', ', [string[]] $differences)) }
}

# Rules that make way: named one by one, and only such as could be mistaken for the wanted one.
function Find-Leaving($Rule, $Replaces, $All) {
    foreach ($live in $All) {
        $identifier = ConvertTo-GuidText $live.Identifier
        if ($identifier -ceq (ConvertTo-GuidText $Rule['identifier'])) { Assert-Custom $live; continue }
        if (@($Replaces) -cnotcontains $identifier) { continue }
        Assert-Custom $live
        if ((ConvertTo-PlainName $live.Name) -cne (ConvertTo-PlainName $Rule['name'])) {
            Stop-Operation 'otherRule' ('a rule of another name would be replaced: ' + $live.Name)
        }
        $live
    }
}

# This very rule is there, and none of those that it replaces.
function Test-RuleInPlace($Rule, $Replaces) {
    $found = @(Find-LiveRules $Rule['identifier'])
    if ($found.Count -ne 1 -or @(Compare-Rule $Rule (ConvertFrom-Rule $found[0])).Count -gt 0) { return $false }
    foreach ($identifier in @(Get-Items $Replaces)) {
        if ((ConvertTo-GuidText $identifier) -ceq (ConvertTo-GuidText $Rule['identifier'])) { continue }
        if (@(Find-LiveRules $identifier).Count -gt 0) { return $false }
    }
    return $true
}

# Writes a rule that is not in place: it is there whole, once, and those that it replaces are gone. $Live: the same rule as
# an object of New-ADSyncRule.
function Set-Rule($Rule, $Replaces, $Live) {
    $own = ConvertTo-GuidText $Rule['identifier']
    $old = @(foreach ($identifier in @(Get-Items $Replaces)) { ConvertTo-GuidText $identifier })
    $all = @(Get-LiveRules)
    $leaving = @(Find-Leaving $Rule $old $all)
    $before = @(foreach ($it in $all) { if ((ConvertTo-GuidText $it.Identifier) -ceq $own) { ConvertFrom-Rule $it } })
    Assert-PrecedenceFree $Rule $all (@($own) + $old)
    # Nothing makes way where the wanted rule could not be saved.
    Enter-Cmdlet 'Add-ADSyncRule'
    foreach ($it in $leaving) { Remove-LiveRule $it; Assert-Gone $it.Identifier }
    # What an update makes of a rule that changes sides is not documented.
    foreach ($it in @($before)) {
        if ($it['direction'] -cne $Rule['direction'] -or (ConvertTo-GuidText $it['connector']) -cne (ConvertTo-GuidText $Rule['connector'])) {
            foreach ($stale in @(Find-LiveRules $own)) { Remove-LiveRule $stale }
        }
    }
    Save-LiveRule $Live
    Assert-Rule $Rule
    return 'written and read back'
}

function Remove-Rule([string] $Identifier) {
    foreach ($live in @(Find-LiveRules $Identifier)) { Assert-Custom $live; Remove-LiveRule $live }
    Assert-Gone $Identifier
    return 'removed and read back'
}

# The only change that a standard rule takes (docs/sources.md#writing-rules).
function Switch-Rule([string] $Identifier, [string] $Name, [string] $Connector, [bool] $Disabled) {
    $found = @(foreach ($live in @(Find-LiveRules $Identifier)) {
        if ([string]::Equals($live.Name, $Name, [StringComparison]::OrdinalIgnoreCase) -and
            (ConvertTo-GuidText $live.Connector) -ceq (ConvertTo-GuidText $Connector)) { $live }
    })
    if ($found.Count -ne 1) { Stop-Operation 'stale' ('{0} rules have this identifier, name and connector: {1}' -f $found.Count, $Name) }
    if ([bool] $found[0].Disabled -eq $Disabled) { return 'was so already' }
    $found[0].Disabled = $Disabled
    Save-LiveRule $found[0]
    $after = @(Find-LiveRules $Identifier)
    if ($after.Count -ne 1 -or [bool] $after[0].Disabled -ne $Disabled) { Stop-Operation 'notWritten' 'read back, the rule had not changed' }
    return 'written and read back'
}
