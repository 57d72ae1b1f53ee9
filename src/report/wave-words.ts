import { countNoun, formatCount } from '../model/count.js';
import type { ApplyResult } from '../model/outcome.js';
import type { Plan } from '../model/plan.js';
import { joinWords } from './words.js';

/** How apply cuts a plan into waves; empty where it writes it in one go. */
export function describeWaves(plan: Pick<Plan, 'waves' | 'changes' | 'effects' | 'facts'>): string {
  const { waves, changes } = plan;
  if (waves === null || changes.length === 0) return '';
  const filled = waves.filter((keys) => keys.length > 0);
  const left = changes.length - filled.reduce((sum, keys) => sum + keys.length, 0);
  return [...describeSizes(filled, plan), ...describeLeft(left, 'none of these and')].join(' ');
}

function describeSizes(waves: readonly (readonly string[])[], { effects, facts }: Pick<Plan, 'effects' | 'facts'>) {
  if (waves.length < 2) return [];
  const deletions = countDeletions(waves, effects);
  const sizes = waves.map((keys, index) => {
    const deleted = deletions[index] ?? 0;
    return formatCount(keys.length) + (deleted === 0 ? '' : ` (${formatCount(deleted)} deleted)`);
  });
  const isAsked = facts.some(({ name, known }) => known && name.startsWith('connect.servers.'));
  const between = isAsked
    ? 'after each, apply waits until Connect has synchronised, and goes on only if Active Directory is as said here'
    : 'apply stops after the first, for no server can tell when Connect has synchronised';
  return [`Written in waves of ${joinWords(sizes)} changes: ${between}.`];
}

/** How many objects each wave deletes: each is gone once everything that causes it is written. */
function countDeletions(waves: readonly (readonly string[])[], effects: Plan['effects']): readonly number[] {
  const waveOf = new Map(waves.flatMap((keys, index) => keys.map((key) => [key, index] as const)));
  const counts = waves.map(() => 0);
  for (const { effect, causes } of effects) {
    const last = Math.max(...causes.map((key) => waveOf.get(key) ?? Number.POSITIVE_INFINITY));
    if (effect === 'delete' && last < waves.length) counts[last] = (counts[last] ?? 0) + 1;
  }
  return counts;
}

/** Which waves a run was for, and what it left on purpose; empty where there were none. */
export function describeWritten({ waves }: Pick<ApplyResult, 'waves'>): string {
  if (waves === null) return '';
  const { of, numbers, left } = waves;
  const what = numbers.length === of ? [] : [`This was wave ${joinWords(numbers.map(String))} of ${formatCount(of)}.`];
  return [...what, ...describeLeft(left.length, numbers.length === of ? 'no wave and' : 'later waves and')].join(' ');
}

function describeLeft(count: number, where: string): readonly string[] {
  if (count === 0) return [];
  const [is, wait] = count === 1 ? ['is', 'waits'] : ['are', 'wait'];
  return [`${countNoun(count, 'change')} ${is} in ${where} ${wait} for another apply.`];
}
