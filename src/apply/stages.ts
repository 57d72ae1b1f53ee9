import type { Change } from '../model/change.js';

/**
 * Cuts an ordered list of changes where order matters: those that require something stand apart from those before
 * them, and groups that get disabled begin only after those that get enabled.
 */
export function stagesOf(changes: readonly Change[]): Change[][] {
  const stages: Change[][] = [];
  let last: string | null = null;
  for (const change of changes) {
    const mark = `${change.key.split('/')[0]} ${change.after?.isEnabled === false} ${change.requires.length > 0}`;
    if (mark !== last) stages.push([]);
    stages.at(-1)?.push(change);
    last = mark;
  }
  return stages;
}
