import { countNoun } from '../../model/count.js';
import { groupKey } from '../../model/key.js';

/** `1 group that is`, `2 groups that are`. */
export function countGroups(count: number, noun = 'group'): string {
  return countNoun(count, `${noun} that is`, `${noun}s that are`);
}

/** The keys of a warning about groups: sorted, each once. */
export function groupKeys(ids: Iterable<string>): string[] {
  return [...new Set(ids)].sort().map(groupKey);
}
