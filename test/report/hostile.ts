import { Failure } from '../../src/model/failure.js';
import type { Report } from '../../src/model/report.js';
import { fc } from '../support/fast-check.js';

/** Members that a tenant, a policy file or a server can fill with anything. */
const foreign = new Set([
  'displayName',
  'message',
  'reason',
  'remedy',
  'why',
  'by',
  'name',
  'file',
  'policy',
  'journal',
  'server',
  'machine',
  'distinguishedName',
  'lastKnownParent',
  'objectSid',
  'description',
  'expression',
  'attribute',
  'comparisonValue',
  'destination',
  'fullSynchronization',
]);

/** The same report with `text` in every place that is not ours. */
export function spoilReport(report: Report, text: string): Report {
  if (report.kind !== 'failure') return spoil(report, text) as Report;
  const { kind, code, details } = report.failure;
  return { kind: 'failure', failure: new Failure(kind, code, text, text, spoil(details, text) as typeof details) };
}

/** Of a fact about a server only the server's own name is foreign. */
function spoilText(value: string, text: string): string {
  return value.replace(/^(connect\.servers\.).+(\.\w+)$|^.*$/s, (_all, start?: string, end?: string) =>
    start === undefined ? text : start + text + end,
  );
}

function spoil(value: unknown, text: string): unknown {
  if (Array.isArray(value)) return value.map((item) => spoil(item, text));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, foreign.has(key) ? spoilForeign(item, text) : spoil(item, text)]),
  );
}

function spoilForeign(item: unknown, text: string): unknown {
  if (typeof item === 'string') return spoilText(item, text);
  const texts = Array.isArray(item) && item.every((one) => typeof one === 'string');
  return texts ? item.map(() => text) : spoil(item, text);
}

/** Texts that have broken tables, terminals, Markdown or spreadsheets somewhere. */
export const nasty = [
  'two\nlines',
  'two\r\nlines',
  'tab\tand\vvertical\ffeed',
  'a | b || c',
  '`code` ``more`` ```fence```',
  '</details></summary></code>',
  '<script>alert(1)</script>',
  '<!-- comment -->',
  '\u001b[31mred\u001b[0m \u001b]8;;http://evil.example\u0007link\u001b]8;;\u0007',
  '\u009b31m C1 \u0085 \u0000 \u007f',
  '\u202egnp.exe\u202c \u2066x\u2069',
  'zero\u200bwidth\u200d\ufeff\u2060\u00ad',
  '\u2028line\u2029separators',
  '@everyone @contoso/ops bob@contoso.com',
  '#123 contoso/repo#1 GH-7 !45 %2 ~3 $4 &5',
  'http://evil.example www.evil.example mailto:a@b.example https://user:pass@evil',
  '[link](http://evil.example) ![img](x) [ref]: y',
  '**bold** __bold__ ~~gone~~ *i* _i_ $x^2$ :smile: :+1:',
  '# heading',
  '- item',
  '+ item',
  '1. item',
  '> quote',
  '=====',
  '    code',
  '---',
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\'quoted\', "quoted"',
  '\\| \\` \\',
  '&lt;b&gt; &#64; &amp;',
  '\ud800 lone \udc00',
  '👩‍👩‍👧‍👦 🇬🇧 é̂̃̄̅̆ 日本語',
  `a${'\u0301'.repeat(300)}`,
  'deadbeefcafe 1234567',
  '',
  '   ',
];

export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 8 })),
    {
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(' '));
