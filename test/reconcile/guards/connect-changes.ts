import type { Change } from '../../../src/model/change.js';
import type { SyncRule } from '../../../src/model/sync-rule.js';
import { valuesOfRule } from '../../../src/resources/sync-rule/values.js';
import { guidOf, makeSyncRule } from '../../support/builders.js';
import { changeGroup } from '../changes.js';

const made = { effect: 'unknown', displayName: null, source: null, requires: [] } as const;

/** The nth group switched on. */
export function enable(n: number): Change {
  return changeGroup(n, { before: { isEnabled: false }, after: { isEnabled: true } });
}

/** The delete rule put in the place of another one; null: there was none, or there will be none. */
export function changeRule(
  before: Partial<SyncRule> | null,
  after: Partial<SyncRule> | null,
  server = 'aadc01',
): Change {
  return {
    ...made,
    key: `syncRule/${server}/deleteOutOfScope`,
    action: before === null ? 'create' : after === null ? 'delete' : 'update',
    before: before && valuesOfRule(makeSyncRule(before)),
    after: after && valuesOfRule(makeSyncRule(after)),
  };
}

/** The member-limit rule as it will be. */
export function changeLimit(disabled: boolean, server = 'aadc01'): Change {
  const key = `syncRule/${server}/memberLimit`;
  return { ...made, key, action: 'update', before: { disabled: !disabled }, after: { disabled } };
}

export function resume(server = 'aadc01'): Change {
  const [before, after] = [{ syncCycleEnabled: false }, { syncCycleEnabled: true }];
  return { ...made, key: `scheduler/${server}`, action: 'resume', before, after };
}

/** The nth deleted AD object brought back. */
export function restore(n: number): Change {
  const key = `adGroup/${guidOf(n)}`;
  return { ...made, key, action: 'restore', before: { isDeleted: true }, after: { isDeleted: false } };
}
