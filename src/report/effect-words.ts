import { countNoun, formatCount } from '../model/count.js';
import { type Effect, type EffectKind, effectKinds } from '../model/effect.js';
import { groupBy } from '../model/group-by.js';
import { idOfKey } from '../model/key.js';
import type { Plan } from '../model/plan.js';
import { capitalize, formatName, joinWords } from './words.js';

/** What becomes of AD objects, by effect; `inert` and `none` change nothing there. */
export const effectWords: Readonly<Record<EffectKind, string>> = {
  create: 'created in Active Directory',
  delete: 'deleted from Active Directory at the next synchronisation',
  orphan: 'orphaned: left in Active Directory and no longer updated',
  retype: 'given another type in Active Directory',
  inert: 'not touched: the engine in use ignores the setting',
  unknown: 'not known',
  none: 'as it is in Active Directory',
};

const outcomes: readonly (readonly [EffectKind, (count: number) => string])[] = [
  ['create', () => 'created'],
  ['delete', () => 'deleted'],
  ['orphan', () => 'orphaned'],
  ['retype', () => 'given another type'],
  ['inert', () => 'not touched by this engine'],
  ['unknown', () => 'not known'],
  ['none', (count) => (count === 1 ? 'as it is' : 'as they are')],
];

/** The sentence that this tool exists for: `In Active Directory: 3 created, 17 deleted, 19 as they are.`, or nothing. */
export function describeEffects({ summary: { effects } }: Pick<Plan, 'summary'>): string {
  const told = outcomes.filter(([effect]) => effects[effect] > 0);
  const counts = told.map(([effect, words]) => `${formatCount(effects[effect])} ${words(effects[effect])}`);
  return counts.length === 0 ? '' : `In Active Directory: ${counts.join(', ')}.`;
}

/** What of it a reader must not overlook; the rest is told further down. */
export function listLost({ effects }: Pick<Plan, 'effects'>): readonly Effect[] {
  return effects.filter(({ effect }) => effect === 'delete');
}

export function titleLost(count: number): string {
  return `${formatCount(count)} DELETED from Active Directory at the next synchronisation`;
}

/** How whoever has just read what will be deleted stops it. */
export function describeStop({ refusals, facts }: Pick<Plan, 'refusals' | 'facts'>, policy: string): string {
  if (refusals.length > 0) return 'As it stands nothing is deleted: the plan is refused, apply writes nothing of it.';
  const namesServers = facts.some(({ name }) => name.startsWith('connect.servers.'));
  const pause = namesServers
    ? `\`entra-writeback connect hold${policy}\``
    : 'pause the scheduler on the active Connect server (Set-ADSyncScheduler -SyncCycleEnabled $false)';
  return `To stop it, do not apply; once applied, ${pause} before the next synchronisation.`;
}

/** Effects other than those told first, in the order in which they are listed. */
export const laterEffects: readonly EffectKind[] = effectKinds.filter(
  (kind) => kind !== 'delete' && kind !== 'unknown',
);

export interface Doubt {
  readonly title: string;
  /** Each reason once, with how many objects it is about and the first of them. */
  readonly reasons: readonly string[];
}

/** What is not known, by what would make it known; null: everything is. */
export function describeDoubt({ effects }: Pick<Plan, 'effects'>): Doubt | null {
  const unknown = effects.filter(({ effect }) => effect === 'unknown');
  if (unknown.length === 0) return null;
  const reasons = groupBy(unknown, ({ reason }) => reason);
  const lead = (one: number) => (reasons.size === 1 ? '' : `${formatCount(one)}: `);
  return {
    title: `What becomes of ${countNoun(unknown.length, 'AD object')} is not known, and counts as a deletion`,
    reasons: [...reasons].map(([reason, found]) => `${lead(found.length)}${capitalize(reason)} ${listNames(found)}`),
  };
}

function nameObject({ object, displayName }: Effect): string {
  if (object === 'adGroup/*') return 'groups that were not read';
  return displayName === null ? idOfKey(object) : formatName(displayName);
}

const shownNames = 3;

function listNames(effects: readonly Effect[]): string {
  const more = effects.length - shownNames;
  return `(${joinWords([...effects.slice(0, shownNames).map(nameObject), ...(more > 0 ? [`${formatCount(more)} more`] : [])])})`;
}

/** What a name alone does not say. */
export function describeDoubts({ basis, managed }: Effect): string {
  const declared = basis === 'declared' ? ', by declaration only' : '';
  return `${declared}${managed ? '' : ', not managed by this policy'}`;
}
