import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/model/change.js';
import type { Effect, EffectKind } from '../../../src/model/effect.js';
import { judge } from '../../../src/reconcile/guards/index.js';
import {
  keyOf,
  makeDesired,
  makeGroup,
  makeObservation,
  makePolicy,
  makeRule,
  makeSafety,
} from '../../support/builders.js';
import { changeGroup, changeSetting } from '../changes.js';
import { enable } from './connect-changes.js';
import { allow, makeEffect, makeJudged } from './judged.js';

const distribution = 'universalDistributionGroup';

function retype(n: number, before: string | null, after: string): Change {
  return changeGroup(n, { before: { onPremisesGroupType: before }, after: { onPremisesGroupType: after } });
}

describe('maxRetypes', () => {
  const rule = makeRule();
  const desired = makeDesired({
    groups: [
      { group: makeGroup(1), rule },
      { group: makeGroup(2), rule },
      { group: makeGroup(3, { kind: 'security' }), rule },
    ],
  });

  it.each([
    ['security to distribution', retype(1, 'universalSecurityGroup', distribution), true],
    ['security in another letter case', retype(1, 'UNIVERSALSECURITYGROUP', distribution), true],
    ['mail-enabled security to distribution', retype(1, 'universalMailEnabledSecurityGroup', distribution), true],
    ['a type unknown to us to distribution', retype(1, 'somethingNew', distribution), true],
    ["a security group's default to distribution", retype(3, null, distribution), true],
    ["a Microsoft 365 group's default made explicit", retype(1, null, distribution), false],
    ['another letter case', retype(1, 'UniversalDistributionGroup', distribution), false],
    ['distribution to security', retype(1, distribution, 'universalSecurityGroup'), false],
    [
      'security to mail-enabled security',
      retype(1, 'universalSecurityGroup', 'universalMailEnabledSecurityGroup'),
      false,
    ],
    ['no type at all', changeGroup(1), false],
    ['the setting', changeSetting(), false],
    ['the setting, deleted', changeSetting({ action: 'delete', after: null }), false],
  ])('judges %s', (_case, change, refused) => {
    const refusals = judge(makeJudged({ desired, changes: [change] }));
    expect(refusals.map(({ guard }) => guard)).toEqual(refused ? ['maxRetypes'] : []);
  });

  it.each([
    [
      'one group',
      [retype(1, 'universalSecurityGroup', distribution)],
      0,
      '1 group would turn from a security type into a distribution type, which takes the SID out of every token; 0 may.',
    ],
    [
      'several groups',
      [retype(1, 'universalSecurityGroup', distribution), retype(2, 'universalSecurityGroup', distribution)],
      1,
      '2 groups would turn from a security type into a distribution type, which takes the SID out of every token; 1 may.',
    ],
  ])('names %s, the limit and what lifts it', (_case, changes, maxRetypes, message) => {
    const policy = makePolicy({ safety: makeSafety({ maxRetypes }) });
    expect(judge(makeJudged({ policy, desired, changes }))).toEqual([
      {
        guard: 'maxRetypes',
        message,
        count: changes.length,
        limit: maxRetypes,
        keys: changes.map(({ key }) => key),
        remedy: `To allow just this once: --allow maxRetypes=${changes.length}. Otherwise raise \`safety.maxRetypes\`, or leave the type as it is.`,
      },
    ]);
  });

  it('is lifted by the policy or by an allowance', () => {
    const changes = [retype(1, 'universalSecurityGroup', distribution)];
    const policy = makePolicy({ safety: makeSafety({ maxRetypes: 1 }) });
    expect(judge(makeJudged({ policy, desired, changes }))).toEqual([]);
    expect(judge(makeJudged({ desired, changes, allowed: [allow('maxRetypes', 1)] }))).toEqual([]);
  });

  it('counts only the groups that lose their SID', () => {
    const changes = [retype(1, 'universalSecurityGroup', distribution), retype(2, null, distribution)];
    expect(judge(makeJudged({ desired, changes }))[0]?.keys).toEqual([keyOf(1)]);
  });

  it.each<[EffectKind, Effect['basis'], boolean]>([
    ['retype', 'observed', true],
    ['unknown', 'observed', true],
    ['create', 'observed', true],
    ['none', 'observed', false],
    ['inert', 'observed', false],
    ['orphan', 'observed', false],
    ['delete', 'observed', false],
    ['none', 'declared', true],
    ['inert', 'declared', true],
  ])('counts one whose effect is %s, %s: %s', (effect, basis, refused) => {
    const changes = [retype(1, 'universalSecurityGroup', distribution)];
    const effects = [makeEffect(1, effect, { basis })];
    const names = judge(makeJudged({ desired, changes, effects })).map(({ guard }) => guard);
    expect(names.includes('maxRetypes')).toBe(refused);
  });

  it.each([
    ['distribution', distribution, true],
    ['security', 'universalSecurityGroup', false],
    ['nothing, which is distribution', null, true],
  ])('counts a group that comes back to a security object of AD with the type %s', (_case, type, refused) => {
    const observation = makeObservation({ groups: [makeGroup(1, { isEnabled: false, onPremisesGroupType: type })] });
    const effects = [makeEffect(1, 'retype')];
    const refusals = judge(makeJudged({ desired, observation, changes: [enable(1), changeGroup(2)], effects }));
    expect(refusals.map(({ guard }) => guard)).toEqual(refused ? ['maxRetypes'] : []);
  });
});
