# What the global settings say, and with them the role of this server.

$SettingNames = '\AMicrosoft\.(GroupWriteBack\.|Synchronize\.|OptionalFeature\.(GroupWriteBack|ExportDeletionThreshold))'

# Name and value of the settings that say something about writeback and cycles; all values are text.
function Get-GlobalSettings {
    Enter-Cmdlet 'Get-ADSyncGlobalSettings'
    $settings = Get-ADSyncGlobalSettings -ErrorAction Stop
    $table = [ordered] @{}
    foreach ($parameter in @(Get-Items (Get-Value $settings 'Parameters'))) {
        $name = [string] (Get-Value $parameter 'Name')
        if ($name -match $SettingNames) { $table[$name] = [string] (Get-Value $parameter 'Value') }
    }
    return $table
}

function Get-Setting($Settings, [string] $Name) {
    if (-not $Settings.ok) { Stop-Operation 'failed' $Settings.error }
    if (-not $Settings.value.Contains($Name)) { Stop-Operation 'failed' ('the global settings have no ' + $Name) }
    return $Settings.value[$Name]
}

# As the scheduler says; where it does not, as the global settings do.
function Get-StagingMode($Scheduler, $Settings) {
    if ($Scheduler.ok -and $null -ne $Scheduler.value['stagingModeEnabled']) { return $Scheduler.value['stagingModeEnabled'] }
    return [bool]::Parse((Get-Setting $Settings 'Microsoft.Synchronize.StagingMode'))
}
