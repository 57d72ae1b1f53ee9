import type { EffectKind } from './effect.js';
import type { Json } from './json.js';
import type { Source } from './source.js';

export const actions = ['create', 'update', 'delete', 'restore', 'resume'] as const;
export type Action = (typeof actions)[number];

/** The values that differ, by Microsoft's own property names. In a setting null means: the object does not hold the value. */
export type Values = { readonly [name: string]: Json };

/** One write of one key. */
export interface Change {
  /** `setting/Group.Unified`, `group/<id>`, `syncRule/<server>/<rule>`, `scheduler/<server>`, `adGroup/<objectGUID>`. */
  readonly key: string;
  readonly action: Action;
  /** null where the resource does not exist. */
  readonly before: Values | null;
  /** null where it is deleted. */
  readonly after: Values | null;
  readonly effect: EffectKind;
  readonly displayName: string | null;
  /** The policy rule that asks for it; null for an undo. */
  readonly source: Source | null;
  /** Keys of changes that must be applied and read back first. */
  readonly requires: readonly string[];
}
