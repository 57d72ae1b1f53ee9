import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/model/observation.js';
import { groupResource } from '../../src/resources/group.js';
import { askDefault, keyOf, makeDesired, makeGroup, makeObservation, makeSetting } from '../support/builders.js';
import { template13 } from '../support/templates.js';

const one =
  '1 unmanaged Microsoft 365 group has no value of their own: with the default disabled the documents disagree on whether they stay written back. A rule that manages them writes it explicitly.';
const two =
  '2 unmanaged Microsoft 365 groups have no value of their own: with the default disabled the documents disagree on whether they stay written back. A rule that manages them writes it explicitly.';
const notRead =
  'Disabling the default leaves every Microsoft 365 group without a value of its own unset. The policy names groups by ID only, so the others were not read: `status` lists them.';
const source = { file: 'writeback.yaml', line: 5 };

function warningsOf(parts: Parameters<typeof makeDesired>[0], observation: Observation) {
  return groupResource.diff(makeDesired({ setting: askDefault(false), ...parts }), observation).warnings;
}

describe('groups that a flip of the default leaves unset', () => {
  const whole = makeObservation();

  it('lists the unmanaged Microsoft 365 groups without a value, and no others', () => {
    const unmanaged = [
      makeGroup(1),
      makeGroup(2, { isEnabled: true }),
      makeGroup(3, { isEnabled: false }),
      makeGroup(4, { kind: 'security' }),
      makeGroup(5),
    ];
    expect(warningsOf({ unmanaged }, whole)).toEqual([
      { code: 'leftUnset', message: two, keys: [keyOf(1), keyOf(5)], source },
    ]);
    expect(warningsOf({ unmanaged: [makeGroup(1)] }, whole)).toEqual([
      { code: 'leftUnset', message: one, keys: [keyOf(1)], source },
    ]);
  });

  it('says nothing where there are none', () => {
    expect(warningsOf({ unmanaged: [makeGroup(4, { kind: 'security' })] }, whole)).toEqual([]);
  });

  it.each([
    ['is left alone', null, makeSetting(null)],
    ['is enabled', askDefault(true), makeSetting(null)],
    ['is disabled already', askDefault(false), makeSetting({ NewUnifiedGroupWritebackDefault: 'false' })],
    ['is in no template', askDefault(false), makeSetting(null, template13)],
    ['was not read', askDefault(false), null],
  ])('says nothing where the default %s', (_case, ask, setting) => {
    const observation = makeObservation({ setting });
    expect(warningsOf({ setting: ask, unmanaged: [makeGroup(1)] }, observation)).toEqual([]);
  });

  it.each([
    [[], [{ code: 'unsetNotRead', message: notRead, source }]],
    [['security'], [{ code: 'unsetNotRead', message: notRead, source }]],
    [['microsoft365'], []],
    [['all'], []],
  ] as const)('says so where the Microsoft 365 groups were not listed: %j', (lists, expected) => {
    expect(warningsOf({}, { ...whole, scope: { ...whole.scope, lists } })).toEqual(expected);
  });
});
