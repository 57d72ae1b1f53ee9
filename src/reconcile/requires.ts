import { type Change, settingKey } from '../model/change.js';
import { newGroupDefaultName } from '../model/setting.js';

/**
 * Ties the changes of different kinds together. A flip of the tenant's default to disabled would leave every
 * Microsoft 365 group without a value unset, so it waits until the values of the managed ones are written and read
 * back; an undo that takes those values away again waits until the default is enabled.
 */
export function addRequirements(changes: readonly Change[]): Change[] {
  const setting = changes.find(({ key }) => key === settingKey);
  if (setting === undefined) return [...changes];
  const disables = disablesDefault(setting);
  const pins = changes.filter((change) => isPin(change)).map(({ key }) => key);
  return changes.map((change) => {
    if (change === setting && disables) return { ...change, requires: pins };
    if (!disables && change.after?.isEnabled === null) return { ...change, requires: [settingKey] };
    return change;
  });
}

/** Whether a change of the setting ends with the default disabled, in whatever letter case (an undo brings back what Graph spelt). */
export function disablesDefault({ after }: Change): boolean {
  return String(after?.[newGroupDefaultName]).toLowerCase() === 'false';
}

function isPin({ before, after }: Change): boolean {
  return before?.isEnabled === null && after !== null && after.isEnabled !== null && 'isEnabled' in after;
}
