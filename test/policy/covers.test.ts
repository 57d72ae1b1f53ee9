import { describe, expect, it } from 'vitest';
import type { Match } from '../../src/model/policy.js';
import { compilePattern, covers, isImpossible } from '../../src/policy/covers.js';
import { compileMatch } from '../../src/policy/match.js';
import { fc, runs } from '../support/fast-check.js';
import { group, guid } from './support.js';

const covered = (wide: Match, narrow: Match) => covers(compilePattern(wide), compilePattern(narrow));

describe('a match covers another', () => {
  it.each<[string, Match, Match]>([
    ['that is the same', { kind: ['security'], displayName: ['a*'] }, { kind: ['security'], displayName: ['a*'] }],
    ['that asks for more', { kind: ['security'] }, { kind: ['security'], displayName: ['a*'] }],
    ['that lists fewer IDs', { id: [guid(1), guid(2)] }, { id: [guid(2)] }],
    ['that lists fewer kinds', { kind: ['security', 'microsoft365'] }, { kind: ['security'] }],
    ['whose globs are narrower', { mail: ['*'] }, { mail: ['a*', 'b'] }],
    ['whose every glob one of its own covers', { mailNickname: ['a*', 'b*'] }, { mailNickname: ['ab', 'ba'] }],
    ['of the same members', { membership: ['dynamic'] }, { membership: ['dynamic'] }],
    ['of some members, with all', { membership: ['dynamic', 'assigned'] }, { kind: ['security'] }],
    ['with the same team', { team: true }, { team: true, kind: ['microsoft365'] }],
    ['that is for teams, with Microsoft 365', { kind: ['microsoft365'] }, { team: true }],
    ['that is for security groups, without a team', { team: false }, { kind: ['security'] }],
    ['with the same not', { not: { displayName: ['a'] } }, { kind: ['security'], not: { displayName: ['a'] } }],
    ['that leaves out more', { not: { displayName: ['a'] } }, { not: { displayName: ['a*'] } }],
    ['of another kind than it leaves out', { not: { kind: ['security'] } }, { kind: ['microsoft365'] }],
    ['of other IDs than it leaves out', { not: { id: [guid(1)] } }, { id: [guid(2)] }],
    ['of other members than it leaves out', { not: { membership: ['dynamic'] } }, { membership: ['assigned'] }],
    ['of teams where it leaves out the teamless', { not: { team: false } }, { team: true }],
    ['that is all that not of not leaves', { not: { not: { kind: ['security'] } } }, { kind: ['security'] }],
  ])('%s', (_title, wide, narrow) => {
    expect(covered(wide, narrow)).toBe(true);
  });

  it.each<[string, Match, Match]>([
    ['of every kind, ineligible ones too', { kind: ['security', 'microsoft365'] }, { id: [guid(1)] }],
    ['without its ID', { id: [guid(1)] }, { displayName: ['a'] }],
    ['with one more ID', { id: [guid(1)] }, { id: [guid(1), guid(2)] }],
    ['without its name', { displayName: ['*'] }, { mail: ['a'] }],
    ['with one more name', { displayName: ['a*'] }, { displayName: ['ab', 'b'] }],
    ['of both members', { membership: ['dynamic'] }, { kind: ['security'] }],
    ['with and without a team', { team: false }, { kind: ['microsoft365'] }],
    ['with a team', { team: false }, { team: true }],
    ['that has no team asked for', { team: true }, { kind: ['microsoft365'] }],
    ['that it leaves out', { not: { displayName: ['a'] } }, { displayName: ['a'] }],
    ['of which it leaves out some', { not: { id: [guid(1)] } }, { id: [guid(1), guid(2)] }],
    ['that leaves out less', { not: { displayName: ['a*'] } }, { not: { displayName: ['a'] } }],
    ['of teams where it leaves out teams', { not: { team: true } }, { team: true }],
  ])('but not one %s', (_title, wide, narrow) => {
    expect(covered(wide, narrow)).toBe(false);
  });
});

describe('a match is impossible', () => {
  it.each<[string, Match, boolean]>([
    ['security groups with a team', { kind: ['security'], team: true }, true],
    ['a kind and not that kind', { kind: ['security'], not: { kind: ['security'] } }, true],
    ['a name and not that name', { displayName: ['ab*'], not: { displayName: ['a*'] } }, true],
    ['a name and not another', { displayName: ['a*'], not: { displayName: ['ab*'] } }, false],
    ['a name', { displayName: ['a*'] }, false],
  ])('%s: %s', (_title, match, expected) => {
    expect(isImpossible(compilePattern(match))).toBe(expected);
  });
});

const globs = fc.array(fc.constantFrom('a', 'b', 'a*', '*', '?', 'ab', '*b'), { minLength: 1, maxLength: 2 });
const { match: matches } = fc.letrec<{ match: Match }>((tie) => ({
  match: fc.record<Match>(
    {
      kind: fc.subarray(['microsoft365', 'security'] as const, { minLength: 1 }),
      id: fc.subarray([guid(1), guid(2), guid(3)], { minLength: 1 }),
      displayName: globs,
      mail: globs,
      membership: fc.subarray(['assigned', 'dynamic'] as const, { minLength: 1 }),
      team: fc.boolean(),
      not: tie('match') as fc.Arbitrary<Match>,
    },
    { requiredKeys: [] },
  ),
}));
const text = fc.constantFrom('a', 'b', 'ab', 'ba', '', null);
const groups = fc.record({
  id: fc.constantFrom(guid(1), guid(2), guid(3), guid(4)),
  kind: fc.constantFrom(
    'microsoft365' as const,
    'security' as const,
    'distributionList' as const,
    'mailEnabledSecurity' as const,
  ),
  displayName: text,
  mail: text,
  dynamic: fc.boolean(),
  team: fc.boolean(),
});

describe('for any two matches', () => {
  it('covering is never claimed wrongly', () => {
    fc.assert(
      fc.property(matches, matches, fc.array(groups, { minLength: 1, maxLength: 20 }), (wide, narrow, records) => {
        const claims = covered(wide, narrow);
        const impossible = isImpossible(compilePattern(narrow));
        for (const record of records.map((traits) => group(traits))) {
          if (!compileMatch(narrow)(record)) continue;
          expect(impossible).toBe(false);
          if (claims) expect(compileMatch(wide)(record)).toBe(true);
        }
      }),
      runs(5_000),
    );
  });
});
