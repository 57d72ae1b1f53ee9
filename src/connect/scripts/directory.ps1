# How Active Directory is asked. Everything comes from one domain controller, the one that answered first.

function Import-DirectoryModule {
    $State.Stage = 'Import-Module ActiveDirectory'
    # The AD: drive asks a domain controller before anything else could be tried.
    [Environment]::SetEnvironmentVariable('ADPS_LoadDefaultDrive', '0')
    try { Import-Module -Name ActiveDirectory -ErrorAction Stop }
    catch { Stop-Operation 'moduleMissing' ('the ActiveDirectory module cannot be loaded: ' + $_.Exception.Message) }
}

# The RootDSE proves that a domain controller was reached at all. Key logon over SSH often cannot.
function Get-RootDse($Server) {
    Enter-Cmdlet 'Get-ADRootDSE'
    $parameters = @{ ErrorAction = 'Stop' }
    if (-not [string]::IsNullOrEmpty($Server)) { $parameters['Server'] = [string] $Server }
    $answer = @(Get-Items (Get-ADRootDSE @parameters))
    if ($answer.Count -ne 1) { Stop-Operation 'unreadable' 'no domain controller answered the RootDSE' }
    foreach ($name in 'dnsHostName', 'defaultNamingContext', 'configurationNamingContext') {
        if ([string]::IsNullOrEmpty([string] (Get-Value $answer[0] $name))) { Stop-Operation 'unreadable' ('the RootDSE has no ' + $name) }
    }
    return $answer[0]
}

# The one that was named, else the one that answered.
function Get-DirectoryServer([string] $Named, $Root) {
    if ($Named -ne '') { return $Named }
    return [string] $Root.dnsHostName
}

# The module's word for the same object differs between its versions.
function Get-ObjectGuid($Object) {
    return ConvertTo-Text (Get-Value $Object 'ObjectGUID')
}
