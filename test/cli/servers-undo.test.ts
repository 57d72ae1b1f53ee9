import { describe, expect, it } from 'vitest';
import { deletedAdGroup, makeDirectory } from '../support/powershell.js';
import { applyOf, errorOf, planOf } from './results.js';
import {
  anyEffect,
  canServe,
  changesOn,
  createLone,
  deleteRule,
  rulesPolicy,
  rulesWithLimit,
  watch,
} from './servers.js';
import { ids, type Ran } from './support.js';

const twin = '5d0e0000-0000-4000-8000-000000000001';
const otherGuid = '0aaa0000-0000-4000-8000-0000000000aa';
const deleteName = 'In from AAD - Group SOAinAAD Delete WriteBackOutOfScope and SoftDelete';

function outcomesOf(ran: Ran): readonly string[] {
  return applyOf(ran).outcomes.map(({ key, status }) => `${status} ${key}`);
}

function added(name: string, identifier: string, precedence: number, disabled: boolean): string {
  return `add ${JSON.stringify({ name, identifier, precedence, disabled })}`;
}

describe.skipIf(!canServe)('undo of an apply that wrote rules', { timeout: 240_000 }, () => {
  it('removes the rule that was made and enables the limit again, in one window', async () => {
    const place = await createLone({ asks: rulesPolicy });
    const { active } = place;
    const before = active.read().rules;
    const applied = await place.run('apply', '--yes', '--format', 'json');
    expect(applied.exit).toBe(0);
    const journal = applyOf(applied).journal ?? '';

    const seen = watch(place);
    const refused = await place.run('undo', journal, '--yes', '--format', 'json');
    expect(refused.exit).toBe(5);
    expect(errorOf(refused).code).toBe('memberLimit');
    expect(seen()).toEqual([]);

    const undone = await place.run('undo', journal, '--yes', '--format', 'json', '--member-counts');
    expect(undone.exit).toBe(0);
    expect(outcomesOf(undone)).toEqual([
      'applied syncRule/aadc01/deleteOutOfScope',
      'applied syncRule/aadc01/memberLimit',
    ]);
    expect(seen()).toEqual([
      'scheduler off',
      'remove cb871f2d-0f01-4c32-a333-ff809145b947',
      added('Out to AD - Group Writeback Member Limit', '5d7f3c11-6f0e-4b65-9f1c-0c7a44b1c0de', 162, false),
      'scheduler on',
    ]);
    const unversioned = (rules: typeof before) => rules.map(({ version: _version, ...rule }) => rule);
    expect(unversioned(active.read().rules)).toEqual(unversioned(before));
  });

  it('brings a rule that was replaced back whole, and says what cannot be taken back', async () => {
    const theirs = deleteRule({
      identifier: otherGuid,
      internalId: otherGuid,
      precedence: 7,
      description: 'theirs',
      scopeFilter: [[{ attribute: 'displayName', comparisonValue: 'A', comparisonOperator: 'STARTSWITH' }]],
    });
    const directory = makeDirectory({ objects: [deletedAdGroup(ids.approvers, twin)] });
    const asks = `groups: [{ match: { id: ${ids.approvers} }, writeback: enabled }]
syncRules: { deleteOutOfScope: { state: present, precedence: 42, adopt: true } }
activeDirectory: { restoreDeleted: true }
${anyEffect}`;
    const place = await createLone({ asks, active: { rules: [...rulesWithLimit, theirs], directory } });
    const { active } = place;
    const applied = await place.run('apply', '--yes', '--format', 'json');
    expect(applied.exit).toBe(0);
    expect(changesOn(active)).toEqual([
      'scheduler off',
      `restore ${twin}`,
      added(deleteName, otherGuid, 42, false),
      'scheduler on',
    ]);

    const seen = watch(place);
    const undone = await place.run('undo', applyOf(applied).journal ?? '', '--yes', '--format', 'json');
    expect(undone.exit).toBe(6);
    expect(outcomesOf(undone).toSorted()).toEqual([
      `applied group/${ids.approvers}`,
      'applied syncRule/aadc01/deleteOutOfScope',
      `notAttempted adGroup/${twin}`,
    ]);
    expect(applyOf(undone).outcomes.find(({ key }) => key === `adGroup/${twin}`)?.message).toContain(
      'An object that was restored is not deleted again.',
    );
    expect(seen()).toEqual([
      'scheduler off',
      `PATCH /groups/${ids.approvers}`,
      added(deleteName, otherGuid, 7, false),
      'scheduler on',
    ]);
    const { version: _version, ...whole } = theirs;
    expect(active.read().rules.find(({ name }) => name === deleteName)).toMatchObject(whole);
    const plan = planOf(await place.run('plan', '--format', 'json'));
    expect(plan.changes.map(({ key }) => key)).toEqual([`group/${ids.approvers}`, 'syncRule/aadc01/deleteOutOfScope']);
  });
});
