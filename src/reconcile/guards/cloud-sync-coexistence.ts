import { syncRuleKey } from '../../model/key.js';
import { coexistenceRules } from '../../resources/sync-rule/find.js';
import { deletesAfter } from './deletes-after.js';
import type { Finding, Guard, Judged } from './guard.js';

/**
 * Refuses any change while a server has the coexistence rules of a Cloud Sync migration and, once the plan is carried
 * out, the delete rule: both reach the same groups, and who wins is not documented (docs/sources.md#coexistence).
 */
export const cloudSyncCoexistence: Guard = { name: 'cloudSyncCoexistence', find };

function find({ changes, observation }: Judged): Finding | null {
  if (changes.length === 0) return null;
  const found = (observation.connect?.servers ?? [])
    .map((server) => ({ server, rules: coexistenceRules(server).filter(({ disabled }) => !disabled) }))
    .filter(({ server, rules }) => rules.length > 0 && deletesAfter(changes, server));
  const keys = found.map(({ server }) => syncRuleKey(server.name, 'deleteOutOfScope'));
  const list = found.map(({ server, rules }) => `${server.name} ('${rules.map(({ name }) => name).join("', '")}')`);
  const message = `The delete rule acts beside the rules of a migration to Cloud Sync on ${list.join('; ')}: both reach the same groups.`;
  const remedy =
    'write `syncRules.deleteOutOfScope: { state: absent }` until the migration is done, or disable the rules of the migration';
  return { count: keys.length, limit: 0, keys, message, remedy };
}
