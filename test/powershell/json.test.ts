import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { findPowerShell } from '../support/powershell.js';

const engine = findPowerShell();

/** What text puts out, run by the host. */
function say(text: string): string {
  const args = ['-NoProfile', '-NonInteractive', '-EncodedCommand', Buffer.from(text, 'utf16le').toString('base64')];
  const ended = spawnSync(engine?.path ?? '', args, { input: '', encoding: 'utf8' });
  expect(ended.stderr).toBe('');
  return ended.stdout.replaceAll('\r\n', '\n').trimEnd();
}

/** A full PowerShell 7 has cmdlets of its own; these hold the host to Windows PowerShell 5.1. */
describe.skipIf(engine?.kind !== 'host')('JSON in the test host, as in 5.1', () => {
  test.each([
    [
      'cuts at depth 2 without a word',
      '@{ a = @{ b = @{ c = @{ d = 1 } } } }',
      '{"a":{"b":{"c":"System.Collections.Hashtable"}}}',
    ],
    ['escapes what HTML minds', "@{ a = '<&>''`\"' }", '{"a":"\\u003c\\u0026\\u003e\\u0027`\\""}'],
    ['keeps other letters as they are', '@{ a = [string] [char] 0xe9 + [char] 0x540d }', '{"a":"é名"}'],
    ['writes enums as numbers', '@{ a = [DayOfWeek]::Friday }', '{"a":5}'],
    [
      'writes dates in the old way',
      '@{ a = [datetime]::new(2022, 4, 8, 3, 50, 53, 843, [DateTimeKind]::Utc) }',
      '{"a":"\\/Date(1649389853843)\\/"}',
    ],
    ['writes nothing as null', '@{ a = $null }', '{"a":null}'],
    [
      'writes a GUID as text',
      "@{ a = [guid] 'cb871f2d-0f01-4c32-a333-ff809145b947' }",
      '{"a":"cb871f2d-0f01-4c32-a333-ff809145b947"}',
    ],
    ['makes no array of one piped element', '@(7)', '7'],
    ['makes an array of several', '@(7, $true, "x")', '[7,true,"x"]'],
  ])('%s', (_, value, json) => {
    expect(say(`${value} | ConvertTo-Json -Compress`)).toBe(json);
  });

  test('keeps an array of one that is handed over whole', () => {
    expect(say('ConvertTo-Json -InputObject @(7) -Compress')).toBe('[7]');
  });

  test('turns a TimeSpan into an object', () => {
    const { Ticks, Days } = JSON.parse(say('@{ a = [timespan]::FromDays(7) } | ConvertTo-Json')).a;
    expect({ Ticks, Days }).toEqual({ Ticks: 6_048_000_000_000, Days: 7 });
  });

  test('shows what a script hung on a text', () => {
    const text = "$text = Write-Output 'x'; Add-Note $text";
    const define =
      'function Add-Note($o) { $o = [psobject] $o; $o.PSObject.Properties.Add([psnoteproperty]::new("n", 1)); $o | ConvertTo-Json -Compress }';
    expect(JSON.parse(say(`${define}; ${text}`))).toEqual({ value: 'x', n: 1 });
  });

  test('reads dates of the old way, leaves others text, and hands an array over as one object', () => {
    const json = '{"a":"\\/Date(0)\\/","b":"2026-11-23T00:00:00Z","c":[1],"d":3000000000,"e":1.5,"f":null}';
    const text = `$o = '${json}' | ConvertFrom-Json
      $o.a.Year, $o.b.GetType().Name, $o.c.GetType().Name, $o.d.GetType().Name, $o.e.GetType().Name, ($null -eq $o.f)
      @('[1,2]' | ConvertFrom-Json | ForEach-Object { 'once' }).Count`;
    expect(say(text).split('\n')).toEqual(['1970', 'String', 'Object[]', 'Int64', 'Decimal', 'True', '1']);
  });

  test('refuses text that is no JSON', () => {
    expect(say("try { '{' | ConvertFrom-Json } catch { $_.Exception.GetType().Name }")).toBe('ArgumentException');
  });
});
