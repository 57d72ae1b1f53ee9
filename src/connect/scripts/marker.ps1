# The file that says who holds the scheduler and what to put back. Also what a later run finds after a crash.

function Get-MarkerPath {
    $folder = [Environment]::GetEnvironmentVariable('ProgramData')
    if ([string]::IsNullOrEmpty($folder)) {
        $personal = [Environment]::GetEnvironmentVariable('HOME')
        if ([string]::IsNullOrEmpty($personal)) { $personal = [Environment]::GetFolderPath('UserProfile') }
        $folder = [IO.Path]::Combine($personal, '.local', 'state')
    }
    return [IO.Path]::Combine($folder, 'entra-writeback', 'pause.json')
}

# Null where there is none; a file that is not one of ours ends the operation.
function Read-Marker {
    $State.Stage = 'marker'
    $path = Get-MarkerPath
    if (-not [IO.File]::Exists($path)) { return $null }
    try { $marker = ConvertFrom-PlainJson ([IO.File]::ReadAllText($path)) } catch { $marker = $null }
    if (-not (Test-Marker $marker)) { Stop-Operation 'markerUnreadable' ('this is no marker that can be read: ' + $path) }
    return $marker
}

function Test-Marker($Marker) {
    if ($Marker -isnot [hashtable]) { return $false }
    foreach ($name in 'runId', 'kind', 'pausedAt', 'host') { if ($Marker[$name] -isnot [string]) { return $false } }
    $deadline = $Marker['deadline']
    return $Marker['formatVersion'] -eq 1 -and @('window', 'hold') -ccontains $Marker['kind'] -and
        $Marker['syncCycleEnabled'] -is [bool] -and ($null -eq $deadline -or $deadline -is [string])
}

function Stop-AtForeignMarker($Marker) {
    $who = 'run {0} on {1} holds the scheduler since {2}'
    if ($Marker['kind'] -ceq 'hold') { $who = 'it is held by {1} since {2} (connect hold, {0})' }
    Stop-Operation 'foreignMarker' ($who -f $Marker['runId'], $Marker['host'], $Marker['pausedAt'])
}

# Whole or not at all, and on the disk before the scheduler is touched. $Found: the marker that is replaced; null: none is,
# and one that somebody else has written since stays.
function Write-Marker($Marker, $Found) {
    $State.Stage = 'marker'
    $path = Get-MarkerPath
    [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($path)) | Out-Null
    $temporary = $path + '.' + [Guid]::NewGuid().ToString('N')
    $bytes = [Text.Encoding]::ASCII.GetBytes((ConvertTo-PlainJson $Marker))
    $stream = [IO.File]::Open($temporary, [IO.FileMode]::CreateNew)
    try {
        $stream.Write($bytes, 0, $bytes.Length)
        $stream.Flush($true)
    } finally { $stream.Dispose() }
    try {
        if ($null -eq $Found) { Move-NewMarker $temporary $path; return }
        Assert-SameMarker $Found
        # $null would become an empty string.
        [IO.File]::Replace($temporary, $path, [Management.Automation.Language.NullString]::Value)
    } finally { [IO.File]::Delete($temporary) }
}

# Fails where a file is there: two that pause at once must not take each other's marker away.
function Move-NewMarker([string] $From, [string] $To) {
    try { [IO.File]::Move($From, $To) }
    catch {
        $found = Read-Marker
        if ($null -ne $found) { Stop-AtForeignMarker $found }
        throw
    }
}

function Assert-SameMarker($Expected) {
    $found = Read-Marker
    if ($null -eq $found) { Stop-Operation 'pauseTakenBack' 'the marker that was there is gone: somebody has put the scheduler back' }
    if ($found['runId'] -cne $Expected['runId']) { Stop-AtForeignMarker $found }
}

# Removes the marker of this run, and no other.
function Remove-Marker([string] $RunId) {
    $found = Read-Marker
    if ($null -ne $found -and $found['runId'] -ceq $RunId) { [IO.File]::Delete((Get-MarkerPath)) }
}

# What nobody can read is kept beside: a person may still make something of it.
function Move-MarkerAside {
    $path = Get-MarkerPath
    [IO.File]::Delete($path + '.bad')
    [IO.File]::Move($path, $path + '.bad')
}

# As a reading shows it: the members of PauseMarker, those that older versions did not write only where they are there.
function Get-RawMarker {
    $marker = Read-Marker
    if ($null -eq $marker) { return $null }
    $fields = [ordered] @{}
    foreach ($name in 'formatVersion', 'runId', 'kind', 'syncCycleEnabled', 'pausedAt', 'deadline', 'host') { $fields[$name] = $marker[$name] }
    foreach ($name in 'pid', 'began') { if ($marker[$name] -is [int] -or $marker[$name] -is [long]) { $fields[$name] = $marker[$name] } }
    return $fields
}
