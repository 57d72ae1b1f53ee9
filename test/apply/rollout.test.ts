import { describe, expect, it } from 'vitest';
import type { Approved } from '../../src/apply/execution.js';
import { type Rollout, refuseSkippedWaves, refuseSurprise, rollOut } from '../../src/apply/rollout.js';
import type { Effect } from '../../src/model/effect.js';
import { Failure } from '../../src/model/failure.js';
import type { Observation } from '../../src/model/observation.js';
import type { ApplyResult, OutcomeStatus } from '../../src/model/outcome.js';
import { idOf, keyOf, makeAdGroup, makeConnect, makeDirectory, makeObservation } from '../support/builders.js';
import { makeChange, makePlan } from './support.js';

/** Three waves of one group each, and a fourth group that is in none. */
const changes = [1, 2, 3, 4].map((n) => makeChange(n, { effect: 'create' }));
const waves = [[keyOf(1)], [keyOf(2)], [keyOf(3)]];
const effects = [1, 2, 3, 4].map(
  (n): Effect => ({
    object: `adGroup/${idOf(n)}`,
    displayName: `Group ${n}`,
    effect: 'create',
    basis: 'observed',
    reason: '',
    causes: [keyOf(n)],
    managed: true,
  }),
);
const plan = makePlan(changes, { effects, waves });

const liveGroups = {
  name: 'activeDirectory.liveGroups',
  known: true,
  basis: 'observed',
  by: 'dc01.contoso.com',
  at: '2026-11-22T10:00:00.000Z',
} as const;

/** Active Directory with the objects of these groups. */
function holding(...numbers: readonly number[]): Observation {
  const directory = makeDirectory({ groups: { known: true, value: numbers.map((n) => makeAdGroup(n)) } });
  return makeObservation({ connect: makeConnect({ directory }) });
}

/** What may be written while AD holds the objects of the first groups. */
function approvedFrom(count: number, parts: Partial<Approved> = {}): Approved {
  const write = changes.slice(count);
  const held = Array.from({ length: count }, (_, index) => index + 1);
  return {
    write,
    settled: [],
    found: write.map(({ key }) => key),
    observation: holding(...held),
    window: null,
    ...parts,
  };
}

interface Given extends Partial<Pick<Rollout, 'only' | 'synchronise' | 'approveAgain'>> {
  readonly first?: Approved;
  /** What becomes of what a wave writes; default: applied. */
  readonly status?: (key: string) => OutcomeStatus;
  /** What differs again by the time that the last wave is written. */
  readonly undone?: string;
  /** How often it may look once more. */
  readonly looks?: number;
  readonly stop?: AbortController;
  readonly onWrite?: () => void;
}

/** Rolls out against an AD that does what it should, and tells what happened in which order. */
async function run({ first = approvedFrom(0), status = () => 'applied', ...given }: Given = {}) {
  const { stop = new AbortController() } = given;
  const steps: string[] = [];
  let written = 0;
  const result = await rollOut(
    {
      plan,
      waves,
      only: given.only ?? null,
      async write(part) {
        if (part.write.length > 0) steps.push(`write ${part.write.map(({ displayName }) => displayName).join()}`);
        written += part.write.length;
        given.onWrite?.();
        const ended = resultOf(part, status);
        const undone = written === 3 && given.undone !== undefined ? [given.undone] : [];
        return { ...ended, newDrift: [...ended.newDrift, ...undone] };
      },
      async synchronise() {
        steps.push('synchronise');
        return (await given.synchronise?.()) ?? null;
      },
      patience: () => {
        let looks = given.looks ?? 0;
        return async () => looks-- > 0;
      },
      async approveAgain() {
        steps.push('approve');
        return (await given.approveAgain?.()) ?? approvedFrom(written);
      },
      byHand: (wave) => `do wave ${wave} by hand`,
      stop: stop.signal,
      notify: () => {},
    },
    first,
  );
  const outcomes = result.outcomes.map((outcome) => `${outcome.status} ${outcome.key.slice(13, 14)}`);
  return { result, steps, outcomes, why: result.outcomes.find(({ status: is }) => is === 'notAttempted')?.message };
}

function resultOf(part: Approved, status: (key: string) => OutcomeStatus): ApplyResult {
  const outcomes = [...part.settled, ...part.write.map(({ key, action }) => ({ key, action, status: status(key) }))];
  const open = outcomes.filter((outcome) => !outcome.status.endsWith('pplied')).map(({ key }) => key);
  const requests = { total: 1, writes: 1, throttled: 0 };
  const own = new Set(outcomes.map(({ key }) => key));
  const left = [...open, ...(own.has(keyOf(3)) ? [] : [keyOf(3)]), keyOf(9)];
  const remaining = left.filter((key) => own.has(key));
  return {
    ...{ formatVersion: 1, plan: plan.digest, outcomes, converged: remaining.length === 0, remaining },
    ...{ newDrift: left.filter((key) => !own.has(key)), journal: 'journal.jsonl', requests, waves: null },
  };
}

describe('an apply in waves', () => {
  it('waits for a synchronisation and has the rest approved again between two waves', async () => {
    const { steps, outcomes, result } = await run({ status: () => 'applied', first: approvedFrom(0) });
    const between = ['synchronise', 'approve'];
    expect(steps).toEqual(['write Group 1', ...between, 'write Group 2', ...between, 'write Group 3']);
    expect(outcomes).toEqual(['applied 1', 'applied 2', 'applied 3']);
    expect(result.waves).toEqual({ of: 3, numbers: [1, 2, 3], left: [keyOf(4)] });
    expect(result.newDrift).toEqual([keyOf(9)]);
  });

  it('writes the one wave that is asked for, and waits for nothing', async () => {
    const { steps, result } = await run({ only: 2, first: approvedFrom(1) });
    expect(steps).toEqual(['write Group 2']);
    expect(result).toMatchObject({ converged: true, remaining: [], newDrift: [keyOf(9)] });
    expect(result.waves).toEqual({ of: 3, numbers: [2], left: [keyOf(3), keyOf(4)] });
  });

  it('passes over waves that are written already, but waits before it goes on', async () => {
    const settled = [1, 2].map((n) => ({ key: keyOf(n), action: 'update', status: 'alreadyApplied' }) as const);
    const { steps, outcomes } = await run({
      first: approvedFrom(2, { settled }),
      approveAgain: async () => approvedFrom(2, { settled }),
    });
    expect(steps).toEqual(['synchronise', 'approve', 'write Group 3']);
    expect(outcomes).toEqual(['alreadyApplied 1', 'alreadyApplied 2', 'applied 3']);
  });

  it.each([
    ['does not do', () => approvedFrom(1, { observation: holding() }), 'Group 1 was not created'],
    [
      'does more than',
      () => approvedFrom(1, { observation: holding(1) }),
      'adGroup/00000008-0000-4000-8000-000000000000 is gone',
    ],
  ])('stops where Active Directory %s what was said', async (_title, approveAgain, told) => {
    const first = approvedFrom(0, { observation: holding(8) });
    const { steps, outcomes, why, result } = await run({
      first,
      approveAgain: async () => approveAgain(),
    });
    expect(steps).toEqual(['write Group 1', 'synchronise', 'approve']);
    expect(outcomes).toEqual(['applied 1', 'notAttempted 2', 'notAttempted 3']);
    expect(why).toContain('Wave 2 was not begun: Active Directory is not as the plan said it would be after wave 1: ');
    expect(why).toContain(told);
    expect(result).toMatchObject({ converged: false, remaining: [keyOf(2), keyOf(3)] });
  });

  it('looks again at what another domain controller may not have heard of', async () => {
    let count = 0;
    const approveAgain = async () => {
      count += 1;
      return count < 3 ? approvedFrom(1, { observation: holding() }) : approvedFrom(count - 2);
    };
    const { steps, outcomes } = await run({ approveAgain, looks: 5 });
    expect(steps.slice(0, 6)).toEqual([
      'write Group 1',
      'synchronise',
      'approve',
      'approve',
      'approve',
      'write Group 2',
    ]);
    expect(outcomes).toEqual(['applied 1', 'applied 2', 'applied 3']);
  });

  it.each<[string, Given, string]>([
    [
      'no synchronisation was seen',
      { synchronise: async () => 'the scheduler of aadc01 is off' },
      'aadc01 is off; do wave 2 by hand.',
    ],
    [
      'AD cannot be read',
      { approveAgain: async () => approvedFrom(1, { observation: makeObservation() }) },
      'what Active Directory holds now could not be read; do wave 2 by hand.',
    ],
    [
      'a guard refuses what is left',
      { approveAgain: () => Promise.reject(new Failure('refused', 'protect', 'Refused: no.', '')) },
      'Refused: no.',
    ],
    ['a change failed', { status: () => 'failed' }, 'wave 1 did not end as planned'],
  ])('stops where %s', async (_title, given, told) => {
    const { steps, outcomes, why } = await run(given);
    expect(steps.filter((step) => step.startsWith('write'))).toEqual(['write Group 1']);
    expect(outcomes.slice(1)).toEqual(['notAttempted 2', 'notAttempted 3']);
    expect(why).toContain(told);
  });

  it('stops where somebody has taken back what an earlier wave wrote', async () => {
    const { steps, why } = await run({ approveAgain: async () => ({ ...approvedFrom(0), observation: holding(1) }) });
    expect(steps).toEqual(['write Group 1', 'synchronise', 'approve']);
    expect(why).toBe(`Wave 2 was not begun: somebody has taken back what was written: ${keyOf(1)}.`);
  });

  it('is not converged where what an earlier wave wrote is gone by the end', async () => {
    const { result } = await run({ undone: keyOf(1) });
    expect(result).toMatchObject({ converged: false, remaining: [keyOf(1)], newDrift: [keyOf(9)] });
  });

  it('goes on where somebody else changed a group since', async () => {
    const { steps } = await run({ status: (key) => (key === keyOf(1) ? 'stale' : 'applied') });
    expect(steps).toContain('write Group 2');
  });

  it('stops where it is stopped', async () => {
    const stop = new AbortController();
    const { outcomes, why } = await run({ stop, onWrite: () => stop.abort() });
    expect(outcomes).toEqual(['applied 1', 'notAttempted 2', 'notAttempted 3']);
    expect(why).toBe('Wave 2 was not begun: the run was stopped.');
  });

  it('does not hide a mistake of its own', async () => {
    await expect(run({ approveAgain: () => Promise.reject(new TypeError('bug')) })).rejects.toThrow('bug');
  });
});

describe('the order of waves', () => {
  it('is kept: what is left of an earlier one refuses a later one', () => {
    expect(() => refuseSkippedWaves(waves, 3, approvedFrom(1))).toThrow(/wave 2 of the plan is not written yet/);
    expect(() => refuseSkippedWaves(waves, 3, approvedFrom(2))).not.toThrow();
    expect(() => refuseSkippedWaves(waves, 1, approvedFrom(0))).not.toThrow();
  });
});

describe('a wave that a person starts', () => {
  const settled = [{ key: keyOf(1), action: 'update', status: 'alreadyApplied' }] as const;
  const knowing = { ...plan, facts: [{ ...liveGroups, value: 0 }] };

  it('is refused where the wave before has not come about in Active Directory', () => {
    const missing = approvedFrom(1, { settled, observation: holding() });
    expect(() => refuseSurprise(knowing, waves, 2, missing)).toThrow(
      expect.objectContaining({
        code: 'waveSurprise',
        message:
          'Refused, nothing was written: Active Directory is not as the plan said it would be after wave 1: Group 1 was not created.',
        details: [{ message: `adGroup/${idOf(1)} was not created` }],
      }),
    );
  });

  it('is not where it has, where nobody can tell, or before any other', () => {
    expect(() => refuseSurprise(knowing, waves, 2, approvedFrom(1, { settled }))).not.toThrow();
    const unread = approvedFrom(1, { settled, observation: makeObservation() });
    expect(() => refuseSurprise(knowing, waves, 2, unread)).not.toThrow();
    expect(() => refuseSurprise(knowing, waves, 1, approvedFrom(0, { observation: holding() }))).not.toThrow();
  });

  it('is held against what the plan knew to be there', () => {
    const orphaned = { ...knowing, effects: effects.map((one) => ({ ...one, effect: 'orphan' as const })) };
    const gone = approvedFrom(1, { settled, observation: holding() });
    expect(() => refuseSurprise(orphaned, waves, 2, gone)).toThrow(/Group 1 is gone/);
    const blind = {
      ...orphaned,
      facts: [{ name: 'activeDirectory.liveGroups', known: false, remedy: 'ask' } as const],
    };
    expect(() => refuseSurprise(blind, waves, 2, gone)).not.toThrow();
  });
});
