import type { GroupRecord } from '../model/group.js';
import type { Match } from '../model/policy.js';
import { compileFolded, foldText } from './glob.js';

/** What a match looks at. */
export type Matchable = Pick<GroupRecord, 'id' | 'displayName' | 'kind' | 'dynamic' | 'mail' | 'mailNickname' | 'team'>;

export type Predicate = (group: Matchable) => boolean;

/**
 * Whether a group is one that `match` means: all fields hold, each by any of its items. A missing value matches no glob.
 * `fold` is shared by rules that are asked about the same group one after another.
 */
export function compileMatch(match: Match, fold: (text: string) => string = foldText): Predicate {
  const tests: Predicate[] = [];
  const { kind, id, displayName, mailNickname, mail, membership, team, not } = match;
  if (kind !== undefined) tests.push((group) => kind.some((one) => one === group.kind));
  if (id !== undefined) tests.push(isIn(new Set(id)));
  if (membership !== undefined) tests.push((group) => membership.includes(group.dynamic ? 'dynamic' : 'assigned'));
  if (team !== undefined) tests.push((group) => hasTeam(group) === team);
  if (displayName !== undefined) tests.push(matchesText(displayName, fold, (group) => group.displayName));
  if (mailNickname !== undefined) tests.push(matchesText(mailNickname, fold, (group) => group.mailNickname));
  if (mail !== undefined) tests.push(matchesText(mail, fold, (group) => group.mail));
  if (not !== undefined) tests.push(negate(compileMatch(not, fold)));
  return (group) => tests.every((test) => test(group));
}

/** `foldText` that answers from memory when asked the same again: the name of one group, by rule after rule. */
export function foldOnce(): (text: string) => string {
  let last = '';
  let folded = '';
  return (text) => {
    if (text !== last) {
      folded = foldText(text);
      last = text;
    }
    return folded;
  };
}

function isIn(ids: ReadonlySet<string>): Predicate {
  return (group) => ids.has(group.id);
}

function negate(predicate: Predicate): Predicate {
  return (group) => !predicate(group);
}

/** Only Microsoft 365 groups can have a team: of others nobody needs to ask. */
function hasTeam(group: Matchable): boolean | undefined {
  return group.kind === 'microsoft365' ? group.team : false;
}

function matchesText(
  patterns: readonly string[],
  fold: (text: string) => string,
  read: (group: Matchable) => string | null | undefined,
): Predicate {
  const globs = patterns.map(compileFolded);
  return (group) => {
    const text = read(group);
    if (text === null || text === undefined) return false;
    const folded = fold(text);
    return globs.some((glob) => glob.matches(folded));
  };
}
