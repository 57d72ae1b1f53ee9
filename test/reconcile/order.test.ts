import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import type { ServerObservation } from '../../src/model/server.js';
import { orderChanges } from '../../src/reconcile/order.js';
import { addRequirements } from '../../src/reconcile/requires.js';
import {
  guidOf,
  keyOf,
  known,
  makeConnect,
  makeGroup,
  makeObservation,
  makeScheduler,
  makeServer,
  unread,
} from '../support/builders.js';
import {
  changeGroup,
  changeRule,
  changeSetting,
  ours,
  removeRule,
  restoreObject,
  resumeScheduler,
  switchLimit,
} from './changes.js';

const setting = 'setting/Group.Unified';
const noServers = { connect: null };

function staging(name: string): ServerObservation {
  return makeServer({ name, stagingMode: known(true) });
}

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

  it('goes through both halves as the article does, staging servers first', () => {
    const changes = [
      resumeScheduler('aadc01'),
      changeSetting(),
      changeGroup(1),
      changeRule('aadc01'),
      changeRule('aadc09'),
      switchLimit('aadc01', false),
      switchLimit('aadc02', true),
      switchLimit('aadc01', true),
      changeRule('zz-staging'),
      changeGroup(2, { after: { isEnabled: true } }),
      restoreObject(2),
      removeRule('aadc02'),
      removeRule('aadc01'),
    ];
    const connect = makeConnect({ servers: [makeServer(), staging('aadc02'), staging('zz-staging')] });
    expect(orderChanges(changes, { connect }).map(({ key, action }) => `${action} ${key}`)).toEqual([
      'delete syncRule/aadc02/deleteOutOfScope',
      'update syncRule/aadc02/memberLimit',
      'delete syncRule/aadc01/deleteOutOfScope',
      'update syncRule/aadc01/memberLimit',
      `restore adGroup/${guidOf(2)}`,
      `update ${keyOf(2)}`,
      'create syncRule/zz-staging/deleteOutOfScope',
      'create syncRule/aadc01/deleteOutOfScope',
      'update syncRule/aadc01/memberLimit',
      'create syncRule/aadc09/deleteOutOfScope',
      `update ${keyOf(1)}`,
      'update setting/Group.Unified',
      'resume scheduler/aadc01',
    ]);
  });

  it('puts the scheduler of the active server back before others, which would switch it on', () => {
    const connect = makeConnect({ servers: [staging('aadc01'), makeServer({ name: 'aadc09' })] });
    const changes = [resumeScheduler('aadc01'), resumeScheduler('aadc09')];
    const keys = ['scheduler/aadc09', 'scheduler/aadc01'];
    expect(orderChanges(changes, { connect }).map(({ key }) => key)).toEqual(keys);
    expect(orderChanges(changes, noServers).map(({ key }) => key)).toEqual(keys.toReversed());
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
    const waiting = addRequirements(changes, makeObservation({ groups })).filter(
      (change) => change.requires.length > 0,
    );
    expect(Object.fromEntries(waiting.map((change) => [change.key, change.requires]))).toEqual(requires);
  });
});

describe('what waits for what across the two halves', () => {
  const enable = changeGroup(1, { before: { isEnabled: false }, after: { isEnabled: true } });
  const retype = changeGroup(2, { before: { onPremisesGroupType: null }, after: { onPremisesGroupType: 'x' } });
  const disable = changeGroup(3);
  const released = changeGroup(4, { before: { isEnabled: true }, after: { isEnabled: null } });
  const removeActive = removeRule('aadc01');
  const removeStaging = removeRule('aadc02');
  const removeUnread = removeRule('aadc03');
  const createActive = changeRule('aadc01');
  const createStaging = changeRule('aadc02');
  const limitActive = switchLimit('aadc01', false);
  const limitStaging = switchLimit('aadc02', false);

  it.each<[string, readonly Change[], Record<string, readonly string[]>]>([
    [
      'a group that is enabled waits for its own AD object',
      [restoreObject(1), restoreObject(9), enable, disable],
      { [keyOf(1)]: [`adGroup/${guidOf(1)}`] },
    ],
    [
      'a group that comes to be on without a value waits for its AD object too',
      [restoreObject(4), released],
      { [keyOf(4)]: [`adGroup/${guidOf(4)}`] },
    ],
    [
      'a group that is disabled waits until no server deletes it that may be active; staging servers export nothing',
      [removeStaging, removeActive, removeUnread, enable, disable],
      { [keyOf(3)]: [removeActive.key, removeUnread.key] },
    ],
    [
      'a group that loses its value may come to be off: it waits until no server deletes it',
      [removeActive, released],
      { [keyOf(4)]: [removeActive.key] },
    ],
    ['a group that is disabled does not wait for the member limit', [switchLimit('aadc01', true), disable], {}],
    [
      'a rule comes once every group that gets enabled or retyped is, on staging servers first',
      [enable, retype, createStaging, createActive, disable],
      {
        [createStaging.key]: [keyOf(1), keyOf(2)],
        [createActive.key]: [keyOf(1), keyOf(2), createStaging.key],
      },
    ],
    [
      'a rule waits for the same rule of staging servers only',
      [createStaging, limitStaging, createActive, limitActive],
      { [createActive.key]: [createStaging.key], [limitActive.key]: [limitStaging.key] },
    ],
    ['a rule that is removed waits for nothing', [removeStaging, removeActive, enable], {}],
    ['a scheduler waits for nothing where no delete rule acts', [enable, disable, resumeScheduler('aadc01')], {}],
    [
      'a scheduler that goes on under the delete rule waits for the groups that are enabled, not for their types',
      [enable, retype, createActive, disable, resumeScheduler('aadc01')],
      { [createActive.key]: [keyOf(1), keyOf(2)], 'scheduler/aadc01': [keyOf(1)] },
    ],
    [
      'a scheduler that goes on waits until the delete rule is gone',
      [removeStaging, removeActive, enable, resumeScheduler('aadc01')],
      { 'scheduler/aadc01': [removeActive.key] },
    ],
  ])('%s', (_case, changes, requires) => {
    const servers = [makeServer(), staging('aadc02'), makeServer({ name: 'aadc03', stagingMode: unread })];
    const observation = makeObservation({
      groups: [1, 2, 3, 4].map((n) => makeGroup(n)),
      connect: makeConnect({ servers }),
    });
    const waiting = addRequirements(changes, observation).filter((change) => change.requires.length > 0);
    expect(Object.fromEntries(waiting.map((change) => [change.key, change.requires]))).toEqual(requires);
  });

  it.each([
    ['on', known(makeScheduler()), []],
    ['off', known(makeScheduler({ syncCycleEnabled: false })), [removeActive.key]],
    ['unknown', unread, [removeActive.key]],
  ] as const)(
    'the word of another server that it is on counts for a scheduler only where the active one is on: %s',
    (_case, scheduler, requires) => {
      const servers = [makeServer({ scheduler }), makeServer({ name: 'aadc03', stagingMode: unread })];
      const observation = makeObservation({ connect: makeConnect({ servers }) });
      const resume = { ...resumeScheduler('aadc03'), before: { syncCycleEnabled: true, marker: 'run-1' } };
      const [, tied] = addRequirements([removeActive, resume], observation);
      expect(tied?.requires).toEqual(requires);
    },
  );
});
