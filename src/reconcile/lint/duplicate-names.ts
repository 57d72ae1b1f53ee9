import { countNoun } from '../../model/count.js';
import type { GroupRecord } from '../../model/group.js';
import { groupBy } from '../../model/group-by.js';
import { listSuspects } from '../../model/repeated.js';
import type { Linted, LintRule } from './lint.js';
import { groupKeys } from './words.js';

/**
 * Groups of one display name, all written to the one OU there is. Their names in Active Directory are `Group_<id>`, unless
 * Connect writes display names: then the last 12 digits of the ID follow, and nothing else tells them apart (docs/sources.md#ad-objects).
 */
export const duplicateNames: LintRule = { find };

function find({ reached }: Linted) {
  const shared = findShared(reached);
  if (shared.names === 0) return [];
  const names = countNoun(shared.names, 'display name is', 'display names are');
  const message = `${names} shared by ${shared.ids.length} groups that are written back to one OU. It matters where Connect is set to "Writeback Group Distinguished Name with cloud Display Name": there only the last 12 digits of the ID tell them apart; by default they are called Group_<id>.`;
  return [{ code: 'duplicateDisplayNames', message, keys: groupKeys(shared.ids) }];
}

function findShared(groups: readonly GroupRecord[]): { readonly names: number; readonly ids: readonly string[] } {
  const byName = groupBy(
    listSuspects(groups, ({ displayName }) => displayName ?? ''),
    nameOf,
  );
  byName.delete('');
  const shared = [...byName.values()].filter((found) => found.length > 1);
  return { names: shared.length, ids: shared.flat().map(({ id }) => id) };
}

/** AD compares names without letter case. */
function nameOf({ displayName }: GroupRecord): string {
  return displayName?.toLowerCase() ?? '';
}
