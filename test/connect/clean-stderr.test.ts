import { describe, expect, it } from 'vitest';
import { cleanStderr } from '../../src/connect/transport/clean-stderr.js';

const clixml = [
  '#< CLIXML',
  '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj S="progress" RefId="0"><MS><I64 N="SourceId">1</I64><AV>Preparing modules for first use.</AV></MS></Obj><S S="Error">Get-ADSyncRule : Access is denied._x000D__x000A_</S><S S="Error">At line:1 char:1 &lt;&amp;&gt;_x000D__x000A_</S><S S="verbose">nothing</S></Objs>',
].join('\r\n');

describe('what is shown of standard error', () => {
  it.each([
    ['plain lines', 'one\r\ntwo\n\n  three  \n', ['one', 'two', 'three']],
    [
      'errors of CLIXML, decoded, and nothing else of it',
      clixml,
      ['Get-ADSyncRule : Access is denied.', 'At line:1 char:1 <&>'],
    ],
    [
      'what stands around CLIXML',
      `before\n${clixml}\nafter`,
      ['before', 'Get-ADSyncRule : Access is denied.', 'At line:1 char:1 <&>', 'after'],
    ],
    ['CLIXML that is cut off', clixml.slice(0, clixml.indexOf('At line')), ['Get-ADSyncRule : Access is denied.']],
    [
      'a megabyte of errors that never end',
      `<Objs><S S="Error">first</S>${'<S S="Error">'.repeat(100_000)}`,
      ['first'],
    ],
    ['no colours', '\u001b[31;1mResource not found\u001b[0m', ['Resource not found']],
    ['no control characters', 'a\u0007b\u0000c\u009bd', ['a b c d']],
    ['no characters that turn text round', 'safe\u202eexe.cod', ['safe exe.cod']],
    ['nothing where there is nothing', ' \r\n\r\n', []],
  ])('%s', (_, text, lines) => {
    expect(cleanStderr(Buffer.from(text))).toEqual(lines);
  });

  it('reads text in the code page of the server as far as it can', () => {
    expect(cleanStderr(Buffer.from([0x5a, 0x75, 0x67, 0x72, 0x69, 0x66, 0x66, 0x20, 0xfc]))).toEqual(['Zugriff ü']);
  });

  it('keeps the last 20 lines, each of at most 400 characters', () => {
    const lines = cleanStderr(
      Buffer.from(Array.from({ length: 50 }, (_, n) => `${n}:${'x'.repeat(1_000)}`).join('\n')),
    );
    expect(lines).toHaveLength(20);
    expect(lines[19]).toBe(`49:${'x'.repeat(397)}…`);
  });
});
