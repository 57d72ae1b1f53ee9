import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { execute } from '../../src/apply/execute.js';
import type { Execution } from '../../src/apply/execution.js';
import { type Journal, openJournal } from '../../src/apply/journal.js';
import type { Change } from '../../src/model/change.js';
import { Failure } from '../../src/model/failure.js';
import { settingKey } from '../../src/model/key.js';
import type { Observation } from '../../src/model/observation.js';
import type { ApplyResult } from '../../src/model/outcome.js';
import { liveFor } from '../../src/reconcile/approve.js';
import { kindOf } from '../../src/resources/index.js';
import { indexObservation } from '../../src/resources/kind.js';
import {
  approveAsBefore,
  createTestClock,
  keyOf,
  makeChange,
  makeFlip,
  makeFolder,
  makeGroup,
  makeObservation,
  makePlan,
  makeSetting,
  outcomeOf,
  start,
} from './support.js';
import { createTenant, type Script, type Tenant } from './tenant.js';

interface Given {
  readonly changes: readonly Change[];
  readonly observation?: Observation;
  readonly script?: Omit<Script, 'clock'>;
  readonly parts?: Partial<Execution>;
  /** Differences that no change of the run is about. */
  readonly drift?: readonly string[];
}

interface Ran {
  readonly result: ApplyResult;
  readonly tenant: Tenant;
  readonly notes: string[];
  readonly slept: readonly number[];
  /** null: no journal was made. */
  readonly journal: { type: string; [name: string]: unknown }[] | null;
  statuses(): Record<string, string>;
}

const threeGroups = makeObservation([makeGroup(1), makeGroup(2), makeGroup(3)]);

/** Carries changes out in a tenant that is as `observation` says, planning again as apply does. */
async function run({ changes, observation = threeGroups, script = {}, parts = {}, drift = [] }: Given): Promise<Ran> {
  const clock = createTestClock();
  const tenant = createTenant(observation, { clock, ...script });
  const cwd = makeFolder();
  const plan = parts.plan ?? makePlan(changes);
  const journal = openJournal({ plan, command: 'apply', cwd, file: 'j', now: () => start });
  const notes: string[] = [];
  const replan = async () => {
    const seen = indexObservation(await tenant.observer.observe(observation.scope));
    return [...changes.filter((change) => !isShown(change, seen)).map(({ key }) => key), ...drift];
  };
  const result = await execute({
    plan,
    write: changes,
    settled: [],
    found: changes.map(({ key }) => key),
    observation,
    observer: tenant.observer,
    writer: tenant.writer,
    window: null,
    windowControl: null,
    approveAgain: approveAsBefore({ write: changes, observation, window: null }),
    journal,
    replan,
    stop: new AbortController().signal,
    clock,
    patience: 60_000,
    progress: () => {},
    notify: (message) => notes.push(message),
    ...parts,
  });
  const path = join(cwd, 'j');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : null;
  const statuses = () => Object.fromEntries(result.outcomes.map(({ key, status }) => [key, status]));
  return {
    result,
    tenant,
    notes,
    slept: clock.slept,
    journal: lines?.map((line) => JSON.parse(line)) ?? null,
    statuses,
  };
}

function isShown(change: Change, seen: ReturnType<typeof indexObservation>): boolean {
  return kindOf(change.key).same(liveFor(change, seen), change.after);
}

const one = makeChange(1);
const two = makeChange(2);
const three = makeChange(3);
const off = { after: { isEnabled: false } };

describe('a plan that is carried out', () => {
  it('writes every change once, in order, and answers with each outcome in the order of the plan', async () => {
    const { result, tenant, journal, slept } = await run({ changes: [one, two, three], script: { backwards: true } });
    expect(tenant.sent).toEqual([keyOf(1), keyOf(2), keyOf(3)]);
    expect(result).toEqual({
      formatVersion: 1,
      plan: 'd'.repeat(64),
      outcomes: [one, two, three].map((change) => outcomeOf(change, 'applied')),
      converged: true,
      remaining: [],
      newDrift: [],
      journal: 'j',
      requests: { total: 5, writes: 3, throttled: 0 },
      waves: null,
    });
    expect(journal?.map(({ type }) => type)).toEqual(['run', 'intent', 'outcome', 'intent', 'outcome', 'end']);
    expect(journal?.at(-1)).toMatchObject({ converged: true, remaining: [] });
    expect(slept).toEqual([]);
  });

  it('begins with groups that get disabled only after those that get enabled', async () => {
    const { tenant } = await run({ changes: [two, makeChange(1, off), makeChange(3, off)], script: { batch: 20 } });
    expect(tenant.sent).toEqual([keyOf(2), keyOf(1), keyOf(3)]);
  });

  it('answers in the order of the approved plan also where some of it was settled without a write', async () => {
    const { result, journal } = await run({
      changes: [two],
      parts: {
        plan: makePlan([one, two, three]),
        settled: [outcomeOf(three, 'alreadyApplied'), outcomeOf(one, 'stale', 'changed')],
      },
    });
    expect(result.outcomes.map(({ key, status }) => [key, status])).toEqual([
      [keyOf(1), 'stale'],
      [keyOf(2), 'applied'],
      [keyOf(3), 'alreadyApplied'],
    ]);
    expect(journal?.[1]).toMatchObject({ type: 'outcome', outcomes: [{ key: keyOf(3) }, { key: keyOf(1) }] });
  });

  it('goes on where one change fails, and has not converged', async () => {
    const { result, statuses } = await run({ changes: [one, two], script: { outcomes: { [keyOf(1)]: 'failed' } } });
    expect(statuses()).toEqual({ [keyOf(1)]: 'failed', [keyOf(2)]: 'applied' });
    expect(result).toMatchObject({ converged: false, remaining: [keyOf(1)] });
  });

  it('tells differences that are not its own apart, and converges all the same', async () => {
    const { result } = await run({ changes: [one], drift: ['group/stranger'] });
    expect(result).toMatchObject({ converged: true, remaining: [], newDrift: ['group/stranger'] });
  });
});

describe('a plan that leaves nothing to write', () => {
  it('makes no journal, reads nothing and has converged', async () => {
    const { result, tenant, journal, slept } = await run({ changes: [], parts: { found: [] } });
    expect(result).toMatchObject({ outcomes: [], converged: true, remaining: [], newDrift: [], journal: null });
    expect([journal, tenant.reads, slept]).toEqual([null, [], []]);
  });

  it('tells what differs from what was found already', async () => {
    const { result, tenant, journal } = await run({
      changes: [],
      parts: {
        plan: makePlan([one, two]),
        settled: [outcomeOf(one, 'alreadyApplied'), outcomeOf(two, 'stale')],
        found: [keyOf(2), keyOf(3)],
      },
    });
    expect(result).toMatchObject({ converged: false, remaining: [keyOf(2)], newDrift: [keyOf(3)] });
    expect([journal, tenant.reads]).toEqual([null, []]);
  });

  it('has nothing left to undo', async () => {
    const { result, tenant } = await run({ changes: [], parts: { replan: null } });
    expect(result).toMatchObject({ converged: true, remaining: [] });
    expect(tenant.reads).toEqual([]);
  });
});

describe('a change that requires others', () => {
  const pin = makeChange(1);
  const flip = makeFlip('false', [pin.key]);
  const changes = [pin, flip];

  it('is written after they can be read back', async () => {
    const { tenant, result, slept } = await run({ changes, script: { lag: 3_000 } });
    expect(tenant.sent).toEqual([pin.key, settingKey]);
    expect(slept.slice(0, 3)).toEqual([500, 1_000, 2_000]);
    expect(result.converged).toBe(true);
  });

  it.each(['failed', 'stale', 'notAttempted'] as const)('is not attempted where one ended as %s', async (status) => {
    const { result, tenant } = await run({ changes, script: { outcomes: { [pin.key]: status } } });
    expect(tenant.sent).toEqual([]);
    expect(result.outcomes[1]).toEqual(
      outcomeOf(flip, 'notAttempted', `It waits for ${pin.key}, which was not applied.`),
    );
    expect(result).toMatchObject({ converged: false, remaining: [pin.key, settingKey] });
  });

  it('is not attempted where one does not show in time', async () => {
    const { result, tenant } = await run({ changes, script: { lag: 1e9 } });
    expect(tenant.sent).toEqual([pin.key]);
    expect(result.outcomes).toMatchObject([
      { key: pin.key, status: 'acceptedNotVisible' },
      { key: settingKey, status: 'notAttempted', message: `It waits for ${pin.key}, which is not visible yet.` },
    ]);
  });

  it('is not attempted where the writer itself could not see one', async () => {
    const pinned = makeChange(1, { before: { isEnabled: true }, after: { isEnabled: null }, requires: [settingKey] });
    const { result } = await run({
      changes: [makeFlip('true'), pinned],
      observation: makeObservation([makeGroup(1, { isEnabled: true })], makeSetting('false')),
      script: { outcomes: { [settingKey]: 'acceptedNotVisible' } },
      parts: { replan: null },
    });
    expect(result.outcomes[1]?.message).toBe(`It waits for ${settingKey}, which is not visible yet.`);
    expect(result.remaining).toEqual([settingKey, keyOf(1)]);
  });

  it('is not attempted where one is not part of the run', async () => {
    const { result, tenant } = await run({ changes: [makeFlip('false', [keyOf(9)])] });
    expect(tenant.sent).toEqual([]);
    expect(result.outcomes[0]?.status).toBe('notAttempted');
  });

  it('is not attempted where one that was found as wanted cannot be read back', async () => {
    const { statuses } = await run({ changes, script: { outcomes: { [pin.key]: 'alreadyApplied' } } });
    expect(statuses()[settingKey]).toBe('notAttempted');
  });
});

describe('what was accepted and does not show', () => {
  it('is waited for, with growing pauses', async () => {
    const { result, slept } = await run({ changes: [one], script: { lag: 20_000 } });
    expect(result.converged).toBe(true);
    expect(slept).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000]);
  });

  it('is told apart from failures when the minute is over, the last look at its very end', async () => {
    const { result, slept, journal } = await run({ changes: [one, two], script: { lag: 1e9 } });
    expect(slept.reduce((sum, pause) => sum + pause, 0)).toBe(60_000);
    expect(result.outcomes).toEqual(
      [one, two].map((change) =>
        outcomeOf(change, 'acceptedNotVisible', 'The service accepted it, but does not show it yet: run drift later.'),
      ),
    );
    expect(result).toMatchObject({ converged: false, remaining: [keyOf(1), keyOf(2)] });
    expect(journal?.at(-1)).toMatchObject({ type: 'end', converged: false, remaining: [keyOf(1), keyOf(2)] });
  });

  it('is seen where it shows at the last moment', async () => {
    expect((await run({ changes: [one], script: { lag: 60_000 } })).result.converged).toBe(true);
  });

  it('is not waited for without patience', async () => {
    const { slept, statuses } = await run({ changes: [one], script: { lag: 10 }, parts: { patience: 0 } });
    expect(slept).toEqual([]);
    expect(statuses()).toEqual({ [keyOf(1)]: 'acceptedNotVisible' });
  });

  it('is planned again for where lists lag behind single reads', async () => {
    let plans = 0;
    const replan = async () => (++plans < 3 ? [keyOf(1)] : []);
    const { result, slept } = await run({ changes: [one], parts: { replan } });
    expect(result.converged).toBe(true);
    expect(slept).toEqual([1_000, 2_000]);
  });

  it('is given up on where the plan never shows it', async () => {
    const { slept, result } = await run({ changes: [one], parts: { replan: async () => [keyOf(1), keyOf(3)] } });
    expect(slept.reduce((sum, pause) => sum + pause, 0)).toBe(60_000);
    expect(result).toMatchObject({ remaining: [keyOf(1)], newDrift: [keyOf(3)] });
    expect(result.outcomes[0]?.status).toBe('acceptedNotVisible');
  });

  it('is read back by key for an undo, which plans nothing again', async () => {
    const { result, tenant } = await run({ changes: [one], script: { lag: 700 }, parts: { replan: null } });
    expect(result.converged).toBe(true);
    expect(tenant.reads).toHaveLength(3);
  });

  it('shows as the explicit value where an undo brings back a null that the service refuses', async () => {
    const observation = makeObservation([makeGroup(1, { isEnabled: true })]);
    const change = makeChange(1, { before: { isEnabled: true }, after: { isEnabled: null } });
    const { result, slept } = await run({
      changes: [change],
      observation,
      script: { outcomes: { [keyOf(1)]: 'applied' } },
      parts: { replan: null },
    });
    expect(result).toMatchObject({ converged: true, outcomes: [{ status: 'applied' }] });
    expect(slept).toEqual([]);
  });
});

describe('reading that fails after the writes', () => {
  const broken = () => {
    throw new Failure('unobservable', 'unreachable', 'the line is dead', '');
  };

  it('does not hide what was written, says why once, and does not call it failed', async () => {
    const { result, notes } = await run({ changes: [one], script: { onRead: broken } });
    expect(result.outcomes).toEqual([
      outcomeOf(
        one,
        'acceptedNotVisible',
        'The service accepted it, but could not be asked whether it shows (the line is dead): run drift later.',
      ),
    ]);
    expect(notes).toEqual([
      'Reading back failed: the line is dead',
      'What was written could not be planned again: the line is dead',
    ]);
  });

  it('is tried again', async () => {
    const { result } = await run({ changes: [one], script: { onRead: (n) => n < 3 && broken() } });
    expect(result.converged).toBe(true);
  });

  it('is not tried again where the sign-in or a permission is gone', async () => {
    const onRead = () => {
      throw new Failure('unobservable', 'signIn', 'the token was refused', '');
    };
    const { result, slept, tenant } = await run({ changes: [one], script: { onRead }, parts: { replan: null } });
    expect(result).toMatchObject({ converged: false, remaining: [keyOf(1)] });
    expect([slept, tenant.reads.length]).toEqual([[], 1]);
  });

  it('leaves the word to the plan made afterwards where that one can be made', async () => {
    const { result } = await run({ changes: [one], script: { onRead: broken }, parts: { replan: async () => [] } });
    expect(result).toMatchObject({ converged: true, outcomes: [{ status: 'applied' }] });
  });

  it('believes what was read back by key where planning again fails', async () => {
    const { result, notes } = await run({ changes: [one, two], script: { onRead: (n) => n > 1 && broken() } });
    expect(result).toMatchObject({ converged: true, remaining: [] });
    expect(notes).toHaveLength(1);
  });

  it('is not tried again once the run is out of time', async () => {
    const late = () => {
      throw new Failure('unobservable', 'deadline', 'out of time', '');
    };
    const { slept, statuses } = await run({ changes: [one], script: { onRead: late } });
    expect(slept).toEqual([]);
    expect(statuses()).toEqual({ [keyOf(1)]: 'acceptedNotVisible' });
  });

  it.each([1, 2])('lets a bug through, at reading %i', async (at) => {
    const bug = (n: number) => {
      if (n === at) throw new TypeError('a bug');
    };
    await expect(run({ changes: [one], script: { onRead: bug } })).rejects.toThrow(TypeError);
  });
});

describe('a run that is stopped', () => {
  it('begins nothing new, reads nothing, and ends its journal', async () => {
    const stop = new AbortController();
    const { result, tenant, journal, statuses } = await run({
      changes: [one, two, three, makeFlip('false', [keyOf(1)])],
      script: { onSent: () => stop.abort() },
      parts: { stop: stop.signal },
    });
    expect(tenant.sent).toEqual([keyOf(1), keyOf(2)]);
    expect(tenant.reads).toEqual([]);
    expect(statuses()).toEqual({
      [keyOf(1)]: 'applied',
      [keyOf(2)]: 'applied',
      [keyOf(3)]: 'notAttempted',
      [settingKey]: 'notAttempted',
    });
    const remaining = [keyOf(3), settingKey];
    expect(result).toMatchObject({ converged: false, remaining, newDrift: [] });
    expect(journal?.at(-1)).toMatchObject({ type: 'end', converged: false, remaining });
  });

  it('has not converged even where everything had been written', async () => {
    const stop = new AbortController();
    const { result } = await run({
      changes: [one],
      script: { onSent: () => stop.abort() },
      parts: { stop: stop.signal },
    });
    expect(result).toMatchObject({ converged: false, remaining: [], outcomes: [{ status: 'applied' }] });
  });

  it.each([
    ['before the flip', [one, makeFlip('false', [keyOf(1)])], { [keyOf(1)]: 'applied', [settingKey]: 'notAttempted' }],
    ['at the end', [one], { [keyOf(1)]: 'applied' }],
  ])('looks no more once it is stopped while reading back %s', async (_when, changes, expected) => {
    const stop = new AbortController();
    const interrupted = () => {
      stop.abort();
      throw new Failure('interrupted', 'interrupted', 'interrupted', '');
    };
    const ran = await run({ changes, script: { onRead: interrupted }, parts: { stop: stop.signal } });
    expect(ran.tenant.reads).toHaveLength(1);
    expect([ran.slept, ran.notes]).toEqual([[], []]);
    expect(ran.statuses()).toEqual(expected);
    expect(ran.journal?.at(-1)?.type).toBe('end');
  });

  it('looks no more once it is stopped while it waits', async () => {
    const stop = new AbortController();
    const clock = { now: () => 0, sleep: async () => stop.abort() };
    const { tenant } = await run({ changes: [one], script: { lag: 1e9 }, parts: { stop: stop.signal, clock } });
    expect(tenant.reads).toHaveLength(1);
  });

  it('says nothing about planning again that was cut short', async () => {
    const stop = new AbortController();
    const replan = async () => {
      stop.abort();
      throw new Failure('interrupted', 'interrupted', 'interrupted', '');
    };
    const { notes, result } = await run({ changes: [one], parts: { stop: stop.signal, replan } });
    expect(notes).toEqual([]);
    expect(result).toMatchObject({ converged: false, outcomes: [{ status: 'applied' }] });
  });
});

describe('a journal that cannot be written', () => {
  function failingFrom(line: 'begin' | 'intent' | 'outcome' | 'end'): Journal & { readonly told: string[] } {
    const told: string[] = [];
    const tell = (name: string) => () => {
      if (name === line) throw new Error('ENOSPC: no space left');
      told.push(name);
    };
    const names = {
      begin: tell('begin'),
      intent: tell('intent'),
      outcome: tell('outcome'),
      window: tell('window'),
      end: tell('end'),
    };
    return { path: 'j', told, ...names, close: () => {} };
  }

  it('keeps the run from writing at all where it cannot be begun', async () => {
    const clock = createTestClock();
    const tenant = createTenant(threeGroups, { clock });
    await expect(
      run({ changes: [one], parts: { journal: failingFrom('begin'), writer: tenant.writer } }),
    ).rejects.toThrow('ENOSPC');
    expect(tenant.sent).toEqual([]);
  });

  it('lets nothing be sent that it does not hold, and says so', async () => {
    const { tenant, notes, statuses } = await run({ changes: [one], parts: { journal: failingFrom('intent') } });
    expect(tenant.sent).toEqual([]);
    expect(statuses()).toEqual({ [keyOf(1)]: 'notAttempted' });
    expect(notes).toEqual(['The journal cannot be written any more, so nothing new is begun: ENOSPC: no space left']);
  });

  it('loses no outcome of what is in flight, and stops what is not', async () => {
    const journal = failingFrom('outcome');
    const { result, tenant, statuses } = await run({ changes: [one, two, three], parts: { journal } });
    expect(tenant.sent).toEqual([keyOf(1), keyOf(2)]);
    expect(statuses()).toEqual({ [keyOf(1)]: 'applied', [keyOf(2)]: 'applied', [keyOf(3)]: 'notAttempted' });
    expect(result).toMatchObject({ converged: false, remaining: [keyOf(3)] });
    expect(journal.told).toEqual(['begin', 'intent']);
  });

  it('does not undo what was reached where only its last line is missing', async () => {
    expect((await run({ changes: [one], parts: { journal: failingFrom('end') } })).result.converged).toBe(true);
  });
});
