import type { EligibleKind, GroupKind } from '../model/group.js';
import type { Match } from '../model/policy.js';
import { compileFolded, type Glob, globCovers } from './glob.js';
import { canMatchKind } from './kinds.js';

const everyKind: readonly GroupKind[] = ['microsoft365', 'security', 'mailEnabledSecurity', 'distributionList'];
export const textFields = ['displayName', 'mailNickname', 'mail'] as const;

/** A match made ready to be compared with many others. */
export interface Pattern {
  readonly match: Match;
  /** The kinds of groups that it may decide for. */
  readonly kinds: readonly GroupKind[];
  readonly globs: Readonly<Record<(typeof textFields)[number], readonly Glob[] | null>>;
  readonly not: Pattern | null;
}

/** `domain`: the kinds of groups that are asked about. */
export function compilePattern(match: Match, domain: readonly GroupKind[] = everyKind): Pattern {
  const globs = (patterns: readonly string[] | undefined) => patterns?.map(compileFolded) ?? null;
  return {
    match,
    kinds: domain.filter((kind) => canMatchKind(match, kind)),
    globs: {
      displayName: globs(match.displayName),
      mailNickname: globs(match.mailNickname),
      mail: globs(match.mail),
    },
    not: match.not === undefined ? null : compilePattern(match.not),
  };
}

/** Whether no group at all can match. Never true wrongly. */
export function isImpossible(pattern: Pattern): boolean {
  return pattern.kinds.length === 0 || (pattern.not !== null && covers(pattern.not, pattern));
}

/** Whether every group that `narrow` matches is matched by `wide`. Never true wrongly; may be false where it is hard to tell. */
export function covers(wide: Pattern, narrow: Pattern): boolean {
  return (
    textFields.every((field) => coversText(wide.globs[field], narrow.globs[field])) &&
    coversList(wide.match.id, narrow.match.id) &&
    coversKinds(wide.match.kind, narrow.kinds) &&
    coversMembership(wide.match.membership, narrow.match.membership) &&
    coversTeam(wide.match.team, narrow) &&
    (wide.not === null || excludes(narrow, wide.not))
  );
}

/** Whether no group matches both. Never true wrongly. */
function excludes(one: Pattern, other: Pattern): boolean {
  return (
    !one.kinds.some((kind) => other.kinds.includes(kind)) ||
    areDisjoint(one.match.id, other.match.id) ||
    areDisjoint(one.match.membership, other.match.membership) ||
    (one.match.team !== undefined && other.match.team !== undefined && one.match.team !== other.match.team) ||
    (one.not !== null && covers(one.not, other)) ||
    (other.not !== null && covers(other.not, one))
  );
}

function coversText(wide: readonly Glob[] | null, narrow: readonly Glob[] | null): boolean {
  if (wide === null) return true;
  return narrow?.every((one) => wide.some((other) => globCovers(other, one))) ?? false;
}

function coversList<T>(wide: readonly T[] | undefined, narrow: readonly T[] | undefined): boolean {
  if (wide === undefined) return true;
  if (narrow === undefined) return false;
  const all = new Set(wide);
  return narrow.every((one) => all.has(one));
}

function coversKinds(wide: readonly EligibleKind[] | undefined, narrow: readonly GroupKind[]): boolean {
  return wide === undefined || narrow.every((kind) => wide.some((one) => one === kind));
}

function coversMembership(wide: Match['membership'], narrow: Match['membership']): boolean {
  return coversList(wide, narrow ?? ['assigned', 'dynamic']);
}

function coversTeam(wide: boolean | undefined, narrow: Pattern): boolean {
  if (wide === undefined || wide === narrow.match.team) return true;
  return !wide && narrow.match.team === undefined && !narrow.kinds.includes('microsoft365');
}

function areDisjoint<T>(one: readonly T[] | undefined, other: readonly T[] | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const all = new Set(one);
  return !other.some((item) => all.has(item));
}
