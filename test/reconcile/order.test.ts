import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import { orderChanges } from '../../src/reconcile/order.js';
import { addRequirements } from '../../src/reconcile/requires.js';
import { keyOf, makeGroup } from '../support/builders.js';
import { changeGroup, changeSetting, ours } from './changes.js';

const setting = 'setting/Group.Unified';
const noServers = { connect: null };

describe('the order of a plan', () => {
  it('enables groups, then disables groups, then writes the setting; by key within each', () => {
    const changes = [
      changeSetting(),
      changeGroup(1),
      changeGroup(5, { after: { isEnabled: true } }),
      changeGroup(3),
      changeGroup(4, { after: { onPremisesGroupType: 'universalSecurityGroup' } }),
      changeGroup(2, { after: { isEnabled: null } }),
    ];
    const keys = [keyOf(2), keyOf(4), keyOf(5), keyOf(1), keyOf(3), setting];
    expect(orderChanges(changes, noServers).map(({ key }) => key)).toEqual(keys);
    expect(orderChanges(changes.toReversed(), noServers).map(({ key }) => key)).toEqual(keys);
  });

  it('leaves the list that it was given as it was', () => {
    const changes = [changeSetting(), changeGroup(1)];
    orderChanges(changes, noServers);
    expect(changes.map(({ key }) => key)).toEqual([setting, keyOf(1)]);
  });
});

describe('what waits for what', () => {
  const pinOn = changeGroup(1, { before: { isEnabled: null }, after: { isEnabled: true } });
  const pinOff = changeGroup(2, { before: { isEnabled: null }, after: { isEnabled: false } });
  const released = changeGroup(3, { before: { isEnabled: true }, after: { isEnabled: null } });
  const pinSecurity = changeGroup(6, { before: { isEnabled: null }, after: { isEnabled: true } });
  const releasedSecurity = changeGroup(6, { before: { isEnabled: true }, after: { isEnabled: null } });
  const plain = changeGroup(4);
  const retype = changeGroup(5, {
    before: { onPremisesGroupType: null },
    after: { onPremisesGroupType: 'universalSecurityGroup' },
  });
  const enables = changeSetting({ before: { [ours]: 'false' }, after: { [ours]: 'true' } });
  const deletes = changeSetting({ action: 'delete', before: { [ours]: 'false' }, after: null });

  it.each<[string, readonly Change[], Record<string, readonly string[]>]>([
    [
      'a default that is disabled waits for the groups that get their first value',
      [pinOn, pinOff, released, plain, retype, changeSetting()],
      { [setting]: [keyOf(1), keyOf(2)] },
    ],
    ['a default that is disabled with no such groups waits for nothing', [plain, retype, changeSetting()], {}],
    [
      'a default that is enabled waits for them too: without a value they would come to be on',
      [pinOn, pinOff, plain, retype, enables],
      { [setting]: [keyOf(1), keyOf(2)] },
    ],
    [
      'a group that loses its value waits for the default to be enabled',
      [enables, released, plain],
      { [keyOf(3)]: [setting] },
    ],
    [
      'a group that loses its value waits for the setting to be deleted',
      [deletes, released],
      { [keyOf(3)]: [setting] },
    ],
    ['a default that is disabled does not wait for security groups', [pinSecurity, changeSetting()], {}],
    [
      'a group that loses its value waits for the default to be disabled as it was, where no group gets one',
      [released, changeSetting()],
      { [keyOf(3)]: [setting] },
    ],
    ['a security group that loses its value waits for nothing', [enables, releasedSecurity], {}],
    ['nothing waits where the default stays', [pinOn, pinOff, released, plain, retype], {}],
  ])('%s', (_case, changes, requires) => {
    const groups = [1, 2, 3, 4, 5, 6].map((n) => makeGroup(n, { kind: n === 6 ? 'security' : 'microsoft365' }));
    const waiting = addRequirements(changes, { groups, connect: null }).filter((change) => change.requires.length > 0);
    expect(Object.fromEntries(waiting.map((change) => [change.key, change.requires]))).toEqual(requires);
  });
});
