# What collect reads of ADSync (RawSync). Reads only.

$RuleIdentifiers = 'cb871f2d-0f01-4c32-a333-ff809145b947', 'e4eae1c9-b9bc-4328-ade9-df871cdd3027', '419fda18-75bb-4e23-b947-8b06e7246551'
$RuleNames = 'in from aad - group soainaad delete writebackoutofscope and softdelete',
    'in from aad - group soainaad coexistence with cloud sync',
    'out to ad - group soainaad coexistence with cloud sync'

function Test-RuleOfInterest($Rule) {
    $name = ConvertTo-PlainName $Rule.Name
    return $RuleIdentifiers -ccontains (ConvertTo-GuidText $Rule.Identifier) -or $RuleNames -ccontains $name -or
        # The editor's copies of it have a date behind the name.
        $name.StartsWith($MemberLimitName, [StringComparison]::Ordinal) -or (Test-MemberLimitTag $Rule) -or (Test-DeletingRule $Rule)
}

# Whatever it is called: the standard rules take away every group that a rule marks so.
function Test-DeletingRule($Rule) {
    foreach ($mapping in @(Get-Items (Get-Value $Rule 'AttributeFlowMappings'))) {
        if ([string] (Get-Value $mapping 'Destination') -ne 'reasonFiltered') { continue }
        $flow = ConvertFrom-Flow $mapping
        $texts = [string[]] (@($flow['source']) + [string] $flow['expression'])
        if ([string]::Join(' ', $texts).Contains('DeleteThisGroupInAD')) { return $true }
    }
    return $false
}

function Get-RawScheduler {
    $scheduler = Get-Scheduler
    return [ordered] @{
        syncCycleEnabled = Get-Flag $scheduler 'SyncCycleEnabled'
        syncCycleInProgress = Get-Flag $scheduler 'SyncCycleInProgress'
        schedulerSuspended = Get-Flag $scheduler 'SchedulerSuspended'
        maintenanceEnabled = Get-Flag $scheduler 'MaintenanceEnabled'
        stagingModeEnabled = Get-Flag $scheduler 'StagingModeEnabled'
        nextSyncCyclePolicyType = ConvertTo-Text (Get-Value $scheduler 'NextSyncCyclePolicyType')
        currentlyEffectiveSyncCycleInterval = ConvertTo-Text (Get-Value $scheduler 'CurrentlyEffectiveSyncCycleInterval')
        nextSyncCycleStartTimeInUTC = ConvertTo-UtcText (Get-Value $scheduler 'NextSyncCycleStartTimeInUTC')
    }
}

# UTC by its name, whatever its Kind says.
function ConvertTo-UtcText($Value) {
    if ($Value -is [DateTime]) { return ConvertTo-IsoDate ([DateTime]::SpecifyKind($Value, [DateTimeKind]::Utc)) }
    return ConvertTo-Text $Value
}

# Parameters that must be given would be asked for at a prompt.
function Test-Mandatory([string] $Name, [string] $Parameter) {
    $sets = @((Get-Command -Name $Name).ParameterSets)
    $free = @($sets | Where-Object { @($_.Parameters | Where-Object { $_.IsMandatory -and $_.Name -ne $Parameter }).Count -eq 0 })
    return $free.Count -eq 0
}

function Get-Features($Connectors) {
    Enter-Cmdlet 'Get-ADSyncAADCompanyFeature'
    if (Test-Mandatory 'Get-ADSyncAADCompanyFeature' 'ConnectorName') {
        Stop-Operation 'failed' 'Get-ADSyncAADCompanyFeature of this build wants a person to sign in'
    }
    $parameters = @{ ErrorAction = 'Stop' }
    if (Test-Parameter 'Get-ADSyncAADCompanyFeature' 'ConnectorName') { $parameters['ConnectorName'] = Get-EntraName $Connectors }
    $feature = @(Get-Items (Get-ADSyncAADCompanyFeature @parameters))
    if ($feature.Count -ne 1) { Stop-Operation 'failed' 'Get-ADSyncAADCompanyFeature answered nothing' }
    return [ordered] @{
        unifiedGroupWriteback = Get-Flag $feature[0] 'UnifiedGroupWriteback'
        groupWritebackV2 = Get-Flag $feature[0] 'GroupWritebackV2'
    }
}

function Get-EntraName($Connectors) {
    if (-not $Connectors.ok) { Stop-Operation 'failed' $Connectors.error }
    foreach ($connector in $Connectors.value) {
        if ((ConvertTo-GuidText $connector['identifier']) -ceq $EntraConnector) { return $connector['name'] }
    }
    Stop-Operation 'failed' 'this server has no Microsoft Entra connector'
}

function Get-PendingExport([string] $Name) {
    Enter-Cmdlet 'Get-ADSyncConnectorStatistics'
    $statistics = Get-ADSyncConnectorStatistics -ConnectorName $Name -ErrorAction Stop
    $counts = [ordered] @{}
    foreach ($part in 'adds', 'updates', 'deletes') {
        $count = Get-Value $statistics ('Export' + $part)
        if ($null -eq $count) { Stop-Operation 'failed' ('Get-ADSyncConnectorStatistics does not say Export' + $part) }
        $counts[$part] = [long] $count
    }
    return $counts
}

function Get-RawConnectors {
    Enter-Cmdlet 'Get-ADSyncConnector'
    foreach ($connector in @(Get-Items (Get-ADSyncConnector -ErrorAction Stop))) {
        $identifier = [string] $connector.Identifier
        $name = [string] $connector.Name
        [ordered] @{
            identifier = $identifier
            name = $name
            type = [string] (Get-Value $connector 'Type')
            subType = [string] (Get-Value $connector 'SubType')
            pendingExport = Read-Part { Get-PendingExport $name }
            fullSyncRequired = Read-Part { Get-FullSyncRequired $identifier $name }
        }
    }
}

# The scheduler, who holds it and the role of this server, and nothing that a busy engine or a broken rule could fail.
function Get-RawSchedulerAlone {
    Import-SyncModule
    $scheduler = Read-Part { Get-RawScheduler }
    return [ordered] @{
        scheduler = $scheduler
        stagingMode = Read-Part { Get-StagingMode $scheduler (Read-Part { Get-GlobalSettings }) }
        marker = Read-Part { Get-RawMarker }
    }
}

function Get-RawSync {
    Import-SyncModule
    $rules = @(Get-LiveRules)
    $settings = Read-Part { Get-GlobalSettings }
    $scheduler = Read-Part { Get-RawScheduler }
    $connectors = Read-ListPart { Get-RawConnectors }
    return [ordered] @{
        build = Read-Part { Get-Setting $settings 'Microsoft.Synchronize.ServerConfigurationVersion' }
        stagingMode = Read-Part { Get-StagingMode $scheduler $settings }
        features = Read-Part { Get-Features $connectors }
        globalSettings = $settings
        scheduler = $scheduler
        runningConnectors = Read-ListPart { Get-RunningConnectors }
        connectors = $connectors
        rules = @(foreach ($rule in $rules) { if (Test-RuleOfInterest $rule) { ConvertFrom-Rule $rule } })
        precedences = @(foreach ($rule in $rules) {
            [ordered] @{ precedence = [int] $rule.Precedence; name = [string] $rule.Name; identifier = [string] $rule.Identifier }
        })
        marker = Read-Part { Get-RawMarker }
    }
}
