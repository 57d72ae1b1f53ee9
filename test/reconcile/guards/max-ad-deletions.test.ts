import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../src/model/effect.js';
import type { Refusal } from '../../../src/model/plan.js';
import { judge } from '../../../src/reconcile/guards/index.js';
import {
  guidOf,
  idOf,
  known,
  makeAdGroup,
  makeConnect,
  makeDirectory,
  makeObservation,
  makePolicy,
  makeSafety,
} from '../../support/builders.js';
import { allow, makeEffect, makeJudged } from './judged.js';

function refusals(effects: readonly Effect[], limit = 0, allowed = 0): readonly Refusal[] {
  const policy = makePolicy({ safety: makeSafety({ maxAdDeletions: limit }) });
  return judge(makeJudged({ policy, effects, allowed: [allow('maxAdDeletions', allowed)] }));
}

describe('maxAdDeletions', () => {
  it('counts every object of a group that has several', () => {
    const objects = [1, 2].map((n) => makeAdGroup(1, { objectGuid: guidOf(n) }));
    const directory = makeDirectory({ groups: known([...objects, makeAdGroup(2)]) });
    const observation = makeObservation({ connect: makeConnect({ directory }) });
    const effects = [makeEffect(1, 'delete'), makeEffect(2, 'unknown')];
    expect(judge(makeJudged({ effects, observation, allowed: [allow('maxAdDeletions', 2)] }))).toMatchObject([
      { guard: 'maxAdDeletions', count: 3, keys: [`adGroup/${idOf(1)}`, `adGroup/${idOf(2)}`] },
    ]);
  });

  it('counts what is deleted, what is not known, and what only a declaration says to be left', () => {
    const effects = [
      makeEffect(1, 'delete'),
      makeEffect(2, 'unknown'),
      makeEffect(3, 'orphan', { basis: 'declared' }),
      makeEffect(4, 'inert', { basis: 'declared' }),
      makeEffect(5, 'delete', { basis: 'declared' }),
      makeEffect(6, 'orphan'),
      makeEffect(7, 'inert'),
      makeEffect(8, 'create', { basis: 'declared' }),
      makeEffect(9, 'retype', { basis: 'declared' }),
      makeEffect(10, 'none', { basis: 'declared' }),
    ];
    expect(refusals(effects)).toEqual([
      {
        guard: 'maxAdDeletions',
        message: '2 objects would be deleted from Active Directory and 3 could be deleted, for want of facts; 0 may.',
        count: 5,
        limit: 0,
        keys: [1, 2, 3, 4, 5].map((n) => `adGroup/${idOf(n)}`),
        remedy:
          'To allow just this once: --allow maxAdDeletions=5. Otherwise let a Connect server be asked: a declared engine proves nothing, or find out what is not known (each unknown effect says how), or leave these groups as they are, or raise `safety.maxAdDeletions`.',
      },
    ]);
  });

  it.each<[string, readonly Effect[], string, string]>([
    [
      'what is sure',
      [makeEffect(1, 'delete')],
      '1 object would be deleted from Active Directory; 0 may.',
      'To allow just this once: --allow maxAdDeletions=1. Otherwise leave these groups as they are, or raise `safety.maxAdDeletions`.',
    ],
    [
      'what is not known',
      [makeEffect(1, 'unknown'), makeEffect(2, 'unknown')],
      '2 objects could be deleted from Active Directory, for want of facts; 0 may.',
      'To allow just this once: --allow maxAdDeletions=2. Otherwise find out what is not known (each unknown effect says how), or leave these groups as they are, or raise `safety.maxAdDeletions`.',
    ],
  ])('says %s', (_case, effects, message, remedy) => {
    expect(refusals(effects)).toMatchObject([{ message, remedy }]);
  });

  it.each([
    [0, 0, true],
    [1, 0, true],
    [2, 0, false],
    [0, 1, true],
    [0, 2, false],
    [2, 1, false],
    [1, 2, false],
  ])('two with a limit of %i and an allowance of %i: refused %s', (limit, allowed, refused) => {
    expect(refusals([makeEffect(1, 'delete'), makeEffect(2, 'unknown')], limit, allowed)).toHaveLength(refused ? 1 : 0);
  });

  it('cannot be allowed where nobody can count: then it says what has to be read', () => {
    const rule = 'syncRule/aadc01/deleteOutOfScope';
    const effects = [makeEffect(1, 'unknown'), makeEffect(2, 'unknown', { object: 'adGroup/*', causes: [rule] })];
    expect(refusals(effects, 9, 9)).toEqual([
      {
        guard: 'maxAdDeletions',
        message:
          'The plan reaches every group, and neither all groups nor Active Directory were read: how many objects it could delete is not known.',
        count: 1,
        limit: 0,
        keys: [rule],
        remedy: 'Let all groups (leave out --scope) and Active Directory be read.',
      },
    ]);
  });
});
