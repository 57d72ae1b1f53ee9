import { describe, expect, test } from 'vitest';
import { readEnvelope } from '../../../src/connect/envelope.js';
import { envelopeLine, pieceLength } from '../../../src/connect/envelope-format.js';
import { joinScripts } from '../../../src/connect/script-text.js';
import { encodeInput, shellArguments } from '../../../src/connect/transport/bootstrap.js';
import { fc } from '../../support/fast-check.js';
import { hasStandIn, type StandIn } from '../../support/powershell.js';
import { type Ended, hostileTexts, patient, runShell, useServer } from './run.js';

const nonce = 'feedfacefeedface';

describe.skipIf(!hasStandIn())('requests and answers', patient, () => {
  test('any data comes back as it was sent: depth, lists of one and none, dates, any text', () => {
    const whole = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom(...hostileTexts.map(([, it]) => it)), fc.string({ unit: 'binary', maxLength: 1 })),
      maxLength: 5,
    });
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 8, withCrossShrink: true },
        fc.constant(null),
        fc.boolean(),
        whole,
        text,
        tie('list'),
        tie('table'),
      ),
      list: fc.array(tie('tree'), { maxLength: 3 }),
      // PowerShell's tables know no letter case.
      table: fc.dictionary(fc.stringMatching(/^[a-z ~"'$]{0,4}$/), tie('tree'), { maxKeys: 3, noNullPrototype: true }),
    }));
    const values = fc.sample(tree, { numRuns: 300, seed: 4711 });
    expect(echo(useServer(), { values })).toEqual({ ok: true, data: { values } });
  });

  test('what PowerShell makes of values: names of enums, dates in UTC, intervals, numbers, lists whatever they are', () => {
    const body = `@{
      day = [DayOfWeek]::Friday
      utc = [DateTime]::SpecifyKind([DateTime]'2026-01-02T03:04:05.678', [DateTimeKind]::Utc)
      unspecified = [DateTime]'2026-01-02T03:04:05'
      interval = [TimeSpan]::FromHours(25)
      guid = [Guid]'CB871F2D-0F01-4C32-A333-FF809145B947'
      long = [long] 9007199254740991
      one = @(@(7))
      none = @()
      generic = [Collections.Generic.List[object]]::new()
      nested = @(, @(1))
    }`;
    expect(run(useServer(), `Invoke-Operation { ${body} }`, null)).toEqual({
      ok: true,
      data: {
        day: 'Friday',
        utc: '2026-01-02T03:04:05.678Z',
        unspecified: '2026-01-02T03:04:05.000Z',
        interval: '1.01:00:00',
        guid: 'cb871f2d-0f01-4c32-a333-ff809145b947',
        long: 9007199254740991,
        one: [7],
        none: [],
        generic: [],
        nested: [[1]],
      },
    });
  });

  test('a long answer comes in pieces, whatever is written between them', () => {
    const text = 'x\u2013'.repeat(50_000);
    const body = `Invoke-Operation { param($Request) [Console]::Out.Write('${nonce}:'); 'noise'; return $Request }`;
    const ended = start(useServer(), body, { text });
    expect(readEnvelope(ended.stdout, nonce)).toEqual({ kind: 'whole', envelope: { ok: true, data: { text } } });
    const pieces = [...ended.stdout.toString('latin1').matchAll(envelopeLine(nonce))].map(
      ({ groups }) => groups?.piece ?? '',
    );
    expect(new Set(pieces.slice(0, -1).map(({ length }) => length))).toEqual(new Set([pieceLength]));
  });

  test('a request that is none, and an operation that hands back nothing, are refused', () => {
    expect(run(useServer(), 'Invoke-Operation { param($Request) $null = $Request.missing; @{} }', {})).toMatchObject({
      ok: false,
      error: { code: 'failed' },
    });
    expect(run(useServer(), 'Invoke-Operation { }', {})).toMatchObject({ ok: false });
  });
});

function echo(server: StandIn, request: unknown): unknown {
  return run(server, 'Invoke-Operation { param($Request) return $Request }', request);
}

function start(server: StandIn, body: string, request: unknown): Ended {
  return runShell(server, shellArguments, encodeInput(nonce, request, `${joinScripts(['common'])}\n${body}`));
}

function run(server: StandIn, body: string, request: unknown): unknown {
  const ended = start(server, body, request);
  const read = readEnvelope(ended.stdout, nonce);
  if (read.kind !== 'whole') throw new Error(`no answer: ${ended.stdout.toString('utf8')}${ended.stderr}`);
  return read.envelope;
}
