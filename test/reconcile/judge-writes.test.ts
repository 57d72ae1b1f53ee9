import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.js';
import { judgeWrites } from '../../src/reconcile/judge-writes.js';
import { plan } from '../../src/reconcile/plan.js';
import { keyOf, known, makeConnect, makeMarker, makeObservation, makePolicy, makeServer } from '../support/builders.js';
import { emptyInput } from '../support/plan-input.js';
import { changeGroup, resumeScheduler } from './changes.js';

const policy = makePolicy();
const input = emptyInput({ policy });
const made = plan(input);
const servers = [makeServer({ marker: known(makeMarker()) })];
const observation = makeObservation({ connect: makeConnect({ servers }) });
const [one, two] = [changeGroup(1), changeGroup(2)];
const resume = { ...resumeScheduler('aadc01'), requires: [keyOf(1)] };
const refusal = { guard: 'maxRetypes', message: 'No.', count: 2, limit: 0, keys: [], remedy: 'Do not.' } as const;

interface Case {
  readonly saved: Partial<Plan> | null;
  readonly fresh: Partial<Plan>;
  readonly first?: readonly string[];
}

function judged({ saved, fresh, first = [keyOf(1), keyOf(2)] }: Case) {
  const run = { command: 'apply', pullRequest: null, mayLive: [] } as const;
  const given = { policy, observation, run, now: input.now, first: new Set(first) };
  const { write, settled, refusals } = judgeWrites(saved && { ...made, ...saved }, { ...made, ...fresh }, given);
  return [write.map(({ key }) => key), settled.map(({ key }) => key), refusals.map(({ guard }) => guard)];
}

describe('what may be written', () => {
  it.each<[string, Case, readonly (readonly string[])[]]>([
    [
      'is all of a plan that was just made, unless a guard refuses it',
      { saved: null, fresh: { changes: [two, one], refusals: [refusal] } },
      [[keyOf(2), keyOf(1)], [], ['maxRetypes']],
    ],
    [
      'is what both plans hold, as the fresh one orders it; the rest of the saved one is settled',
      { saved: { changes: [one, two, changeGroup(3)] }, fresh: { changes: [two, one, changeGroup(4)] } },
      [[keyOf(2), keyOf(1)], [keyOf(3)], []],
    ],
    [
      'is what puts back a pause that was left, too',
      { saved: { changes: [one] }, fresh: { changes: [resume, one] } },
      [[resume.key, keyOf(1)], [], []],
    ],
    [
      'is not that where what it waits for comes later',
      { saved: { changes: [one] }, fresh: { changes: [resume, one] }, first: [] },
      [[keyOf(1)], [], ['planChanged']],
    ],
    [
      'is refused by the approval before the guards',
      { saved: { policyDigest: 'f'.repeat(64) }, fresh: { refusals: [refusal] } },
      [[], [], ['planChanged', 'maxRetypes']],
    ],
  ])('%s', (_case, given, expected) => {
    expect(judged(given)).toEqual(expected);
  });
});
