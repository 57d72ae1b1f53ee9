import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/model/change.js';
import type { Observation } from '../../../src/model/observation.js';
import type { ConnectObservation } from '../../../src/model/server.js';
import { judge } from '../../../src/reconcile/guards/index.js';
import {
  askConnect,
  idOf,
  keyOf,
  known,
  makeConnect,
  makeDirectory,
  makeGroup,
  makeObservation,
  makePolicy,
  makeServer,
  makeSetting,
  makeSyncRule,
  unread,
} from '../../support/builders.js';
import { changeGroup, changeSetting, ours } from '../changes.js';
import { changeLimit, changeRule, enable, restore } from './connect-changes.js';
import { allow, makeJudged } from './judged.js';

const ruleKey = 'syncRule/aadc01/deleteOutOfScope';
const off = makeDirectory({ recycleBin: known(false) });
const inForce = makeServer({ rules: [makeSyncRule()] });
const groups = [makeGroup(1, { isEnabled: true }), makeGroup(2, { isEnabled: true, kind: 'security' })];
const policy = makePolicy(askConnect({ activeDirectory: { recycleBin: 'required' } }));

function refusalsOf(
  changes: readonly Change[],
  connect: Partial<ConnectObservation> | null,
  parts: Partial<Observation> = {},
) {
  const observation = makeObservation({
    groups,
    connect: connect === null ? null : makeConnect({ directory: off, ...connect }),
    ...parts,
  });
  return judge(makeJudged({ policy, observation, changes }));
}

function keysOf(...judged: Parameters<typeof refusalsOf>): readonly string[] {
  return refusalsOf(...judged)
    .filter(({ guard }) => guard === 'recycleBin')
    .flatMap(({ keys }) => keys);
}

describe('recycleBin', () => {
  it.each([
    ['creating the delete rule', [changeRule(null, {})], {}, [ruleKey]],
    ['enabling it again', [changeRule({ disabled: true }, {})], {}, [ruleKey]],
    ['replacing it', [changeRule({ precedence: 41 }, {})], { servers: [inForce] }, [ruleKey]],
    [
      'creating it on a staging server',
      [changeRule(null, {}, 'aadc02')],
      { servers: [makeServer(), makeServer({ name: 'aadc02', stagingMode: known(true) })] },
      ['syncRule/aadc02/deleteOutOfScope'],
    ],
    ['switching a group off under it', [changeGroup(1)], { servers: [inForce] }, [keyOf(1)]],
    ['switching a group off as it comes', [changeRule(null, {}), changeGroup(1)], {}, [ruleKey, keyOf(1)]],
    [
      'switching a group off where somebody changed the rule',
      [changeGroup(1)],
      { servers: [makeServer({ rules: [makeSyncRule({ joinFilter: [] })] })] },
      [keyOf(1)],
    ],
    [
      'switching a group off where several rules could be it and one acts',
      [changeGroup(1)],
      { servers: [makeServer({ rules: [makeSyncRule(), makeSyncRule({ identifier: idOf(7) })] })] },
      [keyOf(1)],
    ],
    [
      'switching a group off where no server is known to be active',
      [changeGroup(1)],
      { servers: [makeServer({ stagingMode: known(true) })] },
      [keyOf(1)],
    ],
    [
      'switching a group off where the server that has it may be the active one',
      [changeGroup(1)],
      { servers: [makeServer({ stagingMode: unread, rules: [makeSyncRule()] })] },
      [keyOf(1)],
    ],
  ] as const)('refuses %s while the bin is off', (_case, changes, connect, keys) => {
    expect(keysOf(changes, connect)).toEqual(keys);
  });

  it.each([
    ['removing the delete rule', [changeRule({}, null)], { servers: [inForce] }],
    ['disabling it', [changeRule({}, { disabled: true })], { servers: [inForce] }],
    ['switching a group off as the rule goes', [changeRule({}, null), changeGroup(1)], { servers: [inForce] }],
    ['switching a group off without it', [changeGroup(1)], {}],
    [
      'switching a group off while it is disabled',
      [changeGroup(1)],
      { servers: [makeServer({ rules: [makeSyncRule({ disabled: true })] })] },
    ],
    [
      'switching a group off while several could be it and none acts',
      [changeGroup(1)],
      {
        servers: [
          makeServer({
            rules: [idOf(7), idOf(8)].map((identifier) => makeSyncRule({ identifier, disabled: true })),
          }),
        ],
      },
    ],
    [
      'switching a group off while only a staging server has it',
      [changeGroup(1)],
      {
        servers: [makeServer(), makeServer({ name: 'aadc02', stagingMode: known(true), rules: [makeSyncRule()] })],
      },
    ],
    [
      'switching a group off where the engine does not read that',
      [changeGroup(1)],
      { servers: [makeServer({ engine: known('v1'), rules: [makeSyncRule()] })] },
    ],
    ['switching a group on', [enable(1)], { servers: [inForce] }],
    ['other rules and objects', [changeLimit(true), restore(1), changeSetting()], { servers: [inForce] }],
  ] as const)('lets %s be, bin or none', (_case, changes, connect) => {
    expect(keysOf(changes, connect)).toEqual([]);
  });

  it.each([
    ['a security group that loses its value', 2, null, {}, [keyOf(2)]],
    ['a Microsoft 365 group that follows an enabled default', 1, null, {}, []],
    ['one whose default is disabled', 1, null, { [ours]: 'false' }, [keyOf(1)]],
    ['one whose default is neither', 1, null, { [ours]: 'maybe' }, [keyOf(1)]],
    ['one whose value only moves', 1, true, {}, []],
  ] as const)('judges an undo by what a group comes to: %s', (_case, n, isEnabled, held, keys) => {
    const undo = changeGroup(n, { before: { isEnabled: true }, after: { isEnabled } });
    expect(keysOf([undo], { servers: [inForce] }, { setting: makeSetting(held) })).toEqual(keys);
  });

  it('takes a default that was not read for one that may be disabled', () => {
    const undo = changeGroup(1, { before: { isEnabled: true }, after: { isEnabled: null } });
    expect(keysOf([undo], { servers: [inForce] }, { setting: null })).toEqual([keyOf(1)]);
  });

  it.each([
    ['the bin is on', 'required', makeDirectory(), 0],
    ['the bin is off', 'required', off, 1],
    ['nobody knows', 'required', makeDirectory({ recycleBin: unread }), 1],
    ['AD was not asked', 'required', null, 1],
    ['it is only recommended', 'recommended', off, 0],
    ['it is not declared', null, off, 0],
  ] as const)('where %s: %s is refused so many times: case %#', (_case, recycleBin, directory, refusals) => {
    const asks = makePolicy(askConnect({ activeDirectory: { recycleBin } }));
    const observation = makeObservation({ groups, connect: makeConnect({ directory }) });
    expect(judge(makeJudged({ policy: asks, observation, changes: [changeRule(null, {})] }))).toHaveLength(refusals);
  });

  it('says what is missing and the one line that lifts it', () => {
    expect(refusalsOf([changeRule(null, {})], {})).toEqual([
      {
        guard: 'recycleBin',
        message:
          '1 change could delete groups from Active Directory, and the Recycle Bin of the forest is off: the policy requires it.',
        count: 1,
        limit: 0,
        keys: [ruleKey],
        remedy:
          "To allow just this once: --allow recycleBin=1. Otherwise enable it for the forest (Enable-ADOptionalFeature 'Recycle Bin Feature' -Scope ForestOrConfigurationSet -Target FOREST; it stays on for good), or write `activeDirectory.recycleBin: recommended`.",
      },
    ]);
  });

  it.each([
    [null, 'Active Directory was not asked'],
    [makeConnect({ directory: makeDirectory({ recycleBin: unread }) }), 'Access is denied.'],
  ])('case %#: says why it does not know, and refuses what it cannot rule out', (connect, reason) => {
    const observation = makeObservation({ groups, connect });
    const changes = connect === null ? [changeGroup(1), changeGroup(2)] : [changeRule(null, {}), changeGroup(1)];
    const [refusal] = judge(makeJudged({ policy, observation, changes }));
    expect(refusal).toMatchObject({ guard: 'recycleBin', count: 2, keys: changes.map(({ key }) => key) });
    expect(refusal?.message).toBe(
      `2 changes could delete groups from Active Directory, and whether the forest has a Recycle Bin is not known (${reason}): the policy requires it.`,
    );
    expect(refusal?.remedy).toContain('Otherwise let Active Directory be read, or write');
  });

  it('is lifted by an allowance for as many', () => {
    const observation = makeObservation({ groups, connect: makeConnect({ directory: off }) });
    const changes = [changeRule(null, {}), changeGroup(1)];
    expect(judge(makeJudged({ policy, observation, changes, allowed: [allow('recycleBin', 1)] }))).toHaveLength(1);
    expect(judge(makeJudged({ policy, observation, changes, allowed: [allow('recycleBin', 2)] }))).toEqual([]);
  });
});

it('is asked for as well where no server is known to be active, whatever those that are known hold', () => {
  const unsure = makeServer({ stagingMode: unread, rules: [] });
  const sure = makeServer({ stagingMode: known(true), rules: [] });
  for (const server of [unsure, sure]) expect(keysOf([changeGroup(1)], { servers: [server] })).toEqual([keyOf(1)]);
});
