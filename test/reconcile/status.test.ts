import { describe, expect, it } from 'vitest';
import { describeStatus } from '../../src/reconcile/status.js';
import { idOf, makeGroup, makeObservation, makeSetting, sourceAt } from '../support/builders.js';
import { template13 } from '../support/templates.js';
import { ours } from './changes.js';

const nobody = () => ({ rule: null, eligible: true });

describe('the status of a tenant', () => {
  it('shows the raw and the effective state of every group, by ID', () => {
    const groups = [
      makeGroup(7, { kind: 'distributionList' }),
      makeGroup(6, { kind: 'mailEnabledSecurity', isEnabled: true }),
      makeGroup(5, { onPremisesSyncEnabled: true }),
      makeGroup(4, { onPremisesSyncEnabled: false, isEnabled: true, onPremisesGroupType: 'UniversalSecurityGroup' }),
      makeGroup(3, { kind: 'security' }),
      makeGroup(1),
      makeGroup(2, { isEnabled: false, displayName: null }),
    ];
    const status = describeStatus(makeObservation({ groups }), ({ id }) => ({ rule: null, eligible: id < idOf(4) }));
    const shown = status.groups.map((group) => [group.id, group.eligible, group.isEnabled, group.effective]);
    expect(shown).toEqual([
      [idOf(1), true, null, 'on'],
      [idOf(2), true, false, 'off'],
      [idOf(3), true, null, 'off'],
      [idOf(4), false, true, 'on'],
      [idOf(5), false, null, null],
      [idOf(6), false, true, null],
      [idOf(7), false, null, null],
    ]);
    expect(status.groups[3]).toEqual({
      id: idOf(4),
      displayName: 'Group 4',
      kind: 'microsoft365',
      eligible: false,
      isEnabled: true,
      onPremisesGroupType: 'UniversalSecurityGroup',
      effective: 'on',
      rule: null,
      activeDirectory: 'unknown',
    });
  });

  it('names the rule that decides', () => {
    const rule = { name: 'everything', source: sourceAt(7) };
    const status = describeStatus(makeObservation({ groups: [makeGroup(2), makeGroup(1)] }), ({ id }) => ({
      rule: id === idOf(1) ? rule : null,
      eligible: true,
    }));
    expect(status.groups.map((group) => group.rule)).toEqual([rule, null]);
  });

  it.each([
    [makeSetting(null), 'enabled', 'template', []],
    [makeSetting({ [ours]: 'False' }), 'disabled', 'object', [{ name: ours, value: 'False' }]],
    [makeSetting({ a: 'b' }, template13), 'unknown', null, [{ name: 'a', value: 'b' }]],
    [makeSetting({ [ours]: '' }), 'unknown', 'object', [{ name: ours, value: '' }]],
    [null, 'unknown', null, []],
  ])('case %#: says what new groups get, and from where', (setting, newMicrosoft365Groups, from, values) => {
    const observation = makeObservation({ setting });
    expect(describeStatus(observation, nobody)).toEqual({
      formatVersion: 1,
      tenant: observation.tenant,
      setting: { newMicrosoft365Groups, from, values },
      groups: [],
      servers: [],
      facts: [],
    });
  });

  it('takes a group without a value for unset where the default is disabled', () => {
    const observation = makeObservation({ setting: makeSetting({ [ours]: 'false' }), groups: [makeGroup(1)] });
    expect(describeStatus(observation, nobody).groups[0]?.effective).toBe('unset');
  });
});
