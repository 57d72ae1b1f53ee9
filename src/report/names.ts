import type { Plan } from '../model/plan.js';

/** What the objects behind the keys of a plan are called, as far as the plan says. */
export type Names = (key: string) => string | null;

export function collectNames(plan: Plan): Names {
  const known = new Map<string, string>();
  for (const { key, displayName } of [...plan.missing, ...plan.skipped, ...plan.changes]) {
    if (displayName !== null) known.set(key, displayName);
  }
  return (key) => known.get(key) ?? known.get(`group/${shortenKey(key)}`) ?? null;
}

/** `group/<id>` -> `<id>`: what is left when the kind is clear from the context. */
export function shortenKey(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}
