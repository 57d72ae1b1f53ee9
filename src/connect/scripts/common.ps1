# Read the request, run one operation, answer. Shared by every script; valid on Windows PowerShell 5.1 and on 7.

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
# Progress records end up as CLIXML on standard error, warnings on standard output.
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$InformationPreference = 'SilentlyContinue'
$VerbosePreference = 'SilentlyContinue'
$DebugPreference = 'SilentlyContinue'
$ConfirmPreference = 'None'

# What is being done now, for the error that may end it.
$State = @{ Stage = 'start' }

# --- errors -----------------------------------------------------------------------------------------------------

# Ends the operation with a stable code.
function Stop-Operation([string] $Code, [string] $Message) {
    $exception = [InvalidOperationException]::new($Message)
    $exception.Data['code'] = $Code
    throw $exception
}

function Get-ErrorCode($Record) {
    if ($Record.Exception.Data.Contains('code')) { return [string] $Record.Exception.Data['code'] }
    return 'failed'
}

# One reading of its own: where it fails, that one is unknown and not the whole.
function Read-Part([scriptblock] $Reading) {
    try { return @{ ok = $true; value = & $Reading } }
    catch { return @{ ok = $false; error = [string] $_.Exception.Message } }
}

# As Read-Part for a list, which stays one whatever it holds.
function Read-ListPart([scriptblock] $Reading) {
    try { return @{ ok = $true; value = @(& $Reading) } }
    catch { return @{ ok = $false; error = [string] $_.Exception.Message } }
}

# --- what this build can do -------------------------------------------------------------------------------------

function Test-Cmdlet([string] $Name) {
    return $null -ne (Get-Command -Name $Name -ErrorAction SilentlyContinue)
}

function Test-Parameter([string] $Name, [string] $Parameter) {
    $command = Get-Command -Name $Name -ErrorAction SilentlyContinue
    if ($null -eq $command -or $null -eq $command.Parameters) { return $false }
    return $command.Parameters.ContainsKey($Parameter)
}

# Names the cmdlet as the stage that is reached.
function Enter-Cmdlet([string] $Name) {
    $State.Stage = $Name
    if (-not (Test-Cmdlet $Name)) { Stop-Operation 'cmdletMissing' ('this server has no cmdlet ' + $Name) }
}

# --- values -----------------------------------------------------------------------------------------------------

# A property that older builds may lack: then null.
function Get-Value($From, [string] $Name) {
    if ($null -eq $From) { return $null }
    $property = $From.PSObject.Properties[$Name]
    if ($null -eq $property) { return $null }
    return $property.Value
}

function Get-Flag($From, [string] $Name) {
    $value = Get-Value $From $Name
    if ($null -eq $value) { return $null }
    return [bool] $value
}

# Without the null that @($null) would hold. Call it inside @( ).
function Get-Items($Value) {
    foreach ($item in @($Value)) { if ($null -ne $item) { $item } }
}

function ConvertTo-IsoDate([DateTime] $Date) {
    # Values that are documented as UTC come without a Kind.
    if ($Date.Kind -eq [DateTimeKind]::Unspecified) { $Date = [DateTime]::SpecifyKind($Date, [DateTimeKind]::Utc) }
    $culture = [Globalization.CultureInfo]::InvariantCulture
    return $Date.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", $culture)
}

# Text that no culture changes; null stays null, enums become their names.
function ConvertTo-Text($Value) {
    if ($null -eq $Value) { return $null }
    if ($Value -is [DateTime]) { return ConvertTo-IsoDate $Value }
    return [string] $Value
}

# --- JSON -------------------------------------------------------------------------------------------------------

function ConvertTo-JsonString([string] $Text) {
    # Most text is plain.
    if ($Text -cnotmatch '[^\x20-\x7e]|["\\]') { return '"' + $Text + '"' }
    # [regex] hands the match to the script block: -replace with one needs PowerShell 6.
    $escaped = [regex]::Replace($Text, '[^\x20-\x7e]|["\\]', { '\u{0:x4}' -f [int] $args[0].Value[0] })
    return '"' + $escaped + '"'
}

# ConvertTo-Json cuts at a depth, prints enums as numbers, dates in two ways and lists wrapped, each version in its own
# way (and leaves characters that the code page of a console then breaks). This writes ASCII, and what it is given.
function ConvertTo-PlainJson($Value) {
    $into = [Text.StringBuilder]::new()
    Add-Json $into $Value
    return $into.ToString()
}

# Appends to one text: joining lists of parts copies everything once a level.
function Add-Json([Text.StringBuilder] $Into, $Value) {
    if ($Value -is [Collections.IDictionary]) { Add-JsonTable $Into $Value }
    elseif ($Value -is [Collections.IEnumerable] -and $Value -isnot [string]) { Add-JsonList $Into $Value }
    else { [void] $Into.Append((ConvertTo-JsonScalar $Value)) }
}

# Names as they are written: a table for each group has the same ones.
$JsonNames = [hashtable]::new([StringComparer]::Ordinal)

function Add-JsonTable([Text.StringBuilder] $Into, $Table) {
    $mark = '{'
    foreach ($entry in $Table.GetEnumerator()) {
        $name = $JsonNames[$entry.Key]
        if ($null -eq $name) { $name = $JsonNames[$entry.Key] = (ConvertTo-JsonString $entry.Key) + ':' }
        [void] $Into.Append($mark).Append($name)
        $mark = ','
        $value = $entry.Value
        # Calls cost more than all else here, and most values are one of these two.
        if ($null -eq $value) { [void] $Into.Append('null') }
        elseif ($value -is [string] -and $value -cnotmatch '[^\x20-\x7e]|["\\]') { [void] $Into.Append('"').Append($value).Append('"') }
        else { Add-Json $Into $value }
    }
    if ($mark -ceq '{') { [void] $Into.Append('{') }
    [void] $Into.Append('}')
}

function Add-JsonList([Text.StringBuilder] $Into, $List) {
    $mark = '['
    foreach ($item in $List) {
        [void] $Into.Append($mark)
        $mark = ','
        Add-Json $Into $item
    }
    if ($mark -ceq '[') { [void] $Into.Append('[') }
    [void] $Into.Append(']')
}

function ConvertTo-JsonScalar($Value) {
    if ($null -eq $Value) { return 'null' }
    if ($Value -is [bool]) { if ($Value) { return 'true' } else { return 'false' } }
    if ($Value -is [int] -or $Value -is [long]) { return $Value.ToString([Globalization.CultureInfo]::InvariantCulture) }
    return ConvertTo-JsonString (ConvertTo-Text $Value)
}

# Objects become hashtables; strings and names lose the mark of ConvertFrom-PlainJson.
function Remove-Mark($Value) {
    if ($Value -is [string]) { return $Value.Substring(1) }
    if ($Value -is [Management.Automation.PSCustomObject]) {
        $table = @{}
        foreach ($property in $Value.PSObject.Properties) { $table[$property.Name.Substring(1)] = Remove-Mark $property.Value }
        return $table
    }
    if ($Value -is [Collections.IList]) {
        $list = [Collections.Generic.List[object]]::new()
        foreach ($item in $Value) { $list.Add((Remove-Mark $item)) }
        return , $list.ToArray()
    }
    return $Value
}

# ConvertFrom-Json turns text that looks like a date into one, 7 in ISO form and 5.1 as \/Date(0)\/. A mark before every
# string keeps each as it was written; in JSON a quotation mark never stands outside a string.
function ConvertFrom-PlainJson([string] $Json) {
    $marked = [regex]::Replace($Json, '"((?:[^"\\]|\\.)*)"', '"~$1"')
    return Remove-Mark (ConvertFrom-Json -InputObject $marked)
}

# --- request and answer -----------------------------------------------------------------------------------------

# A variable that the caller may have left out.
function Get-Given([string] $Name) {
    return $ExecutionContext.SessionState.PSVariable.GetValue($Name)
}

# The request as hashtables: as a variable where the script was printed for a person, else as base64 JSON.
function Get-Request {
    $encoded = Get-Given 'RequestBase64'
    if ($null -eq $encoded) { return Get-Given 'Request' }
    $bytes = [Convert]::FromBase64String([string] $encoded)
    return ConvertFrom-PlainJson ([Text.Encoding]::UTF8.GetString($bytes))
}

# The form is documented in envelope-format.ts.
function Write-Envelope($Envelope, [string] $Mark) {
    $base64 = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes((ConvertTo-PlainJson $Envelope)))
    $length = 2000
    $count = [int] [Math]::Ceiling($base64.Length / $length)
    for ($number = 1; $number -le $count; $number++) {
        $start = ($number - 1) * $length
        $piece = $base64.Substring($start, [Math]::Min($length, $base64.Length - $start))
        [Console]::Out.WriteLine(('{0}:{1}/{2}:{3}:' -f $Mark, $number, $count, $piece))
    }
    [Console]::Out.Flush()
}

# By hand: where a console's output goes into a file the text must not be wrapped, elsewhere (an editor, a remote
# session) only the pipeline is seen.
function Write-ByHand($Data) {
    $json = ConvertTo-PlainJson $Data
    if ($Host.Name -eq 'ConsoleHost' -and [Console]::IsOutputRedirected) { [Console]::Out.WriteLine($json) } else { $json }
}

# Runs the operation on the request. What it hands back last is the answer: cmdlets may have written before.
function Invoke-Operation([scriptblock] $Operation) {
    $nonce = Get-Given 'Nonce'
    try {
        $output = @(& $Operation (Get-Request))
        $data = $output[$output.Count - 1]
    } catch {
        $problem = @{ code = Get-ErrorCode $_; message = [string] $_.Exception.Message; stage = [string] $State.Stage }
        if ($null -eq $nonce) { throw ('{0}: {1} (at {2})' -f $problem.code, $problem.message, $problem.stage) }
        Write-Envelope @{ ok = $false; error = $problem } $nonce
        return
    }
    if ($null -eq $nonce) { Write-ByHand $data } else { Write-Envelope @{ ok = $true; data = $data } $nonce }
}
