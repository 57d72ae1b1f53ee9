import type { DeletedGroup } from '../model/group.js';
import type { Match } from '../model/policy.js';
import { compileMatch, type Matchable } from './match.js';

type Field = Exclude<keyof Match, 'not'>;
/** null: what is not known of the group decides. */
type Answer = boolean | null;

/** Whether a soft-deleted group could be one that `match` means: what Graph does not tell of it excludes nothing. */
export function compileCouldMatch(match: Match): (group: DeletedGroup) => boolean {
  const answer = compileAnswer(match);
  return (group) => answer(group) !== false;
}

function compileAnswer({ not, ...fields }: Match): (group: DeletedGroup) => Answer {
  const tests = Object.entries(fields).map(([field, items]) => {
    const matches = compileMatch({ [field]: items });
    const isKnown = knows[field as Field];
    return (group: DeletedGroup): Answer => (isKnown(group) ? matches(group as Matchable) : null);
  });
  if (not !== undefined) tests.push(negate(compileAnswer(not)));
  return (group) => {
    const answers = tests.map((test) => test(group));
    if (answers.includes(false)) return false;
    return answers.includes(null) ? null : true;
  };
}

function negate(answer: (group: DeletedGroup) => Answer): (group: DeletedGroup) => Answer {
  return (group) => {
    const answered = answer(group);
    return answered === null ? null : !answered;
  };
}

const knows: Readonly<Record<Field, (group: DeletedGroup) => boolean>> = {
  id: () => true,
  displayName: ({ displayName }) => displayName !== null,
  kind: ({ kind }) => kind !== undefined,
  membership: ({ dynamic }) => dynamic !== undefined,
  mail: ({ mail }) => mail !== undefined,
  mailNickname: ({ mailNickname }) => mailNickname !== undefined,
  // Only Microsoft 365 groups can have a team.
  team: ({ kind, team }) => (kind === 'microsoft365' ? team !== undefined : kind !== undefined),
};
