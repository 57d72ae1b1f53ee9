import { type Change, settingKey, type Values } from '../model/change.js';
import type { Observation } from '../model/observation.js';
import type { Plan, Warning } from '../model/plan.js';
import { newGroupDefaultName, type SettingObservation } from '../model/setting.js';
import { kindOf } from '../resources/index.js';
import { type Indexed, indexObservation } from '../resources/kind.js';
import { liveFor } from './approve.js';
import { orderChanges } from './order.js';
import { completePlan, type PlanInput } from './plan.js';
import { addRequirements, disablesDefault } from './requires.js';

/**
 * The plan that takes back what a journal says was written: our own values only, and only where they are still what we
 * wrote. `written` has one change a key: what was there before the first write and what the last one put there.
 */
export function planUndo(written: readonly Change[], input: PlanInput): Plan {
  const observed = indexObservation(input.observation);
  const inverses = written.map((change) => invert(change, observed));
  const changes = addRequirements(orderUndo(inverses.flatMap(({ change }) => (change === null ? [] : [change]))));
  return completePlan(input, {
    changes,
    unchanged: inverses.filter(({ change, warning }) => change === null && warning === null).length,
    warnings: [...input.warnings, ...inverses.flatMap(({ warning }) => (warning === null ? [] : [warning]))],
    facts: [],
  });
}

interface Inverse {
  readonly change: Change | null;
  readonly warning: Warning | null;
}

/** A default that is enabled again comes first: the groups that lose their own value then rely on it. */
function orderUndo(changes: readonly Change[]): Change[] {
  const ordered = orderChanges(changes);
  const setting = ordered.find(({ key }) => key === settingKey);
  if (setting === undefined || disablesDefault(setting)) return ordered;
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
  for (const [name, ours] of Object.entries(written.after ?? {})) {
    const prior = written.before?.[name] ?? null;
    if (!sameMember(written.key, name, live[name], ours) || sameMember(written.key, name, live[name], prior)) continue;
    before[name] = live[name] ?? null;
    after[name] = prior;
  }
  return { before, after };
}

type Json = Values[string];

function changedSince(written: Change, live: Values): string[] {
  return Object.entries(written.after ?? {})
    .filter(([name, ours]) => !sameMember(written.key, name, live[name], ours))
    .filter(([name]) => !sameMember(written.key, name, live[name], written.before?.[name] ?? null))
    .map(([name]) => name);
}

function sameMember(key: string, name: string, a: Json | undefined, b: Json): boolean {
  return kindOf(key).same({ [name]: a ?? null }, { [name]: b });
}

function invertSetting(written: Change, { setting: observed }: Observation): Inverse {
  if (observed === null) return left(written, 'The Group.Unified setting was not read.');
  const object = observed.setting;
  if (object === null)
    return written.before === null ? undone : left(written, 'There is no Group.Unified setting any more.');
  const live = object.values.find(({ name }) => name === newGroupDefaultName)?.value ?? null;
  const ours = written.after?.[newGroupDefaultName] ?? null;
  if (!sameMember(settingKey, newGroupDefaultName, live, ours)) {
    const prior = priorDefault(written, observed);
    const back = [prior.own, prior.value].some((value) => sameMember(settingKey, newGroupDefaultName, live, value));
    return back ? undone : left(written, `${newGroupDefaultName} was changed since.`);
  }
  if (written.before === null && othersAreDefaults(observed)) {
    const before = Object.fromEntries(object.values.map(({ name, value }) => [name, value]));
    return { change: { ...inverse(written, before, null), action: 'delete' }, warning: null };
  }
  return restoreSetting(written, observed, live);
}

/** Nothing to write, and nothing to tell: it is as it was. */
const undone: Inverse = { change: null, warning: null };

/** What the object held before; a value that it did not hold cannot be taken out of it, so the template's default stands for it. */
function priorDefault(written: Change, { template }: SettingObservation): { own: Json; value: Json } {
  const own = written.before?.[newGroupDefaultName] ?? null;
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

function othersAreDefaults({ template, setting }: SettingObservation): boolean {
  const defaults = new Map(template?.values.map(({ name, defaultValue }) => [name, defaultValue]));
  return (setting?.values ?? [])
    .filter(({ name }) => name !== newGroupDefaultName)
    .every(({ name, value }) => sameMember(settingKey, name, value, defaults.get(name) ?? null));
}

function inverse({ key, displayName }: Change, before: Values, after: Values | null): Change {
  return { key, action: 'update', before, after, effect: 'unknown', displayName, source: null, requires: [] };
}

function left(written: Change, reason: string): Inverse {
  return { change: null, warning: undoWarning(written, reason) };
}

function undoWarning({ key, displayName }: Change, reason: string): Warning {
  return { code: 'notUndone', message: `${displayName ?? key}: ${reason}`, keys: [key] };
}
