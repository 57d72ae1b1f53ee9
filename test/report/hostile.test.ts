import stringWidth from 'fast-string-width';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.js';
import { reporters } from '../../src/report/index.js';
import { fc, runs } from '../support/fast-check.js';
import { hostileText, nasty, spoilReport } from './hostile.js';
import { fullPlan, makeGroupChange, makePlan, plainOptions, samples, status } from './samples.js';

const reports = Object.entries(samples);
const all = { ...plainOptions, all: true, verbose: true };

/** What steers a terminal or hides: everything that must never arrive as it is. */
const steering = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\ufeff\u2060\u00ad]/u;

/** Commands are to be copied whole, so they are as long as they are. */
const commandLine = /^(?: {2}|(?:Apply it|Release it) with: |See what would be written: )entra-writeback /;

function findSteering(text: string): string | undefined {
  return steering.exec(text.replaceAll('\n', ''))?.[0];
}

describe('foreign text in a terminal', () => {
  it.each(reports)('steers nothing and stays within the width: %s', (_name, report) => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 40, max: 120 }), (text, width) => {
        const rendered = reporters.text(spoilReport(report, text), { ...all, width });
        expect(findSteering(rendered)).toBeUndefined();
        const lines = rendered.split('\n').filter((line) => !commandLine.test(line));
        expect(lines.filter((line) => stringWidth(line) > width)).toEqual([]);
      }),
      runs(25),
    );
  });

  it.each(reports)('adds no escape sequence to our own colours: %s', (_name, report) => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const spoilt = spoilReport(report, text);
        const coloured = reporters.text(spoilt, { ...all, colour: true });
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are our own colours
        expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(reporters.text(spoilt, all));
      }),
      runs(25),
    );
  });

  it('takes one line for each group, whatever its name', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 5 }), (texts) => {
        const render = (rename: (text: string) => string) =>
          reporters.text(
            {
              kind: 'plan',
              plan: makePlan({ changes: texts.map((text, index) => makeGroupChange(index, rename(text))) }),
            },
            all,
          );
        expect(render((text) => text).split('\n').length).toBe(render(() => 'x').split('\n').length);
      }),
      runs(25),
    );
  });

  it.each(reports)('leaves a quiet report on one line: %s', (_name, report) => {
    for (const text of nasty) {
      const quiet = reporters.text(spoilReport(report, text), { ...plainOptions, quiet: true });
      expect(quiet.split('\n')).toHaveLength(2);
      expect(findSteering(quiet)).toBeUndefined();
    }
  });
});

const ours = /<\/?(?:details|summary|code|sub)(?: open)?>|<br>|<!-- -->|^> /gm;
/** Links are looked for in each stretch of text between elements, never across one. */
const codeElements = /<code>.*?<\/code>|`[^`\n]+`/g;
const live = /@|[#!]\d|:\/\/|\bwww\.|\bgh-\d|:[\w+-]+:|mailto:/i;

describe('foreign text in Markdown', () => {
  it.each(reports)('adds no line, no markup, no cell, no link and no ping: %s', (_name, report) => {
    const shape = measureMarkdown(spoilReport(report, 'x'));
    const folded = countFolded(reporters.markdown(report, plainOptions));
    fc.assert(
      fc.property(hostileText.filter(Boolean), (text) => {
        const rendered = reporters.markdown(spoilReport(report, text), plainOptions);
        expect(findSteering(rendered)).toBeUndefined();
        expect(rendered.replace(ours, '')).not.toMatch(/[<>]/);
        expect(readText(rendered.replace(codeElements, ' '))).not.toMatch(live);
        fc.pre(countFolded(rendered) === folded);
        expect(measureMarkdown(spoilReport(report, text))).toEqual(shape);
      }),
      runs(25),
    );
  });

  it.each([
    ['@ops', '<code>&#64;<!-- -->ops</code>'],
    ['see #12', 'see <code>&#35;12</code>'],
    ['a|b', 'a&#124;b'],
    ['</details>', '&#60;/details&#62;'],
    ['run `plan`', 'run `plan`'],
    ['1. item', '&#49;. item'],
    ['- item', '&#45; item'],
    ['CHG-4711: 1,204 groups', 'CHG-4711: 1,204 groups'],
  ])('shows the message %j as %j', (message, shown) => {
    const report: Report = {
      kind: 'validate',
      validation: { formatVersion: 1, policy: 'p', policyDigest: 'd', rules: 1, warnings: [{ code: 'c', message }] },
    };
    expect(reporters.markdown(report, plainOptions)).toContain(`- ${shown} (\`c\`)\n`);
  });
});

/** What stands in the page once entities are read: the text in which links are looked for. */
function readText(markdown: string): string {
  return markdown.replaceAll('<!-- -->', '').replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}

/** Long names may leave room for fewer rows, which is another shape. */
function countFolded(rendered: string): string {
  return (rendered.match(/and [\d,]+ more/g) ?? []).join();
}

function measureMarkdown(report: Report): readonly number[] {
  const rendered = reporters.markdown(report, plainOptions);
  const count = (pattern: RegExp) => rendered.match(pattern)?.length ?? 0;
  return [count(/\n/g), count(/\|/g), count(/<details/g), count(/<\/details>/g), count(/^#/gm), count(/^- /gm)];
}

describe('foreign text in CSV', () => {
  const statusReport: Report = { kind: 'status', status };

  it('adds no row and starts no formula', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const rendered = reporters.csv(spoilReport(statusReport, text), plainOptions);
        const rows = rendered.trimEnd().split('\n');
        expect(rows).toHaveLength(status.groups.length + 1);
        expect(findSteering(rendered)).toBeUndefined();
        const fields = rows.map(splitRow);
        expect(fields.filter((row) => row.length !== 9)).toEqual([]);
        expect(fields.flat().filter((field) => /^\s*[=+\-@]/.test(field))).toEqual([]);
      }),
      runs(25),
    );
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'␉=1"],
    ['\r=1', "'␍=1"],
    ['＝1', "'＝1"],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', 'two␊lines'],
    ['1-2', '1-2'],
  ])('writes the name %j as %s', (displayName, field) => {
    const group = status.groups[5];
    if (group === undefined) throw new Error('no group');
    const report: Report = { kind: 'status', status: { ...status, groups: [{ ...group, displayName }] } };
    expect(reporters.csv(report, plainOptions)).toBe(
      `id,displayName,kind,eligible,isEnabled,onPremisesGroupType,effective,rule,activeDirectory\n${group.id},${field},distributionList,false,,,,,unknown\n`,
    );
  });
});

function splitRow(row: string): readonly string[] {
  return [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
  );
}

describe('foreign text in JSON', () => {
  it.each(reports)('survives and steers nothing: %s', (_name, report) => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const spoilt = spoilReport(report, text);
        const rendered = reporters.json(spoilt, plainOptions);
        expect(findSteering(rendered)).toBeUndefined();
        if (spoilt.kind === 'plan') expect(JSON.parse(rendered)).toEqual(spoilt.plan);
      }),
      runs(25),
    );
  });

  it('keeps a lone surrogate as it is', () => {
    const plan = { ...fullPlan, changes: [makeGroupChange(1, '\ud800')] };
    expect(JSON.parse(reporters.json({ kind: 'plan', plan }, plainOptions))).toEqual(plan);
  });
});
