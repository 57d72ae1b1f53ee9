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

# Whole or not at all, and on the disk before the scheduler is touched.
function Write-Marker($Marker) {
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
    # .NET Framework moves onto no existing file; $null would become an empty string.
    $none = [Management.Automation.Language.NullString]::Value
    if ([IO.File]::Exists($path)) { [IO.File]::Replace($temporary, $path, $none) } else { [IO.File]::Move($temporary, $path) }
}

function Remove-Marker {
    $State.Stage = 'marker'
    [IO.File]::Delete((Get-MarkerPath))
}
