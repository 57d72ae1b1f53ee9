# Collects the state of this Connect server and of Active Directory. Reads only. See CollectRequest and CollectAnswer.

Invoke-Operation {
    param($Request)
    $sync = $null
    $directory = $null
    if ($Request['sync']) { $sync = Get-RawSync }
    if ($null -ne $Request['directory']) { $directory = Get-RawDirectory $Request['directory'] }
    return [ordered] @{
        formatVersion = 1
        kind = 'entra-writeback/connect-state'
        collectedAt = ConvertTo-IsoDate ([DateTime]::UtcNow)
        machine = [Environment]::MachineName
        powershell = [string] $PSVersionTable.PSVersion
        sync = $sync
        directory = $directory
    }
}
