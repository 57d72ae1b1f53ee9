import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import { cutWaves, listWaves } from '../../src/reconcile/waves.js';
import { keyOf } from '../support/builders.js';
import { fc } from '../support/fast-check.js';

function change(key: string, parts: Partial<Change> = {}): Change {
  const after = key.startsWith('syncRule/') ? { disabled: false } : { isEnabled: true };
  return {
    key,
    action: 'update',
    before: {},
    after,
    effect: 'none',
    displayName: null,
    source: null,
    requires: [],
    ...parts,
  };
}

const groups = (count: number) => Array.from({ length: count }, (_, n) => change(keyOf(n + 1)));
const keysOf = (waves: readonly (readonly Change[])[]) => waves.map((wave) => wave.map(({ key }) => key));

describe('the waves of a plan', () => {
  it('take as many groups as the rollout says, in their order', () => {
    expect(keysOf(cutWaves(groups(4), { waves: [1, 2, 'rest'] }))).toEqual([
      [keyOf(1)],
      [keyOf(2), keyOf(3)],
      [keyOf(4)],
    ]);
  });

  it('leave out what is beyond the last number', () => {
    expect(keysOf(cutWaves(groups(4), { waves: [1, 2] }))).toEqual([[keyOf(1)], [keyOf(2), keyOf(3)]]);
  });

  it('are empty where there is less than they could take', () => {
    expect(keysOf(cutWaves(groups(1), { waves: [5, 50, 'rest'] }))).toEqual([[keyOf(1)], [], []]);
  });

  it('bring what a group waits for no later than the group', () => {
    const restore = change('adGroup/a', { action: 'restore', after: { isDeleted: false } });
    const changes = [restore, change(keyOf(1)), change(keyOf(2), { requires: [restore.key] })];
    expect(keysOf(cutWaves(changes, { waves: [1, 'rest'] }))).toEqual([[keyOf(1)], [restore.key, keyOf(2)]]);
  });

  it('bring what waits for groups with the last of them', () => {
    const rule = change('syncRule/aadc01/deleteOutOfScope', { requires: [keyOf(1), keyOf(2)] });
    expect(keysOf(cutWaves([...groups(2), rule], { waves: [1, 'rest'] }))).toEqual([[keyOf(1)], [keyOf(2), rule.key]]);
  });

  it("flip the tenant's default last, and do at once what has to do with no group", () => {
    const setting = change('setting/Group.Unified');
    const rule = change('syncRule/aadc01/memberLimit');
    const waves = cutWaves([rule, ...groups(2), setting], { waves: [1, 'rest'] });
    expect(keysOf(waves)).toEqual([
      [rule.key, keyOf(1)],
      [keyOf(2), setting.key],
    ]);
  });

  it("flip the tenant's default with the last group, or at once where there is none", () => {
    const setting = change('setting/Group.Unified');
    expect(keysOf(cutWaves([setting], { waves: [5, 50, 'rest'] }))).toEqual([[setting.key], [], []]);
    expect(keysOf(cutWaves([...groups(2), setting], { waves: [5, 'rest'] }))).toEqual([
      [keyOf(1), keyOf(2), setting.key],
      [],
    ]);
    expect(keysOf(cutWaves([...groups(3), setting], { waves: [1, 1] }))).toEqual([[keyOf(1)], [keyOf(2), setting.key]]);
  });

  it('keep a rule in the wave of its groups where another rule waits for it', () => {
    const staging = change('syncRule/aadc02/deleteOutOfScope', { requires: [keyOf(1)] });
    const active = change('syncRule/aadc01/deleteOutOfScope', { requires: [keyOf(1), staging.key] });
    const waves = cutWaves([...groups(2), staging, active], { waves: [1, 'rest'] });
    expect(keysOf(waves)).toEqual([[keyOf(1), staging.key, active.key], [keyOf(2)]]);
  });

  it('switch a paused scheduler on in the first, with all that it waits for: no wave could be told without it', () => {
    const removal = change('syncRule/aadc01/deleteOutOfScope', { action: 'delete', after: null });
    const resume = change('scheduler/aadc01', { action: 'resume', requires: [removal.key, keyOf(3)] });
    const restore = change('adGroup/a', { action: 'restore', after: { isDeleted: false } });
    const [one, two, three] = groups(3) as [Change, Change, Change];
    const third = { ...three, requires: [restore.key, 'group/left out'] };
    const waves = cutWaves([removal, restore, one, two, third, resume], { waves: [1, 'rest'] });
    expect(keysOf(waves)).toEqual([[removal.key, restore.key, keyOf(1), keyOf(3), resume.key], [keyOf(2)]]);
  });

  it('leave out what waits for a group that is left out', () => {
    const rule = change('syncRule/aadc01/deleteOutOfScope', { requires: [keyOf(2)] });
    expect(keysOf(cutWaves([...groups(2), rule], { waves: [1] }))).toEqual([[keyOf(1)]]);
  });

  it('hold every change once where the last takes the rest, and nothing before what it waits for', () => {
    const anyPlan = fc
      .record({ groups: fc.integer({ min: 0, max: 12 }), waits: fc.array(fc.nat(11), { maxLength: 5 }) })
      .map(({ groups: count, waits }) => {
        const own = groups(count);
        const requires = waits.flatMap((n) => own[n]?.key ?? []);
        return [...own, change('syncRule/aadc01/deleteOutOfScope', { requires }), change('setting/Group.Unified')];
      });
    const anyWaves = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 });
    fc.assert(
      fc.property(anyPlan, anyWaves, (changes, sizes) => {
        const waves = cutWaves(changes, { waves: [...sizes, 'rest'] });
        const all = waves.flat();
        expect(all.map(({ key }) => key).sort()).toEqual(changes.map(({ key }) => key).sort());
        const done = new Set<string>();
        for (const { key, requires } of all) {
          expect(requires.every((required) => done.has(required))).toBe(true);
          done.add(key);
        }
      }),
    );
  });

  it('are told by their keys, and are none where the policy asks for none', () => {
    expect(listWaves(groups(3), { waves: [2, 'rest'] })).toEqual([[keyOf(1), keyOf(2)], [keyOf(3)]]);
    expect(listWaves(groups(3), null)).toBeNull();
  });
});
