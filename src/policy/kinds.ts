import { type EligibleKind, eligibleKinds, type GroupKind } from '../model/group.js';
import type { Match } from '../model/policy.js';

/** Whether any group of a kind can match: false only where it is certain that none does. */
export function canMatchKind(match: Match, kind: GroupKind): boolean {
  if (match.kind !== undefined && !match.kind.some((one) => one === kind)) return false;
  if (match.team === true && kind !== 'microsoft365') return false;
  return match.not === undefined || !matchesWholeKind(match.not, kind);
}

/** Whether every group of a kind matches: true only where it is certain. */
export function matchesWholeKind(match: Match, kind: GroupKind): boolean {
  if (match.id !== undefined || match.displayName !== undefined) return false;
  if (match.mail !== undefined || match.mailNickname !== undefined) return false;
  if (match.membership !== undefined && new Set(match.membership).size < 2) return false;
  if (match.kind !== undefined && !match.kind.some((one) => one === kind)) return false;
  if (match.team !== undefined && (match.team || kind === 'microsoft365')) return false;
  return match.not === undefined || !canMatchKind(match.not, kind);
}

/** The kinds of which a rule can decide for any group that may be written. */
export function eligibleKindsOf(match: Match): readonly EligibleKind[] {
  return eligibleKinds.filter((kind) => canMatchKind(match, kind));
}
