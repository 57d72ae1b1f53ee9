/**
 * The one piece of PowerShell that goes over the command line. It takes everything else from standard input: three lines,
 * the nonce, the request and the script, the latter two in base64. It must not say `$input`: a PowerShell that finds
 * that word reads standard input itself, and decodes it with the OEM code page. Nor any cmdlet: none need be loaded.
 */
const bootstrap = `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
try { [Console]::OutputEncoding = [Text.UTF8Encoding]::new($false) } catch { }
$reader = [IO.StreamReader]::new([Console]::OpenStandardInput(), [Text.UTF8Encoding]::new($false))
$lines = $reader.ReadToEnd().Split([char]10)
$Nonce = $lines[0].Trim()
$RequestBase64 = $lines[1].Trim()
& ([ScriptBlock]::Create([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($lines[2].Trim()))))
`.trim();

/**
 * What follows the name of the shell: tokens of letters, digits, `-`, `+`, `/` and `=`, which mean the same to cmd,
 * PowerShell, pwsh and sh. OpenSSH hands the line to whichever is the server's default; cmd takes 8,191 characters.
 */
export const shellArguments: readonly string[] = [
  '-NoLogo',
  '-NoProfile',
  '-NonInteractive',
  '-ExecutionPolicy',
  'Bypass',
  '-OutputFormat',
  'Text',
  '-EncodedCommand',
  Buffer.from(bootstrap, 'utf16le').toString('base64'),
];

/** What the bootstrap reads from standard input. `request` is anything that is JSON; `script` is the text of ours. */
export function encodeInput(nonce: string, request: unknown, script: string): string {
  return [nonce, toBase64(JSON.stringify(request)), toBase64(script), ''].join('\n');
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
