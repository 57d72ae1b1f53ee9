import { describe, expect, it } from 'vitest';
import { judgeSituation } from '../../../src/reconcile/effects/situation.js';
import { listSituations, matches, rows } from './situations.js';

const situations = listSituations();

describe('the expectation table', () => {
  it('has exactly one line for every situation', () => {
    const counts = situations.map((situation) => rows.filter((row) => matches(row, situation)).length);
    expect(situations).toHaveLength(4 * 3 * 3 * 2 * 3 * 3 * 3);
    expect(situations.filter((_situation, index) => counts[index] !== 1)).toEqual([]);
  });

  it.each(rows.map((row, index) => [index, row.change, row.effect, row] as const))(
    'line %i: %j is %s',
    (_index, _change, effect, row) => {
      const judged = situations.filter((situation) => matches(row, situation)).map(judgeSituation);
      expect(judged.length).toBeGreaterThan(0);
      expect(new Set(judged.map((one) => one.effect))).toEqual(new Set([effect]));
      expect(new Set(judged.map(({ reason }) => reason))).toEqual(new Set([row.reason]));
    },
  );

  it('says in every unknown effect what would make it known', () => {
    const open = rows.filter(({ effect }) => effect === 'unknown');
    expect(open.filter(({ reason }) => !/ is not known: (let|give|look) /.test(reason))).toEqual([]);
  });
});
