import type { Change } from '../../../src/model/change.js';
import type { EffectKind } from '../../../src/model/effect.js';
import { eligibleKinds } from '../../../src/model/group.js';
import type { Observation } from '../../../src/model/observation.js';
import type { Plan } from '../../../src/model/plan.js';
import { engines } from '../../../src/model/policy.js';
import { weigh } from '../../../src/reconcile/effects/severity.js';
import { project } from '../../../src/reconcile/project.js';
import { fc } from '../../support/fast-check.js';
import { type Fate, fates, synchronize, type Truth } from './next-sync.js';

/** Draws by number, so that what is drawn can depend on what was planned. */
export type Dice = () => number;

export const anyDice: fc.Arbitrary<Dice> = fc.infiniteStream(fc.nat(999)).map((stream) => () => {
  return (stream.next().value ?? 0) / 1000;
});

/** A tenant behind a reading: whatever the reading leaves open is drawn. */
export function drawTruth(observation: Observation, dice: Dice): Truth {
  const { connect, groups, deleted } = observation;
  const exporting = (connect?.servers ?? []).filter(({ stagingMode }) => !stagingMode.known || !stagingMode.value);
  const sure = exporting.filter(({ stagingMode }) => stagingMode.known);
  const active = pick(sure.length > 0 ? sure : exporting, dice);
  const engine = active?.engine.known ? active.engine.value : pick(engines, dice);
  const directory = connect?.directory;
  const live = directory?.domainController.known && directory.groups.known ? directory.groups.value : null;
  // What AD holds of groups that are gone, or of kinds that are never written back, only AD can tell.
  const likely = [
    ...groups.filter(({ kind }) => eligibleKinds.some((one) => one === kind)).map(({ id }) => id),
    ...deleted.map(({ id }) => id),
  ];
  return {
    engine: engine ?? 'v2',
    active: active?.name ?? 'elsewhere',
    actsElsewhere: dice() < 0.5,
    held: new Set(live === null ? likely.filter(() => dice() < 0.7) : live.map(({ groupId }) => groupId)),
    unsetIsOn: dice() < 0.5,
    runs: dice() < 0.5,
  };
}

/** Carries a plan out up to some point, with failures: what waits for one that failed is not attempted. */
export function carryOut({ changes }: Pick<Plan, 'changes'>, dice: Dice): Change[] {
  const end = Math.floor(dice() * 1.5 * (changes.length + 1));
  const failing = dice() < 0.5 ? 0 : dice();
  const done = new Map<string, Change>();
  for (const change of changes.slice(0, end)) {
    const ready = change.requires.every((key) => done.has(key));
    if (ready && dice() >= failing) done.set(change.key, change);
  }
  return [...done.values()];
}

export interface Suffered {
  readonly id: string;
  readonly fate: Fate;
}

/** What objects suffer because these changes were made: what would have become of them anyhow is not counted. */
export function sufferedBy(applied: readonly Change[], observation: Observation, truth: Truth): Suffered[] {
  const resumed = applied.some(({ action, after }) => action === 'resume' && after?.syncCycleEnabled === true);
  const before = synchronize(observation, truth);
  const after = synchronize(project(applied, observation), { ...truth, runs: truth.runs || resumed });
  const untouched = leftUnset(applied, observation);
  return [...after]
    .filter(([id, fate]) => rank(fate) > rank(before.get(id) ?? 'kept') && !untouched.has(id))
    .map(([id, fate]) => ({ id, fate }));
}

/** A default that is disabled touches no existing group, as far as is documented: such groups are a warning, no effect. */
function leftUnset(applied: readonly Change[], { groups }: Observation): ReadonlySet<string> {
  if (!applied.some(({ key }) => key === 'setting/Group.Unified')) return new Set();
  const changed = new Set(applied.map(({ key }) => key));
  return new Set(
    groups.filter(({ id, isEnabled }) => isEnabled === null && !changed.has(`group/${id}`)).map(({ id }) => id),
  );
}

/** How bad a plan said that it would get for an object. */
export function announced({ effects }: Pick<Plan, 'effects'>, id: string): number {
  const said =
    effects.find(({ object }) => object === `adGroup/${id}`) ?? effects.find(({ object }) => object === 'adGroup/*');
  return said === undefined ? 0 : severities[weigh(said)];
}

export function rank(fate: Fate): number {
  return fates.indexOf(fate);
}

const severities: Readonly<Record<EffectKind, number>> = {
  none: 0,
  inert: 0,
  create: 0,
  retype: 0,
  orphan: 1,
  delete: 2,
  unknown: 2,
};

function pick<T>(items: readonly T[], dice: Dice): T | undefined {
  return items[Math.floor(dice() * items.length)];
}
