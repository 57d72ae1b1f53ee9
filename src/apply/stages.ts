import type { Change } from '../model/change.js';
import { keyType } from '../model/key.js';

/**
 * Cuts an ordered list of changes where order matters: groups that get disabled begin only after those that get
 * enabled, and what requires something comes after it. Changes of one stage may be written side by side.
 */
export function stagesOf(changes: readonly Change[]): Change[][] {
  return phasesOf(changes).flatMap(levelsOf);
}

function phasesOf(changes: readonly Change[]): Change[][] {
  const phases: Change[][] = [];
  let last: string | null = null;
  for (const change of changes) {
    const mark = `${keyType(change.key)} ${change.after?.isEnabled === false}`;
    if (mark !== last) phases.push([]);
    phases.at(-1)?.push(change);
    last = mark;
  }
  return phases;
}

/** First what waits for nothing, then what waits for that: a mixed phase must not be cut at every change. */
function levelsOf(phase: readonly Change[]): Change[][] {
  const free = phase.filter(({ requires }) => requires.length === 0);
  const levels = [free];
  let rest = phase.filter(({ requires }) => requires.length > 0);
  while (rest.length > 0) {
    const open = new Set(rest.map(({ key }) => key));
    const ready = rest.filter(({ requires }) => !requires.some((key) => open.has(key)));
    // What goes round in circles is never met; each of them says so in its outcome.
    const level = ready.length === 0 ? rest : ready;
    levels.push(level);
    const taken = new Set(level);
    rest = rest.filter((change) => !taken.has(change));
  }
  return levels.filter((level) => level.length > 0);
}
