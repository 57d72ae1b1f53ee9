import { describe, expect, it } from 'vitest';
import type { Format, RenderOptions } from '../../src/model/report.js';
import { reporters } from '../../src/report/index.js';
import { plainOptions, samples } from './samples.js';
import { serverSamples } from './server-samples.js';

const endings: Readonly<Record<Format, string>> = { text: 'txt', json: 'json', markdown: 'md', csv: 'csv' };

function render(format: Format, name: string, options: Partial<RenderOptions> = {}): string {
  const report = samples[name];
  if (report === undefined) throw new Error(`no sample ${name}`);
  return reporters[format](report, { ...plainOptions, ...options });
}

const plain: readonly (readonly [Format, string])[] = [
  ...Object.keys(samples).map((name) => ['text', name] as const),
  ...[
    ...['plan', 'plan-servers', 'drift', 'apply', 'undo', 'status', 'status-servers', 'validate', 'explain'],
    ...['explain-twins', 'doctor', 'hold', 'failure'],
  ].map((name) => ['json', name] as const),
  ...[
    ...[
      'plan-refused',
      'plan-empty',
      'plan-waves',
      'drift',
      'apply',
      'apply-wave',
      'status',
      'validate',
      'explain',
      'failure',
    ],
    ...Object.keys(serverSamples),
  ].map((name) => ['markdown', name] as const),
  ['csv', 'status'],
  ['csv', 'status-servers'],
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
    ['plan-servers', 'verbose', { verbose: true }],
    ['plan-servers', 'colour', { colour: true }],
    ['plan-changed-rule', 'narrow', { width: 48 }],
    ['apply-open', 'quiet', { quiet: true }],
    ['apply-open', 'colour', { colour: true }],
    ['status-servers', 'narrow', { width: 40 }],
    ['doctor', 'colour', { colour: true }],
  ] as const)('text of %s, %s', async (name, variant, options) => {
    await expect(render('text', name, options)).toMatchFileSnapshot(`golden/${name}.${variant}.txt`);
  });
});

describe('rendering is pure', () => {
  it.each(plain)('%s of %s is the same twice', (format, name) => {
    expect(render(format, name)).toBe(render(format, name));
  });
});
