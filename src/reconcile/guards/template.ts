import { settingKey } from '../../model/key.js';
import { newGroupDefaultName } from '../../model/setting.js';
import { templateHasDefault } from '../../resources/setting.js';
import type { Finding, Guard, Judged } from './guard.js';

/** Refuses to write a value that the tenant's template does not name (seen in US Government clouds). */
export const template: Guard = { name: 'template', find };

function find({ changes, observation }: Judged): Finding | null {
  const writes = changes.some(({ key }) => key === settingKey);
  if (!writes || templateHasDefault(observation.setting)) return null;
  const message = `This tenant's Group.Unified template has no ${newGroupDefaultName}, so the value cannot be set here.`;
  const remedy = 'Remove `defaults.newMicrosoft365Groups` from the policy of this tenant.';
  return { count: 1, limit: 0, keys: [settingKey], message, remedy };
}
