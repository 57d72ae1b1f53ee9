import type { Change } from '../model/change.js';
import type { Effect } from '../model/effect.js';
import type { Observation } from '../model/observation.js';
import type { Rollout } from '../model/policy.js';
import { indexDirectory, isLive } from '../resources/directory.js';
import { kindOf } from '../resources/index.js';

/**
 * Cuts a plan into waves: of the changes of groups, in their order, each wave takes as many as the rollout says. What a
 * group waits for comes in its wave or before; what waits for groups comes with the last of them, the tenant's default in
 * the last wave. The changes of a wave keep their order. Groups beyond the last number are in no wave.
 */
export function cutWaves(changes: readonly Change[], { waves }: Pick<Rollout, 'waves'>): Change[][] {
  const waveOf = new Map(assignGroups(changes, waves));
  for (const change of changes) if (!waveOf.has(change.key)) assignOther(change, changes, waveOf, waves.length);
  return waves.map((_size, index) => changes.filter(({ key }) => waveOf.get(key) === index));
}

/** No wave of this plan. */
const never = Number.POSITIVE_INFINITY;

function assignGroups(changes: readonly Change[], waves: Rollout['waves']): [string, number][] {
  const keys = changes.map(({ key }) => key).filter((key) => key.startsWith('group/'));
  const ends: number[] = [];
  for (const size of waves) ends.push((ends.at(-1) ?? 0) + (size === 'rest' ? never : size));
  return keys.map((key, index) => {
    const wave = ends.findIndex((end) => index < end);
    return [key, wave < 0 ? never : wave];
  });
}

function assignOther(change: Change, changes: readonly Change[], waveOf: Map<string, number>, count: number): void {
  const waiting = new Set(changes.filter(({ requires }) => requires.includes(change.key)).map(({ key }) => key));
  const wavesOf = (keys: ReadonlySet<string>) => [...waveOf].filter(([key]) => keys.has(key)).map(([, wave]) => wave);
  const dependents = wavesOf(waiting);
  const earliest = Math.min(never, ...dependents);
  const latest = Math.max(0, ...wavesOf(new Set(change.requires)));
  const isDefault = kindOf(change.key).phase(change) === 'setting';
  waveOf.set(change.key, isDefault ? Math.max(latest, count - 1) : dependents.length > 0 ? earliest : latest);
}

/**
 * What AD did after a finished synchronisation that the effects of a wave did not say: objects that are gone and were not
 * to be deleted, and objects that are there and were. null: AD could not be read, so nobody can tell.
 */
export function findSurprises(effects: readonly Effect[], before: Observation, after: Observation): string[] | null {
  const was = indexDirectory(before.connect?.directory ?? null);
  const is = indexDirectory(after.connect?.directory ?? null);
  if (was.live === null || is.live === null) return null;
  const said = new Map(effects.map(({ object, effect }) => [object, effect]));
  const gone = [...was.live.byGroup.keys()].filter((id) => isLive(id, is) === false);
  const lost = gone.map((id) => `adGroup/${id}`).filter((object) => said.get(object) !== 'delete');
  const kept = [...said].filter(([object, effect]) => effect === 'delete' && isLive(object.slice(8), is) === true);
  const absent = [...said].filter(([object, effect]) => effect === 'create' && isLive(object.slice(8), is) === false);
  return [...new Set([...lost, ...[...kept, ...absent].map(([object]) => object)])].sort();
}
