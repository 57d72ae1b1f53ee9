import { countNoun } from '../../model/count.js';
import { groupKey } from '../../model/key.js';
import type { Observation } from '../../model/observation.js';
import { enforcesDeleteRule } from '../../resources/sync-rule/find.js';
import { couldDelete } from './deletes-after.js';
import type { Finding, Guard, Judged } from './guard.js';
import { switchedGroups } from './switched.js';

/**
 * Refuses to put the delete rule in force, or to switch groups off under it, while the forest's Recycle Bin is not known
 * to be on and the policy requires it: what is deleted then cannot be brought back whole.
 */
export const recycleBin: Guard = { name: 'recycleBin', find };

function find(judged: Judged): Finding | null {
  const { policy, observation, changes } = judged;
  const lack = lacking(observation);
  if (policy.activeDirectory.recycleBin !== 'required' || lack === null) return null;
  const groups = couldDelete(judged) ? switchedGroups(judged).off.map(({ id }) => groupKey(id)) : [];
  const keys = [...changes.filter(enforcesDeleteRule).map(({ key }) => key), ...groups];
  const message = `${countNoun(keys.length, 'change')} could delete groups from Active Directory, and ${lack.state}: the policy requires it.`;
  const remedy = `${lack.remedy}, or write \`activeDirectory.recycleBin: recommended\``;
  return { count: keys.length, limit: 0, keys, message, remedy };
}

function lacking({ connect }: Observation): { readonly state: string; readonly remedy: string } | null {
  const bin = connect?.directory?.recycleBin ?? notAsked;
  if (!bin.known)
    return {
      state: `whether the forest has a Recycle Bin is not known (${bin.reason})`,
      remedy: 'let Active Directory be read',
    };
  if (bin.value) return null;
  const remedy =
    "enable it for the forest (Enable-ADOptionalFeature 'Recycle Bin Feature' -Scope ForestOrConfigurationSet -Target FOREST; it stays on for good)";
  return { state: 'the Recycle Bin of the forest is off', remedy };
}

const notAsked = { known: false, reason: 'Active Directory was not asked' } as const;
