import type { EffectKind } from '../../../src/model/effect.js';
import type { Situation } from '../../../src/reconcile/effects/situation.js';

/** Whether a group is written back, before and after the plan. */
export type Transition = `${Situation['before']} → ${Situation['after']}`;

type OneOf<T> = 'any' | readonly T[];

/** One line of the specification. A situation is judged by the one line that it matches. */
export interface Row {
  readonly engine: OneOf<Situation['engine']>;
  readonly change: OneOf<Transition>;
  readonly retyped: 'any' | 'yes' | 'no';
  readonly deleteRule: OneOf<Situation['deleteRule']>;
  readonly held: OneOf<Situation['held']>;
  readonly twin: OneOf<Situation['twin']>;
  readonly effect: EffectKind;
  readonly reason: string;
}

const any = { engine: 'any', retyped: 'any', deleteRule: 'any', held: 'any', twin: 'any' } as const;
const v2 = { ...any, engine: ['v2'] } as const;
const moves = ['on → off', 'on → unset', 'off → on', 'off → unset', 'unset → on', 'unset → off'] as const;
const unsetReason =
  'Whether a group without a value of its own is written back is not known: give it a value of its own.';
const retyped = 'It stays in Active Directory and becomes a group of the other type.';
const goesOn = 'Active Directory holds it already: it goes on being updated.';
const asBefore = 'Whether and as what it is written back stays as it is.';
const askEngine =
  'Whether group writeback reads this setting is not known: let a Connect server be asked which engine is on.';
const askRule =
  'Whether a delete rule takes it out of Active Directory is not known: let the active Connect server be asked.';
const v1Inert = 'Writeback V1 writes every Microsoft 365 group and nothing else, whatever this setting says.';
const offInert = 'Group writeback is off: nothing reads this setting.';
const unsetBefore = 'Whether it was written back while it had no value of its own is not known';

/** What becomes of the AD object of a group that a plan changes: every combination, each in exactly one line. */
export const rows: readonly Row[] = [
  { ...any, change: ['off → off'], effect: 'none', reason: asBefore },
  { ...any, change: ['on → on', 'unset → unset'], retyped: 'no', effect: 'none', reason: asBefore },
  {
    ...any,
    engine: ['unknown'],
    change: ['on → on', 'unset → unset'],
    retyped: 'yes',
    effect: 'unknown',
    reason: askEngine,
  },
  { ...any, engine: ['unknown'], change: moves, effect: 'unknown', reason: askEngine },
  { ...any, engine: ['v1'], change: ['on → on', 'unset → unset'], retyped: 'yes', effect: 'inert', reason: v1Inert },
  { ...any, engine: ['v1'], change: moves, effect: 'inert', reason: v1Inert },
  { ...any, engine: ['off'], change: ['on → on', 'unset → unset'], retyped: 'yes', effect: 'inert', reason: offInert },
  { ...any, engine: ['off'], change: moves, effect: 'inert', reason: offInert },
  { ...v2, change: ['on → on'], retyped: 'yes', effect: 'retype', reason: retyped },
  { ...v2, change: ['unset → unset'], retyped: 'yes', effect: 'unknown', reason: unsetReason },
  { ...v2, change: ['off → on'], held: ['live'], retyped: 'no', effect: 'none', reason: goesOn },
  { ...v2, change: ['off → on'], held: ['live'], retyped: 'yes', effect: 'retype', reason: retyped },
  {
    ...v2,
    change: ['off → on'],
    held: ['none'],
    twin: ['none'],
    effect: 'create',
    reason: 'An object is created in Active Directory.',
  },
  {
    ...v2,
    change: ['off → on'],
    held: ['none'],
    twin: ['unknown'],
    effect: 'create',
    reason:
      'An object is created in Active Directory, with a new SID if an old one lies deleted there, which could not be read.',
  },
  {
    ...v2,
    change: ['off → on'],
    held: ['unknown'],
    twin: ['none', 'unknown'],
    effect: 'create',
    reason: 'An object is created in Active Directory, unless it holds one.',
  },
  {
    ...v2,
    change: ['off → on'],
    held: ['none', 'unknown'],
    twin: ['deleted'],
    effect: 'create',
    reason: 'A new object with a new SID is created; the one that lies deleted stays deleted.',
  },
  { ...v2, change: ['on → off'], held: ['none'], effect: 'none', reason: 'Active Directory does not hold it.' },
  {
    ...v2,
    change: ['on → off'],
    deleteRule: ['acts'],
    held: ['live'],
    effect: 'delete',
    reason: 'The delete rule takes it out of Active Directory at the next synchronisation.',
  },
  {
    ...v2,
    change: ['on → off'],
    deleteRule: ['acts'],
    held: ['unknown'],
    effect: 'delete',
    reason: 'The delete rule takes it out of Active Directory at the next synchronisation, if it is there.',
  },
  {
    ...v2,
    change: ['on → off'],
    deleteRule: ['idle'],
    held: ['live'],
    effect: 'orphan',
    reason: 'It stays in Active Directory and is no longer updated.',
  },
  {
    ...v2,
    change: ['on → off'],
    deleteRule: ['idle'],
    held: ['unknown'],
    effect: 'orphan',
    reason: 'It stays in Active Directory and is no longer updated, if it is there.',
  },
  {
    ...v2,
    change: ['on → off'],
    deleteRule: ['unknown'],
    held: ['live', 'unknown'],
    effect: 'unknown',
    reason: askRule,
  },
  { ...v2, change: ['on → unset', 'off → unset'], effect: 'unknown', reason: unsetReason },
  { ...v2, change: ['unset → on'], held: ['live'], retyped: 'no', effect: 'none', reason: goesOn },
  { ...v2, change: ['unset → on'], held: ['live'], retyped: 'yes', effect: 'retype', reason: retyped },
  {
    ...v2,
    change: ['unset → on'],
    held: ['none'],
    effect: 'unknown',
    reason: `${unsetBefore}: look at it there after a synchronisation.`,
  },
  {
    ...v2,
    change: ['unset → on'],
    held: ['unknown'],
    effect: 'unknown',
    reason: `${unsetBefore}: let Active Directory be read.`,
  },
  { ...v2, change: ['unset → off'], held: ['none'], effect: 'none', reason: 'Active Directory does not hold it.' },
  {
    ...v2,
    change: ['unset → off'],
    held: ['live'],
    effect: 'unknown',
    reason: `${unsetBefore}: look at it there after a synchronisation.`,
  },
  {
    ...v2,
    change: ['unset → off'],
    held: ['unknown'],
    effect: 'unknown',
    reason: `${unsetBefore}: let Active Directory be read.`,
  },
];

const values = {
  engine: ['v2', 'v1', 'off', 'unknown'],
  before: ['on', 'off', 'unset'],
  after: ['on', 'off', 'unset'],
  retyped: [false, true],
  deleteRule: ['acts', 'idle', 'unknown'],
  held: ['live', 'none', 'unknown'],
  twin: ['deleted', 'none', 'unknown'],
} as const satisfies { readonly [name in keyof Situation]: readonly Situation[name][] };

/** Every situation that there is. */
export function listSituations(): Situation[] {
  const combined = Object.entries(values).reduce<object[]>(
    (found, [name, list]) => found.flatMap((one) => list.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
  return combined as Situation[];
}

export function matches(row: Row, situation: Situation): boolean {
  const { engine, before, after, deleteRule, held, twin } = situation;
  const among = <T>(value: T, wanted: OneOf<T>) => wanted === 'any' || wanted.includes(value);
  return (
    among(engine, row.engine) &&
    among<Transition>(`${before} → ${after}`, row.change) &&
    (row.retyped === 'any' || (row.retyped === 'yes') === situation.retyped) &&
    among(deleteRule, row.deleteRule) &&
    among(held, row.held) &&
    among(twin, row.twin)
  );
}
