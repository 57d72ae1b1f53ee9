import type { Change } from '../../model/change.js';
import { countNoun } from '../../model/count.js';
import type { Effect, EffectKind } from '../../model/effect.js';
import { groupKey } from '../../model/key.js';
import { defaultType } from '../../resources/group.js';
import { isDistributionType } from '../../resources/group-type.js';
import { project } from '../project.js';
import type { Finding, Guard, Judged } from './guard.js';

/** Refuses to turn security types into distribution ones: that takes the group's SID out of tokens. */
export const maxRetypes: Guard = { name: 'maxRetypes', find };

function find(judged: Judged): Finding | null {
  const keys = retypedKeys(judged);
  const limit = judged.policy.safety.maxRetypes;
  const message = `${countNoun(keys.length, 'group')} would turn from a security type into a distribution type, which takes the SID out of every token; ${limit} may.`;
  return { count: keys.length, limit, keys, message, remedy: 'raise `safety.maxRetypes`, or leave the type as it is' };
}

/** Keys of the groups that lose their SID in tokens, or could. */
export function retypedKeys(judged: Judged): readonly string[] {
  const spared = sparedKeys(judged.effects);
  return [...lostSecurity(judged).filter((key) => !spared.has(key)), ...comeBackWithout(judged)];
}

/** Groups of which it was observed that nothing in AD changes its type. Everything else counts by what is written. */
function sparedKeys(effects: readonly Effect[]): ReadonlySet<string> {
  const spared = effects.filter(({ effect, basis }) => basis === 'observed' && typeless.includes(effect));
  return new Set(spared.flatMap(({ causes }) => causes));
}

const typeless: readonly EffectKind[] = ['none', 'inert', 'orphan', 'delete'];

/** Keys of the groups that are written from a security type to a distribution type. */
function lostSecurity({ changes, desired, observation }: Judged): string[] {
  const candidates = changes.filter(({ after }) => isDistributionType(after?.onPremisesGroupType));
  if (candidates.length === 0) return [];
  const groups = [...desired.groups.map(({ group }) => group), ...observation.groups];
  const defaults = new Map(groups.map((group) => [groupKey(group.id), defaultType(group)]));
  return candidates.filter((change) => isSecurity(typeBefore(change, defaults))).map(({ key }) => key);
}

/** Keys of the groups whose type was changed while they were off: AD holds a security group of them, until now. */
function comeBackWithout({ changes, effects, observation }: Judged): string[] {
  const retyped = new Set(effects.filter(({ effect }) => effect === 'retype').flatMap(({ causes }) => causes));
  const back = changes.filter(
    ({ key, after }) => retyped.has(key) && after !== null && !('onPremisesGroupType' in after),
  );
  if (back.length === 0) return [];
  const types = new Map(
    project(back, observation).groups.map((group) => [
      groupKey(group.id),
      group.onPremisesGroupType ?? defaultType(group),
    ]),
  );
  return back.filter(({ key }) => isDistributionType(types.get(key))).map(({ key }) => key);
}

function typeBefore(change: Change, defaults: ReadonlyMap<string, string>): unknown {
  return change.before?.onPremisesGroupType ?? defaults.get(change.key);
}

function isSecurity(type: unknown): boolean {
  return typeof type === 'string' && !isDistributionType(type);
}
