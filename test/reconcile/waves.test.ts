import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import type { Effect, EffectKind } from '../../src/model/effect.js';
import type { Observation } from '../../src/model/observation.js';
import { cutWaves, findSurprises } from '../../src/reconcile/waves.js';
import { idOf, keyOf, makeAdGroup, makeDirectory, makeObservation } from '../support/builders.js';

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

  it('keep a rule in the wave of its groups where another rule waits for it', () => {
    const staging = change('syncRule/aadc02/deleteOutOfScope', { requires: [keyOf(1)] });
    const active = change('syncRule/aadc01/deleteOutOfScope', { requires: [keyOf(1), staging.key] });
    const waves = cutWaves([...groups(2), staging, active], { waves: [1, 'rest'] });
    expect(keysOf(waves)).toEqual([[keyOf(1), staging.key, active.key], [keyOf(2)]]);
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
});

describe('what surprises after a synchronisation', () => {
  const seen = (...numbers: number[]): Observation => {
    const held = numbers.map((n) => makeAdGroup(n));
    return makeObservation({
      connect: { servers: [], directory: makeDirectory({ groups: { known: true, value: held } }) },
    });
  };
  const written = new Set(['a']);
  const effect = (n: number, kind: EffectKind, causes = ['a']): Effect => ({
    object: `adGroup/${idOf(n)}`,
    displayName: null,
    effect: kind,
    basis: 'observed',
    reason: '',
    causes,
    managed: true,
  });

  const everything = [
    [2, 'is gone'],
    [3, 'was not created'],
    [5, 'is still there'],
  ] as const;

  it.each([
    ['nothing, where all went as said', seen(1, 2), [effect(1, 'delete'), effect(3, 'create')], seen(2, 3), []],
    ['an object that is gone and was not to go', seen(1, 2), [effect(1, 'delete')], seen(), [[2, 'is gone']]],
    ['an object that was only to be orphaned', seen(1), [effect(1, 'orphan')], seen(), [[1, 'is gone']]],
    ['an object that was to be deleted and is there', seen(1), [effect(1, 'delete')], seen(1), [[1, 'is still there']]],
    ['an object that was to be created and is not', seen(), [effect(1, 'create')], seen(), [[1, 'was not created']]],
    ['everything at once, by object', seen(2, 5), [effect(3, 'create'), effect(5, 'delete')], seen(5), everything],
    ['not what somebody else created', seen(), [], seen(1), []],
    ['not what waits for a later wave', seen(), [effect(1, 'create', ['a', 'b'])], seen(), []],
    ['what only a later wave was to delete', seen(1), [effect(1, 'delete', ['b'])], seen(), [[1, 'is gone']]],
    ['not what was deleted before all that does it', seen(1), [effect(1, 'delete', ['a', 'b'])], seen(), []],
  ] as const)('is %s', (_title, before, effects, after, surprises) => {
    const told = surprises.map(([n, what]) => ({ object: `adGroup/${idOf(n)}`, what }));
    expect(findSurprises(effects, written, before, after)).toEqual(told);
  });

  it('is not known where AD could not be read before or after', () => {
    const blind = makeObservation({ connect: { servers: [], directory: null } });
    expect(findSurprises([], written, blind, seen())).toBeNull();
    expect(findSurprises([], written, seen(), makeObservation())).toBeNull();
  });
});
