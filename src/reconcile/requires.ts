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
  const disables = setting.after?.[newGroupDefaultName] === 'false';
  const pins = changes.filter((change) => isPin(change)).map(({ key }) => key);
  return changes.map((change) => {
    if (change === setting && disables) return { ...change, requires: pins };
    if (!disables && change.after?.isEnabled === null) return { ...change, requires: [settingKey] };
    return change;
  });
}

function isPin({ before, after }: Change): boolean {
  return before?.isEnabled === null && after !== null && after.isEnabled !== null && 'isEnabled' in after;
}
