import { describe, expect, it } from 'vitest';
import type { DeletedGroup } from '../../src/model/group.js';
import type { Match } from '../../src/model/policy.js';
import { compileCouldMatch } from '../../src/policy/could-match.js';
import { compileMatch } from '../../src/policy/match.js';
import { fc } from '../support/fast-check.js';
import { guid } from './support.js';

const bare: DeletedGroup = { id: guid(1), displayName: 'Finance', deletedDateTime: null };
const whole: DeletedGroup = {
  ...bare,
  kind: 'microsoft365',
  dynamic: false,
  mail: 'finance@contoso.com',
  mailNickname: 'finance',
  team: true,
};

describe('a soft-deleted group could be one that a match means', () => {
  it.each<[string, Match, DeletedGroup, boolean]>([
    ['by ID', { id: [guid(1)] }, bare, true],
    ['not by another ID', { id: [guid(2)] }, bare, false],
    ['by name', { displayName: ['Fin*'] }, bare, true],
    ['not by another name', { displayName: ['HR'] }, bare, false],
    ['by any name where Graph tells none', { displayName: ['HR'] }, { ...bare, displayName: null }, true],
    ['by a kind that is not known', { kind: ['security'] }, bare, true],
    ['not by another kind', { kind: ['security'] }, whole, false],
    ['by a membership that is not known', { membership: ['dynamic'] }, bare, true],
    ['not by another membership', { membership: ['dynamic'] }, whole, false],
    ['by a mail address that was not read', { mail: ['hr@*'] }, bare, true],
    ['not by another mail address', { mail: ['hr@*'] }, whole, false],
    ['not by a mail address that it has not', { mail: ['*'] }, { ...whole, mail: null }, false],
    ['by a mail nickname that was not read', { mailNickname: ['hr'] }, bare, true],
    ['not by another mail nickname', { mailNickname: ['hr'] }, whole, false],
    ['by a team that was not read', { team: false }, bare, true],
    ['not by a team, where it has none', { team: true }, { ...whole, team: false }, false],
    ['not by a team, being a security group', { team: true }, { ...bare, kind: 'security' }, false],
    ['not where one of two fields says no', { displayName: ['HR'], kind: ['security'] }, bare, false],
    ['where not excludes it perhaps', { not: { kind: ['security'] } }, bare, true],
    ['not where not excludes it for certain', { not: { displayName: ['Fin*'] } }, bare, false],
    ['where not excludes another', { not: { displayName: ['HR'] } }, bare, true],
    ['where not excludes it only with what is not known', { not: { displayName: ['Fin*'], team: true } }, bare, true],
  ])('%s', (_title, match, group, expected) => {
    expect(compileCouldMatch(match)(group)).toBe(expected);
  });

  const anyMatch: fc.Arbitrary<Match> = fc.record(
    {
      displayName: fc.constantFrom(['Fin*'], ['HR']),
      kind: fc.constantFrom(['microsoft365'] as const, ['security'] as const),
      mail: fc.constantFrom(['*'], ['hr@*']),
      team: fc.boolean(),
      not: fc.record(
        { displayName: fc.constantFrom(['*'], ['HR']), membership: fc.constant(['assigned'] as const) },
        { requiredKeys: [], noNullPrototype: true },
      ),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  const optional = ['kind', 'dynamic', 'mail', 'mailNickname', 'team'] as const;

  it('wherever it is one, whatever of it is not known; and only there where all is known', () => {
    fc.assert(
      fc.property(anyMatch, fc.subarray([...optional]), (match, hidden) => {
        const group = { ...whole, kind: 'microsoft365', dynamic: false } as const;
        const rest = Object.fromEntries(Object.entries(whole).filter(([name]) => !hidden.some((one) => one === name)));
        const is = compileMatch(match)(group);
        if (is) expect(compileCouldMatch(match)(rest as unknown as DeletedGroup)).toBe(true);
        expect(compileCouldMatch(match)(whole)).toBe(is);
      }),
    );
  });
});
