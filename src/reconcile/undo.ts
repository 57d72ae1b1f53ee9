import { type Change, settingKey, type Values } from '../model/change.js';
import type { Observation } from '../model/observation.js';
import type { Plan, Warning } from '../model/plan.js';
import { newGroupDefaultName, type SettingObservation, type SettingValue } from '../model/setting.js';
import { kindOf } from '../resources/index.js';
import { type Indexed, indexObservation } from '../resources/kind.js';
import { liveFor } from './approve.js';
import { orderChanges } from './order.js';
import { completePlan, type PlanInput } from './plan.js';
import { addRequirements } from './requires.js';
import { tenantFacts, tenantWarnings } from './tenant-facts.js';

/**
 * The plan that takes back what a journal says was written: our own values only, and only where they are still what we
 * wrote. `written` has one change a key: what was there before the first write and what the last one put there.
 */
export function planUndo(written: readonly Change[], input: PlanInput): Plan {
  const observed = indexObservation(input.observation);
  const inverses = written.map((change) => invert(change, observed));
  const changes = orderUndo(
    inverses.flatMap(({ change }) => (change === null ? [] : [change])),
    input.observation,
  );
  return completePlan(input, {
    changes,
    unchanged: inverses.filter(({ change, warning }) => change === null && warning === null).length,
    warnings: [
      ...input.warnings,
      ...tenantWarnings(input),
      ...inverses.flatMap(({ warning }) => (warning === null ? [] : [warning])),
    ],
    facts: tenantFacts(input),
  });
}

interface Inverse {
  readonly change: Change | null;
  readonly warning: Warning | null;
}

/** The setting comes first, unless it waits for values: groups that lose theirs follow the default from then on. */
function orderUndo(changes: readonly Change[], observation: Observation): Change[] {
  const ordered = addRequirements(orderChanges(changes), observation);
  const setting = ordered.find(({ key }) => key === settingKey);
  if (setting === undefined || setting.requires.length > 0) return ordered;
  return [setting, ...ordered.filter((change) => change !== setting)];
}

function invert(written: Change, observed: Indexed): Inverse {
  return written.key === settingKey ? invertSetting(written, observed.observation) : invertGroup(written, observed);
}

function invertGroup(written: Change, observed: Indexed): Inverse {
  const live = liveFor(written, observed);
  if (live === null) return left(written, 'The group is no longer there.');
  const { before, after } = takenBack(written, live);
  const notes: string[] = [];
  if (after.onPremisesGroupType === null) {
    delete after.onPremisesGroupType;
    delete before.onPremisesGroupType;
    notes.push(`Its type stays ${String(live.onPremisesGroupType)}: a type can never be unset.`);
  }
  const strangers = changedSince(written, live);
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

type Json = Values[string];

function changedSince(written: Change, live: Values): string[] {
  const { key, before, after } = written;
  return Object.keys(live).filter((name) => !holds(key, name, live, after) && !holds(key, name, live, before));
}

/** Whether what is there now under a name is what these values say. */
function holds(key: string, name: string, live: Values, values: Values | null): boolean {
  return sameMember(key, name, valueAt(live, name), valueAt(values, name));
}

function valueAt(values: Values | null, name: string): Json {
  return values?.[name] ?? null;
}

function sameMember(key: string, name: string, a: Json, b: Json): boolean {
  return kindOf(key).same({ [name]: a }, { [name]: b });
}

function invertSetting(written: Change, { setting: observed }: Observation): Inverse {
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

/** Nothing to write, and nothing to tell: it is as it was. */
const undone: Inverse = { change: null, warning: null };

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

function inverse({ key, displayName }: Change, before: Values | null, after: Values | null): Change {
  return { key, action: 'update', before, after, effect: 'unknown', displayName, source: null, requires: [] };
}

function left(written: Change, reason: string): Inverse {
  return { change: null, warning: undoWarning(written, reason) };
}

function undoWarning({ key, displayName }: Change, reason: string): Warning {
  return { code: 'notUndone', message: `${displayName ?? key}: ${reason}`, keys: [key] };
}
