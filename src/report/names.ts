import type { Plan } from '../model/plan.js';
import { serverOf } from '../model/sync-rule.js';
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
    const key = `group/${shortenKey(object)}`;
    if (displayName !== null && !known.has(key)) known.set(key, displayName);
  }
  return (key) => known.get(key) ?? known.get(`group/${shortenKey(key)}`) ?? null;
}

/**
 * `Payroll (3f2a…)`: the name people know, the ID that tells twins apart; the key where there is no name. What lives on
 * a server is named with it: `rule "Out to AD …" on aadc01`.
 */
export function describeKey(key: string, names: Names): string {
  if (key === 'adGroup/*') return 'objects of groups that were not read';
  const name = names(key);
  if (key.startsWith('scheduler/')) return `sync scheduler of ${serverOf(key)}`;
  if (key.startsWith('syncRule/')) {
    return `rule ${name === null ? key.split('/').at(-1) : JSON.stringify(name)} on ${serverOf(key)}`;
  }
  const id = shortenKey(key);
  return name === null || name === id ? key : `${formatName(name)} (${id})`;
}

/** `group/<id>` -> `<id>`: what is left when the kind is clear from the context. */
export function shortenKey(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** On how many servers the changes of rules are. */
export function countServers(changes: readonly { readonly key: string }[]): number {
  return new Set(changes.map(({ key }) => serverOf(key))).size;
}
