import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/json.js';
import type { Plan } from '../model/plan.js';

/** A plan with its digest. */
export function sealPlan(plan: Omit<Plan, 'digest'>): Plan {
  return { ...plan, digest: digestPlan(plan) };
}

/** SHA-256 over everything but the times and file paths of the run: an accident changes it, a second run does not. */
export function digestPlan(plan: Omit<Plan, 'digest'>): string {
  const { createdAt: _createdAt, ...rest } = plan;
  const facts = plan.facts.map((fact) => ('at' in fact ? { ...fact, at: null } : fact));
  const text = canonicalJson(withoutPaths({ ...rest, digest: undefined, facts }));
  return createHash('sha256').update(text).digest('hex');
}

/** Every `source` without its `file`: the same policy checked out elsewhere gives the same digest. */
function withoutPaths(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPaths);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === 'source' ? withoutFile(item) : withoutPaths(item)]),
  );
}

function withoutFile(source: unknown): unknown {
  if (source === null || typeof source !== 'object') return source;
  const { file: _file, ...place } = source as { file?: unknown };
  return place;
}
