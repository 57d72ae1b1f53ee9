import { describe, expect, it } from 'vitest';
import type { Change, Values } from '../../src/model/change.js';
import type { GroupRecord } from '../../src/model/group.js';
import { planUndo } from '../../src/reconcile/undo.js';
import {
  keyOf,
  makeGroup,
  makeObservation,
  makePolicy,
  makeSafety,
  makeSetting,
  sourceAt,
} from '../support/builders.js';
import { emptyInput, makeInput } from '../support/plan-input.js';
import { changeGroup, ours } from './changes.js';

function undo(written: readonly Change[], groups: readonly GroupRecord[]) {
  return planUndo(written, makeInput(makePolicy(), makeObservation({ groups })));
}

const security = 'universalSecurityGroup';
const distribution = 'universalDistributionGroup';

describe('undoing what was written to a group', () => {
  it.each<[string, Values, Values, Partial<GroupRecord>, Values, Values]>([
    [
      'switches it on again',
      { isEnabled: true },
      { isEnabled: false },
      { isEnabled: false },
      { isEnabled: false },
      { isEnabled: true },
    ],
    [
      'switches it off again',
      { isEnabled: false },
      { isEnabled: true },
      { isEnabled: true },
      { isEnabled: true },
      { isEnabled: false },
    ],
    [
      'takes its value away again',
      { isEnabled: null },
      { isEnabled: true },
      { isEnabled: true },
      { isEnabled: true },
      { isEnabled: null },
    ],
    [
      'gives it its type again, spelt as it was',
      { onPremisesGroupType: 'UniversalDistributionGroup' },
      { onPremisesGroupType: security },
      { onPremisesGroupType: 'UniversalSecurityGroup' },
      { onPremisesGroupType: 'UniversalSecurityGroup' },
      { onPremisesGroupType: 'UniversalDistributionGroup' },
    ],
    [
      'brings both back',
      { isEnabled: true, onPremisesGroupType: distribution },
      { isEnabled: false, onPremisesGroupType: security },
      { isEnabled: false, onPremisesGroupType: security },
      { isEnabled: false, onPremisesGroupType: security },
      { isEnabled: true, onPremisesGroupType: distribution },
    ],
    [
      'leaves what is back already',
      { isEnabled: true, onPremisesGroupType: distribution },
      { isEnabled: false, onPremisesGroupType: security },
      { isEnabled: true, onPremisesGroupType: security },
      { onPremisesGroupType: security },
      { onPremisesGroupType: distribution },
    ],
  ])('%s', (_case, writtenBefore, writtenAfter, now, before, after) => {
    const written = changeGroup(1, { before: writtenBefore, after: writtenAfter, source: sourceAt(7) });
    const plan = undo([written], [makeGroup(1, now)]);
    expect(plan.changes).toEqual([
      {
        key: keyOf(1),
        action: 'update',
        before,
        after,
        effect: expect.any(String),
        displayName: 'Group 1',
        source: null,
        requires: [],
      },
    ]);
    expect(plan.warnings).toEqual([]);
    expect(plan.summary.unchanged).toBe(0);
  });

  it.each<[string, Values, Values, Partial<GroupRecord>]>([
    ['it is back already', { isEnabled: true }, { isEnabled: false }, { isEnabled: true }],
    [
      'it is back in another letter case',
      { onPremisesGroupType: distribution },
      { onPremisesGroupType: security },
      { onPremisesGroupType: 'UNIVERSALDISTRIBUTIONGROUP' },
    ],
    ['the last write brought it back', { isEnabled: true }, { isEnabled: true }, { isEnabled: true }],
  ])('plans nothing where %s', (_case, before, after, now) => {
    const plan = undo([changeGroup(1, { before, after })], [makeGroup(1, now)]);
    expect(plan.changes).toEqual([]);
    expect(plan.warnings).toEqual([]);
    expect(plan.summary.unchanged).toBe(1);
  });

  it.each<[string, Values, Values, Partial<GroupRecord>, Values | null, string]>([
    [
      'of a value that someone else changed',
      { onPremisesGroupType: distribution },
      { onPremisesGroupType: security },
      { onPremisesGroupType: 'universalMailEnabledSecurityGroup' },
      null,
      'Group 1: Left alone, because changed since: onPremisesGroupType.',
    ],
    [
      'of one of two values that someone else changed',
      { isEnabled: true, onPremisesGroupType: distribution },
      { isEnabled: false, onPremisesGroupType: security },
      { isEnabled: null, onPremisesGroupType: security },
      { onPremisesGroupType: distribution },
      'Group 1: Left alone, because changed since: isEnabled.',
    ],
    [
      'of two values that someone else changed',
      { isEnabled: true, onPremisesGroupType: distribution },
      { isEnabled: false, onPremisesGroupType: security },
      { isEnabled: null, onPremisesGroupType: null },
      null,
      'Group 1: Left alone, because changed since: isEnabled, onPremisesGroupType.',
    ],
    [
      'of a type that can never be unset',
      { onPremisesGroupType: null },
      { onPremisesGroupType: security },
      { onPremisesGroupType: 'UniversalSecurityGroup' },
      null,
      'Group 1: Its type stays UniversalSecurityGroup: a type can never be unset.',
    ],
    [
      'of a type that can never be unset, beside a value that can',
      { isEnabled: null, onPremisesGroupType: null },
      { isEnabled: true, onPremisesGroupType: security },
      { isEnabled: true, onPremisesGroupType: security },
      { isEnabled: null },
      'Group 1: Its type stays universalSecurityGroup: a type can never be unset.',
    ],
    [
      'of everything that stays',
      { isEnabled: true, onPremisesGroupType: null },
      { isEnabled: false, onPremisesGroupType: security },
      { isEnabled: null, onPremisesGroupType: security },
      null,
      'Group 1: Its type stays universalSecurityGroup: a type can never be unset. Left alone, because changed since: isEnabled.',
    ],
  ])('tells %s', (_case, before, writtenAfter, now, after, message) => {
    const plan = undo([changeGroup(1, { before, after: writtenAfter })], [makeGroup(1, now)]);
    expect(plan.changes.map((change) => change.after)).toEqual(after === null ? [] : [after]);
    expect(plan.warnings).toEqual([{ code: 'notUndone', message, keys: [keyOf(1)] }]);
    expect(plan.summary.unchanged).toBe(0);
  });

  it.each<[string, Partial<GroupRecord>, Values, string, number]>([
    ['an explicit value that comes to the same', { isEnabled: true }, { isEnabled: false }, 'true', 0],
    ['one of a security group', { kind: 'security', isEnabled: false }, { isEnabled: true }, 'false', 0],
    ['another value', { kind: 'security', isEnabled: true }, { isEnabled: false }, 'true', 1],
    [
      'an explicit value, where no value comes to nothing certain',
      { isEnabled: true },
      { isEnabled: false },
      'false',
      1,
    ],
  ])(
    'tells of a value that someone gave a group without one only where it comes to something else: %s',
    (_case, now, after, standing, told) => {
      const written = changeGroup(1, { before: { isEnabled: null }, after });
      const setting = makeSetting({ [ours]: standing });
      const plan = planUndo(
        [written],
        makeInput(makePolicy(), makeObservation({ setting, groups: [makeGroup(1, now)] })),
      );
      expect(plan.changes).toEqual([]);
      expect(plan.warnings.filter(({ code }) => code === 'notUndone')).toHaveLength(told);
      expect(plan.summary.unchanged).toBe(1 - told);
    },
  );

  it('takes nothing else for back: a value that comes to the same, but was another before', () => {
    const written = changeGroup(1, {
      before: { isEnabled: false, onPremisesGroupType: null },
      after: { isEnabled: null, onPremisesGroupType: security },
    });
    const plan = undo([written], [makeGroup(1, { isEnabled: true, onPremisesGroupType: distribution })]);
    expect(plan.warnings.map(({ message }) => message)).toEqual([
      'Group 1: Left alone, because changed since: isEnabled, onPremisesGroupType.',
    ]);
  });

  it('tells of a group that is gone, by its key where it had no name', () => {
    const plan = undo([changeGroup(1), changeGroup(2, { displayName: null })], []);
    expect(plan.changes).toEqual([]);
    expect(plan.warnings).toEqual([
      { code: 'notUndone', message: 'Group 1: The group is no longer there.', keys: [keyOf(1)] },
      { code: 'notUndone', message: `${keyOf(2)}: The group is no longer there.`, keys: [keyOf(2)] },
    ]);
  });

  it('is ordered as any plan: groups that get enabled before those that get disabled', () => {
    const off = changeGroup(1, { before: { isEnabled: false }, after: { isEnabled: true } });
    const groups = [makeGroup(1, { isEnabled: true }), makeGroup(2, { isEnabled: false })];
    expect(undo([off, changeGroup(2)], groups).changes.map(({ key }) => key)).toEqual([keyOf(2), keyOf(1)]);
  });

  it('is judged by the same guards', () => {
    const policy = makePolicy({ safety: makeSafety({ maxGroupChanges: { count: 0 } }) });
    const observation = makeObservation({ groups: [makeGroup(1, { isEnabled: false })] });
    const plan = planUndo(
      [changeGroup(1)],
      makeInput(policy, observation, { run: { command: 'undo', pullRequest: 'a job', mayLive: [] } }),
    );
    expect(plan.refusals.map(({ guard }) => guard)).toEqual(['pullRequest', 'maxAdDeletions', 'maxGroupChanges']);
  });

  it('passes on the warnings of the policy', () => {
    const lint = { code: 'ruleMatchesNothing', message: 'A rule matches nothing.' };
    expect(planUndo([], emptyInput({ warnings: [lint] })).warnings).toEqual([lint]);
  });
});
