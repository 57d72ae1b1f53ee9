import { describe, expect, it } from 'vitest';
import type { Format, RenderOptions } from '../../src/model/report.js';
import { reporters } from '../../src/report/index.js';
import { plainOptions, samples } from './samples.js';

const endings: Readonly<Record<Format, string>> = { text: 'txt', json: 'json', markdown: 'md', csv: 'csv' };

function render(format: Format, name: string, options: Partial<RenderOptions> = {}): string {
  const report = samples[name];
  if (report === undefined) throw new Error(`no sample ${name}`);
  return reporters[format](report, { ...plainOptions, ...options });
}

const plain: readonly (readonly [Format, string])[] = [
  ...Object.keys(samples).map((name) => ['text', name] as const),
  ...['plan', 'plan-later', 'drift', 'apply', 'undo', 'status', 'validate', 'explain', 'failure'].map(
    (name) => ['json', name] as const,
  ),
  ...['plan-refused', 'plan-empty', 'plan-later', 'drift', 'apply', 'status', 'validate', 'explain', 'failure'].map(
    (name) => ['markdown', name] as const,
  ),
  ['csv', 'status'],
];

describe('every report looks as it was looked at', () => {
  it.each(plain)('%s of %s', async (format, name) => {
    await expect(render(format, name)).toMatchFileSnapshot(`golden/${name}.${endings[format]}`);
  });

  it.each([
    ['plan', 'all', { all: true }],
    ['plan', 'verbose', { verbose: true }],
    ['plan', 'narrow', { width: 48 }],
    ['plan-refused', 'quiet', { quiet: true }],
    ['plan-refused', 'colour', { colour: true }],
    ['apply', 'colour', { colour: true }],
    ['status', 'wide', { width: 140 }],
  ] as const)('text of %s, %s', async (name, variant, options) => {
    await expect(render('text', name, options)).toMatchFileSnapshot(`golden/${name}.${variant}.txt`);
  });
});

describe('rendering is pure', () => {
  it.each(plain)('%s of %s is the same twice', (format, name) => {
    expect(render(format, name)).toBe(render(format, name));
  });
});
