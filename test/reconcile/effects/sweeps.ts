import type { EffectKind } from '../../../src/model/effect.js';
import type { Situation } from '../../../src/reconcile/effects/situation.js';

/** What Microsoft Entra ID has of a group that the plan itself leaves alone. */
export type Cloud =
  | 'on'
  | 'on, security'
  | 'off'
  | 'off, security'
  | 'unset'
  | 'soft-deleted'
  | 'gone'
  | 'distribution list'
  | 'from AD'
  | 'not read';

/** One line of the specification of what the delete rule takes once it reaches every group. */
export interface SweepRow {
  readonly engine: Situation['engine'];
  readonly cloud: Cloud;
  readonly held: Situation['held'];
  /** null: the plan does not touch it. */
  readonly effect: EffectKind | null;
}

const engines = ['v2', 'v1', 'off', 'unknown'] as const;

/** The same whatever the engine. */
function whatever(cloud: Cloud, held: Situation['held'], effect: EffectKind | null): SweepRow[] {
  return engines.map((engine) => ({ engine, cloud, held, effect }));
}

export const sweepRows: readonly SweepRow[] = [
  { engine: 'v2', cloud: 'on', held: 'live', effect: null },
  { engine: 'v2', cloud: 'on', held: 'unknown', effect: null },
  { engine: 'v1', cloud: 'on', held: 'live', effect: null },
  { engine: 'v1', cloud: 'on', held: 'unknown', effect: null },
  { engine: 'off', cloud: 'on', held: 'live', effect: 'unknown' },
  { engine: 'off', cloud: 'on', held: 'unknown', effect: 'unknown' },
  { engine: 'unknown', cloud: 'on', held: 'live', effect: null },
  { engine: 'unknown', cloud: 'on', held: 'unknown', effect: null },
  ...whatever('on', 'none', null),
  { engine: 'v2', cloud: 'on, security', held: 'live', effect: null },
  { engine: 'v2', cloud: 'on, security', held: 'unknown', effect: null },
  { engine: 'v1', cloud: 'on, security', held: 'live', effect: 'unknown' },
  { engine: 'v1', cloud: 'on, security', held: 'unknown', effect: 'unknown' },
  { engine: 'off', cloud: 'on, security', held: 'live', effect: 'unknown' },
  { engine: 'off', cloud: 'on, security', held: 'unknown', effect: 'unknown' },
  { engine: 'unknown', cloud: 'on, security', held: 'live', effect: null },
  { engine: 'unknown', cloud: 'on, security', held: 'unknown', effect: null },
  ...whatever('on, security', 'none', null),
  { engine: 'v2', cloud: 'off', held: 'live', effect: 'delete' },
  { engine: 'v2', cloud: 'off', held: 'unknown', effect: 'unknown' },
  { engine: 'v1', cloud: 'off', held: 'live', effect: 'inert' },
  { engine: 'v1', cloud: 'off', held: 'unknown', effect: 'inert' },
  { engine: 'off', cloud: 'off', held: 'live', effect: 'unknown' },
  { engine: 'off', cloud: 'off', held: 'unknown', effect: 'unknown' },
  { engine: 'unknown', cloud: 'off', held: 'live', effect: 'unknown' },
  { engine: 'unknown', cloud: 'off', held: 'unknown', effect: 'unknown' },
  ...whatever('off', 'none', null),
  { engine: 'v2', cloud: 'off, security', held: 'live', effect: 'delete' },
  { engine: 'v2', cloud: 'off, security', held: 'unknown', effect: 'unknown' },
  { engine: 'v1', cloud: 'off, security', held: 'live', effect: 'unknown' },
  { engine: 'v1', cloud: 'off, security', held: 'unknown', effect: 'unknown' },
  { engine: 'off', cloud: 'off, security', held: 'live', effect: 'unknown' },
  { engine: 'off', cloud: 'off, security', held: 'unknown', effect: 'unknown' },
  { engine: 'unknown', cloud: 'off, security', held: 'live', effect: 'unknown' },
  { engine: 'unknown', cloud: 'off, security', held: 'unknown', effect: 'unknown' },
  ...whatever('off, security', 'none', null),
  { engine: 'v2', cloud: 'unset', held: 'live', effect: 'unknown' },
  { engine: 'v2', cloud: 'unset', held: 'unknown', effect: 'unknown' },
  { engine: 'v1', cloud: 'unset', held: 'live', effect: 'inert' },
  { engine: 'v1', cloud: 'unset', held: 'unknown', effect: 'inert' },
  { engine: 'off', cloud: 'unset', held: 'live', effect: 'unknown' },
  { engine: 'off', cloud: 'unset', held: 'unknown', effect: 'unknown' },
  { engine: 'unknown', cloud: 'unset', held: 'live', effect: 'unknown' },
  { engine: 'unknown', cloud: 'unset', held: 'unknown', effect: 'unknown' },
  ...whatever('unset', 'none', null),
  ...whatever('soft-deleted', 'live', 'delete'),
  ...whatever('soft-deleted', 'none', null),
  ...whatever('soft-deleted', 'unknown', 'unknown'),
  ...whatever('gone', 'live', 'delete'),
  ...whatever('distribution list', 'live', 'unknown'),
  ...whatever('distribution list', 'none', null),
  ...whatever('distribution list', 'unknown', null),
  ...whatever('from AD', 'live', null),
  ...whatever('from AD', 'none', null),
  ...whatever('from AD', 'unknown', null),
  ...whatever('not read', 'live', 'unknown'),
];

export type Basis = 'observed' | 'declared';

/** One line of what a declared engine is worth. */
export interface BasisRow {
  readonly engine: 'v2' | 'v1' | 'off';
  readonly change: 'on → off, rule gone' | 'on → off, rule there' | 'off → on' | 'on → on, retyped' | 'off → off';
  readonly effect: EffectKind;
  readonly basis: Basis;
  /** Whether maxAdDeletions counts it. */
  readonly counts: boolean;
}

/** The engine is only declared; the servers tell the rest, and AD holds the object. */
export const declaredRows: readonly BasisRow[] = [
  { engine: 'v2', change: 'on → off, rule there', effect: 'delete', basis: 'declared', counts: true },
  { engine: 'v2', change: 'on → off, rule gone', effect: 'orphan', basis: 'declared', counts: true },
  { engine: 'v2', change: 'off → on', effect: 'none', basis: 'declared', counts: false },
  { engine: 'v2', change: 'on → on, retyped', effect: 'retype', basis: 'declared', counts: false },
  { engine: 'v2', change: 'off → off', effect: 'none', basis: 'observed', counts: false },
  { engine: 'v1', change: 'on → off, rule there', effect: 'inert', basis: 'declared', counts: true },
  { engine: 'v1', change: 'on → off, rule gone', effect: 'inert', basis: 'declared', counts: true },
  { engine: 'v1', change: 'off → on', effect: 'inert', basis: 'declared', counts: true },
  { engine: 'v1', change: 'on → on, retyped', effect: 'inert', basis: 'declared', counts: true },
  { engine: 'v1', change: 'off → off', effect: 'none', basis: 'observed', counts: false },
  { engine: 'off', change: 'on → off, rule there', effect: 'inert', basis: 'declared', counts: true },
  { engine: 'off', change: 'on → off, rule gone', effect: 'inert', basis: 'declared', counts: true },
  { engine: 'off', change: 'off → on', effect: 'inert', basis: 'declared', counts: true },
  { engine: 'off', change: 'on → on, retyped', effect: 'inert', basis: 'declared', counts: true },
  { engine: 'off', change: 'off → off', effect: 'none', basis: 'observed', counts: false },
];

/** The same where the active server says so. */
export const observedRows: readonly BasisRow[] = [
  { engine: 'v2', change: 'on → off, rule there', effect: 'delete', basis: 'observed', counts: true },
  { engine: 'v2', change: 'on → off, rule gone', effect: 'orphan', basis: 'observed', counts: false },
  { engine: 'v2', change: 'off → on', effect: 'none', basis: 'observed', counts: false },
  { engine: 'v2', change: 'on → on, retyped', effect: 'retype', basis: 'observed', counts: false },
  { engine: 'v1', change: 'on → off, rule there', effect: 'inert', basis: 'observed', counts: false },
  { engine: 'v1', change: 'on → off, rule gone', effect: 'inert', basis: 'observed', counts: false },
  { engine: 'v1', change: 'off → on', effect: 'inert', basis: 'observed', counts: false },
  { engine: 'off', change: 'on → off, rule there', effect: 'inert', basis: 'observed', counts: false },
];
