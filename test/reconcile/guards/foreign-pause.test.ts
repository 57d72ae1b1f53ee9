import { describe, expect, it } from 'vitest';
import type { PauseMarker } from '../../../src/model/server.js';
import { judge } from '../../../src/reconcile/guards/index.js';
import { known, makeConnect, makeMarker, makeObservation, makeServer, unread } from '../../support/builders.js';
import { changeGroup } from '../changes.js';
import { resume } from './connect-changes.js';
import { allow, makeJudged } from './judged.js';

const remedy =
  'To allow just this once: --allow foreignPause=1. Otherwise find out who paused it; `entra-writeback connect release` ends a hold (groups are corrected under it with `--only group/*`), and a run that lives ends its own window.';

function judged(marker: PauseMarker | null | 'unread', host: string | null, living: readonly string[] = []) {
  const server = makeServer({ marker: marker === 'unread' ? unread : known(marker) });
  return makeJudged({
    observation: makeObservation({ connect: makeConnect({ servers: [server] }) }),
    changes: [resume()],
    run: { command: 'apply', pullRequest: null, host, living },
  });
}

describe('foreignPause', () => {
  it.each<[string, PauseMarker | null | 'unread', string | null, string | null]>([
    ['nobody marked', null, 'runner-1', 'this tool did not pause it.'],
    ['nobody knows', 'unread', 'runner-1', 'whether this tool paused it is not known (Access is denied.).'],
    [
      'a hold of this machine',
      makeMarker({ kind: 'hold', deadline: null }),
      'runner-1',
      'it is held since 2026-11-22T09:00:00.000Z, by runner-1.',
    ],
    ['an apply of this machine', makeMarker(), 'runner-1', null],
    ['an apply of this machine, in other letters', makeMarker({ host: 'RUNNER-1' }), 'runner-1', null],
    [
      'an apply of another machine before its deadline',
      makeMarker(),
      'runner-2',
      'an apply on runner-1 paused it 2026-11-22T09:00:00.000Z, and may be at work until 2026-11-22T11:00:00.000Z.',
    ],
    [
      'an apply of another machine without a deadline',
      makeMarker({ deadline: null }),
      'runner-2',
      'an apply on runner-1 paused it 2026-11-22T09:00:00.000Z, and may be at work until it ends.',
    ],
    [
      'an apply, while this machine has no name',
      makeMarker(),
      null,
      'an apply on runner-1 paused it 2026-11-22T09:00:00.000Z, and may be at work until 2026-11-22T11:00:00.000Z.',
    ],
    [
      'an apply of another machine after its deadline',
      makeMarker({ deadline: '2026-11-22T09:30:00.000Z' }),
      'runner-2',
      null,
    ],
    [
      'an apply of another machine in the second of its deadline',
      makeMarker({ deadline: '2026-11-22T10:00:01Z' }),
      'x',
      null,
    ],
  ])('a scheduler paused by %s', (_case, marker, host, reason) => {
    expect(judge(judged(marker, host))).toEqual(
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

  it.each<[string, Partial<PauseMarker>, number]>([
    ['an apply of this machine that lives', {}, 1],
    ['an apply of this machine that lives past its deadline', { deadline: '2026-11-22T09:30:00.000Z' }, 0],
    ['an apply of this machine that is dead', { runId: 'run-0' }, 0],
  ])('a scheduler paused by %s', (_case, parts, refusals) => {
    expect(judge(judged(makeMarker(parts), 'runner-1', ['run-1']))).toHaveLength(refusals);
  });

  it('is lifted by an allowance, and looks at nothing but schedulers that were asked', () => {
    expect(judge({ ...judged(null, null), allowed: [allow('foreignPause', 1)] })).toEqual([]);
    expect(judge({ ...judged(null, null), changes: [changeGroup(1), resume('aadc09')] })).toEqual([]);
  });
});
