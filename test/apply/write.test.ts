import { describe, expect, it } from 'vitest';
import { prepareWrites } from '../../src/apply/write.js';
import type { Change } from '../../src/model/change.js';
import type { GroupRecord } from '../../src/model/group.js';
import { settingKey } from '../../src/model/key.js';
import type { SettingObservation } from '../../src/model/setting.js';
import { keyOf, makeChange, makeFlip, makeGroup, makeObservation, makeSetting, start } from './support.js';

const unset = makeChange(1, { before: { isEnabled: true }, after: { isEnabled: null } });

describe('what a writer is handed', () => {
  it('is a group change with what was read of the group, and when', () => {
    const group = makeGroup(1, { onPremisesGroupType: 'universalSecurityGroup' });
    expect(prepareWrites([makeChange(1)], makeObservation([group])).get(keyOf(1))).toEqual({
      resource: 'group',
      change: makeChange(1),
      live: group,
      readAt: start.getTime(),
    });
  });

  it('is a setting change with what was read of the setting', () => {
    const setting = makeSetting('true');
    const flip = makeFlip('false');
    expect(prepareWrites([flip], makeObservation([], setting)).get(settingKey)).toEqual({
      resource: 'setting',
      change: flip,
      live: setting,
    });
  });

  it.each<[string, Partial<GroupRecord>, SettingObservation | null, readonly Change[], boolean | undefined]>([
    ['on, for a Microsoft 365 group while the default is enabled', {}, makeSetting('true'), [], true],
    ['on, where the template says so', {}, makeSetting(null), [], true],
    ['nothing, while it is disabled', {}, makeSetting('false'), [], undefined],
    ['nothing, while nobody knows', {}, null, [], undefined],
    ['nothing, while it is neither true nor false', {}, makeSetting('maybe'), [], undefined],
    ['off, for a security group', { kind: 'security' }, makeSetting('true'), [], false],
    ['on, where this run enables the default', {}, makeSetting('false'), [makeFlip('true')], true],
    ['nothing, where this run disables it', {}, makeSetting('true'), [makeFlip('false')], undefined],
  ])('says what a null comes to, should the service refuse it: %s', (_what, parts, setting, others, expected) => {
    const observation = makeObservation([makeGroup(1, { isEnabled: true, ...parts })], setting);
    const write = prepareWrites([...others, unset], observation).get(keyOf(1));
    expect(write?.resource === 'group' ? write.insteadOfNull : 'no group').toBe(expected);
  });

  it.each([
    ['a group', makeChange(7)],
    ['the setting', makeFlip('false')],
  ])('is never %s that was not read', (_what, change) => {
    expect(() => prepareWrites([change], makeObservation([], null))).toThrow('was planned but not observed');
  });
});
