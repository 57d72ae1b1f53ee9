import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/model/change.js';
import type { PauseMarker } from '../../../src/model/server.js';
import { judge } from '../../../src/reconcile/guards/index.js';
import { known, makeConnect, makeMarker, makeObservation, makeServer, unread } from '../../support/builders.js';
import { changeGroup, resumeScheduler } from '../changes.js';
import { resume } from './connect-changes.js';
import { allow, makeJudged } from './judged.js';

const remedy =
  'To allow just this once: --allow foreignPause=1. Otherwise find out who paused it; `entra-writeback connect release` ends a hold (groups are corrected under it with `--only group/*`), and a run that lives ends its own window.';

function judged(marker: PauseMarker | null | 'unread', mayLive: readonly string[]) {
  const server = makeServer({ marker: marker === 'unread' ? unread : known(marker) });
  return makeJudged({
    observation: makeObservation({ connect: makeConnect({ servers: [server] }) }),
    changes: [resume()],
    run: { command: 'apply', pullRequest: null, mayLive },
  });
}

describe('foreignPause', () => {
  it.each<[string, PauseMarker | null | 'unread', readonly string[], string | null]>([
    ['nobody marked', null, [], 'this tool did not pause it.'],
    ['nobody knows', 'unread', [], 'whether this tool paused it is not known (Access is denied.).'],
    [
      'a hold',
      makeMarker({ kind: 'hold', deadline: null }),
      [],
      'it is held since 2026-11-22T09:00:00.000Z, by runner-1.',
    ],
    ['an apply that is dead', makeMarker(), ['run-0'], null],
    [
      'an apply that may live, before its deadline',
      makeMarker(),
      ['run-1'],
      'an apply on runner-1 paused it 2026-11-22T09:00:00.000Z, and may be at work until 2026-11-22T11:00:00.000Z.',
    ],
    [
      'an apply that may live, without a deadline',
      makeMarker({ deadline: null }),
      ['run-1'],
      'an apply on runner-1 paused it 2026-11-22T09:00:00.000Z, and may be at work until it ends.',
    ],
    ['an apply after its deadline', makeMarker({ deadline: '2026-11-22T09:30:00.000Z' }), ['run-1'], null],
    ['an apply in the second of its deadline', makeMarker({ deadline: '2026-11-22T10:00:01Z' }), ['run-1'], null],
  ])('a scheduler paused by %s', (_case, marker, mayLive, reason) => {
    expect(judge(judged(marker, mayLive))).toEqual(
      reason === null
        ? []
        : [
            {
              guard: 'foreignPause',
              message: `A scheduler would be put back that somebody else may need as it is. aadc01: ${reason}`,
              count: 1,
              limit: 0,
              keys: ['scheduler/aadc01'],
              remedy,
            },
          ],
    );
  });

  it('is lifted by an allowance, and looks at nothing but schedulers that were asked', () => {
    expect(judge({ ...judged(null, []), allowed: [allow('foreignPause', 1)] })).toEqual([]);
    expect(judge({ ...judged(null, []), changes: [changeGroup(1), resume('aadc09')] })).toEqual([]);
  });
});

describe('foreignPause, where what a run left on a staging server would switch the active one on', () => {
  const hold = makeMarker({ runId: 'boss', kind: 'hold', deadline: null, host: 'desk' });
  const other = resumeScheduler('aadc02');
  const keptOff: Change = { ...other, after: { syncCycleEnabled: false, marker: null } };

  function given(marker: PauseMarker | null | 'unread', changes: readonly Change[], mayLive: readonly string[] = []) {
    const active = makeServer({ marker: marker === 'unread' ? unread : known(marker) });
    const left = known(makeMarker({ runId: 'run-0' }));
    const staging = makeServer({ name: 'aadc02', stagingMode: known(true), marker: left });
    const connect = makeConnect({ servers: [active, staging] });
    return makeJudged({
      observation: makeObservation({ connect }),
      changes,
      run: { command: 'apply', pullRequest: null, mayLive },
    });
  }

  const release = '`entra-writeback connect release --server aadc01`';
  const anyway = 'Until then groups are corrected with `--only group/*`.';

  it.each<[string, PauseMarker | 'unread', string, string]>([
    [
      'is held',
      hold,
      'it is held since 2026-11-22T09:00:00.000Z, by desk.',
      `${release} ends a hold there, and a run that lives ends its own window.`,
    ],
    [
      'is paused by a run that may live',
      makeMarker(),
      'an apply on runner-1 paused it 2026-11-22T09:00:00.000Z, and may be at work until 2026-11-22T11:00:00.000Z.',
      `${release} ends a hold there, and a run that lives ends its own window.`,
    ],
    [
      'has a marker that nobody could read',
      'unread',
      'whether this tool paused it is not known (Access is denied.).',
      `\`entra-writeback connect hold --server aadc01\` takes the place of a marker that nobody can read, and ${release} ends that.`,
    ],
  ])('refuses it while that one %s, and no allowance lifts that: nothing would be written', (_, marker, why, cure) => {
    const judged = given(marker, [other], ['run-1']);
    const refusals = judge(judged);
    expect(refusals).toEqual([
      {
        guard: 'foreignPause',
        message: `A scheduler would be put back that somebody else may need as it is. aadc02: its scheduler goes on and off with that of aadc01, the active server: ${why}`,
        count: 1,
        limit: 0,
        keys: [other.key],
        remedy: `Find out who needs the scheduler of aadc01 off: ${cure} ${anyway}`,
      },
    ]);
    expect(judge({ ...judged, allowed: [allow('foreignPause', 1)] })).toEqual(refusals);
  });

  it.each<[string, PauseMarker | null, Change]>([
    ['the active one is not paused by this tool', null, other],
    ['a run that is dead paused the active one', makeMarker(), other],
    ['only a marker is removed that keeps off', hold, keptOff],
  ])('lets it be where %s', (_case, marker, change) => {
    expect(judge(given(marker, [change]))).toEqual([]);
  });

  it('goes by the marker of the active one where that is put back as well', () => {
    const judged = given(hold, [resumeScheduler('aadc01'), other]);
    expect(judge(judged)).toMatchObject([{ guard: 'foreignPause', count: 1, keys: ['scheduler/aadc01'] }]);
    expect(judge({ ...judged, allowed: [allow('foreignPause', 1)] })).toEqual([]);
  });
});
