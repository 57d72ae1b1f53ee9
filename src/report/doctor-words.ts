import { countNoun, formatCount } from '../model/count.js';
import type { Check, Diagnosis } from '../model/report.js';

export const checkMarks: Readonly<Record<Check['result'], string>> = { ok: '✓', warn: '!', failed: '✗', unknown: '?' };

export const checkEmoji: Readonly<Record<Check['result'], string>> = {
  ok: '✅',
  warn: '⚠️',
  failed: '⛔',
  unknown: '❔',
};

const countedResults: readonly (readonly [Check['result'], string])[] = [
  ['failed', 'failed'],
  ['unknown', 'could not be told'],
  ['warn', 'to look at'],
  ['ok', 'in order'],
];

export function describeDiagnosis({ tenant, checks }: Diagnosis): string {
  const where = tenant === null ? '' : ` of tenant ${tenant.id} (${tenant.cloud})`;
  const counts = countedResults
    .map(([result, words]) => ({ words, count: checks.filter((check) => check.result === result).length }))
    .filter(({ count }) => count > 0)
    .map(({ words, count }) => `${formatCount(count)} ${words}`);
  if (counts.length === 0) return `Nothing was checked${where}.`;
  if (isSound(checks)) return `All is well: ${countNoun(checks.length, 'check')}${where}.`;
  return `${countNoun(checks.length, 'check')}${where}: ${counts.join(', ')}.`;
}

export function isSound(checks: readonly Check[]): boolean {
  return checks.every(({ result }) => result === 'ok');
}
