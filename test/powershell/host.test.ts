import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPowerShell } from '../support/powershell.js';

const engine = findPowerShell();
const flags = ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-OutputFormat', 'Text'];

interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One run of the engine; line ends as on POSIX. */
function run(args: readonly string[], input = ''): Ran {
  const env = { ...process.env, NO_COLOR: '1' };
  const ended = spawnSync(engine?.path ?? '', [...flags, ...args], { input, encoding: 'utf8', env });
  const plain = (text: string) => text.replaceAll('\r\n', '\n');
  return { exit: ended.status, stdout: plain(ended.stdout), stderr: plain(ended.stderr) };
}

function encode(text: string): string {
  return Buffer.from(text, 'utf16le').toString('base64');
}

describe.skipIf(engine === null)('the PowerShell engine of the tests', () => {
  test.each([
    ['0 where all went well', "'done'", 0, 'done\n'],
    ['N of exit N', "'before'; exit 7; 'after'", 7, 'before\n'],
    ['N of an exit in a nested block', '& { exit 3 }', 3, ''],
    ['1 of a terminating error', "throw 'no'; 'after'", 1, ''],
    ['0 where a statement follows the error', "Write-Error 'soft'; 'after'", 0, 'after\n'],
    ['1 where the last statement failed', "'before'; Write-Error 'soft'", 1, 'before\n'],
    [
      '1 of an error that Stop makes terminating',
      "$ErrorActionPreference = 'Stop'; Write-Error 'soft'; 'after'",
      1,
      '',
    ],
    ['1 of text that cannot be parsed', 'if (', 1, ''],
  ])('exits with %s', (_, text, exit, stdout) => {
    const ended = run(['-EncodedCommand', encode(text)]);
    expect({ exit: ended.exit, stdout: ended.stdout }).toEqual({ exit, stdout });
  });

  test('writes errors to stderr and nothing of them to stdout', () => {
    const { stdout, stderr } = run(['-Command', "Write-Error 'soft and loud'; throw 'hard and loud'"]);
    expect(stdout).toBe('');
    expect(stderr).toContain('soft and loud');
    expect(stderr).toContain('hard and loud');
  });

  test('leaves standard input to a script that reads it itself', () => {
    const text = [
      '$in = New-Object System.IO.StreamReader([Console]::OpenStandardInput(), (New-Object System.Text.UTF8Encoding $false))',
      '[Console]::Out.Write($in.ReadToEnd().Length)',
    ].join('\n');
    expect(run(['-EncodedCommand', encode(text)], 'Grüße\n名前').stdout).toBe('8');
  });

  test('hands the lines of standard input to $input', () => {
    expect(run(['-Command', '$input | ForEach-Object { "<$_>" }'], 'one\ntwo\n').stdout).toBe('<one>\n<two>\n');
  });

  test('formats objects as a console does', () => {
    expect(run(['-Command', '[pscustomobject]@{ name = "a b"; n = 2 }']).stdout.trim()).toBe('name n\n---- -\na b  2');
  });

  describe('-File', () => {
    let folder = '';
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'host-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    test('passes arguments by name and place, and exits as the script does', () => {
      const file = join(folder, 'args.ps1');
      writeFileSync(file, 'param($Name, [switch]$Loud)\n"$Name $Loud $args"\nexit 5\n');
      expect(run(['-File', file, '-Name', 'a b', '-Loud', 'rest'])).toEqual({
        exit: 5,
        stdout: 'a b True rest\n',
        stderr: '',
      });
    });

    test('exits with 1 for a terminating error only', () => {
      const soft = join(folder, 'soft.ps1');
      writeFileSync(soft, "'a'; Write-Error 'soft'");
      const hard = join(folder, 'hard.ps1');
      writeFileSync(hard, "throw 'hard'");
      expect([run(['-File', soft]).exit, run(['-File', hard]).exit]).toEqual([0, 1]);
    });
  });
});
