import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { readEnvelope } from '../../../src/connect/envelope.js';
import { checkAnswer } from '../../../src/connect/forms.js';
import type { Answers, Operation, RawMarker, RawRule, Requests, ScriptError } from '../../../src/connect/protocol.js';
import { scriptFor } from '../../../src/connect/script-text.js';
import { encodeInput, shellArguments } from '../../../src/connect/transport/bootstrap.js';
import { createStandIn, findPowerShell, type StandIn, type StandInParts } from '../../support/powershell.js';

/** The delete rule of documented-custom-rules.json, by the names of a RawRule. */
export const documentedRule = readDocumentedRule();

/** A GUID for each of n up to 255. */
export function id(n: number): string {
  return `${n.toString(16).padStart(8, '0')}-0000-4000-8000-00000000000a`;
}

/** Text that must stay data. */
export const hostileTexts: readonly (readonly [what: string, text: string])[] = [
  ['quotation marks', `'; throw "x" '' \u2018\u2019\u201a\u201b\u201c`],
  ['expressions', '$(throw 1) $x `n @{a=1} $env:PATH %PATH%'],
  ['line ends', 'one\r\ntwo\n\nthree\u2028'],
  ['other scripts', 'Gr\u00fc\u00dfe \u65e5\u672c \ud83d\ude00 \u202e'],
  ['what looks like a date', '2026-11-22T10:00:00Z'],
  ['what looks like a date of 5.1', '/Date(1479772800000)/'],
  ['markup and escapes', '<!-- & > </x> \\u0041 \\" \\'],
];

/** A culture in which neither dates nor negative numbers look as in JSON. */
export const otherCulture = `
$culture = [Globalization.CultureInfo]::InvariantCulture.Clone()
$culture.DateTimeFormat.TimeSeparator = '.'
$culture.DateTimeFormat.DateSeparator = '-'
$culture.NumberFormat.NegativeSign = '~'
[Threading.Thread]::CurrentThread.CurrentCulture = $culture`;

/** For tests that start several shells: each takes a second where the machine has nothing else to do. */
export const patient = { timeout: 180_000 };

const nonce = '0123456789abcdef0123456789abcdef';

export interface Ended {
  readonly exit: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** A server that is gone when the test ends. */
export function useServer(parts: StandInParts = {}): StandIn {
  const server = createStandIn(parts);
  onTestFinished(() => server.remove());
  return server;
}

/** The shell on this server. `extra` variables of its environment; undefined: not set. */
export function runShell(
  server: StandIn,
  args: readonly string[],
  input = '',
  extra: Readonly<Record<string, string | undefined>> = {},
): Ended {
  const ended = spawnSync(findPowerShell()?.path ?? '', args, {
    input,
    env: { ...process.env, ...server.env, ...extra },
    maxBuffer: 2 ** 26,
  });
  return { exit: ended.status, stdout: ended.stdout, stderr: ended.stderr.toString('utf8') };
}

/** The envelope that a script answers with; `before` is PowerShell that runs in front of it. */
export function call<Name extends Operation>(
  server: StandIn,
  operation: Name,
  request: Requests[Name],
  { before = '', env = {} }: { readonly before?: string; readonly env?: Record<string, string | undefined> } = {},
): { readonly ok: true; readonly data: Answers[Name] } | { readonly ok: false; readonly error: ScriptError } {
  const input = encodeInput(nonce, request, `${before}\n${scriptFor(operation)}`);
  const ended = runShell(server, shellArguments, input, env);
  const read = readEnvelope(ended.stdout, nonce);
  if (read.kind !== 'whole') throw new Error(`no answer: ${ended.stdout.toString('utf8')}${ended.stderr}`);
  return read.envelope as ReturnType<typeof call<Name>>;
}

/** What a script answers, which keeps to its schema. */
export function ask<Name extends Operation>(
  server: StandIn,
  operation: Name,
  request: Requests[Name],
  how: Parameters<typeof call<Name>>[3] = {},
): Answers[Name] {
  const envelope = call(server, operation, request, how);
  if (!envelope.ok) throw new Error(`${envelope.error.code}: ${envelope.error.message} (${envelope.error.stage})`);
  const checked = checkAnswer(operation, envelope.data);
  expect(checked).toMatchObject({ ok: true });
  return envelope.data;
}

/** The code with which a script refuses as a whole. */
export function refusal<Name extends Operation>(
  server: StandIn,
  operation: Name,
  request: Requests[Name],
  how: Parameters<typeof call<Name>>[3] = {},
): ScriptError {
  const envelope = call(server, operation, request, how);
  if (envelope.ok) throw new Error(`answered: ${JSON.stringify(envelope.data)}`);
  return envelope.error;
}

function markerPath(server: StandIn): string {
  const home = server.env.HOME ?? '';
  const folder = process.platform === 'win32' ? home : join(home, '.local', 'state');
  return join(folder, 'entra-writeback', 'pause.json');
}

/** null: there is none. */
export function readMarker(server: StandIn): RawMarker | null {
  try {
    return JSON.parse(readFileSync(markerPath(server), 'utf8'));
  } catch {
    return null;
  }
}

/** PowerShell after which this marker lies there from the first call of that cmdlet on. */
export function takeOverAt(cmdlet: string, marker: object): string {
  const json = Buffer.from(JSON.stringify(marker)).toString('base64');
  return `
function ${cmdlet} {
    [CmdletBinding()] param($SyncCycleEnabled)
    $bytes = [Convert]::FromBase64String('${json}')
    $path = Get-MarkerPath
    [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($path)) | Out-Null
    if (-not [IO.File]::Exists($path + '.once')) { [IO.File]::WriteAllBytes($path, $bytes); [IO.File]::WriteAllText($path + '.once', '') }
    ADSync\\${cmdlet} @PSBoundParameters
}`;
}

export function markerFolder(server: StandIn): string {
  return dirname(markerPath(server));
}

export function writeMarker(server: StandIn, text: string): void {
  mkdirSync(dirname(markerPath(server)), { recursive: true });
  writeFileSync(markerPath(server), text);
}

function readDocumentedRule(): RawRule {
  const file = new URL('../../powershell/data/documented-custom-rules.json', import.meta.url);
  const { rules }: { rules: readonly (RawRule & { role: string })[] } = JSON.parse(readFileSync(file, 'utf8'));
  const found = rules.find(({ role }) => role === 'delete-out-of-scope');
  if (found === undefined) throw new Error('the delete rule is not among the documented ones');
  const besides = ['role', 'source', 'precedenceRange'];
  const own = Object.fromEntries(Object.entries(found).filter(([name]) => !besides.includes(name)));
  return { ...(own as unknown as RawRule), precedence: 42, isStandardRule: false };
}
