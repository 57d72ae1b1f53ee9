import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import type { GroupRecord } from '../../src/model/group.js';
import type { DirectoryAsked } from '../../src/model/policy.js';
import type { ConnectObservation, DirectoryObservation } from '../../src/model/server.js';
import { adGroupResource, planRestores } from '../../src/resources/ad-group.js';
import { type Diff, indexObservation } from '../../src/resources/kind.js';
import {
  askConnect,
  askDefault,
  guidOf,
  idOf,
  keyOf,
  known,
  makeAdGroup,
  makeConnect,
  makeDeletedAdGroup,
  makeDesired,
  makeDirectory,
  makeGroup,
  makeObservation,
  makeRule,
  sourceAt,
  unread,
} from '../support/builders.js';

const deleted = makeDeletedAdGroup(1);
const older = makeDeletedAdGroup(1, { objectGuid: guidOf(20) });
const live = makeAdGroup(1, { objectGuid: guidOf(30) });
const disabled = makeGroup(1, { isEnabled: false });

const restored: Change = {
  key: `adGroup/${guidOf(1)}`,
  action: 'restore',
  before: {
    isDeleted: true,
    distinguishedName: deleted.distinguishedName,
    lastKnownParent: 'OU=Groups,DC=contoso,DC=com',
    objectSid: 'S-1-5-21-1-2-3-1001',
    groupId: idOf(1),
  },
  after: { isDeleted: false, groupId: idOf(1) },
  effect: 'unknown',
  displayName: 'Group 1',
  source: sourceAt(70),
  requires: [],
};

function asked(parts: Partial<DirectoryAsked>): DirectoryAsked {
  return askConnect({ activeDirectory: { source: sourceAt(70), ...parts } }).activeDirectory;
}

function directory(parts: Partial<DirectoryObservation>): DirectoryObservation {
  return makeDirectory({ deletedGroups: known([deleted, makeDeletedAdGroup(2)]), ...parts });
}

const both = { deletedGroups: known([deleted, older]) };
const keeps = { restore: { [idOf(1)]: guidOf(30) } };
const chooses = { restore: { [idOf(1)]: guidOf(20) } };

describe('the deleted object of a group that gets enabled', () => {
  it('is restored where the policy permits it', () => {
    const { changes, warnings } = planRestores([disabled], asked({ restoreDeleted: true }), directory({}));
    expect(changes).toEqual([restored]);
    expect(warnings).toEqual([]);
  });

  it.each<[string, Partial<DirectoryAsked>, Partial<DirectoryObservation>, string[]]>([
    ['is left to the guard without a permission', {}, {}, []],
    ['is restored where a person chose it', { restore: { [idOf(1)]: guidOf(1) } }, {}, [guidOf(1)]],
    ['is left to the guard where a person chose another', { restoreDeleted: true, ...chooses }, {}, []],
    ['is left to the guard where there are several', { restoreDeleted: true }, both, []],
    ['is the chosen one of several', chooses, both, [guidOf(20)]],
    ['is left to the guard beside a live one', { restoreDeleted: true }, { groups: known([live]) }, []],
    ['stays deleted where a person chose the live one', keeps, { groups: known([live]) }, []],
    [
      'is restored beside a live one where a person chose it',
      chooses,
      { ...both, groups: known([live]) },
      [guidOf(20)],
    ],
    ['is none where AD holds none', { restoreDeleted: true }, { deletedGroups: known([]) }, []],
  ])('%s', (_case, policy, observed, guids) => {
    const { changes, warnings } = planRestores([disabled], asked(policy), directory(observed));
    expect(changes.map(({ key }) => key)).toEqual(guids.map((guid) => `adGroup/${guid}`));
    expect(warnings).toEqual([]);
  });

  it.each([
    ['AD was not asked', null],
    ['deleted objects are hidden', directory({ deletedGroups: unread })],
    ['no domain controller answered', directory({ domainController: unread })],
  ])('is unknown where %s: nothing is planned, and that is told', (_case, observed) => {
    const groups = [makeGroup(2), disabled];
    const { changes, warnings } = planRestores(groups, asked({ restoreDeleted: true }), observed);
    expect(changes).toEqual([]);
    expect(warnings).toEqual([
      {
        code: 'deletedTwinsUnknown',
        message:
          'Whether Active Directory holds deleted objects of 2 groups that get enabled is not known: one that lies deleted is not restored, and its group gets a new object with another SID.',
        keys: [keyOf(1), keyOf(2)],
      },
    ]);
    const [one] = planRestores([disabled], asked({}), observed).warnings;
    expect(one?.message).toContain('of 1 group that gets enabled');
  });
});

describe('a group gets enabled', () => {
  const asks = askConnect({ activeDirectory: { restoreDeleted: true, source: sourceAt(70) } });

  function diffOf(group: GroupRecord, parts: { disabled?: boolean; flips?: boolean; explicit?: boolean } = {}): Diff {
    const rule = makeRule({ writeback: parts.disabled ? 'disabled' : 'enabled', explicit: parts.explicit ?? false });
    const setting = parts.flips ? askDefault(false) : null;
    const desired = makeDesired({ groups: [{ group, rule }], setting, connect: asks });
    const connect = makeConnect({ directory: directory({}) });
    return adGroupResource.diff(desired, makeObservation({ groups: [group], connect }));
  }

  it.each([
    ['that is off', diffOf(disabled), 1],
    ['that is on', diffOf(makeGroup(1, { isEnabled: true })), 0],
    ['that is on by default, and gets its value written', diffOf(makeGroup(1), { explicit: true }), 0],
    ['that would come to be unset', diffOf(makeGroup(1), { flips: true }), 1],
    ['a security group without a value', diffOf(makeGroup(1, { kind: 'security' })), 1],
    ['not one that is disabled', diffOf(disabled, { disabled: true }), 0],
  ])('%s', (_case, { changes, unchanged, warnings }, count) => {
    expect({ changes: changes.length, unchanged, warnings }).toEqual({ changes: count, unchanged: 0, warnings: [] });
  });

  it.each<[string, typeof asks | null, ConnectObservation | null]>([
    ['servers and AD were left out', null, makeConnect({ directory: directory({}) })],
    ['no server was asked', asks, null],
  ])('and nothing is restored where %s', (_case, connect, observed) => {
    const desired = makeDesired({ groups: [{ group: disabled, rule: makeRule() }], connect });
    const diff = adGroupResource.diff(desired, makeObservation({ groups: [disabled], connect: observed }));
    expect(diff).toEqual({ changes: [], unchanged: 0, warnings: [], facts: [] });
  });
});

describe('what is there of an AD object', () => {
  const observed = indexObservation(
    makeObservation({ connect: makeConnect({ directory: directory({ groups: known([live]) }) }) }),
  );
  const names = ['isDeleted', 'groupId', 'noSuchValue'];

  it.each([
    [`adGroup/${guidOf(1)}`, { isDeleted: true, groupId: idOf(1), noSuchValue: null }],
    [`adGroup/${guidOf(30)}`, { isDeleted: false, groupId: idOf(1), noSuchValue: null }],
    [`adGroup/${guidOf(99)}`, null],
  ])('%s', (key, expected) => {
    expect(adGroupResource.live(key, names, observed)).toEqual(expected);
  });

  it.each([
    [restored.before, { ...restored.before, distinguishedName: 'CN=other' }, true],
    [restored.before, restored.after, false],
    [restored.after, { isDeleted: false, groupId: idOf(1).toUpperCase() }, true],
    [restored.after, { isDeleted: false, groupId: idOf(2) }, false],
    [restored.after, null, false],
    [null, null, true],
  ])('%j beside %j is the same: %s', (a, b, same) => {
    expect(adGroupResource.same(a, b)).toBe(same);
  });
});

describe('a restore in memory', () => {
  function projectOn(observed: DirectoryObservation | null): DirectoryObservation | null | undefined {
    const observation = makeObservation({ connect: makeConnect({ directory: observed }) });
    return adGroupResource.project(restored, observation).connect?.directory;
  }

  const revived = {
    ...deleted,
    distinguishedName: `CN=Group_${idOf(1)},OU=Groups,DC=contoso,DC=com`,
    lastKnownParent: null,
  };

  it('brings the object back under its old name and parent', () => {
    const expected = directory({ groups: known([live, revived]), deletedGroups: known([makeDeletedAdGroup(2)]) });
    expect(projectOn(directory({ groups: known([live]) }))).toEqual(expected);
  });

  it('knows the mark in the name of a deleted object also as tools print it', () => {
    const printed = { ...deleted, distinguishedName: deleted.distinguishedName.replace('\n', '\\0A') };
    const after = projectOn(directory({ deletedGroups: known([printed]) }));
    expect(after?.groups).toEqual(known([revived]));
  });

  it.each([
    ['what is alive', directory({ groups: known([revived]), deletedGroups: known([]) })],
    ['an object that is not there', directory({ deletedGroups: known([]) })],
    ['an AD that was not asked', null],
  ])('leaves %s as it is', (_case, observed) => {
    expect(projectOn(observed)).toEqual(observed);
  });

  it('leaves live objects unknown where they are, and everything where no server was asked', () => {
    const after = projectOn(directory({ groups: unread }));
    expect(after).toEqual(directory({ groups: unread, deletedGroups: known([makeDeletedAdGroup(2)]) }));
    expect(adGroupResource.project(restored, makeObservation())).toEqual(makeObservation());
  });

  it('has its place before the groups, and its own keys', () => {
    expect(adGroupResource.phase(restored)).toBe('adRestores');
    expect(adGroupResource.owns(restored.key)).toBe(true);
  });
});
