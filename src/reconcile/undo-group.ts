import type { Change, Values } from '../model/change.js';
import type { GroupRecord } from '../model/group.js';
import type { Json } from '../model/json.js';
import { idOfKey } from '../model/key.js';
import { effectiveState } from '../resources/group.js';
import type { Indexed } from '../resources/kind.js';
import { defaultState, type NewGroupDefault } from '../resources/setting.js';
import { liveFor } from './approve.js';
import { type Inverse, inverse, left, sameMember, undoWarning } from './undo-inverse.js';
import { valueAt } from './values.js';

/** Our own values, each on its own: what was changed since stays. */
export function invertGroup(written: Change, observed: Indexed): Inverse {
  const group = observed.groups.get(idOfKey(written.key));
  const live = liveFor(written, observed);
  if (group === undefined || live === null) return left(written, 'The group is no longer there.');
  const { before, after } = takenBack(written, live);
  const notes: string[] = [];
  if (after.onPremisesGroupType === null) {
    delete after.onPremisesGroupType;
    delete before.onPremisesGroupType;
    notes.push(`Its type stays ${String(live.onPremisesGroupType)}: a type can never be unset.`);
  }
  const isBack = standsForNull(group, defaultState(observed.observation.setting));
  const strangers = changedSince(written, live).filter((name) => !(isBack && wasUnset(written, name)));
  if (strangers.length > 0) notes.push(`Left alone, because changed since: ${strangers.join(', ')}.`);
  const warning = notes.length === 0 ? null : undoWarning(written, notes.join(' '));
  return { change: Object.keys(after).length === 0 ? null : inverse(written, before, after), warning };
}

/** Our own values that are still there, and what they were before. */
function takenBack(written: Change, live: Values): { before: Record<string, Json>; after: Record<string, Json> } {
  const before: Record<string, Json> = {};
  const after: Record<string, Json> = {};
  for (const name of Object.keys(live)) {
    if (!holds(written.key, name, live, written.after) || holds(written.key, name, live, written.before)) continue;
    before[name] = valueAt(live, name);
    after[name] = valueAt(written.before, name);
  }
  return { before, after };
}

function changedSince(written: Change, live: Values): string[] {
  const { key, before, after } = written;
  return Object.keys(live).filter((name) => !holds(key, name, live, after) && !holds(key, name, live, before));
}

function wasUnset({ before }: Change, name: string): boolean {
  return name === 'isEnabled' && valueAt(before, name) === null;
}

/** Whether its value comes to the same as none: an undo whose null the service refused has left it so. */
function standsForNull(group: GroupRecord, standing: NewGroupDefault['state']): boolean {
  return effectiveState(group, standing) === effectiveState({ ...group, isEnabled: null }, standing);
}

/** Whether what is there now under a name is what these values say. */
function holds(key: string, name: string, live: Values, values: Values | null): boolean {
  return sameMember(key, name, valueAt(live, name), valueAt(values, name));
}
