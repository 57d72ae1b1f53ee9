import type { Warning } from '../../model/plan.js';
import { duplicateNames } from './duplicate-names.js';
import type { Linted, LintRule } from './lint.js';
import { memberCounts } from './member-counts.js';
import { nested } from './nested.js';
import { reachedGroups } from './reached.js';
import { roleAssignable } from './role-assignable.js';
import { typeForKind } from './type-for-kind.js';

/** In the order in which a person should read them. A new rule is one file and one line here. */
const rules: readonly LintRule[] = [typeForKind, roleAssignable, memberCounts, nested, duplicateNames];

/** What a reader should know of the groups that are written back, once these changes are made. */
export function lintTenant(given: Omit<Linted, 'reached'>): Warning[] {
  const linted = { ...given, reached: reachedGroups(given.changes, given.observation) };
  return rules.flatMap((rule) => rule.find(linted));
}
