import { describe, expect, it } from 'vitest';
import type { Effect, EffectKind } from '../../src/model/effect.js';
import type { Observation } from '../../src/model/observation.js';
import type { AdGroup, DirectoryObservation } from '../../src/model/server.js';
import { findSurprises, findUnfulfilled } from '../../src/reconcile/surprises.js';
import {
  guidOf,
  idOf,
  keyOf,
  known,
  makeAdGroup,
  makeConnect,
  makeDirectory,
  makeObservation,
  makeServer,
} from '../support/builders.js';
import { changeGroup } from './changes.js';

const security = -2147483640;
const distribution = 8;

function seen(objects: readonly (number | AdGroup)[], parts: Partial<DirectoryObservation> = {}): Observation {
  const groups = known(objects.map((one) => (typeof one === 'number' ? makeAdGroup(one) : one)));
  return makeObservation({ connect: makeConnect({ directory: makeDirectory({ groups, ...parts }) }) });
}

function effect(n: number, kind: EffectKind, causes: readonly string[] = [keyOf(1)]): Effect {
  const object = `adGroup/${idOf(n)}`;
  return { object, displayName: null, effect: kind, basis: 'observed', reason: '', causes, managed: true };
}

/** The change of group 1 is written, that of group 2 is not. */
const written = new Set([keyOf(1)]);
const later = [keyOf(1), keyOf(2)];
const another = makeAdGroup(1, { objectGuid: guidOf(91) });
const typed = (groupType: number | null) => makeAdGroup(1, { groupType });

describe('what surprises after a synchronisation', () => {
  it.each<
    [string, readonly (number | AdGroup)[], readonly Effect[], readonly (number | AdGroup)[], readonly unknown[]]
  >([
    ['nothing, where all went as said', [1, 2], [effect(1, 'delete'), effect(3, 'create')], [2, 3], []],
    ['an object that is gone and was not to go', [1, 2], [effect(1, 'delete')], [], [[2, 'is gone']]],
    ['an object that was only to be orphaned', [1], [effect(1, 'orphan')], [], [[1, 'is gone']]],
    ['an object that another one took the place of', [1], [effect(1, 'none')], [another], [[1, 'is gone']]],
    ['an object that was to be deleted and is there', [1], [effect(1, 'delete')], [1], [[1, 'is still there']]],
    ['an object that was to be created and is not', [], [effect(1, 'create')], [], [[1, 'was not created']]],
    ['not what somebody else created', [], [], [1], []],
    ['not what waits for a later wave', [], [effect(1, 'create', later)], [], []],
    ['what only a later wave was to delete', [1], [effect(1, 'delete', [keyOf(2)])], [], [[1, 'is gone']]],
    ['not what was deleted before all that does it', [1], [effect(1, 'delete', later)], [], []],
    ['an object of another type', [typed(security)], [], [typed(distribution)], [[1, 'has another type']]],
    ['not one whose type nobody read', [typed(null)], [], [typed(distribution)], []],
    ['not one whose type can no longer be read', [typed(security)], [], [typed(null)], []],
    [
      'everything at once, by object',
      [2, 5],
      [effect(3, 'create'), effect(5, 'delete')],
      [5],
      [
        [2, 'is gone'],
        [3, 'was not created'],
        [5, 'is still there'],
      ],
    ],
  ])('is %s', (_title, before, effects, after, surprises) => {
    const told = surprises.map((one) => {
      const [n, what] = one as [number, string];
      return { object: `adGroup/${idOf(n)}`, what };
    });
    expect(findSurprises({ changes: [], effects, written }, seen(before), seen(after))).toEqual(told);
  });

  it.each([
    ['universalDistributionGroup', security, 'has the type that it had'],
    ['universalDistributionGroup', distribution, null],
    ['UniversalSecurityGroup', distribution, 'has the type that it had'],
    ['universalSecurityGroup', null, null],
    [null, security, null],
  ])('is a type that was to become %s and is %s: %s', (onPremisesGroupType, groupType, what) => {
    const changes = [changeGroup(1, { after: { onPremisesGroupType } })];
    const told = what === null ? [] : [{ object: `adGroup/${idOf(1)}`, what }];
    const said = { changes, effects: [effect(1, 'retype')], written };
    expect(findSurprises(said, seen([typed(groupType)]), seen([typed(groupType)]))).toEqual(told);
  });

  it('is an object that was restored and is gone again', () => {
    const restore = changeGroup(1, { key: `adGroup/${guidOf(1)}`, action: 'restore', before: { groupId: idOf(1) } });
    const said = { changes: [restore], effects: [effect(1, 'none')], written: new Set([restore.key]) };
    expect(findSurprises(said, seen([]), seen([]))).toEqual([{ object: `adGroup/${idOf(1)}`, what: 'is gone' }]);
    expect(findSurprises(said, seen([]), seen([makeAdGroup(1, { objectGuid: guidOf(1) })]))).toEqual([]);
    expect(findSurprises({ ...said, written: new Set() }, seen([]), seen([]))).toEqual([]);
  });

  it('is not known where AD was not read, from a file only, or perhaps in another domain', () => {
    const nothing = { changes: [], effects: [], written };
    const nowhere = makeConnect({ servers: [makeServer({ targetContainer: known('') })] });
    expect(findSurprises(nothing, makeObservation(), seen([]))).toBeNull();
    expect(findSurprises(nothing, seen([]), makeObservation())).toBeNull();
    expect(findSurprises(nothing, seen([]), makeObservation({ connect: nowhere }))).toBeNull();
    expect(findSurprises(nothing, seen([]), seen([], { provenance: 'file' }))).toBeNull();
    expect(findSurprises(nothing, seen([], { provenance: 'file' }), seen([]))).toEqual([]);
  });
});

describe('what has not come about of earlier waves', () => {
  const effects = [effect(1, 'create'), effect(2, 'orphan'), effect(3, 'delete'), effect(4, 'create', later)];

  it('is what was written for and is not there, without a reading of before', () => {
    expect(findUnfulfilled({ changes: [], effects, written }, true, seen([3]))).toEqual([
      { object: `adGroup/${idOf(2)}`, what: 'is gone' },
      { object: `adGroup/${idOf(1)}`, what: 'was not created' },
      { object: `adGroup/${idOf(3)}`, what: 'is still there' },
    ]);
    expect(findUnfulfilled({ changes: [], effects, written }, true, seen([1, 2]))).toEqual([]);
  });

  it('is no object that the plan did not know of', () => {
    expect(findUnfulfilled({ changes: [], effects, written }, false, seen([1]))).toEqual([]);
  });

  it('is not known where AD could not be read', () => {
    expect(findUnfulfilled({ changes: [], effects, written }, true, makeObservation())).toBeNull();
  });
});
