import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import type { Effect } from '../../src/model/effect.js';
import type { Plan } from '../../src/model/plan.js';
import type { PauseMarker, Reading } from '../../src/model/server.js';
import { judgeLeftPause } from '../../src/reconcile/left-pause.js';
import { plan } from '../../src/reconcile/plan.js';
import {
  idOf,
  keyOf,
  known,
  makeConnect,
  makeMarker,
  makeObservation,
  makeServer,
  unread,
} from '../support/builders.js';
import { emptyInput } from '../support/plan-input.js';
import { changeGroup, resumeScheduler } from './changes.js';

const made = plan(emptyInput());
const group = changeGroup(1);
const resume = resumeScheduler('aadc01');
const resumeActive = resumeScheduler('aadc02');
const hold = makeMarker({ runId: 'boss', kind: 'hold', deadline: null });
const waiting: Change = { ...resume, requires: [keyOf(2)] };
const deletion: Effect = {
  object: `adGroup/${idOf(7)}`,
  displayName: null,
  effect: 'delete',
  basis: 'observed',
  reason: '',
  causes: [resume.key],
  managed: false,
};

interface Given {
  readonly saved?: Partial<Plan>;
  readonly fresh?: Partial<Plan>;
  readonly writes?: readonly string[];
  readonly marker?: PauseMarker | null;
  /** Another server than aadc01 is the active one, with this marker. */
  readonly active?: Reading<PauseMarker | null>;
  readonly mayLive?: readonly string[];
}

function judged({ saved = {}, fresh = {}, writes = [group.key], marker = makeMarker(), mayLive = [], active }: Given) {
  const others = active === undefined ? [] : [makeServer({ name: 'aadc02', marker: active })];
  const own = makeServer({ marker: known(marker), stagingMode: known(active !== undefined) });
  const observation = makeObservation({ connect: makeConnect({ servers: [own, ...others] }) });
  const run = { command: 'apply', pullRequest: null, mayLive } as const;
  const before = { ...made, changes: [group], ...saved };
  const now = { ...made, changes: [group, resume], ...fresh };
  const { resume: found, refusals } = judgeLeftPause(before, now, new Set(writes), { observation, run });
  return [found?.key ?? null, refusals.map(({ guard, keys }) => [guard, ...keys])];
}

describe('a pause that a saved plan did not know of', () => {
  it.each<[string, Given]>([
    ['a run that is dead left it', {}],
    ['all that it waits for is written', { fresh: { changes: [group, waiting] }, writes: [keyOf(1), keyOf(2)] }],
    ['what it deletes was approved', { saved: { effects: [deletion] }, fresh: { effects: [deletion] } }],
    ['the active server, another one, is not paused', { active: known(null) }],
    ['the active server, another one, was left by a run that is dead', { active: known(makeMarker()) }],
    [
      'that of the active server, another one, was to be put back before it',
      {
        saved: { changes: [group, resumeActive] },
        fresh: { changes: [group, resumeActive, resume] },
        active: known(hold),
      },
    ],
    ['the plan knew another pause', { saved: { changes: [{ ...resume, before: { marker: 'run-0' } }] } }],
  ])('is taken back where %s', (_case, given) => {
    expect(judged(given)).toEqual([resume.key, []]);
  });

  it.each<[string, Given, string]>([
    ['it waits for what is not written', { fresh: { changes: [group, waiting] } }, keyOf(2)],
    ['more is deleted than was approved', { fresh: { effects: [deletion] } }, deletion.object],
  ])('refuses the plan where %s', (_case, given, key) => {
    expect(judged(given)).toEqual([null, [['planChanged', key]]]);
  });

  it.each<[string, Given]>([
    ['somebody holds it', { marker: makeMarker({ kind: 'hold', deadline: null }) }],
    ['the run may live', { mayLive: ['run-1'] }],
    ['somebody holds the active server, another one', { active: known(hold) }],
    [
      'somebody holds the active server, another one, and only the plan of now puts that back',
      { fresh: { changes: [group, resume, resumeActive] }, active: known(hold) },
    ],
    [
      'a run that may live paused the active server, another one',
      { active: known(makeMarker({ runId: 'run-2' })), mayLive: ['run-2'] },
    ],
    ['nobody can tell who holds the active server, another one', { active: unread }],
    ['nothing is paused', { fresh: { changes: [group] } }],
    ['the plan knew it', { saved: { changes: [group, resume] } }],
    ['no server tells of it', { fresh: { changes: [group, { ...resume, key: 'scheduler/aadc09' }] } }],
  ])('is left as it is where %s', (_case, given) => {
    expect(judged(given)).toEqual([null, []]);
  });
});
