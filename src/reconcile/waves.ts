import type { Change } from '../model/change.js';
import type { Effect, EffectKind } from '../model/effect.js';
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

/** An AD object that is not as the effects said, and in which way. */
export interface Surprise {
  readonly object: string;
  readonly what: 'is gone' | 'is still there' | 'was not created';
}

/**
 * What AD did after a finished synchronisation that the effects did not say, once these changes were written: objects that
 * are gone though nothing written was to delete them, and objects that are there, or not there, though all that was to
 * delete, or create, them is written. By object; null: AD could not be read, so nobody can tell.
 */
export function findSurprises(
  effects: readonly Effect[],
  written: ReadonlySet<string>,
  before: Observation,
  after: Observation,
): Surprise[] | null {
  const was = indexDirectory(before.connect?.directory ?? null);
  const is = indexDirectory(after.connect?.directory ?? null);
  if (was.live === null || is.live === null) return null;
  const doomed = new Set(
    effects.flatMap(({ object, effect, causes }) =>
      effect === 'delete' && causes.some((key) => written.has(key)) ? [object] : [],
    ),
  );
  const lost = [...was.live.byGroup.keys()]
    .filter((id) => isLive(id, is) === false)
    .map((id) => `adGroup/${id}`)
    .filter((object) => !doomed.has(object));
  const due = effects.filter(({ causes }) => causes.every((key) => written.has(key)));
  const unmet = (kind: EffectKind, live: boolean) =>
    due.filter(({ object, effect }) => effect === kind && isLive(shorten(object), is) === live);
  const surprises: Surprise[] = [
    ...lost.map((object) => ({ object, what: 'is gone' }) as const),
    ...unmet('delete', true).map(({ object }) => ({ object, what: 'is still there' }) as const),
    ...unmet('create', false).map(({ object }) => ({ object, what: 'was not created' }) as const),
  ];
  return surprises.toSorted((a, b) => (a.object < b.object ? -1 : 1));
}

function shorten(object: string): string {
  return object.slice('adGroup/'.length);
}
