import { everyOtherObject } from '../model/effect.js';
import { groupKey, idOfKey, isKeyOf, serverOf } from '../model/key.js';
import type { Plan } from '../model/plan.js';
import { formatName } from './words.js';

/** What the objects behind the keys of a plan are called, as far as the plan says. */
export type Names = (key: string) => string | null;

export function collectNames(plan: Plan): Names {
  const known = new Map<string, string>();
  const { released = [], captured = [], noLongerProtected = [] } = plan.base ?? {};
  const reach = [...released, ...captured, ...noLongerProtected];
  for (const { key, displayName } of [...reach, ...plan.missing, ...plan.skipped, ...plan.changes]) {
    if (displayName !== null) known.set(key, displayName);
  }
  for (const { object, displayName } of plan.effects) {
    const key = groupKey(idOfKey(object));
    if (displayName !== null && !known.has(key)) known.set(key, displayName);
  }
  return (key) => known.get(key) ?? known.get(groupKey(idOfKey(key))) ?? null;
}

/**
 * `Payroll (3f2a…)`: the name people know, the ID that tells twins apart; the key where there is no name. What lives on
 * a server is named with it: `rule "Out to AD …" on aadc01`.
 */
export function describeKey(key: string, names: Names): string {
  if (key === everyOtherObject) return 'objects of groups that were not read';
  const name = names(key);
  if (isKeyOf('scheduler', key)) return `sync scheduler of ${serverOf(key)}`;
  if (isKeyOf('syncRule', key)) {
    return `rule ${name === null ? key.split('/').at(-1) : JSON.stringify(name)} on ${serverOf(key)}`;
  }
  const id = idOfKey(key);
  return name === null || name === id ? key : `${formatName(name)} (${id})`;
}

/** On how many servers the changes of rules are. */
export function countServers(changes: readonly { readonly key: string }[]): number {
  return new Set(changes.map(({ key }) => serverOf(key))).size;
}
