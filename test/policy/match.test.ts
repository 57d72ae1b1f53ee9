import { describe, expect, it } from 'vitest';
import type { GroupRecord } from '../../src/model/group.js';
import type { Match } from '../../src/model/policy.js';
import { compileMatch } from '../../src/policy/match.js';
import { group, guid } from './support.js';

const m365 = group({
  id: guid(1),
  displayName: 'Finance Audit',
  mail: 'fin@contoso.com',
  mailNickname: 'fin',
  team: true,
});
const security = group({ id: guid(2), kind: 'security', displayName: 'Payroll', dynamic: true, mail: null });
const nameless = group({ id: guid(3), displayName: null });

describe('a match', () => {
  it.each<[string, Match, GroupRecord, boolean]>([
    ['kind', { kind: ['microsoft365'] }, m365, true],
    ['another kind', { kind: ['security'] }, m365, false],
    ['one of several kinds', { kind: ['microsoft365', 'security'] }, security, true],
    [
      'a kind that no policy can name',
      { kind: ['microsoft365', 'security'] },
      group({ kind: 'distributionList' }),
      false,
    ],
    ['id', { id: [guid(9), guid(1)] }, m365, true],
    ['another id', { id: [guid(9)] }, m365, false],
    ['name', { displayName: ['x', 'finance *'] }, m365, true],
    ['another name', { displayName: ['x'] }, m365, false],
    ['a missing name, which no glob matches', { displayName: ['*'] }, nameless, false],
    ['mail', { mail: ['*@contoso.com'] }, m365, true],
    ['no mail', { mail: ['*'] }, security, false],
    ['mail that was not read', { mail: ['*'] }, nameless, false],
    ['nickname', { mailNickname: ['FIN'] }, m365, true],
    ['assigned members', { membership: ['assigned'] }, m365, true],
    ['dynamic members', { membership: ['dynamic'] }, security, true],
    ['other members', { membership: ['assigned'] }, security, false],
    ['a team', { team: true }, m365, true],
    ['no team', { team: false }, m365, false],
    ['a security group has no team', { team: false }, security, true],
    ['a team that nobody read is neither there', { team: true }, nameless, false],
    ['nor absent', { team: false }, nameless, false],
    ['all fields at once', { kind: ['microsoft365'], displayName: ['Finance *'], team: true }, m365, true],
    ['all fields but one', { kind: ['microsoft365'], displayName: ['Finance *'], team: false }, m365, false],
    ['not', { not: { displayName: ['Finance *'] } }, m365, false],
    ['not, of what does not match', { not: { displayName: ['Payroll'] } }, m365, true],
    ['not, of a missing value', { not: { displayName: ['*'] } }, nameless, true],
    [
      'not of several fields leaves out only what has them all',
      { not: { displayName: ['Finance *'], team: false } },
      m365,
      true,
    ],
    ['not of not', { not: { not: { kind: ['microsoft365'] } } }, m365, true],
  ])('%s', (_title, match, record, expected) => {
    expect(compileMatch(match)(record)).toBe(expected);
  });
});
