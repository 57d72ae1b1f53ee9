import type { Change } from '../../src/model/change.js';
import type { SyncRule } from '../../src/model/sync-rule.js';
import { guidOf, idOf, keyOf, makeSyncRule } from '../support/builders.js';

export const ours = 'NewUnifiedGroupWritebackDefault';

/** A change to the nth group that disables it, unless the parts say otherwise. */
export function changeGroup(n: number, parts: Partial<Change> = {}): Change {
  return {
    key: keyOf(n),
    action: 'update',
    before: { isEnabled: true },
    after: { isEnabled: false },
    effect: 'unknown',
    displayName: `Group ${n}`,
    source: null,
    requires: [],
    ...parts,
  };
}

/** A change of the tenant's default from enabled to disabled, unless the parts say otherwise. */
export function changeSetting(parts: Partial<Change> = {}): Change {
  return {
    key: 'setting/Group.Unified',
    action: 'update',
    before: { [ours]: 'true' },
    after: { [ours]: 'false' },
    effect: 'unknown',
    displayName: 'Group.Unified',
    source: null,
    requires: [],
    ...parts,
  };
}

/** A rule as the values of a change. */
export function asValues(rule: SyncRule): Change['before'] {
  return rule as unknown as Change['before'];
}

/** A change that creates the delete rule on a server, unless the parts say otherwise. */
export function changeRule(server: string, parts: Partial<Change> = {}): Change {
  return {
    key: `syncRule/${server}/deleteOutOfScope`,
    action: 'create',
    before: null,
    after: asValues(makeSyncRule()),
    effect: 'unknown',
    displayName: makeSyncRule().name,
    source: null,
    requires: [],
    ...parts,
  };
}

/** A change that deletes the delete rule of a server. */
export function removeRule(server: string): Change {
  return changeRule(server, { action: 'delete', before: asValues(makeSyncRule()), after: null });
}

/** A change that disables or enables the member-limit rule of a server. */
export function switchLimit(server: string, disabled: boolean): Change {
  return {
    ...changeRule(server),
    key: `syncRule/${server}/memberLimit`,
    action: 'update',
    before: { disabled: !disabled },
    after: { disabled },
    displayName: 'Out to AD - Group Writeback Member Limit',
  };
}

/** A change that restores the nth deleted AD object, of the nth group. */
export function restoreObject(n: number): Change {
  return {
    ...changeRule(''),
    key: `adGroup/${guidOf(n)}`,
    action: 'restore',
    before: { isDeleted: true, groupId: idOf(n) },
    after: { isDeleted: false, groupId: idOf(n) },
    displayName: `Group ${n}`,
  };
}

/** A change that puts the scheduler of a server back to on. */
export function resumeScheduler(server: string): Change {
  return {
    ...changeRule(server),
    key: `scheduler/${server}`,
    action: 'resume',
    before: { syncCycleEnabled: false, marker: 'run-1' },
    after: { syncCycleEnabled: true, marker: null },
    displayName: `Sync scheduler of ${server}`,
  };
}
