import type { Change, Values } from '../model/change.js';
import type { Desired } from '../model/desired.js';
import type { Fact } from '../model/fact.js';
import { settingKey } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import { groupUnifiedTemplateId, newGroupDefaultName, type SettingObservation } from '../model/setting.js';
import type { Diff, ResourceKind } from './kind.js';
import { lowerCase, sameValues } from './same.js';

/** The tenant-wide Group.Unified setting, of which one value is ours. */
export const settingResource: ResourceKind = {
  owns: (key) => key === settingKey,
  diff: diffSetting,
  phase: () => 'setting',
  live: (_key, names, { observation }) => liveValues(names, observation.setting),
  same: (a, b) => sameValues(a, b, spellPlainly),
  project: projectSetting,
};

/**
 * `enabled` or `disabled`, and what says so. Unknown where neither the setting nor the tenant's template holds the value
 * (`from` is null), or where what holds it says neither true nor false.
 */
export interface NewGroupDefault {
  readonly state: 'enabled' | 'disabled' | 'unknown';
  readonly from: 'object' | 'template' | null;
}

/** What new Microsoft 365 groups get: the setting's value, else the template's default (docs/sources.md#settings). */
export function readNewGroupDefault(observed: SettingObservation | null): NewGroupDefault {
  const own = observed?.setting?.values.find(({ name }) => name === newGroupDefaultName);
  if (own !== undefined) return { state: parseState(own.value), from: 'object' };
  const template = observed?.template?.values.find(({ name }) => name === newGroupDefaultName);
  if (template !== undefined) return { state: parseState(template.defaultValue), from: 'template' };
  return { state: 'unknown', from: null };
}

/** What groups without a value of their own meet: a default that was not read, or that is neither true nor false, may be disabled. */
export function defaultState(observed: SettingObservation | null): NewGroupDefault['state'] {
  const { state, from } = readNewGroupDefault(observed);
  return observed === null || (state === 'unknown' && from !== null) ? 'disabled' : state;
}

/** Whether the tenant's template knows the value: without it no write can succeed. */
export function templateHasDefault(observed: SettingObservation | null): boolean {
  return observed?.template?.values.some(({ name }) => name === newGroupDefaultName) ?? false;
}

function parseState(text: string): NewGroupDefault['state'] {
  const plain = spellPlainly(text);
  if (plain === 'true') return 'enabled';
  return plain === 'false' ? 'disabled' : 'unknown';
}

function diffSetting(desired: Desired, observation: Observation): Diff {
  const observed = observation.setting;
  if (observed === null) return { changes: [], unchanged: 0, warnings: [], facts: [] };
  const now = readNewGroupDefault(observed);
  const facts = [defaultFact(now, observation)];
  const ask = desired.setting;
  if (ask === null) return { changes: [], unchanged: 0, warnings: [], facts };
  const reached = now.state === (ask.enabled ? 'enabled' : 'disabled') && (!ask.explicit || now.from === 'object');
  if (reached) return { changes: [], unchanged: 1, warnings: [], facts };
  const change: Change = {
    key: settingKey,
    action: observed.setting === null ? 'create' : 'update',
    ...changedValues(observed, ask.enabled),
    effect: 'unknown',
    displayName: 'Group.Unified',
    source: ask.source,
    requires: [],
  };
  return { changes: [change], unchanged: 0, warnings: [], facts };
}

/** A write sends the template's defaults under the tenant's values: what appears because of that is part of the change. */
function changedValues(observed: SettingObservation, enabled: boolean): Pick<Change, 'before' | 'after'> {
  const held = new Map(observed.setting?.values.map(({ name, value }) => [name, value]));
  const appearing = (observed.template?.values ?? []).filter(({ name }) => !held.has(name));
  const after = {
    ...Object.fromEntries(appearing.map(({ name, defaultValue }) => [name, defaultValue])),
    [newGroupDefaultName]: String(enabled),
  };
  if (observed.setting === null) return { before: null, after };
  return { before: Object.fromEntries(Object.keys(after).map((name) => [name, held.get(name) ?? null])), after };
}

function defaultFact(now: NewGroupDefault, observation: Observation): Fact {
  const name = 'defaults.newMicrosoft365Groups';
  if (now.state === 'unknown') {
    const absent = `The tenant's Group.Unified template has no ${newGroupDefaultName}.`;
    const garbled = `${newGroupDefaultName} is neither true nor false in this tenant: set it to one of them.`;
    return { name, known: false, remedy: now.from === null ? absent : garbled };
  }
  return { name, known: true, value: now.state, basis: 'observed', by: 'Microsoft Graph', at: observation.observedAt };
}

function liveValues(names: readonly string[], observed: SettingObservation | null): Values | null {
  if (observed === null || observed.setting === null) return null;
  const held = new Map(observed.setting.values.map(({ name, value }) => [name, value]));
  return Object.fromEntries(names.map((name) => [name, held.get(name) ?? null]));
}

function projectSetting(change: Change, observation: Observation): Observation {
  const template = observation.setting?.template ?? null;
  if (change.after === null) return { ...observation, setting: { template, setting: null } };
  const before = observation.setting?.setting ?? { id: groupUnifiedTemplateId, values: [] };
  const values = new Map<string, string>(before.values.map(({ name, value }) => [name, value]));
  for (const [name, value] of Object.entries(change.after)) values.set(name, String(value));
  const setting = { id: before.id, values: [...values].map(([name, value]) => ({ name, value })) };
  return { ...observation, setting: { template, setting } };
}

/** Booleans and GUIDs come back in either letter case; every other text is compared as it is. */
function spellPlainly(value: unknown): unknown {
  return typeof value === 'string' && caseless.test(value) ? lowerCase(value) : value;
}

const caseless = /^(true|false|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
