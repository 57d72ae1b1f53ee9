import type { GroupRecord } from '../model/group.js';
import type { GroupRule } from '../model/policy.js';

/** Why a group can never be written back, in one sentence; null: it can. `rule` is the one that decides for it. */
export function ineligibleReason(group: GroupRecord, rule: GroupRule | null): string | null {
  if (group.kind === 'mailEnabledSecurity')
    return 'Mail-enabled security groups belong to Exchange: Graph does not write them, and group writeback leaves them out.';
  if (group.kind === 'distributionList')
    return 'Distribution lists belong to Exchange: Graph does not write them, and group writeback leaves them out.';
  if (group.onPremisesSyncEnabled === true)
    return 'It is synchronised from Active Directory: what AD owns is never written back to it.';
  if (group.onPremisesSyncEnabled === false && !namesGroup(rule, group))
    return 'It was once synchronised from Active Directory: such a group is written only where a rule names its ID.';
  return null;
}

/** Whether a rule lists the ID of this very group. */
export function namesGroup(rule: GroupRule | null, group: GroupRecord): boolean {
  return rule?.match.id?.includes(group.id) ?? false;
}
