import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/model/change.js';
import type { Effect, EffectKind } from '../../../src/model/effect.js';
import type { Refusal } from '../../../src/model/plan.js';
import type { Judged } from '../../../src/reconcile/guards/guard.js';
import { judge } from '../../../src/reconcile/guards/index.js';
import {
  askConnect,
  idOf,
  keyOf,
  makeConnect,
  makeDesired,
  makeDirectory,
  makeGroup,
  makeObservation,
  makePolicy,
  makeSafety,
  makeSetting,
} from '../../support/builders.js';
import { changeGroup, changeSetting, ours } from '../changes.js';
import { enable } from './connect-changes.js';
import { allow, makeEffect, makeJudged, makeJudgedWhole } from './judged.js';

const desired = makeDesired({ protectedIds: new Set([idOf(1), idOf(2)]) });
const remedy = 'Let a rule that keeps them as they are come first, or remove `protect: true` in a change of its own.';
const ask = 'Let the Connect servers and Active Directory be asked, or declare `connect.engine: v2`. ';

/** Only what this guard says. */
function refusals(judged: Judged): readonly Refusal[] {
  return judge(judged).filter(({ guard }) => guard === 'protect');
}

describe('protect', () => {
  it.each<[EffectKind, Effect['basis'], number]>([
    ['delete', 'observed', 1],
    ['delete', 'declared', 1],
    ['orphan', 'observed', 1],
    ['orphan', 'declared', 1],
    ['retype', 'observed', 1],
    ['unknown', 'observed', 1],
    ['inert', 'declared', 1],
    ['inert', 'observed', 0],
    ['create', 'declared', 0],
    ['none', 'declared', 0],
  ])('judges the effect %s, %s: refused %i times', (effect, basis, count) => {
    const effects = [makeEffect(1, effect, { basis }), makeEffect(3, 'delete')];
    expect(refusals(makeJudged({ desired, effects }))).toHaveLength(count);
  });

  it('names the groups, and what to do about them, whatever is allowed', () => {
    const effects = [makeEffect(2, 'delete'), makeEffect(1, 'orphan'), makeEffect(3, 'delete')];
    expect(refusals(makeJudged({ desired, effects, allowed: [allow('protect', 9)] }))).toEqual([
      {
        guard: 'protect',
        message:
          '2 protected groups would no longer be written back, or would lose the object in Active Directory or its type.',
        count: 2,
        limit: 0,
        keys: [keyOf(1), keyOf(2)],
        remedy,
      },
    ]);
  });

  it('says how to find out where it is not known', () => {
    expect(refusals(makeJudged({ desired, effects: [makeEffect(2, 'unknown')] }))).toMatchObject([
      {
        message:
          '1 protected group would no longer be written back, or would lose the object in Active Directory or its type (of 1 it is not known).',
        remedy: ask + remedy,
      },
    ]);
  });

  it('refuses what another change does to it: a rule that reaches every group, read or not', () => {
    const effects = [makeEffect(1, 'delete', { causes: ['syncRule/aadc01/deleteOutOfScope'], managed: false })];
    expect(refusals(makeJudged({ desired, effects })).map(({ keys }) => keys)).toEqual([[keyOf(1)]]);
  });

  it('refuses to hurt a group that only the base policy protected', () => {
    const base = makeDesired({ protectedIds: new Set([idOf(3)]) });
    const effects = [makeEffect(1, 'delete'), makeEffect(3, 'delete')];
    expect(refusals(makeJudged({ base, effects })).map(({ keys }) => keys)).toEqual([[keyOf(3)]]);
  });

  it('refuses to hurt what was not read, where a rule without IDs may protect it', () => {
    const effects = [makeEffect(1, 'delete'), makeEffect(3, 'unknown'), makeEffect(4, 'delete'), makeEffect(5, 'none')];
    const scope = { ...makeObservation().scope, lists: [], ids: [idOf(4)] };
    const judged = makeJudged({ desired, effects, observation: makeObservation({ scope, groups: [makeGroup(1)] }) });
    expect(refusals(judged).map(({ keys }) => keys)).toEqual([[keyOf(1)]]);
    const unread = { ...judged, desired: { ...desired, protectsUnread: true } };
    expect(refusals(unread)).toMatchObject([
      {
        count: 2,
        keys: [keyOf(1), keyOf(3)],
        message: expect.stringMatching(/type\. 1 group that was not read would be too, or could be, and a rule may/),
        remedy: expect.stringContaining('leave out --scope'),
      },
    ]);
    const base = makeDesired({ protectsUnread: true });
    expect(refusals({ ...judged, desired: makeDesired(), base })).toMatchObject([{ count: 1, keys: [keyOf(3)] }]);
    const all = { ...scope, lists: ['all'] as const, deleted: true };
    expect(refusals({ ...unread, observation: makeObservation({ scope: all }) })).toMatchObject([{ keys: [keyOf(1)] }]);
  });

  it('refuses a type without a SID for a group that comes back, where its object could not be looked for', () => {
    const type = { before: 'universalSecurityGroup', after: 'universalDistributionGroup' };
    const change = changeGroup(1, {
      before: { isEnabled: false, onPremisesGroupType: type.before },
      after: { isEnabled: true, onPremisesGroupType: type.after },
    });
    const group = makeGroup(1, { isEnabled: false, onPremisesGroupType: type.before });
    const judgedWith = (connect: ReturnType<typeof makeConnect>) =>
      makeJudgedWhole({ desired, observation: makeObservation({ groups: [group], connect }), changes: [change] });
    const blind = makeConnect({ directory: makeDirectory({ groups: { known: false, reason: 'no right' } }) });
    expect(refusals(judgedWith(blind)).map(({ keys }) => keys)).toEqual([[keyOf(1)]]);
    expect(refusals(judgedWith(makeConnect()))).toEqual([]);
  });

  it('refuses to switch a protected group off though AD holds nothing of it yet', () => {
    const observation = makeObservation({
      groups: [1, 3].map((n) => makeGroup(n, { isEnabled: true })),
      connect: makeConnect(),
    });
    const judged = makeJudgedWhole({ desired, observation, changes: [changeGroup(1), changeGroup(3)] });
    expect(judged.effects.map(({ effect }) => effect)).toEqual(['none', 'none']);
    expect(refusals(judged).map(({ keys }) => keys)).toEqual([[keyOf(1)]]);
  });

  it('lets protected groups be switched on, and stay off explicitly, where the engine is declared', () => {
    const policy = makePolicy({ ...askConnect({ connect: { engine: 'v2' } }), safety: makeSafety() });
    const observation = makeObservation({
      groups: [makeGroup(1, { isEnabled: false }), makeGroup(2, { kind: 'security' })],
    });
    const changes = [enable(1), changeGroup(2, { before: { isEnabled: null } })];
    expect(refusals(makeJudgedWhole({ policy, desired, observation, changes }))).toEqual([]);
  });

  const enables = changeSetting({ before: { [ours]: 'false' }, after: { [ours]: 'true' } });
  it.each<[string, 'security' | 'microsoft365', Record<string, string> | null, readonly Change[], boolean]>([
    ['a security group, which is off without one', 'security', {}, [], true],
    ['a Microsoft 365 group while the default is enabled', 'microsoft365', {}, [], false],
    ['a Microsoft 365 group while the default is disabled', 'microsoft365', { [ours]: 'false' }, [], true],
    ['a Microsoft 365 group that waits for the default', 'microsoft365', { [ours]: 'false' }, [enables], false],
    ['a Microsoft 365 group whose default goes', 'microsoft365', {}, [changeSetting()], true],
    ['a Microsoft 365 group while the default was not read', 'microsoft365', null, [], true],
  ])('judges an undo that takes its value away from %s', (_case, kind, held, others, refused) => {
    const groups = [makeGroup(1, { kind, isEnabled: true })];
    const observation = makeObservation({ groups, setting: held === null ? null : makeSetting(held) });
    const changes = [changeGroup(1, { before: { isEnabled: true }, after: { isEnabled: null } }), ...others];
    expect(refusals(makeJudgedWhole({ desired, observation, changes }))).toHaveLength(refused ? 1 : 0);
  });
});
