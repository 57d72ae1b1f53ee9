import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/model/change.js';
import type { AdGroup } from '../../../src/model/server.js';
import { judge } from '../../../src/reconcile/guards/index.js';
import {
  askConnect,
  guidOf,
  idOf,
  keyOf,
  known,
  makeAdGroup,
  makeConnect,
  makeDeletedAdGroup,
  makeDirectory,
  makeGroup,
  makeObservation,
  makePolicy,
  makeSetting,
  unread,
} from '../../support/builders.js';
import { changeGroup, ours } from '../changes.js';
import { enable, restore } from './connect-changes.js';
import { allow, makeJudged } from './judged.js';

/** An object of the first group, whatever its own number. */
function live(n: number, parts: Partial<AdGroup> = {}): AdGroup {
  return makeAdGroup(n, { groupId: idOf(1), ...parts });
}

function deleted(n: number, parts: Partial<AdGroup> = {}): AdGroup {
  return makeDeletedAdGroup(n, { groupId: idOf(1), ...parts });
}

interface Case {
  readonly groups?: readonly AdGroup[];
  readonly deletedGroups?: readonly AdGroup[];
  readonly restoreDeleted?: boolean;
  readonly chosen?: string;
  readonly changes?: readonly Change[];
}

function judged({ groups = [], deletedGroups = [], restoreDeleted = false, chosen, changes = [enable(1)] }: Case) {
  const restore: Record<string, string> = chosen === undefined ? {} : { [idOf(1)]: chosen };
  const directory = makeDirectory({ groups: known(groups), deletedGroups: known(deletedGroups) });
  return makeJudged({
    policy: makePolicy(askConnect({ activeDirectory: { restoreDeleted, restore } })),
    observation: makeObservation({
      groups: [makeGroup(1, { isEnabled: false }), makeGroup(2, { isEnabled: false })],
      connect: makeConnect({ directory }),
    }),
    changes,
  });
}

function guardsOf(one: Case): readonly string[] {
  return judge(judged(one)).map(({ guard }) => guard);
}

describe('a group that is switched on', () => {
  it.each<[string, Case, readonly string[]]>([
    ['AD holds nothing of it', {}, []],
    ['AD holds its object', { groups: [live(1)] }, []],
    ['AD holds two live objects', { groups: [live(1), live(2)] }, []],
    ['its object lies deleted', { deletedGroups: [deleted(1)] }, ['deletedTwin']],
    ['the object of another group lies deleted', { deletedGroups: [makeDeletedAdGroup(2)] }, []],
    ['its object is restored first', { deletedGroups: [deleted(1)], changes: [restore(1), enable(1)] }, []],
    [
      'its object should be restored and the plan leaves that out',
      { deletedGroups: [deleted(1)], restoreDeleted: true },
      ['deletedTwin'],
    ],
    [
      'the policy names an object that is not there',
      { deletedGroups: [deleted(1)], chosen: guidOf(9) },
      ['deletedTwin'],
    ],
    ['two objects lie deleted', { deletedGroups: [deleted(1), deleted(2)] }, ['ambiguousTwin']],
    [
      'two objects lie deleted, whatever is restored',
      { deletedGroups: [deleted(1), deleted(2)], restoreDeleted: true, changes: [restore(1), enable(1)] },
      ['ambiguousTwin'],
    ],
    ['one lies deleted and one lives', { groups: [live(1)], deletedGroups: [deleted(2)] }, ['ambiguousTwin']],
    [
      'a person chose one of two that lie deleted',
      { deletedGroups: [deleted(1), deleted(2)], chosen: guidOf(2), changes: [restore(2), enable(1)] },
      [],
    ],
    [
      'a person chose one of two and the plan leaves its restore out',
      { deletedGroups: [deleted(1), deleted(2)], chosen: guidOf(2) },
      ['deletedTwin'],
    ],
    ['a person chose the one that lives', { groups: [live(1)], deletedGroups: [deleted(2)], chosen: guidOf(1) }, []],
    [
      'a person chose none of them',
      { groups: [live(1)], deletedGroups: [deleted(2)], chosen: guidOf(9) },
      ['ambiguousTwin'],
    ],
    ['it is switched off', { deletedGroups: [deleted(1), deleted(2)], changes: [changeGroup(1)] }, []],
    ['nothing changes', { deletedGroups: [deleted(1)], changes: [] }, []],
  ])('where %s', (_case, one, guards) => {
    expect(guardsOf(one)).toEqual(guards);
  });

  it('counts as switched on where an undo leaves it to the default', () => {
    const undo = changeGroup(1, { before: { isEnabled: false }, after: { isEnabled: null } });
    const one = judged({ deletedGroups: [deleted(1)], changes: [undo] });
    expect(judge(one).map(({ guard }) => guard)).toEqual(['deletedTwin']);
    const setting = makeSetting({ [ours]: 'false' });
    const unset = judge({ ...one, observation: { ...one.observation, setting } });
    expect(unset.map(({ guard }) => guard)).toEqual(['deletedTwin']);
  });

  it.each([
    [null],
    [makeConnect({ directory: null })],
    [makeConnect({ directory: makeDirectory({ deletedGroups: unread, groups: known([live(1)]) }) })],
    [makeConnect({ directory: makeDirectory({ domainController: unread, deletedGroups: known([deleted(1)]) }) })],
  ])('case %#: is not judged where AD could not be read whole', (connect) => {
    const observation = makeObservation({ groups: [makeGroup(1, { isEnabled: false })], connect });
    expect(judge(makeJudged({ observation, changes: [enable(1)] }))).toEqual([]);
  });
});

describe('deletedTwin', () => {
  it.each([
    [false, 'write `activeDirectory.restoreDeleted: true`'],
    [true, 'plan its restore too (leave out --only)'],
  ])('prints the command and the line of the policy: restoreDeleted %s', (restoreDeleted, line) => {
    const one = judged({
      restoreDeleted,
      deletedGroups: [deleted(1), makeDeletedAdGroup(2)],
      changes: [enable(1), enable(2)],
    });
    expect(judge(one)).toEqual([
      {
        guard: 'deletedTwin',
        message:
          '2 groups would be switched on while the object in Active Directory lies deleted: a new object with another SID would take its place, and access lists would miss it.',
        count: 2,
        limit: 0,
        keys: [keyOf(1), keyOf(2)],
        remedy: `To allow just this once: --allow deletedTwin=2. Otherwise ${line}, or restore it first: Restore-ADObject -Identity ${guidOf(1)}; Restore-ADObject -Identity ${guidOf(2)}.`,
      },
    ]);
    expect(judge({ ...one, allowed: [allow('deletedTwin', 2)] })).toEqual([]);
  });

  it('counts what it leaves out of a long list', () => {
    const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
    const groups = numbers.map((n) => makeGroup(n, { isEnabled: false }));
    const directory = makeDirectory({ deletedGroups: known(numbers.map((n) => makeDeletedAdGroup(n))) });
    const observation = makeObservation({ groups, connect: makeConnect({ directory }) });
    const [refusal] = judge(makeJudged({ observation, changes: numbers.map(enable) }));
    expect(refusal?.keys).toHaveLength(12);
    expect(refusal?.remedy).toContain(`Restore-ADObject -Identity ${guidOf(10)}; and 2 more.`);
    expect(refusal?.remedy).not.toContain(guidOf(11));
  });
});

describe('ambiguousTwin', () => {
  it('lists SID, created, deleted and parent of each, whatever is allowed', () => {
    const nothing = { objectSid: null, whenCreated: null, whenChanged: null, lastKnownParent: null };
    const one = judged({
      groups: [live(1, { distinguishedName: 'CN=Sales\\, EMEA,OU=Groups,DC=contoso,DC=com' })],
      deletedGroups: [deleted(2), deleted(3, nothing)],
    });
    expect(judge({ ...one, allowed: [allow('ambiguousTwin', 9), allow('deletedTwin', 9)] })).toEqual([
      {
        guard: 'ambiguousTwin',
        message: `1 group would be switched on with several objects in Active Directory, of which only a person can choose. Group 1: ${guidOf(1)} lives (SID S-1-5-21-1-2-3-1001, created 2025-01-01T00:00:00.000Z, in OU=Groups,DC=contoso,DC=com), ${guidOf(2)} is deleted (SID S-1-5-21-1-2-3-1002, created 2025-01-01T00:00:00.000Z, deleted 2026-11-01T00:00:00.000Z, was in OU=Groups,DC=contoso,DC=com), ${guidOf(3)} is deleted (SID unknown, created unknown, deleted unknown, was in unknown).`,
        count: 1,
        limit: 0,
        keys: [keyOf(1)],
        remedy: `Choose one object of each in the policy: \`activeDirectory.restore: { ${idOf(1)}: <objectGUID> }\`.`,
      },
    ]);
  });

  it('names a group without a name by its ID', () => {
    const one = judged({ deletedGroups: [deleted(1), deleted(2)] });
    const groups = [makeGroup(1, { isEnabled: false, displayName: null })];
    const [refusal] = judge({ ...one, observation: { ...one.observation, groups } });
    expect(refusal?.message).toContain(`choose. ${idOf(1)}: ${guidOf(1)} is deleted`);
  });
});
