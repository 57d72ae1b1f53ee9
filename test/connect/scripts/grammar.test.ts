import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../../src/connect/protocol.js';
import { printCollectScript, scriptFor } from '../../../src/connect/script-text.js';
import { type FindFaults, loadGrammar } from './grammar.js';

const folder = new URL('../../../src/connect/scripts/', import.meta.url);
const files = readdirSync(folder);
const operations: readonly Operation[] = ['collect', 'pause', 'write', 'restore', 'resume'];

let faultsOf: FindFaults;
beforeAll(async () => {
  faultsOf = await loadGrammar();
});

describe('every shipped script is one that Windows PowerShell 5.1 understands', () => {
  test('all files of the folder are scripts', () => {
    expect(files.filter((file) => !file.endsWith('.ps1'))).toEqual([]);
    for (const operation of operations) expect(files).toContain(`${operation}.ps1`);
  });

  test.each(operations)('%s: syntax, ASCII, and only commands that it defines or may call', (operation) => {
    expect(faultsOf(scriptFor(operation))).toEqual([]);
  });

  test('the collect script for a person, whatever the name of the domain controller holds', () => {
    const directoryServer = "dc01'; Remove-ADSyncRule \u2019; $(throw) `n\n} ";
    expect(faultsOf(printCollectScript({ directoryServer, version: '0.1.0\nfoo' }))).toEqual([]);
  });

  test('what the scheduled task runs', () => {
    const text = /@'\n([\s\S]+?)\n'@/.exec(readFileSync(new URL('task.ps1', folder), 'utf8'))?.[1] ?? '(';
    expect(faultsOf(text)).toEqual([]);
  });

  test.each(files)('%s is small and ends with a line end', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    expect(text.split('\n').length).toBeLessThanOrEqual(300);
    expect(text.endsWith('\n') && !text.endsWith('\n\n')).toBe(true);
  });

  test.each([
    ['a && b', ['&& or ||']],
    ['a || b', ['&& or ||']],
    ['$a ?? $b', ['syntax error']],
    ['$a ??= $b', ['syntax error']],
    ['$a ? 1 : 2', ['syntax error']],
    ['$a?.b', ['syntax error']],
    ['Get-Module &', ['syntax error']],
    ['if (', ['syntax error']],
    ['clean { 1 }', ['command clean']],
    ['using namespace System', ['command using']],
    ['$n = 1u', ['command 1u']],
    ['"`u{41}"', ['`u{} escape']],
    ['ConvertFrom-Json -AsHashtable', ['parameter AsHashtable of PowerShell 7']],
    ['Where-Object -Parallel { $_ }', ['parameter Parallel of PowerShell 7']],
    ['if ($IsWindows) { 1 }', ['variable IsWindows of PowerShell 7']],
    ['Get-WmiObject Win32_Service', ['command Get-WmiObject']],
    ['Sort-Object Name', ['command Sort-Object']],
    ["'a' -replace 'b', { $_ }", ['-replace with a script block']],
    ["'\u2013'", ['not printable ASCII']],
    ["Invoke-Expression 'x'", ['text becomes code', 'command Invoke-Expression']],
    ['[ScriptBlock]::Create($x)', ['text becomes code']],
  ])('the check itself refuses %s', (script, faults) => {
    const found = faultsOf(script).map((fault) => fault.replace(/^\d+: /, ''));
    for (const fault of faults) expect(found).toContain(fault);
  });
});
