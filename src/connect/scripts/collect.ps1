# Collects the state of this Connect server and of Active Directory. Reads only. See CollectRequest and CollectAnswer.

Invoke-Operation {
    param($Request)
    $sync = $null
    $scheduler = $null
    $directory = $null
    if ('scheduler' -ceq $Request['sync']) { $scheduler = Get-RawSchedulerAlone }
    elseif ($Request['sync']) { $sync = Get-RawSync }
    if ($null -ne $Request['directory']) { $directory = Get-RawDirectory $Request['directory'] }
    $answer = [ordered] @{
        formatVersion = 1
        kind = 'entra-writeback/connect-state'
        collectedAt = ConvertTo-IsoDate ([DateTime]::UtcNow)
        machine = [Environment]::MachineName
        powershell = [string] $PSVersionTable.PSVersion
        sync = $sync
        directory = $directory
    }
    # Only where it was asked for: files that a person hands over have no such part.
    if ($null -ne $scheduler) { $answer['scheduler'] = $scheduler }
    return $answer
}
