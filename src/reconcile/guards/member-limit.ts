import { eligibleKinds } from '../../model/group.js';
import type { ObservationScope } from '../../model/observation.js';
import { effectiveState } from '../../resources/group.js';
import { readNewGroupDefault } from '../../resources/setting.js';
import { project } from '../project.js';
import type { Finding, Guard, Judged } from './guard.js';
import { countNoun } from './words.js';

/**
 * Refuses to enable the member-limit rule: it drops groups over its limit from Active Directory, and members are not
 * counted, so every group that is written back could be one.
 */
export const memberLimit: Guard = { name: 'memberLimit', find };

function find(judged: Judged): Finding | null {
  const keys = judged.changes
    .filter(({ key, after }) => key.endsWith('/memberLimit') && after?.disabled === false)
    .map(({ key }) => key);
  if (keys.length === 0) return null;
  const groups = countWrittenBack(judged);
  const which = readAll(judged.observation.scope)
    ? `${countNoun(groups, 'group')} that ${groups === 1 ? 'is' : 'are'} written back`
    : 'the groups were not all read, any that is written back';
  const message = `The member-limit rule would be enabled and members are not counted: ${which} could be over 50,000 members and be dropped from Active Directory.`;
  // Groups that were not read are there all the same.
  return {
    count: Math.max(groups, 1),
    limit: 0,
    keys,
    message,
    remedy: 'write `syncRules.memberLimit: { state: disabled }`',
  };
}

function readAll({ lists }: ObservationScope): boolean {
  return lists.includes('all') || eligibleKinds.every((kind) => lists.includes(kind));
}

/** Groups that are on, or may be, once the plan is carried out. */
function countWrittenBack({ changes, observation }: Judged): number {
  const own = changes.filter(({ key }) => key.startsWith('group/') || key.startsWith('setting/'));
  const { groups, setting } = project(own, observation);
  const state = setting === null ? 'disabled' : readNewGroupDefault(setting).state;
  return groups
    .filter(({ kind, onPremisesSyncEnabled }) => eligible.includes(kind) && onPremisesSyncEnabled !== true)
    .filter((group) => effectiveState(group, state) !== 'off').length;
}

const eligible: readonly string[] = eligibleKinds;
