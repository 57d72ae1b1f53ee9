import { describe, expect, it } from 'vitest';
import type { Change, Values } from '../../src/model/change.js';
import type { Observation } from '../../src/model/observation.js';
import type { Plan } from '../../src/model/plan.js';
import { approve, liveFor } from '../../src/reconcile/approve.js';
import { plan } from '../../src/reconcile/plan.js';
import { project } from '../../src/reconcile/project.js';
import { indexObservation } from '../../src/resources/kind.js';
import {
  askDefault,
  keyOf,
  makeGroup,
  makeObservation,
  makePolicy,
  makeRule,
  makeSetting,
} from '../support/builders.js';
import { makeInput } from '../support/plan-input.js';
import { template3 } from '../support/templates.js';
import { changeGroup, changeSetting, ours } from './changes.js';

const setting = 'setting/Group.Unified';
const policy = makePolicy({
  newMicrosoft365Groups: askDefault(false),
  groups: [makeRule({ writeback: 'disabled', onPremisesGroupType: 'universalSecurityGroup' })],
});
const oneValue = { ...template3, values: template3.values.slice(0, 1) };
const observation = makeObservation({
  setting: makeSetting({ [ours]: 'true' }, oneValue),
  groups: [makeGroup(1, { isEnabled: true }), makeGroup(2, { isEnabled: true })],
});
const saved = plan(makeInput(policy, observation));

function planNow(now: Observation): Plan {
  return plan(makeInput(policy, now, { now: new Date('2026-11-22T11:00:00.000Z') }));
}

function approveNow(now: Observation) {
  return approve(saved, planNow(now), now);
}

function withGroup(n: number, parts: Parameters<typeof makeGroup>[1]): Observation {
  const groups = observation.groups.map((group) => (group.id === makeGroup(n).id ? { ...group, ...parts } : group));
  return { ...observation, groups };
}

const wanted = { isEnabled: false, onPremisesGroupType: 'UniversalSecurityGroup' };

describe('a saved plan beside a fresh one', () => {
  it('is written where both hold the same', () => {
    const { write, settled } = approveNow(observation);
    expect(write).toEqual(saved.changes);
    expect(settled).toEqual([]);
  });

  it('is written also where the service spells a value in another letter case by now', () => {
    const spelt = (type: string) => withGroup(1, { onPremisesGroupType: type });
    const before = spelt('universalDistributionGroup');
    const now = spelt('UniversalDistributionGroup');
    const { write, settled } = approve(planNow(before), planNow(now), now);
    expect(write.map(({ key }) => key)).toEqual([keyOf(1), keyOf(2), setting]);
    expect(settled).toEqual([]);
  });

  it('is written in the order and with the requirements of the fresh one', () => {
    const pinned = withGroup(2, { isEnabled: null });
    const approval = approveNow(pinned);
    expect(approval.write.at(-1)).toMatchObject({ key: setting, requires: [keyOf(2)] });
  });

  it.each<[string, Observation, string, string]>([
    ['as wanted', withGroup(1, wanted), 'alreadyApplied', 'It is as the plan wanted it.'],
    [
      'changed in part',
      withGroup(1, { isEnabled: false }),
      'stale',
      'It was changed since the plan was made: onPremisesGroupType is now null.',
    ],
    [
      'changed to something else',
      withGroup(1, { onPremisesGroupType: 'universalDistributionGroup' }),
      'stale',
      'It was changed since the plan was made: isEnabled is now true, onPremisesGroupType is now "universalDistributionGroup".',
    ],
    ['gone', { ...observation, groups: observation.groups.slice(1) }, 'stale', 'It is no longer there.'],
    [
      'as it was, and no longer asked for',
      withGroup(1, { kind: 'security' }),
      'stale',
      'The policy no longer asks for it in this tenant as it is now.',
    ],
  ])('settles a group that is %s', (_case, now, status, message) => {
    const { write, settled } = approveNow(now);
    expect(settled).toEqual([{ key: keyOf(1), action: 'update', status, message }]);
    expect(write.map(({ key }) => key)).toEqual([keyOf(2), setting]);
  });

  it.each([
    ['as wanted', { [ours]: 'False' }, 'alreadyApplied', 'It is as the plan wanted it.'],
    ['changed', { [ours]: 'maybe' }, 'stale', `It was changed since the plan was made: ${ours} is now "maybe".`],
    ['gone', null, 'stale', 'It is no longer there.'],
  ])('settles a setting that is %s', (_case, values, status, message) => {
    const { settled } = approveNow({ ...observation, setting: makeSetting(values, oneValue) });
    expect(settled).toEqual([{ key: setting, action: 'update', status, message }]);
  });

  it('does not write what only the fresh one changes', () => {
    const now = { ...observation, groups: [...observation.groups, makeGroup(3, { isEnabled: true })] };
    expect(planNow(now).changes.map(({ key }) => key)).toContain(keyOf(3));
    expect(approveNow(now).write).toEqual(saved.changes);
  });

  it('has nothing left to write after all of it was written', () => {
    const { write, settled } = approveNow(project(saved.changes, observation));
    expect(write).toEqual([]);
    expect(settled.map(({ status }) => status)).toEqual(['alreadyApplied', 'alreadyApplied', 'alreadyApplied']);
  });

  it('takes a setting that someone else created for changed, and one that is as wanted for applied', () => {
    const create = { ...saved, changes: [changeSetting({ action: 'create', before: null })] };
    const held = { ...observation, setting: makeSetting({ [ours]: 'false' }, oneValue) };
    expect(approve(create, planNow(held), held).settled[0]?.status).toBe('alreadyApplied');
    const other = { ...observation, setting: makeSetting({ [ours]: 'maybe' }, oneValue) };
    expect(approve(create, planNow(other), other).settled[0]?.status).toBe('stale');
  });
});

describe('the live values of a change', () => {
  it.each<[string, Change, Values | null]>([
    [
      'are those under the names that it writes',
      changeGroup(1, { before: { onPremisesGroupType: null }, after: { onPremisesGroupType: 'x' } }),
      { onPremisesGroupType: null },
    ],
    [
      'are those under the names that a deletion takes away',
      changeSetting({ action: 'delete', after: null }),
      { [ours]: 'true' },
    ],
    [
      'are those of a setting that it would create',
      changeSetting({ action: 'create', before: null }),
      { [ours]: 'true' },
    ],
    ['are none where the group is gone', changeGroup(9), null],
  ])('%s', (_case, change, values) => {
    expect(liveFor(change, indexObservation(observation))).toEqual(values);
  });
});
