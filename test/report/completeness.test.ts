import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.js';
import type { ApplyResult } from '../../src/model/outcome.js';
import type { Plan } from '../../src/model/plan.js';
import type { Report } from '../../src/model/report.js';
import { reporters } from '../../src/report/index.js';
import type { Room } from '../../src/report/markdown/elements.js';
import { fitDocument } from '../../src/report/markdown/fit.js';
import { fc, runs } from '../support/fast-check.js';
import {
  applyResult,
  fullPlan,
  listUnknownEffects,
  makeGroupChange,
  makeId,
  makePlan,
  plainOptions,
  samples,
  status,
} from './samples.js';
import { makeRuleChange } from './server-samples.js';

const all = { ...plainOptions, all: true };
const limit = 65_536;

function makeBigPlan(count: number, name = (index: number) => `Group ${index}`): Plan {
  const changes = Array.from({ length: count }, (_, index) => makeGroupChange(index, name(index)));
  return makePlan({
    changes,
    effects: listUnknownEffects(changes),
    refusals: [
      {
        guard: 'maxGroupChanges',
        message: 'Too many.',
        count,
        limit: 500,
        keys: changes.map(({ key }) => key),
        remedy: `--allow maxGroupChanges=${count}`,
      },
    ],
  });
}

describe('an unfolded report', () => {
  const kinds = ['plan', 'drift'] as const;

  it.each(kinds)('names every change of a %s in text, JSON and Markdown', (kind) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 150 }), (count) => {
        const report: Report = { kind, plan: makePlan({ changes: makeBigPlan(count).changes }) };
        for (const format of ['text', 'json', 'markdown'] as const) {
          const rendered = reporters[format](report, all);
          expect(report.plan.changes.filter(({ key }) => !rendered.includes(key.slice('group/'.length)))).toEqual([]);
        }
      }),
      runs(20),
    );
  });

  it.each(['plan-servers', 'plan-changed-rule', 'drift-servers'])(
    'names every key of %s in text, JSON and Markdown',
    (name) => {
      const report = samples[name];
      if (report?.kind !== 'plan' && report?.kind !== 'drift') throw new Error('no plan');
      for (const format of ['text', 'json', 'markdown'] as const) {
        const rendered = reporters[format](report, all);
        const lost = report.plan.changes.filter(({ key }) => !rendered.includes(key.slice(key.indexOf('/') + 1)));
        expect(lost).toEqual([]);
      }
    },
  );

  it('names every change on a server with the server, folded or not', () => {
    const changes = Array.from({ length: 9 }, (_, index) => makeRuleChange(`server${index}`, {}));
    for (const format of ['text', 'markdown'] as const) {
      const rendered = reporters[format]({ kind: 'plan', plan: makePlan({ changes }) }, plainOptions);
      expect(changes.filter((_, index) => !rendered.includes(`on server${index} `))).toEqual([]);
    }
  });

  it('names every outcome of an apply in text and Markdown', () => {
    const report: Report = { kind: 'apply', plan: fullPlan, result: applyResult };
    for (const format of ['text', 'markdown'] as const) {
      const rendered = reporters[format](report, all).replace(/\s+/g, ' ');
      const lost = applyResult.outcomes.filter(({ key }) => !rendered.includes(key.slice(key.indexOf('/') + 1)));
      expect(lost).toEqual([]);
    }
  });

  it('lists every group of a status', () => {
    const rendered = reporters.text({ kind: 'status', status }, { ...all, width: 160 });
    expect(status.groups.filter(({ id }) => !rendered.includes(id))).toEqual([]);
    expect(rendered).not.toContain('more;');
  });

  it('lists the template defaults that are sent along', () => {
    const rendered = reporters.text({ kind: 'plan', plan: fullPlan }, all).replace(/\s+/g, ' ');
    expect(rendered).toContain('EnableMIPLabels false, ClassificationList ""');
  });
});

describe('a folded report', () => {
  it('counts what it does not show', () => {
    const rendered = reporters.text(
      { kind: 'plan', plan: makePlan({ changes: makeBigPlan(1_234).changes }) },
      plainOptions,
    );
    expect(rendered).toContain('    … and 1,224 more; --all shows them\n');
    expect(rendered.split('\n').length).toBeLessThan(30);
  });

  it('shows the last one rather than a line that counts it', () => {
    const rendered = reporters.text(
      { kind: 'plan', plan: makePlan({ changes: makeBigPlan(11).changes }) },
      plainOptions,
    );
    expect(rendered).toContain('Group 10 ');
    expect(rendered).not.toContain('more;');
  });
});

describe('a Markdown report', () => {
  it.each([
    ['a plan of 100,000 changes', { kind: 'plan', plan: makeBigPlan(100_000) }],
    [
      'a drift of 5,000 with the worst of names',
      { kind: 'drift', plan: makeBigPlan(5_000, () => '<|\u202e`@'.repeat(60)) },
    ],
    ['an apply that failed 20,000 times', makeFailedApply(20_000)],
    ['a status of 50,000 groups', makeBigStatus(50_000)],
    ['a policy with 3,000 long warnings', makeLongWarnings(3_000)],
    ['a failure with 10,000 problems', makeBigFailure(10_000)],
    ['a plan with 1,000 refusals', makeManyRefusals(1_000)],
  ] as readonly (readonly [string, Report])[])('of %s fits into a comment, folded or not', (_title, report) => {
    for (const options of [plainOptions, all]) {
      const rendered = reporters.markdown(report, options);
      expect(Buffer.byteLength(rendered)).toBeLessThanOrEqual(limit);
      expect(rendered.length).toBeLessThanOrEqual(limit);
      expect(rendered.match(/<details/g)?.length).toBe(rendered.match(/<\/details>/g)?.length);
    }
  });

  it('uses the room that it has when unfolded', () => {
    const report: Report = { kind: 'plan', plan: makeBigPlan(100_000) };
    expect(reporters.markdown(report, plainOptions).length).toBeLessThan(20_000);
    expect(reporters.markdown(report, all).length).toBeGreaterThan(limit * 0.9);
  });

  it('counts what it does not show', () => {
    const rendered = reporters.markdown({ kind: 'plan', plan: makeBigPlan(100_000) }, plainOptions);
    expect(rendered).toContain('<summary>100,000 groups disabled</summary>');
    expect(rendered).toContain('… and 99,950 more; the JSON report has them all.');
  });

  it('says what is refused before anything of the plan', () => {
    const rendered = reporters.markdown({ kind: 'plan', plan: makeBigPlan(100_000) }, plainOptions);
    expect(rendered.indexOf('--allow maxGroupChanges')).toBeLessThan(rendered.indexOf('groups disabled</summary>'));
  });

  it.each([
    ['shortens texts where fewer rows do not help', ({ text }: Room) => 'x'.repeat(text * 300), 24_000],
    ['is the headline alone where nothing helps', () => 'x'.repeat(limit + 1), 'headline'.length],
    ['counts bytes, not characters', ({ rows }: Room) => '財'.repeat(rows * 1_000), 63_000 / 3],
    ['takes the whole limit', () => 'x'.repeat(limit), limit],
  ])('%s', (_title, write, length) => {
    expect(fitDocument(write, { all: false, given: '', policy: '' }, 'headline')).toHaveLength(length);
  });
});

describe('a CSV report', () => {
  it.each(Object.entries(samples).filter(([, { kind }]) => kind !== 'status'))('is refused for %s', (_name, report) => {
    expect(() => reporters.csv(report, plainOptions)).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'format', remedy: 'Use --format text, json or markdown.' }),
    );
  });
});

function makeFailedApply(count: number): Report {
  const plan = makeBigPlan(count);
  const result: ApplyResult = {
    ...applyResult,
    outcomes: plan.changes.map(({ key, action }) => ({
      key,
      action,
      status: 'failed',
      message: 'Graph answered 403 | <b>.',
    })),
    remaining: plan.changes.map(({ key }) => key),
    newDrift: plan.changes.map(({ key }) => `${key}x`),
  };
  return { kind: 'apply', plan, result };
}

function makeBigStatus(count: number): Report {
  const group = status.groups[1];
  if (group === undefined) throw new Error('no group');
  const groups = Array.from({ length: count }, (_, index) => ({ ...group, id: makeId(index) }));
  return { kind: 'status', status: { ...status, groups } };
}

function makeLongWarnings(count: number): Report {
  const warnings = Array.from({ length: count }, () => ({ code: 'long', message: '*_|<>'.repeat(1_000) }));
  return { kind: 'validate', validation: { formatVersion: 1, policy: 'p', policyDigest: 'd', rules: 1, warnings } };
}

function makeBigFailure(count: number): Report {
  const details = Array.from({ length: count }, (_, index) => ({
    message: `problem ${index}`,
    source: { file: 'writeback.yaml', line: index + 1, column: 1 },
  }));
  return { kind: 'failure', failure: new Failure('invalid', 'policy', '10,000 problems.', 'Correct them.', details) };
}

function makeManyRefusals(count: number): Report & { readonly plan: Plan } {
  const refusals = Array.from({ length: count }, () => ({
    guard: 'protect' as const,
    message: '<|>'.repeat(500),
    count: 1,
    limit: 0,
    keys: [],
    remedy: '`|`'.repeat(500),
  }));
  return { kind: 'plan', plan: makePlan({ refusals }) };
}
