import type { ApplyResult } from '../model/outcome.js';
import type { Plan } from '../model/plan.js';
import { countNoun, formatCount, joinWords } from './words.js';

/** How apply cuts a plan into waves; empty where it writes it in one go. */
export function describeWaves({ waves, changes }: Pick<Plan, 'waves' | 'changes'>): string {
  if (waves === null || changes.length === 0) return '';
  const sizes = waves.map((keys) => keys.length).filter((size) => size > 0);
  const left = changes.length - sizes.reduce((sum, size) => sum + size, 0);
  return [...describeSizes(sizes), ...describeLeft(left, 'none of these and')].join(' ');
}

function describeSizes(sizes: readonly number[]): readonly string[] {
  if (sizes.length < 2) return [];
  const waves = `${joinWords(sizes.map(formatCount))} changes`;
  return [
    `Written in waves of ${waves}: after each, apply waits until Connect has synchronised, and goes on only if Active Directory is as said here.`,
  ];
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
