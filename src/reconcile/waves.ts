import type { Change } from '../model/change.js';
import { groupBy } from '../model/group-by.js';
import { keyedBy } from '../model/key.js';
import type { Plan } from '../model/plan.js';
import type { Rollout } from '../model/policy.js';
import { kindOf } from '../resources/index.js';

/**
 * Cuts a plan into waves: of the changes of groups, in their order, each wave takes as many as the rollout says. What a
 * group waits for comes in its wave or before; what waits for groups comes with the last of them, the tenant's default
 * with the last group of all. A paused scheduler goes on in the first, after all that it waits for: until then nothing synchronises,
 * and no wave could be told from the next. The changes of a wave keep their order. Groups beyond the last number are in no
 * wave.
 */
export function cutWaves(changes: readonly Change[], { waves }: Pick<Rollout, 'waves'>): Change[][] {
  const waveOf = new Map(assignGroups(changes, waves));
  for (const key of awaitedByScheduler(changes)) waveOf.set(key, 0);
  const dependents = indexDependents(changes);
  const last = Math.max(0, ...new Set([...waveOf.values()].filter(Number.isFinite)));
  for (const change of changes) if (!waveOf.has(change.key)) assignOther(change, dependents, waveOf, last);
  return waves.map((_size, index) => changes.filter(({ key }) => waveOf.get(key) === index));
}

/** The same as the keys of each wave, as a plan holds them; null: the policy asks for none. */
export function listWaves(changes: readonly Change[], rollout: Pick<Rollout, 'waves'> | null): Plan['waves'] {
  return rollout && cutWaves(changes, rollout).map((wave) => wave.map(({ key }) => key));
}

/** No wave of this plan. */
const never = Number.POSITIVE_INFINITY;

function assignGroups(changes: readonly Change[], waves: Rollout['waves']): [string, number][] {
  const keys = keyedBy('group', changes).map(({ key }) => key);
  const ends: number[] = [];
  for (const size of waves) ends.push((ends.at(-1) ?? 0) + (size === 'rest' ? never : size));
  return keys.map((key, index) => {
    const wave = ends.findIndex((end) => index < end);
    return [key, wave < 0 ? never : wave];
  });
}

/** Schedulers that are switched on, and everything that they wait for. */
function awaitedByScheduler(changes: readonly Change[]): ReadonlySet<string> {
  const requires = new Map(changes.map((change) => [change.key, change.requires]));
  const found = new Set(changes.filter(({ action }) => action === 'resume').map(({ key }) => key));
  // A set is walked through to its end, what is added meanwhile included.
  for (const key of found) for (const required of requires.get(key) ?? []) found.add(required);
  return found;
}

type Dependents = ReadonlyMap<string, readonly { readonly key: string }[]>;

/** The changes that wait for each key. */
function indexDependents(changes: readonly Change[]): Dependents {
  const ties = changes.flatMap(({ key, requires }) => requires.map((required) => ({ key, required })));
  return groupBy(ties, ({ required }) => required);
}

/** `lastGroup`: the last wave in which a group changes. */
function assignOther(change: Change, dependents: Dependents, waveOf: Map<string, number>, lastGroup: number): void {
  const wavesOf = (keys: readonly string[]) => keys.flatMap((key) => waveOf.get(key) ?? []);
  const waiting = wavesOf((dependents.get(change.key) ?? []).map(({ key }) => key));
  const latest = wavesOf(change.requires).reduce((last, wave) => Math.max(last, wave), 0);
  const isDefault = kindOf(change.key).phase(change) === 'setting';
  const earliest = waiting.reduce((first, wave) => Math.min(first, wave), never);
  waveOf.set(change.key, isDefault ? Math.max(latest, lastGroup) : waiting.length > 0 ? earliest : latest);
}
