import { describe, expect, it } from 'vitest';
import type { DirectoryObservation } from '../../src/model/server.js';
import { adGroupOf, directoryState, indexDirectory, isLive, twinsOf } from '../../src/resources/directory.js';
import { guidOf, idOf, known, makeAdGroup, makeDeletedAdGroup, makeDirectory, unread } from '../support/builders.js';

const live = makeAdGroup(1);
const second = makeAdGroup(1, { objectGuid: guidOf(11) });
const deleted = makeDeletedAdGroup(1, { objectGuid: guidOf(21) });
const older = makeDeletedAdGroup(1, { objectGuid: guidOf(20) });
const others = [makeAdGroup(2), makeDeletedAdGroup(3)];

function directory(parts: Partial<DirectoryObservation>): DirectoryObservation {
  return makeDirectory(parts);
}

const withBoth = { groups: known([second, ...others.slice(0, 1), live]), deletedGroups: known([deleted, older]) };

describe('what AD holds of a group', () => {
  it.each<[string, DirectoryObservation | null, unknown, string, boolean | null]>([
    ['nobody asked', null, null, 'unknown', null],
    ['no domain controller answered', directory({ ...withBoth, domainController: unread }), null, 'unknown', null],
    ['nothing', directory({}), { live: [], deleted: [] }, 'absent', false],
    ['only others', directory({ groups: known(others) }), { live: [], deleted: [] }, 'absent', false],
    ['a live object', directory({ groups: known([live]) }), { live: [live], deleted: [] }, 'live', true],
    [
      'a deleted one',
      directory({ deletedGroups: known([deleted]) }),
      { live: [], deleted: [deleted] },
      'deleted',
      false,
    ],
    [
      'several of both, in order',
      directory(withBoth),
      { live: [live, second], deleted: [older, deleted] },
      'liveAndDeleted',
      true,
    ],
    [
      'a live object, the deleted ones hidden',
      directory({ groups: known([live]), deletedGroups: unread }),
      null,
      'live',
      true,
    ],
    ['no live object, the deleted ones hidden', directory({ deletedGroups: unread }), null, 'unknown', false],
    [
      'a deleted one, the live ones unread',
      directory({ groups: unread, deletedGroups: known([deleted]) }),
      null,
      'unknown',
      null,
    ],
  ])('%s', (_case, observed, twins, state, isThere) => {
    const index = indexDirectory(observed);
    expect(twinsOf(idOf(1), index)).toEqual(twins);
    expect(directoryState(idOf(1), index)).toBe(state);
    expect(isLive(idOf(1), index)).toBe(isThere);
  });
});

describe('one object', () => {
  const index = indexDirectory(directory(withBoth));

  it.each([
    ['alive', live.objectGuid, { isDeleted: false, object: live }],
    ['deleted', older.objectGuid, { isDeleted: true, object: older }],
    ['not there', guidOf(99), null],
  ])('%s', (_case, guid, expected) => {
    expect(adGroupOf(guid, index)).toEqual(expected);
  });

  it('is not there where nothing is known', () => {
    expect(adGroupOf(live.objectGuid, indexDirectory(null))).toBeNull();
  });
});
