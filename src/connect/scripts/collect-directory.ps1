# What collect reads of Active Directory (RawDirectory). Reads only; what it may not see is unknown, never empty.

$GroupProperties = 'adminDescription', 'objectSid', 'groupType', 'whenCreated', 'whenChanged'

function ConvertFrom-AdGroup($Object) {
    $type = Get-Value $Object 'groupType'
    if ($null -ne $type) { $type = [int] $type }
    return [ordered] @{
        objectGuid = Get-ObjectGuid $Object
        distinguishedName = [string] (Get-Value $Object 'DistinguishedName')
        adminDescription = [string] (Get-Value $Object 'adminDescription')
        objectSid = ConvertTo-Text (Get-Value $Object 'objectSid')
        groupType = $type
        whenCreated = ConvertTo-Text (Get-Value $Object 'whenCreated')
        whenChanged = ConvertTo-Text (Get-Value $Object 'whenChanged')
        lastKnownParent = ConvertTo-Text (Get-Value $Object 'lastKnownParent')
    }
}

function Test-RecycleBin([string] $Server) {
    Enter-Cmdlet 'Get-ADOptionalFeature'
    $features = @(Get-Items (Get-ADOptionalFeature -Filter 'Name -eq "Recycle Bin Feature"' -Server $Server -ErrorAction Stop))
    if ($features.Count -ne 1) { Stop-Operation 'failed' 'this forest has no Recycle Bin feature to read' }
    return @(Get-Items (Get-Value $features[0] 'EnabledScopes')).Count -gt 0
}

# Days, with the documented defaults where the attributes are not set.
function Get-DeletedObjectLifetime([string] $Server, $Root) {
    Enter-Cmdlet 'Get-ADObject'
    $identity = 'CN=Directory Service,CN=Windows NT,CN=Services,' + $Root.configurationNamingContext
    $names = 'msDS-DeletedObjectLifetime', 'tombstoneLifetime'
    $service = Get-ADObject -Identity $identity -Properties $names -Server $Server -ErrorAction Stop
    foreach ($name in $names) {
        $days = Get-Value $service $name
        if ($null -ne $days) { return [int] $days }
    }
    return 60
}

function Get-LiveGroups([string] $Server, $Root) {
    Enter-Cmdlet 'Get-ADObject'
    $found = Get-ADObject -LDAPFilter '(&(objectClass=group)(adminDescription=Group_*))' -Properties $GroupProperties `
        -SearchBase $Root.defaultNamingContext -Server $Server -ErrorAction Stop
    foreach ($object in @(Get-Items $found)) { ConvertFrom-AdGroup $object }
}

# Without the right to read their container the search below finds nothing and says nothing.
function Get-DeletedGroups([string] $Server, $Root) {
    Enter-Cmdlet 'Get-ADObject'
    $container = 'CN=Deleted Objects,' + $Root.defaultNamingContext
    try {
        $proof = @(Get-Items (Get-ADObject -Identity $container -IncludeDeletedObjects -Server $Server -ErrorAction Stop))
    } catch { Stop-Operation 'failed' ('the Deleted Objects container cannot be read: ' + $_.Exception.Message) }
    if ($proof.Count -ne 1) { Stop-Operation 'failed' 'the Deleted Objects container cannot be read' }
    $found = Get-ADObject -LDAPFilter '(&(isDeleted=TRUE)(objectClass=group)(adminDescription=Group_*))' -IncludeDeletedObjects `
        -Properties ($GroupProperties + 'lastKnownParent') -SearchBase $Root.defaultNamingContext -Server $Server -ErrorAction Stop
    foreach ($object in @(Get-Items $found)) { ConvertFrom-AdGroup $object }
}

function Get-UnknownDirectory([string] $Reason) {
    $unknown = [ordered] @{}
    foreach ($name in 'domainController', 'namingContext', 'recycleBin', 'deletedObjectLifetime', 'groups', 'deletedGroups') {
        $unknown[$name] = @{ ok = $false; error = $Reason }
    }
    return $unknown
}

function Get-RawDirectory($Asked) {
    try {
        Import-DirectoryModule
        $root = Get-RootDse $Asked['server']
    } catch { return Get-UnknownDirectory ([string] $_.Exception.Message) }
    $server = Get-DirectoryServer $Asked['server'] $root
    return [ordered] @{
        domainController = @{ ok = $true; value = [string] $root.dnsHostName }
        namingContext = @{ ok = $true; value = [string] $root.defaultNamingContext }
        recycleBin = Read-Part { Test-RecycleBin $server }
        deletedObjectLifetime = Read-Part { Get-DeletedObjectLifetime $server $root }
        groups = Read-ListPart { Get-LiveGroups $server $root }
        deletedGroups = Read-ListPart { Get-DeletedGroups $server $root }
    }
}
