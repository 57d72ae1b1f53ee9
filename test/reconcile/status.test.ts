import { describe, expect, it } from 'vitest';
import { describeDirectory } from '../../src/reconcile/describe-directory.js';
import { describeStatus } from '../../src/reconcile/status.js';
import {
  askServer,
  guidOf,
  idOf,
  known,
  makeAdGroup,
  makeConnect,
  makeDeletedAdGroup,
  makeDirectory,
  makeGroup,
  makeLimitRule,
  makeObservation,
  makeScheduler,
  makeServer,
  makeSetting,
  makeSyncRule,
  sourceAt,
  tenantId,
  unread,
} from '../support/builders.js';
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
      tenant: { id: tenantId, cloud: 'global', displayName: 'Contoso', proof: 'organization' },
      setting: { newMicrosoft365Groups, from, values },
      groups: [],
      servers: [],
      facts: [],
      warnings: [],
    });
  });

  it('takes a group without a value for unset where the default is disabled', () => {
    const observation = makeObservation({ setting: makeSetting({ [ours]: 'false' }), groups: [makeGroup(1)] });
    expect(describeStatus(observation, nobody).groups[0]?.effective).toBe('unset');
  });
});

describe('the status of servers', () => {
  const servers = [
    makeServer({ rules: [makeSyncRule(), makeLimitRule({ disabled: true })] }),
    makeServer({
      name: 'aadc02',
      machine: null,
      provenance: 'file',
      stagingMode: known(true),
      scheduler: unread,
      rules: [makeSyncRule({ joinFilter: [] })],
    }),
  ];
  const asked = [askServer('aadc02', { role: 'staging' }), askServer('aadc01'), askServer('aadc03')];

  it('names those of the policy that were asked, as the policy lists them', () => {
    const status = describeStatus(makeObservation({ connect: makeConnect({ servers }) }), nobody, asked);
    expect(status.servers.map(({ facts, ...server }) => [server, facts.length])).toEqual([
      [
        {
          name: 'aadc02',
          role: 'staging',
          provenance: 'file',
          collectedAt: '2026-11-22T10:00:01.000Z',
          machine: null,
          deleteOutOfScope: 'changed',
          memberLimit: 'absent',
          scheduler: 'unknown',
        },
        10,
      ],
      [
        {
          name: 'aadc01',
          role: 'active',
          provenance: 'server',
          collectedAt: '2026-11-22T10:00:01.000Z',
          machine: 'AADC01',
          deleteOutOfScope: 'enabled',
          memberLimit: 'disabled',
          scheduler: 'running',
        },
        10,
      ],
    ]);
  });

  it('is empty without a policy, and AD tells its own facts all the same', () => {
    const status = describeStatus(makeObservation({ connect: makeConnect() }), nobody);
    expect(status.servers).toEqual([]);
    expect(status.facts.map(({ name }) => name)).toContain('activeDirectory.recycleBin');
    expect(describeStatus(makeObservation({ connect: makeConnect({ directory: null }) }), nobody).facts).toEqual([]);
  });

  it.each([
    ['of the active server', false],
    ['of a server without an active one beside it', true],
  ])('calls a scheduler off that nobody marked: %s', (_case, isStaging) => {
    const scheduler = known(makeScheduler({ syncCycleEnabled: false }));
    const connect = makeConnect({ servers: [makeServer({ scheduler, stagingMode: known(isStaging) })] });
    expect(describeStatus(makeObservation({ connect }), nobody, asked).servers[0]?.scheduler).toBe('off');
  });
});

describe('what AD holds of a group', () => {
  const lists = {
    groups: known([1, 3, 5].map((n) => makeAdGroup(n, { groupId: idOf(Math.min(n, 4)) }))),
    deletedGroups: known([makeDeletedAdGroup(2), makeDeletedAdGroup(6, { groupId: idOf(3) })]),
  };
  const groups = [1, 2, 3, 9].map((n) => makeGroup(n));

  it.each([
    ['read whole', makeDirectory(lists), ['live', 'deleted', 'liveAndDeleted', 'absent']],
    [
      'read without what lies deleted',
      makeDirectory({ ...lists, deletedGroups: unread }),
      ['live', 'unknown', 'live', 'unknown'],
    ],
    [
      'read of no domain controller',
      makeDirectory({ ...lists, domainController: unread }),
      ['unknown', 'unknown', 'unknown', 'unknown'],
    ],
    ['not asked', null, ['unknown', 'unknown', 'unknown', 'unknown']],
  ])('where AD was %s', (_case, directory, states) => {
    const observation = makeObservation({ groups, connect: makeConnect({ directory }) });
    expect(describeStatus(observation, nobody).groups.map((group) => group.activeDirectory)).toEqual(states);
    expect(groups.map(({ id }) => describeDirectory(id, observation).activeDirectory)).toEqual(states);
  });

  it('is listed, live ones first', () => {
    const connect = makeConnect({ directory: makeDirectory(lists) });
    const objects = (n: number) =>
      describeDirectory(idOf(n), { connect }).adGroups.map(({ objectGuid, deleted }) => [objectGuid, deleted]);
    expect(objects(3)).toEqual([
      [guidOf(3), false],
      [guidOf(6), true],
    ]);
    expect(objects(9)).toEqual([]);
    expect(describeDirectory(idOf(3), { connect: null }).adGroups).toEqual([]);
  });

  it('shows a live object also where what lies deleted could not be read', () => {
    const connect = makeConnect({ directory: makeDirectory({ ...lists, deletedGroups: unread }) });
    expect(describeDirectory(idOf(1), { connect }).adGroups).toEqual([{ ...makeAdGroup(1), deleted: false }]);
  });
});
