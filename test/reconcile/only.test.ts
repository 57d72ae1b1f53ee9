import { describe, expect, it } from 'vitest';
import { matchesOnly } from '../../src/reconcile/only.js';

describe('--only', () => {
  it.each([
    ['group/1', ['group/1'], true],
    ['group/1', ['group/12'], false],
    ['group/12', ['group/1'], false],
    ['group/1', ['group/*'], true],
    ['setting/Group.Unified', ['group/*'], false],
    ['setting/Group.Unified', ['SETTING/group.unified'], true],
    ['group/AB', ['group/a*'], true],
    ['group/1', ['group/2', 'group/1'], true],
    ['group/1', [], false],
    ['group/1', ['*'], true],
    ['group/1', ['**'], true],
    ['group/1', ['*/1'], true],
    ['group/1', ['*/2'], false],
    ['group/abcabd', ['*abd'], true],
    ['group/abcde', ['group/*c*e'], true],
    ['group/abcde', ['group/*e*c'], false],
    ['group/abcde', ['group/*x*e'], false],
    ['group/abc', ['group/a*b*c*'], true],
    ['group/aa', ['group/a*a*a'], false],
    ['group/a', ['group/a*a'], false],
    ['group/aba', ['group/ab*ba'], false],
    ['group/1', ['group/?'], false],
    ['group/1', ['group.1'], false],
    ['group/1', [''], false],
  ])('matches %s with %j: %s', (key, patterns, matches) => {
    expect(matchesOnly(key, patterns)).toBe(matches);
  });
});
