import { describe, expect, it } from 'vitest';
import type { Observation, ObservationScope } from '../../../src/model/observation.js';
import type { Plan } from '../../../src/model/plan.js';
import { type Engine, engines, type Policy } from '../../../src/model/policy.js';
import { resolve } from '../../../src/policy/resolve.js';
import { weigh } from '../../../src/reconcile/effects/severity.js';
import { plan } from '../../../src/reconcile/plan.js';
import { project } from '../../../src/reconcile/project.js';
import { planUndo } from '../../../src/reconcile/undo.js';
import { anyRule, anyWorld } from '../../support/arbitraries.js';
import {
  askConnect,
  askPresent,
  idOf,
  known,
  makeAdGroup,
  makeConnect,
  makeDirectory,
  makeGroup,
  makeObservation,
  makePolicy,
  makeRule,
  makeSafety,
  makeScheduler,
  makeServer,
  makeSyncRule,
  sourceAt,
  unread,
} from '../../support/builders.js';
import { fc, runs } from '../../support/fast-check.js';
import { makeInput } from '../../support/plan-input.js';
import { allow } from '../guards/judged.js';
import type { Truth } from './next-sync.js';
import { announced, anyDice, carryOut, type Dice, drawTruth, rank, sufferedBy } from './worlds.js';

const whole: Partial<ObservationScope> = { lists: ['all'], deleted: true, setting: true };
const anyScope = fc.constantFrom(whole, whole, { lists: [] }, { lists: ['security'] as const, deleted: true });
const anyOnly = fc.constantFrom(
  [],
  [],
  ['group/*'],
  ['syncRule/*'],
  ['scheduler/*', 'group/*'],
  ['setting/*', 'syncRule/*'],
);

/** Whatever was carried out of a plan, and however the tenant really is, nothing is worse than the plan said. */
function expectNothingWorse(made: Plan, observation: Observation, dice: Dice): number {
  const truth = drawTruth(observation, dice);
  const suffered = sufferedBy(carryOut(made, dice), observation, truth);
  const worse = suffered.filter(({ id, fate }) => announced(made, id) < rank(fate));
  expect(worse).toEqual([]);
  return suffered.length;
}

describe('whatever part of it is carried out, and whichever change fails, no AD object suffers more than was said', () => {
  it('by a plan', () => {
    let suffered = 0;
    fc.assert(
      fc.property(anyWorld, anyScope, anyOnly, anyDice, ({ policy, observation }, scope, only, dice) => {
        const seen = { ...observation, scope: { ...observation.scope, ...scope } };
        suffered += expectNothingWorse(plan(makeInput(policy, seen, { only })), seen, dice);
      }),
      runs(1500),
    );
    expect(suffered).toBeGreaterThan(50);
  });

  it('by an undo', () => {
    let suffered = 0;
    fc.assert(
      fc.property(anyWorld, anyDice, ({ policy, observation }, dice) => {
        const before = { ...observation, scope: { ...observation.scope, ...whole } };
        const written = carryOut(plan(makeInput(policy, before)), dice);
        const now = project(written, before);
        suffered += expectNothingWorse(planUndo(written, makeInput(policy, now)), now, dice);
      }),
      runs(1000),
    );
    // About forty of a thousand do: fewer than these would mean that nothing is tried.
    expect(suffered).toBeGreaterThan(3);
  });
});

const protectedId = idOf(1);

/** A policy that protects the first group somewhere, by its ID or by its name, and asks anything of anything. */
const anyGuardedPolicy: fc.Arbitrary<Policy> = fc
  .record({
    rules: fc.array(anyRule, { maxLength: 4 }),
    at: fc.nat(4),
    by: fc.constantFrom({ id: [protectedId] }, { displayName: ['Group 1'] }),
    writeback: fc.constantFrom('enabled' as const, 'disabled' as const, 'unmanaged' as const),
    maxAdDeletions: fc.nat(3),
    engine: fc.constantFrom<Engine | null>(null, ...engines),
    deleteOutOfScope: fc.constantFrom(
      null,
      askPresent,
      { ...askPresent, precedence: 7 },
      { state: 'absent' as const, source: sourceAt(50) },
    ),
    scheduler: fc.constantFrom(null, { source: sourceAt(55) }),
  })
  .map(({ rules, at, by, writeback, maxAdDeletions, engine, deleteOutOfScope, scheduler }) => {
    const guard = makeRule({ match: by, writeback, protect: true });
    return makePolicy({
      groups: [...rules.slice(0, at), guard, ...rules.slice(at)],
      safety: makeSafety({ maxAdDeletions, maxGroupChanges: { percent: 100 }, maxRetypes: 99 }),
      ...askConnect({ connect: { engine, scheduler }, syncRules: { deleteOutOfScope } }),
    });
  });

/** A tenant of six groups that AD holds or not, under any engine, read well or not so well. */
const anyTenant: fc.Arbitrary<Observation> = fc
  .record({
    states: fc.array(fc.constantFrom(true, false, null), { minLength: 6, maxLength: 6 }),
    gone: fc.subarray([5, 6]),
    held: fc.subarray([1, 2, 3, 4, 5, 6, 7]),
    seesAd: fc.boolean(),
    engine: fc.constantFrom(known('v2' as const), known('v2' as const), known('v1' as const), unread),
    rules: fc.constantFrom([], [makeSyncRule()], [makeSyncRule({ disabled: true })]),
    running: fc.boolean(),
    asked: fc.boolean(),
  })
  .map(({ states, gone, held, seesAd, engine, rules, running, asked }) => {
    const { scope } = makeObservation();
    const scheduler = known(makeScheduler({ syncCycleEnabled: running }));
    const directory = makeDirectory(seesAd ? { groups: known(held.map((n) => makeAdGroup(n))) } : { groups: unread });
    return makeObservation({
      scope: { ...scope, ...whole, connect: asked },
      groups: states.flatMap((isEnabled, index) =>
        gone.includes(index + 1) ? [] : [makeGroup(index + 1, { isEnabled })],
      ),
      deleted: gone.map((n) => ({ id: idOf(n), displayName: null, deletedDateTime: null })),
      connect: asked ? makeConnect({ servers: [makeServer({ engine, rules, scheduler })], directory }) : null,
    });
  });

/** What AD holds afterwards, as far as it can be read. */
function afterSync(observation: Observation, lost: ReadonlySet<string>): Observation {
  const { connect } = observation;
  if (!connect?.directory?.groups.known) return observation;
  const groups = known(connect.directory.groups.value.filter(({ groupId }) => !lost.has(groupId)));
  return { ...observation, connect: { ...connect, directory: { ...connect.directory, groups } } };
}

describe('no sequence of policy edits, flags, rule orders and declarations', () => {
  const anyStep = fc.record({
    policy: anyGuardedPolicy,
    allowed: fc.nat(3),
    flag: fc.constantFrom('maxAdDeletions' as const, 'protect' as const, 'recycleBin' as const),
  });

  it('hurts a protected group, or deletes more than was allowed', () => {
    const seen = { applied: 0, refused: 0, lost: 0 };
    fc.assert(
      fc.property(anyTenant, fc.array(anyStep, { minLength: 1, maxLength: 4 }), anyDice, (tenant, steps, dice) => {
        let now = tenant;
        let truth: Truth = drawTruth(tenant, dice);
        for (const { policy, allowed, flag } of steps) {
          const run = { command: 'apply', pullRequest: null, mayLive: [] } as const;
          const made = plan(makeInput(policy, now, { allow: [allow(flag, allowed)], run }));
          if (made.refusals.length > 0) {
            seen.refused += 1;
            continue;
          }
          seen.applied += 1;
          const applied = carryOut(made, dice);
          const suffered = sufferedBy(applied, now, truth);
          expect(suffered.filter(({ id }) => id === protectedId)).toEqual([]);
          const lost = new Set(suffered.filter(({ fate }) => fate === 'deleted').map(({ id }) => id));
          const limit = Math.max(policy.safety.maxAdDeletions, flag === 'maxAdDeletions' ? allowed : 0);
          expect(lost.size).toBeLessThanOrEqual(limit);
          seen.lost += lost.size;
          truth = { ...truth, held: new Set([...truth.held].filter((id) => !lost.has(id))) };
          now = afterSync(project(applied, now), lost);
        }
      }),
      runs(2000),
    );
    expect(Object.entries(seen).filter(([, count]) => count < 10)).toEqual([]);
  });

  it('counts less than what some engine could take, whatever is declared', () => {
    fc.assert(
      fc.property(anyTenant, anyGuardedPolicy, (tenant, policy) => {
        const connect = tenant.connect && {
          ...tenant.connect,
          servers: tenant.connect.servers.map((server) => ({ ...server, engine: unread })),
        };
        const observation = { ...tenant, connect };
        const counted = engines.map((engine) =>
          countDeletions({ ...policy, connect: { ...policy.connect, engine } }, observation),
        );
        const sure = countSure({ ...policy, connect: { ...policy.connect, engine: 'v2' } }, observation);
        expect(
          Math.min(
            ...counted,
            countDeletions({ ...policy, connect: { ...policy.connect, engine: null } }, observation),
          ),
        ).toBeGreaterThanOrEqual(sure);
      }),
      runs(500),
    );
  });

  it('makes what a declaration says weigh less than what a server says', () => {
    fc.assert(
      fc.property(anyTenant, anyGuardedPolicy, fc.constantFrom(...engines), (tenant, policy, engine) => {
        const read = (answer: ReturnType<typeof known<Engine>> | typeof unread) => ({
          ...tenant,
          connect: makeConnect({
            servers: [makeServer({ ...tenant.connect?.servers[0], engine: answer })],
            directory: tenant.connect?.directory ?? null,
          }),
        });
        const declared = { ...policy, connect: { ...policy.connect, engine } };
        expect(countDeletions(declared, read(unread))).toBeGreaterThanOrEqual(
          countDeletions(declared, read(known(engine))),
        );
      }),
      runs(500),
    );
  });
});

function effectsOfPlan(policy: Policy, observation: Observation) {
  return plan(makeInput(policy, observation, { desired: resolve(policy, observation) })).effects;
}

function countDeletions(policy: Policy, observation: Observation): number {
  return effectsOfPlan(policy, observation).filter((effect) => ['delete', 'unknown'].includes(weigh(effect))).length;
}

function countSure(policy: Policy, observation: Observation): number {
  return effectsOfPlan(policy, observation).filter(({ effect }) => effect === 'delete').length;
}
