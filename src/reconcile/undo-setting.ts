import type { Change } from '../model/change.js';
import type { Json } from '../model/json.js';
import { settingKey } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import { newGroupDefaultName, type SettingObservation, type SettingValue } from '../model/setting.js';
import { type Inverse, inverse, left, sameMember, undone, undoWarning } from './undo-inverse.js';
import { valueAt } from './values.js';

/** A setting that was created is deleted again where every other value is still the template's default. */
export function invertSetting(written: Change, { setting: observed }: Observation): Inverse {
  if (observed === null) return left(written, 'The Group.Unified setting was not read.');
  const object = observed.setting;
  // Created by us and gone since, or deleted by us again: whatever is there now is not ours.
  if (written.before === null && (object === null || written.after === null)) return undone;
  if (object === null && written.after === null) return { change: recreate(written, observed), warning: null };
  if (object === null) return left(written, 'There is no Group.Unified setting any more.');
  const live = object.values.find(({ name }) => name === newGroupDefaultName)?.value ?? null;
  const ours = valueAt(written.after, newGroupDefaultName);
  if (!sameMember(settingKey, newGroupDefaultName, live, ours)) {
    const prior = priorDefault(written, observed);
    const back = [prior.own, prior.value].some((value) => sameMember(settingKey, newGroupDefaultName, live, value));
    return back ? undone : left(written, `${newGroupDefaultName} was changed since.`);
  }
  if (written.before === null && othersAreDefaults(object.values, observed)) {
    const before = Object.fromEntries(object.values.map(({ name, value }) => [name, value]));
    return { change: { ...inverse(written, before, null), action: 'delete' }, warning: null };
  }
  return restoreSetting(written, observed, live);
}

/** A setting that was deleted held the template's defaults beside our value: else it would not have been deleted. */
function recreate(written: Change, { template }: SettingObservation): Change {
  const defaults = Object.fromEntries(template?.values.map(({ name, defaultValue }) => [name, defaultValue]) ?? []);
  const after = { ...defaults, [newGroupDefaultName]: valueAt(written.before, newGroupDefaultName) };
  return { ...inverse(written, null, after), action: 'create' };
}

/** What the object held before; a value that it did not hold cannot be taken out of it, so the template's default stands for it. */
function priorDefault(written: Change, { template }: SettingObservation): { own: Json; value: Json } {
  const own = valueAt(written.before, newGroupDefaultName);
  const standIn = template?.values.find(({ name }) => name === newGroupDefaultName)?.defaultValue ?? null;
  return { own, value: own ?? standIn };
}

function restoreSetting(written: Change, observed: SettingObservation, live: Json): Inverse {
  const { own, value } = priorDefault(written, observed);
  if (value === null) return left(written, `The template no longer has ${newGroupDefaultName}.`);
  const note =
    written.before === null
      ? 'The setting that was created stays, because other values of it were changed since; ours goes back to the default.'
      : 'The setting did not hold the value before: it gets the explicit default, which means the same.';
  const warning = own === null ? undoWarning(written, note) : null;
  if (sameMember(settingKey, newGroupDefaultName, live, value)) return { change: null, warning };
  const change = inverse(written, { [newGroupDefaultName]: live }, { [newGroupDefaultName]: value });
  return { change, warning };
}

function othersAreDefaults(values: readonly SettingValue[], { template }: SettingObservation): boolean {
  const defaults = new Map(template?.values.map(({ name, defaultValue }) => [name, defaultValue]));
  return values
    .filter(({ name }) => name !== newGroupDefaultName)
    .every(({ name, value }) => sameMember(settingKey, name, value, defaults.get(name) ?? null));
}
