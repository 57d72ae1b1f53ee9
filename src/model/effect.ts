import { adGroupKey } from './key.js';

export const effectKinds = ['create', 'delete', 'orphan', 'retype', 'inert', 'unknown', 'none'] as const;
export type EffectKind = (typeof effectKinds)[number];

/** The reason of an effect on a group whose state stays what it was: only the raw value moves. */
export const stateUnchanged = 'Whether and as what it is written back stays as it is.';

/** What becomes of one AD object. */
export interface Effect {
  /** `adGroup/<group id>`, or `adGroup/<objectGUID>` where no group id is known. */
  readonly object: string;
  /** What people call the group, or its object; null where nothing says. */
  readonly displayName: string | null;
  readonly effect: EffectKind;
  readonly basis: 'observed' | 'declared';
  /** One sentence; for `unknown` it says what would make it known. */
  readonly reason: string;
  /** Keys of the changes that cause it. */
  readonly causes: readonly string[];
  readonly managed: boolean;
}

/** Stands for the objects of all groups that were not read. */
export const everyOtherObject = adGroupKey('*');
