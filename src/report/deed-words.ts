import type { Change, Values } from '../model/change.js';
import { formatCount } from '../model/count.js';
import { type Effect, effectKinds } from '../model/effect.js';
import { isKeyOf } from '../model/key.js';
import type { Outcome } from '../model/outcome.js';
import type { Plan } from '../model/plan.js';
import { collectNames, describeKey } from './names.js';
import { diffRules, listRule, type ReadableField } from './rule-fields.js';
import type { Voice } from './section-words.js';
import { formatName, formatValue } from './words.js';

/** A change on a server or in AD, told as a sentence and not as a row of values. */
export interface Deed {
  readonly change: Change;
  readonly words: string;
  /** What becomes of AD objects through it; empty where nothing does. */
  readonly effects: string;
  readonly fields: readonly ReadableField[];
  /** What only a reader who asks for everything wants to see. */
  readonly details: readonly ReadableField[];
}

export function readDeed(voice: Voice, change: Change, effects: readonly Effect[]): Deed {
  const { key, action, before, after } = change;
  const words = voice === 'plan' ? describePlanned(change) : describeFound(change);
  if (isKeyOf('adGroup', key)) return { change, words, effects: '', fields: describeDeleted(before), details: [] };
  if (!isKeyOf('syncRule', key)) return { change, words, effects: '', fields: [], details: [] };
  const caused = voice === 'plan' ? describeCaused(change, effects) : '';
  if (before !== null && after !== null) {
    const switched = action === 'update' && switchOf(change) !== null;
    return { change, words, effects: caused, fields: switched ? [] : diffRules(before, after), details: [] };
  }
  const whole = after === null ? listRule(before ?? {}, 'before') : listRule(after, 'after');
  return { change, words, effects: caused, fields: [], details: whole };
}

/** `create rule "…" on aadc01 (precedence 42)`: what is done, or was to be done. */
export function describeDeed(change: Change): string {
  const { key, action, before, after } = change;
  const name = describeKey(key, () => nameThing(change));
  if (isKeyOf('adGroup', key)) return `${action} ${formatName(change.displayName)} in Active Directory`;
  if (isKeyOf('scheduler', key)) {
    if (before?.syncCycleEnabled === true) return `remove what a pause left of the ${name}`;
    return after?.syncCycleEnabled === false ? `end the pause of the ${name}` : `switch the ${name} on again`;
  }
  if (!isKeyOf('syncRule', key)) return `${action} ${name}`;
  const verb = action === 'update' ? (switchOf(change) ?? 'change') : action;
  const precedence = (before === null ? after : after === null ? before : null)?.precedence;
  return `${verb} ${name}${precedence === undefined ? '' : ` (precedence ${formatValue(precedence)})`}`;
}

/** enable | disable where that is all that an update does. */
function switchOf({ before, after }: Change): 'enable' | 'disable' | null {
  if (before === null || after === null || before.disabled === after.disabled) return null;
  const others = diffRules(before, after).filter(({ label }) => label !== 'disabled');
  if (others.length > 0) return null;
  return after.disabled === true ? 'disable' : 'enable';
}

function describePlanned(change: Change): string {
  const { key, before, after } = change;
  const words = describeDeed(change);
  if (!isKeyOf('scheduler', key)) return words;
  if (before?.syncCycleEnabled === true) return `${words}: it is on already`;
  if (after?.syncCycleEnabled === false) return `${words}: it was off before, and stays off`;
  return isHeld(change) ? `${words}: a run of this tool left it paused` : `${words}: the policy says that it runs`;
}

function describeHeld(name: string, { before }: Change): string {
  return before?.syncCycleEnabled === true
    ? `the ${name} is on, but still marked as paused by a run of this tool`
    : `the ${name} is still paused by a run of this tool`;
}

/** A marker of ours is there; the policy may ask for the same all along. */
function isHeld({ before, source }: Change): boolean {
  return before?.marker === undefined ? source === null : before.marker !== null;
}

/** The same change as drift: what was found. */
function describeFound(change: Change): string {
  const { key, action, after } = change;
  const name = describeKey(key, () => nameThing(change));
  if (isKeyOf('adGroup', key)) return `${formatName(change.displayName)} lies deleted in Active Directory`;
  if (isKeyOf('scheduler', key)) {
    return isHeld(change) ? describeHeld(name, change) : `the ${name} is off, policy says it runs`;
  }
  if (action === 'create') return `${name} is missing`;
  if (action === 'delete') return `${name} is there, policy says absent`;
  const [is, wanted] = after?.disabled === true ? ['enabled', 'disabled'] : ['disabled', 'enabled'];
  return switchOf(change) === null ? `${name} differs` : `${name} is ${is}, policy says ${wanted}`;
}

/** What an outcome is an outcome of, in words. */
export type Deeds = (outcome: Pick<Outcome, 'key' | 'action'>) => string;

/** Groups keep the word of the action: their values are in the plan, not in the result. */
export function collectDeeds(plan: Plan): Deeds {
  const names = collectNames(plan);
  const changes = new Map(plan.changes.map((change) => [change.key, change]));
  return ({ key, action }) => {
    const change = changes.get(key);
    const told = change !== undefined && /^(?:syncRule|scheduler|adGroup)\//.test(key);
    if (told) return describeDeed(change);
    return isKeyOf('scheduler', key)
      ? `switch the ${describeKey(key, names)} on again`
      : `${action} ${describeKey(key, names)}`;
  };
}

/** The name that people know, else the one in the rule itself. */
function nameThing({ displayName, before, after }: Change): string | null {
  const name = displayName ?? after?.name ?? before?.name;
  return typeof name === 'string' ? name : null;
}

/** Where a restored object goes back to, and what tells it apart from its twins. */
function describeDeleted(before: Values | null): readonly ReadableField[] {
  const traits = [
    ['goes back to', before?.lastKnownParent],
    ['SID', before?.objectSid],
    ['created', before?.whenCreated],
    ['deleted as', before?.distinguishedName],
  ] as const;
  return traits.flatMap(([label, value]) =>
    value === undefined || value === null ? [] : [{ label, before: null, after: formatValue(value) }],
  );
}

const causedWords: Readonly<Record<Effect['effect'], string>> = {
  create: 'created',
  delete: 'DELETED at the next sync',
  orphan: 'left behind, no longer updated',
  retype: 'given another type',
  inert: 'unchanged, for the engine ignores it',
  unknown: 'not known',
  none: 'unchanged',
};

function describeCaused({ key, effect }: Change, effects: readonly Effect[]): string {
  const caused = effects.filter(({ causes }) => causes.includes(key));
  const told = effectKinds
    .filter((kind) => kind !== 'none')
    .map((kind) => ({ kind, count: caused.filter((item) => item.effect === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${formatCount(count)} ${causedWords[kind]}`);
  if (told.length > 0) return `In Active Directory: ${told.join('; ')}`;
  return effect === 'none' ? '' : `In Active Directory: ${causedWords[effect]}`;
}
