import type { Change } from '../model/change.js';
import type { Json } from '../model/json.js';
import { groupUnifiedTemplateId, newGroupDefaultName, type SettingObservation } from '../model/setting.js';
import type { GraphRequest } from './transport.js';

/** Every value that a setting should hold after a write, by name; null: no setting at all. */
export type Expected = ReadonlyMap<string, string> | null;

/** What the tenant, as it is now, says about a change to its setting. */
export type SettingStep =
  | { readonly kind: 'done' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'send'; readonly request: GraphRequest; readonly expected: Expected };

/**
 * Compares our one value only. The request carries the whole collection, as Graph refuses a partial one: the template's
 * defaults, over them everything the tenant holds, names unknown to the template included, over that our value.
 */
export function stepSetting(change: Change, live: SettingObservation): SettingStep {
  return change.action === 'delete' ? stepDelete(change, live) : stepWrite(change, live);
}

/** Names other than ours whose value is not as expected. */
export function movedValues(live: SettingObservation, expected: Expected): string[] {
  const held = valuesOf(live);
  return [...(expected ?? [])].flatMap(([name, value]) =>
    name === newGroupDefaultName || same(live, name, held.get(name) ?? null, value) ? [] : [name],
  );
}

/** Whether a write shows in what was read. */
export function isVisible(live: SettingObservation, expected: Expected): boolean {
  if (expected === null) return live.setting === null;
  const wanted = expected.get(newGroupDefaultName) ?? null;
  return same(live, newGroupDefaultName, ours(live), wanted);
}

function stepWrite(change: Change, live: SettingObservation): SettingStep {
  const { template, setting } = live;
  const own = template?.values.find(({ name }) => name === newGroupDefaultName);
  if (template === null) return { kind: 'failed', message: 'the tenant has no Group.Unified template' };
  if (own === undefined) {
    return { kind: 'failed', message: `the tenant's Group.Unified template has no ${newGroupDefaultName}` };
  }
  const after = change.after?.[newGroupDefaultName] ?? null;
  if (agrees(live, after)) return { kind: 'done' };
  if (!agrees(live, change.before?.[newGroupDefaultName] ?? null)) return { kind: 'stale' };
  const expected = new Map([
    ...template.values.map(({ name, defaultValue }): [string, string] => [name, defaultValue]),
    ...valuesOf(live),
    [newGroupDefaultName, (textOf(after) ?? own.defaultValue).toLowerCase()],
  ]);
  const values = [...expected].map(([name, value]) => ({ name, value }));
  return {
    kind: 'send',
    expected,
    request: setting === null ? createRequest(values) : updateRequest(setting.id, values),
  };
}

function stepDelete(change: Change, live: SettingObservation): SettingStep {
  const { template, setting } = live;
  if (setting === null) return { kind: 'done' };
  if (!agrees(live, change.before?.[newGroupDefaultName] ?? null)) return { kind: 'stale' };
  const defaults = new Map(template?.values.map(({ name, defaultValue }) => [name, defaultValue]));
  const kept = setting.values.filter(({ name, value }) => !same(live, name, value, defaults.get(name) ?? null));
  const others = kept.map(({ name }) => name).filter((name) => name !== newGroupDefaultName);
  if (others.length > 0) {
    return {
      kind: 'failed',
      message: `not deleted: it now holds other values than the defaults: ${others.join(', ')}`,
    };
  }
  return { kind: 'send', expected: null, request: { method: 'DELETE', target: settingTarget(setting.id) } };
}

function createRequest(values: readonly Json[]): GraphRequest {
  const target = { version: 'v1.0', path: '/groupSettings' } as const;
  return { method: 'POST', target, body: { templateId: groupUnifiedTemplateId, values } };
}

function updateRequest(id: string, values: readonly Json[]): GraphRequest {
  return { method: 'PATCH', target: settingTarget(id), body: { values } };
}

function settingTarget(id: string) {
  return { version: 'v1.0', path: `/groupSettings/${encodeURIComponent(id)}` } as const;
}

function ours(live: SettingObservation): string | null {
  return valuesOf(live).get(newGroupDefaultName) ?? null;
}

function valuesOf({ setting }: SettingObservation): Map<string, string> {
  return new Map(setting?.values.map(({ name, value }) => [name, value]));
}

function agrees(live: SettingObservation, value: Json): boolean {
  return same(live, newGroupDefaultName, ours(live), textOf(value));
}

function textOf(value: Json): string | null {
  return value === null ? null : String(value);
}

/** Graph's letter case is not stable for booleans and GUIDs; in every other value it counts. */
function same({ template }: SettingObservation, name: string, a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  const type = template?.values.find((value) => value.name === name)?.type ?? '';
  const folds = name === newGroupDefaultName || /Boolean|Guid/i.test(type);
  return folds ? a.toLowerCase() === b.toLowerCase() : a === b;
}
