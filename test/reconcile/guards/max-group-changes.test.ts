import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/reconcile/guards/index.js';
import { keyOf, makePolicy, makeSafety } from '../../support/builders.js';
import { changeGroup, changeSetting } from '../changes.js';
import { allow, makeJudged, manage } from './judged.js';

function changeGroups(count: number) {
  return Array.from({ length: count }, (_, index) => changeGroup(index + 1));
}

describe('maxGroupChanges', () => {
  it.each([
    ['no default below 20 managed groups', null, 19, 19, null],
    ['a quarter from 20 on', null, 20, 5, null],
    ['a quarter from 20 on, exceeded', null, 20, 6, 5],
    ['a quarter, rounded down', null, 23, 6, 5],
    ['500 where a quarter is more', null, 2400, 501, 500],
    ['500 where a quarter is more, kept', null, 2400, 500, null],
    ['a count', { count: 2 }, 5, 2, null],
    ['a count, exceeded', { count: 2 }, 5, 3, 2],
    ['a count of none', { count: 0 }, 5, 1, 0],
    ['a percentage', { percent: 50 }, 7, 3, null],
    ['a percentage, rounded down', { percent: 50 }, 7, 4, 3],
    ['a percentage also of few groups', { percent: 25 }, 3, 1, 0],
    ['all of them', { percent: 100 }, 30, 30, null],
    ['none of them', { percent: 0 }, 30, 1, 0],
  ])('%s', (_case, maxGroupChanges, managed, changed, refusedAt) => {
    const policy = makePolicy({ safety: makeSafety({ maxGroupChanges }) });
    const refusals = judge(makeJudged({ policy, desired: manage(managed), changes: changeGroups(changed) }));
    expect(refusals.map(({ guard, count, limit }) => ({ guard, count, limit }))).toEqual(
      refusedAt === null ? [] : [{ guard: 'maxGroupChanges', count: changed, limit: refusedAt }],
    );
  });

  it('judges an undo by what it takes back, where the policy manages less than that by now', () => {
    const run = { command: 'undo', pullRequest: null, mayLive: [] } as const;
    const refusals = judge(makeJudged({ run, desired: manage(0), changes: changeGroups(40) }));
    expect(refusals).toMatchObject([{ guard: 'maxGroupChanges', count: 40, limit: 10 }]);
    expect(refusals[0]?.remedy).not.toContain('--only');
  });

  it('names the groups, the limit and what lifts it, and does not count the setting', () => {
    const policy = makePolicy({ safety: makeSafety({ maxGroupChanges: { count: 1 } }) });
    const changes = [changeGroup(1), changeGroup(2), changeSetting()];
    expect(judge(makeJudged({ policy, desired: manage(4), changes }))).toEqual([
      {
        guard: 'maxGroupChanges',
        message: '2 of 4 managed groups would change; 1 may.',
        count: 2,
        limit: 1,
        keys: [keyOf(1), keyOf(2)],
        remedy:
          'To allow just this once: --allow maxGroupChanges=2. Otherwise raise `safety.maxGroupChanges`, or narrow the plan with --only.',
      },
    ]);
  });

  it.each([
    ['as many as counted lifts it', [allow('maxGroupChanges', 3)], false],
    ['fewer than counted does not', [allow('maxGroupChanges', 2)], true],
    ['for another guard does not', [allow('maxRetypes', 9)], true],
    [
      'that is enough beside one that is not lifts it',
      [allow('maxGroupChanges', 1), allow('maxGroupChanges', 3)],
      false,
    ],
  ])('an allowance %s', (_case, allowed, refused) => {
    const policy = makePolicy({ safety: makeSafety({ maxGroupChanges: { count: 1 } }) });
    expect(judge(makeJudged({ policy, desired: manage(4), changes: changeGroups(3), allowed }))).toHaveLength(
      refused ? 1 : 0,
    );
  });

  it('an allowance lower than the limit does not lower it', () => {
    const policy = makePolicy({ safety: makeSafety({ maxGroupChanges: { count: 3 } }) });
    const allowed = [allow('maxGroupChanges', 1)];
    expect(judge(makeJudged({ policy, desired: manage(4), changes: changeGroups(3), allowed }))).toEqual([]);
  });
});
