import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { execute } from '../../src/apply/execute.js';
import { type Journal, openJournal, readJournal } from '../../src/apply/journal.js';
import type { Change } from '../../src/model/change.js';
import { Failure } from '../../src/model/failure.js';
import type { GroupRecord } from '../../src/model/group.js';
import type { Observation } from '../../src/model/observation.js';
import type { ApplyResult } from '../../src/model/outcome.js';
import type { Plan } from '../../src/model/plan.js';
import type { GroupRule, Policy } from '../../src/model/policy.js';
import { resolve } from '../../src/policy/resolve.js';
import { type PlanInput, plan } from '../../src/reconcile/plan.js';
import { project } from '../../src/reconcile/project.js';
import { planUndo } from '../../src/reconcile/undo.js';
import { askNoServer, makeRule } from '../support/builders.js';
import { fc, runs } from '../support/fast-check.js';
import {
  approveAsBefore,
  createTestClock,
  idOf,
  keyOf,
  makeGroup,
  makeObservation,
  makeSetting,
  start,
  tenantId,
} from './support.js';
import { createTenant, type Script } from './tenant.js';

interface World {
  readonly initial: Observation;
  readonly policy: Policy;
  /** Keys that the first run is refused. */
  readonly refused: readonly string[];
}

/** What the world saw of a run, in order: the journal's length after a line, or a change that was carried out. */
type Event = { readonly length: number } | { readonly change: Change };

function makeInput({ policy }: World, observation: Observation, command: 'apply' | 'undo'): PlanInput {
  const desired = resolve(policy, observation);
  const run = { command, pullRequest: null, mayLive: [] };
  const fixed = { toolVersion: '0.1.0', only: [], scope: 'all', base: null, allow: [], warnings: [] } as const;
  const permissions = null;
  return { ...fixed, policy, desired, observation, permissions, now: start, run };
}

interface Run {
  readonly result: ApplyResult;
  readonly after: Observation;
  readonly events: readonly Event[];
}

/** Observes, plans with `planner` and carries it out, journalled in `file`. */
async function runOnce(
  before: Observation,
  file: string,
  planner: (observation: Observation) => Plan,
  script: Omit<Script, 'clock'> = {},
): Promise<Run> {
  const clock = createTestClock();
  const events: Event[] = [];
  const tenant = createTenant(before, { clock, ...script, onWrite: (change) => events.push({ change }) });
  const observation = await tenant.observer.observe(before.scope);
  const made = planner(observation);
  const inner = openJournal({ plan: made, command: 'apply', cwd: '/', file, now: () => start });
  const result = await execute({
    plan: made,
    write: made.changes,
    settled: [],
    found: made.changes.map(({ key }) => key),
    observation,
    observer: tenant.observer,
    writer: tenant.writer,
    window: null,
    windowControl: null,
    approveAgain: approveAsBefore({ write: made.changes, observation, window: null }),
    journal: noting(inner, () => events.push({ length: statSync(file).size })),
    replan: async () => planner(await tenant.observer.observe(before.scope)).changes.map(({ key }) => key),
    stop: new AbortController().signal,
    clock,
    patience: 60_000,
    progress: () => {},
    notify: () => {},
  });
  inner.close();
  return { result, after: tenant.now(), events };
}

function noting(journal: Journal, note: () => void): Journal {
  return {
    get path() {
      return journal.path;
    },
    begin: () => [journal.begin(), note()],
    intent: (changes) => [journal.intent(changes), note()],
    outcome: (outcomes) => [journal.outcome(outcomes), note()],
    window: (line) => [journal.window(line), note()],
    end: (converged, remaining) => [journal.end(converged, remaining), note()],
    close: journal.close,
  };
}

interface Crash {
  /** How much of the run had happened, 0 to 1. */
  readonly at: number;
  /** How much of the line that was being written is on the disk, 0 to 1. */
  readonly torn: number;
}

/** The world as kill -9 leaves it: the first of the events, and what a torn line got out. */
function crash(world: World, { events }: Run, file: string, { at, torn }: Crash) {
  const cut = Math.round(at * events.length);
  const lengths = events.slice(0, cut).flatMap((event) => ('length' in event ? [event.length] : []));
  const done = events.slice(0, cut).flatMap((event) => ('change' in event ? [event.change] : []));
  const whole = lengths.at(-1) ?? 0;
  const next = events[cut];
  const beyond = next !== undefined && 'length' in next ? Math.floor((next.length - whole) * torn) : 0;
  const bytes = events.length === 0 ? Buffer.alloc(0) : readFileSync(file).subarray(0, whole + beyond);
  return { done, bytes, tenant: project(done, world.initial) };
}

/** What is the same for every reader: groups by ID, the setting's values by name. */
function essence({ groups, setting }: Observation): unknown {
  const values = setting?.setting?.values.map(({ name, value }) => [name, value]) ?? null;
  return { groups: Object.fromEntries(groups.map((group) => [group.id, group])), values: values?.sort() ?? null };
}

const source = { file: 'writeback.yaml', line: 1 };

function rule(match: GroupRule['match'], parts: Partial<GroupRule>): GroupRule {
  return makeRule({ match, source, ...parts });
}

const arbitraryGroup = fc.record({
  kind: fc.constantFrom('microsoft365', 'security'),
  isEnabled: fc.constantFrom(null, true, false),
  onPremisesGroupType: fc.constantFrom('universalSecurityGroup', 'universalDistributionGroup'),
  refused: fc.nat(5).map((n) => n === 0),
  rule: fc.record({
    writeback: fc.constantFrom('enabled', 'disabled', 'unmanaged'),
    explicit: fc.boolean(),
    onPremisesGroupType: fc.constantFrom(null, 'universalSecurityGroup'),
  }),
});

const arbitraryWorld: fc.Arbitrary<World> = fc
  .record({
    groups: fc.array(arbitraryGroup, { maxLength: 7 }),
    setting: fc.constantFrom('true', 'false', null),
    asked: fc.constantFrom(null, true, false),
  })
  .map(({ groups, setting, asked }) => ({
    initial: makeObservation(
      groups.map(({ rule: _rule, refused: _refused, ...parts }, n) => makeGroup(n, parts as Partial<GroupRecord>)),
      makeSetting(setting),
    ),
    policy: {
      tenant: { id: tenantId, cloud: 'global' },
      newMicrosoft365Groups: asked === null ? null : { enabled: asked, explicit: true, source },
      groups: groups.map((group, n) => rule({ id: [idOf(n)] }, group.rule as Partial<GroupRule>)),
      safety: { maxAdDeletions: 0, maxGroupChanges: null, maxRetypes: 0, maxFactAge: 86_400_000, allow: [] },
      ...askNoServer,
      rollout: null,
      digest: 'p'.repeat(64),
    },
    refused: groups.flatMap(({ refused }, n) => (refused ? [keyOf(n)] : [])),
  }));

const arbitraryCrash = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  torn: fc.constantFrom(0, 0.5, 0.99),
});

interface Crashed extends ReturnType<typeof crash> {
  readonly world: World;
  readonly planned: readonly string[];
  /** The journal as the crash left it. */
  readonly file: string;
}

/** Lets a first run be killed somewhere, and hands over what is left of it. */
function afterCrash(check: (crashed: Crashed) => Promise<void>): Promise<void> {
  return fc.assert(
    fc.asyncProperty(arbitraryWorld, arbitraryCrash, async (world, point) => {
      const folder = mkdtempSync(join(tmpdir(), 'kill-'));
      try {
        const file = join(folder, 'first.jsonl');
        const outcomes = Object.fromEntries(world.refused.map((key) => [key, 'failed'] as const));
        const first = await runOnce(world.initial, file, planFor(world), { outcomes });
        const left = crash(world, first, file, point);
        const kept = join(folder, 'kept.jsonl');
        if (left.bytes.length > 0) writeFileSync(kept, left.bytes);
        const planned = planFor(world)(world.initial).changes.map(({ key }) => key);
        await check({ world, planned, file: kept, ...left });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    runs(100),
  );
}

function planFor(world: World): (observation: Observation) => Plan {
  return (observation) => plan(makeInput(world, observation, 'apply'));
}

/** Takes back what the journal holds; a journal without a run holds nothing. */
async function undo(world: World, file: string, tenant: Observation): Promise<Observation> {
  try {
    const { written } = readJournal(file, file);
    const planner = (observation: Observation) => planUndo(written, makeInput(world, observation, 'undo'));
    const { result, after } = await runOnce(tenant, `${file}.undo`, planner);
    expect(result).toMatchObject({ converged: true, remaining: [] });
    return after;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(['journalUnreadable', 'journalInvalid']).toContain(error.code);
    return tenant;
  }
}

describe('kill -9 at any moment', () => {
  it('and running again converges, with nothing lost and nothing written twice', () =>
    afterCrash(async ({ world, planned, tenant, file, done }) => {
      const { result, after, events } = await runOnce(tenant, file, planFor(world));
      expect(result).toMatchObject({ converged: true, remaining: [], newDrift: [] });
      expect(planFor(world)(after).changes).toEqual([]);
      const keys = [...done, ...events.flatMap((event) => ('change' in event ? [event.change] : []))];
      expect(keys.map(({ key }) => key).sort()).toEqual([...planned].sort());
    }));

  it('leaves a journal from which undo restores the tenant as it was', () =>
    afterCrash(async ({ world, tenant, file }) => {
      expect(essence(await undo(world, file, tenant))).toEqual(essence(world.initial));
    }));

  it('leaves a journal that the next run can go on with, and undo takes both back', () =>
    afterCrash(async ({ world, tenant, file }) => {
      const { after } = await runOnce(tenant, file, planFor(world));
      expect(essence(await undo(world, file, after))).toEqual(essence(world.initial));
    }));
});
