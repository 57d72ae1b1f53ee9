import type { GroupRecord } from './group.js';
import type { Missing } from './plan.js';
import type { GroupRule, Policy } from './policy.js';

/** A policy resolved against the groups that were read. The order of lists of groups means nothing: whoever shows them sorts. */
export interface Desired {
  readonly policyDigest: string;
  readonly setting: Policy['newMicrosoft365Groups'];
  /** Eligible groups whose first matching rule says enabled or disabled. */
  readonly groups: readonly { readonly group: GroupRecord; readonly rule: GroupRule }[];
  /** Ineligible groups that a deciding rule names by ID. */
  readonly ineligible: readonly { readonly group: GroupRecord; readonly rule: GroupRule; readonly reason: string }[];
  readonly missing: readonly Missing[];
  /** Eligible groups read and left alone. */
  readonly unmanaged: readonly GroupRecord[];
  /** IDs of groups that any rule with `protect: true` matches, whatever the rule order, soft-deleted ones included. */
  readonly protectedIds: ReadonlySet<string>;
  /** Whether such a rule may match groups that were not read. */
  readonly protectsUnread: boolean;
  /** What is asked of servers and AD; null: not looked at. */
  readonly connect: Pick<Policy, 'syncRules' | 'connect' | 'activeDirectory'> | null;
}
