import { describe, expect, it } from 'vitest';
import { stagesOf } from '../../src/apply/stages.js';
import type { Change } from '../../src/model/change.js';
import { settingKey } from '../../src/model/key.js';
import { fc } from '../support/fast-check.js';
import { keyOf, makeChange, makeFlip } from './support.js';

const off = { after: { isEnabled: false } };
const needs = (...ns: readonly number[]) => ({ requires: ns.map(keyOf) });
const keysOf = (changes: readonly Change[]) => stagesOf(changes).map((stage) => stage.map(({ key }) => key));

describe('stages', () => {
  it.each<[string, readonly Change[], readonly (readonly string[])[]]>([
    ['nothing', [], []],
    ['one kind, one stage', [makeChange(1), makeChange(2)], [[keyOf(1), keyOf(2)]]],
    ['enabled before disabled', [makeChange(1), makeChange(2, off)], [[keyOf(1)], [keyOf(2)]]],
    ['a setting apart', [makeChange(1), makeFlip('false')], [[keyOf(1)], [settingKey]]],
    [
      'those that wait for the setting together, not one by one',
      [
        makeFlip('true'),
        makeChange(1, { requires: [settingKey] }),
        makeChange(2),
        makeChange(3, { requires: [settingKey] }),
        makeChange(4),
      ],
      [[settingKey], [keyOf(2), keyOf(4)], [keyOf(1), keyOf(3)]],
    ],
    [
      'a chain in the order of the chain',
      [makeChange(1, needs(2)), makeChange(2, needs(3)), makeChange(3)],
      [[keyOf(3)], [keyOf(2)], [keyOf(1)]],
    ],
    ['a circle, which is never met', [makeChange(1, needs(2)), makeChange(2, needs(1))], [[keyOf(1), keyOf(2)]]],
  ])('are cut where order matters: %s', (_what, changes, expected) => {
    expect(keysOf(changes)).toEqual(expected);
  });

  it('hold every change exactly once, none before what it requires of its own phase', () => {
    const arbitrary = fc.array(fc.tuple(fc.boolean(), fc.array(fc.nat(9), { maxLength: 2 })), { maxLength: 10 });
    fc.assert(
      fc.property(arbitrary, (parts) => {
        const changes = parts.map(([isOff, required], n) => {
          const earlier = needs(...required.filter((one) => one < n));
          return makeChange(n, isOff ? { ...off, ...earlier } : earlier);
        });
        const flat = stagesOf(changes).flat();
        expect(flat.map(({ key }) => key).sort()).toEqual(changes.map(({ key }) => key).sort());
        for (const [at, { requires }] of flat.entries()) {
          for (const key of requires) expect(flat.findIndex((one) => one.key === key)).toBeLessThan(at);
        }
      }),
    );
  });
});
