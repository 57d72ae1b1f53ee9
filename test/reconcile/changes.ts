import type { Change } from '../../src/model/change.js';
import { keyOf } from '../support/builders.js';

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
