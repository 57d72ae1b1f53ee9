import { adGroupResource } from './ad-group.js';
import { groupResource } from './group.js';
import type { ResourceKind } from './kind.js';
import { schedulerResource } from './scheduler.js';
import { settingResource } from './setting.js';
import { syncRuleResource } from './sync-rule/resource.js';

/** Every kind of resource that a plan is made of. A new kind is a room of its own and one line here. */
export const resourceKinds: readonly ResourceKind[] = [
  settingResource,
  groupResource,
  syncRuleResource,
  adGroupResource,
  schedulerResource,
];

/** The kind that answers for a key. */
export function kindOf(key: string): ResourceKind {
  const kind = resourceKinds.find((one) => one.owns(key));
  if (kind === undefined) throw new Error(`No kind of resource owns the key ${key}`);
  return kind;
}
