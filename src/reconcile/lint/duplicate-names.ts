import type { GroupRecord } from '../../model/group.js';
import { groupBy } from '../../model/group-by.js';
import type { Linted, LintRule } from './lint.js';
import { groupKeys } from './words.js';

/**
 * Groups of one display name, all written to the one OU there is. Their names in Active Directory are `Group_<id>`, unless
 * Connect writes display names: then the last 12 digits of the ID follow, and nothing else tells them apart (connect.md 4).
 */
export const duplicateNames: LintRule = { find };

function find({ reached }: Linted) {
  const shared = findShared(reached);
  if (shared.names === 0) return [];
  const names = shared.names === 1 ? '1 display name is' : `${shared.names} display names are`;
  const message = `${names} shared by ${shared.ids.length} groups that are written back to one OU. It matters where Connect is set to "Writeback Group Distinguished Name with cloud Display Name": there only the last 12 digits of the ID tell them apart; by default they are called Group_<id>.`;
  return [{ code: 'duplicateDisplayNames', message, keys: groupKeys(shared.ids) }];
}

/** Half a million names in a map would take tens of megabytes: only those that may be shared go into one. */
function findShared(groups: readonly GroupRecord[]): { readonly names: number; readonly ids: readonly string[] } {
  const numbers = Uint32Array.from(groups, ({ displayName }) => hash(displayName ?? ''));
  const repeated = findRepeated(numbers);
  const suspects = groups.filter((_group, at) => repeated.has(numbers[at] as number));
  const byName = groupBy(suspects, nameOf);
  byName.delete('');
  const shared = [...byName.values()].filter((found) => found.length > 1);
  return { names: shared.length, ids: shared.flat().map(({ id }) => id) };
}

/** AD compares names without letter case. */
function nameOf({ displayName }: GroupRecord): string {
  return displayName?.toLowerCase() ?? '';
}

function findRepeated(numbers: Uint32Array): ReadonlySet<number> {
  const sorted = numbers.toSorted();
  return new Set(sorted.filter((number, at) => at > 0 && sorted[at - 1] === number));
}

/** FNV-1a over UTF-16 code units: names that AD takes for equal give equal numbers, and few others do. */
function hash(name: string): number {
  let number = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) {
    const unit = name.charCodeAt(at);
    // Most names are ASCII, and need no copy in lower case.
    if (unit > 127) return hashUnits(name.toLowerCase());
    number = Math.imul(number ^ (unit > 64 && unit < 91 ? unit + 32 : unit), 0x01000193);
  }
  return number >>> 0;
}

function hashUnits(text: string): number {
  let number = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) number = Math.imul(number ^ text.charCodeAt(at), 0x01000193);
  return number >>> 0;
}
