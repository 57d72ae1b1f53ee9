import type { Change } from '../../model/change.js';
import type { Desired } from '../../model/desired.js';
import type { Effect, EffectKind } from '../../model/effect.js';
import { adGroupKey } from '../../model/key.js';
import type { Observation } from '../../model/observation.js';
import type { Policy } from '../../model/policy.js';
import { defaultState } from '../../resources/setting.js';
import { engineInForce } from '../facts/engine.js';
import { project } from '../project.js';
import { groupEntries } from './group-entries.js';
import { holdingsOf } from './held.js';
import type { EffectInput, Entry } from './input.js';
import { namesOf } from './names.js';
import { limitingChanges, sweepingChanges } from './reach.js';
import { outweighs } from './severity.js';
import { limitEntries, sweepEntries } from './sweep.js';

/** What a plan is told from, as far as AD is concerned. */
export interface Told {
  readonly policy: Pick<Policy, 'connect'>;
  readonly desired: Pick<Desired, 'groups' | 'protectedIds'>;
  readonly observation: Observation;
}

/** One entry for each AD object that the changes touch, managed or not, by object (docs/effects.md). */
export function effectsOf(told: Told, changes: readonly Change[]): Effect[] {
  if (changes.length === 0) return [];
  const input = prepare(told, changes);
  const sweeping = sweepingChanges(changes, told.observation).map(keyOf);
  const limiting = limitingChanges(changes, told.observation).map(keyOf);
  const entries = [
    ...groupEntries(input),
    ...(sweeping.length === 0 ? [] : sweepEntries(input, sweeping)),
    ...(limiting.length === 0 ? [] : limitEntries(input, limiting)),
  ];
  const managed = new Set(told.desired.groups.map(({ group }) => group.id));
  const worst = mergeEntries(entries);
  const name = namesOf(new Set(worst.keys()), input);
  return [...worst.values()]
    .map(({ groupId, judged: { effect, reason, restsOnEngine }, causes }): Effect => {
      const basis = restsOnEngine ? input.basis : 'observed';
      const object = adGroupKey(groupId);
      return { object, displayName: name(groupId), effect, basis, reason, causes, managed: managed.has(groupId) };
    })
    .sort((a, b) => (a.object < b.object ? -1 : 1));
}

/** The effect that each change shows: the worst of those that it has a part in. A change that has none changes nothing in AD. */
export function projectEffects(changes: readonly Change[], effects: readonly Effect[]): Change[] {
  const worst = new Map<string, EffectKind>();
  for (const { causes, effect } of effects) {
    for (const key of causes) if (outweighs(effect, worst.get(key) ?? 'none')) worst.set(key, effect);
  }
  return changes.map((change) => ({ ...change, effect: worst.get(change.key) ?? 'none' }));
}

function prepare({ policy, desired, observation }: Told, changes: readonly Change[]): EffectInput {
  const after = project(changes, observation);
  const found = engineInForce(policy, observation);
  return {
    before: observation,
    after,
    changes,
    engine: found?.engine ?? 'unknown',
    basis: found?.basis ?? 'observed',
    defaultBefore: defaultState(observation.setting),
    defaultAfter: defaultState(after.setting),
    holdings: holdingsOf(observation, changes),
    named: new Set([...observation.scope.ids, ...desired.protectedIds]),
  };
}

/** One for each object: the worst that it meets, and everything that has a part in what it meets. */
function mergeEntries(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  const merged = new Map<string, Entry>();
  for (const entry of entries) {
    const other = merged.get(entry.groupId);
    if (other === undefined) merged.set(entry.groupId, entry);
    else {
      const { judged } = outweighs(entry.judged.effect, other.judged.effect) ? entry : other;
      const causes = [...new Set([...other.causes, ...entry.causes])];
      merged.set(entry.groupId, { groupId: entry.groupId, judged, causes });
    }
  }
  return merged;
}

function keyOf({ key }: Change): string {
  return key;
}
