import { describe, expect, it } from 'vitest';
import type { PauseMarker } from '../../../src/model/server.js';
import { judge } from '../../../src/reconcile/guards/index.js';
import { known, makeConnect, makeMarker, makeObservation, makeServer, unread } from '../../support/builders.js';
import { changeGroup } from '../changes.js';
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
