# Restores deleted AD groups from the Recycle Bin, each on its own. See RestoreRequest and RestoreAnswer.

$Properties = 'adminDescription', 'isDeleted'

function Get-Twin([string] $ObjectGuid, [string] $Server, [bool] $Deleted) {
    Enter-Cmdlet 'Get-ADObject'
    $parameters = @{ Identity = $ObjectGuid; Server = $Server; Properties = $Properties; ErrorAction = 'Stop' }
    if ($Deleted) { $parameters['IncludeDeletedObjects'] = $true }
    $found = @(Get-Items (Get-ADObject @parameters))
    if ($found.Count -ne 1) { Stop-Operation 'notOne' ('{0} objects have this GUID' -f $found.Count) }
    return $found[0]
}

function Test-Deleted($Object) {
    return (Get-Value $Object 'isDeleted') -eq $true -or (Get-Value $Object 'Deleted') -eq $true
}

function Assert-Twin($Object, [string] $GroupId) {
    $description = [string] (Get-Value $Object 'adminDescription')
    if (-not [string]::Equals($description, 'Group_' + $GroupId, [StringComparison]::OrdinalIgnoreCase)) {
        Stop-Operation 'otherObject' ('its adminDescription is "{0}", not Group_{1}' -f $description, $GroupId)
    }
}

function Restore-Twin($Wanted, [string] $Server) {
    $guid = [Guid]::Parse([string] $Wanted['objectGuid']).ToString()
    $object = Get-Twin $guid $Server $true
    Assert-Twin $object $Wanted['groupId']
    if (-not (Test-Deleted $object)) { return 'alreadyApplied' }
    Enter-Cmdlet 'Restore-ADObject'
    Restore-ADObject -Identity $guid -Server $Server -Confirm:$false -ErrorAction Stop | Out-Null
    $after = Get-Twin $guid $Server $false
    Assert-Twin $after $Wanted['groupId']
    if (Test-Deleted $after) { Stop-Operation 'notWritten' 'read back, it is still deleted' }
    return 'applied'
}

function Get-RestoreResult($Wanted, [string] $Server) {
    try { return @{ key = $Wanted['key']; status = Restore-Twin $Wanted $Server; message = $null } }
    catch { return @{ key = $Wanted['key']; status = 'failed'; message = ('{0} (at {1})' -f $_.Exception.Message, $State.Stage) } }
}

Invoke-Operation {
    param($Request)
    Import-DirectoryModule
    $root = Get-RootDse $Request['server']
    $server = Get-DirectoryServer $Request['server'] $root
    $results = @(foreach ($wanted in @(Get-Items $Request['objects'])) { Get-RestoreResult $wanted $server })
    return @{ objects = $results }
}
