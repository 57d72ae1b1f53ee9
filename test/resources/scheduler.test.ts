import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import type { ServerObservation } from '../../src/model/server.js';
import { type Diff, indexObservation } from '../../src/resources/kind.js';
import { schedulerResource } from '../../src/resources/scheduler.js';
import {
  askConnect,
  askServer,
  known,
  makeConnect,
  makeDesired,
  makeMarker,
  makeObservation,
  makeScheduler,
  makeServer,
  sourceAt,
  unread,
} from '../support/builders.js';

const declared = { source: sourceAt(55) };
const off = known(makeScheduler({ syncCycleEnabled: false }));
const held = known(makeMarker());
const heldOff = known(makeMarker({ syncCycleEnabled: false }));

function diffOf(servers: readonly ServerObservation[], scheduler: typeof declared | null): Diff {
  const asked = { scheduler, servers: [askServer('aadc01'), askServer('aadc02', { role: 'staging' })] };
  const desired = makeDesired({ connect: askConnect({ connect: asked }) });
  return schedulerResource.diff(desired, makeObservation({ connect: makeConnect({ servers }) }));
}

const staging = (parts: Partial<ServerObservation>) =>
  makeServer({ name: 'aadc02', stagingMode: known(true), ...parts });

describe('the scheduler', () => {
  it.each<[string, typeof declared | null, Partial<ServerObservation>, Change['before'], Change['after']]>([
    [
      'is put back to on where a marker of ours keeps that',
      null,
      { scheduler: off, marker: held },
      { syncCycleEnabled: false, marker: 'run-1' },
      { syncCycleEnabled: true, marker: null },
    ],
    [
      'stays off where a marker of ours keeps that, and the marker goes',
      null,
      { scheduler: off, marker: heldOff },
      { syncCycleEnabled: false, marker: 'run-1' },
      { syncCycleEnabled: false, marker: null },
    ],
    [
      'stays on where somebody switched it on since',
      null,
      { marker: heldOff },
      { syncCycleEnabled: true, marker: 'run-1' },
      { syncCycleEnabled: true, marker: null },
    ],
    [
      'is put back also where it could not be read',
      null,
      { scheduler: unread, marker: held },
      { syncCycleEnabled: null, marker: 'run-1' },
      { syncCycleEnabled: true, marker: null },
    ],
    [
      'is put back after a hold too: a guard judges that',
      null,
      { scheduler: off, marker: known(makeMarker({ kind: 'hold' })) },
      { syncCycleEnabled: false, marker: 'run-1' },
      { syncCycleEnabled: true, marker: null },
    ],
    [
      'is switched on where it is declared and off without a marker: a guard judges that',
      declared,
      { scheduler: off },
      { syncCycleEnabled: false, marker: null },
      { syncCycleEnabled: true, marker: null },
    ],
    [
      'is switched on where it is declared and off, and the marker could not be read',
      declared,
      { scheduler: off, marker: unread },
      { syncCycleEnabled: false, marker: null },
      { syncCycleEnabled: true, marker: null },
    ],
  ])('%s', (_case, scheduler, parts, before, after) => {
    const { changes, unchanged } = diffOf([makeServer(parts), staging({})], scheduler);
    expect(changes).toEqual([
      {
        key: 'scheduler/aadc01',
        action: 'resume',
        before,
        after,
        effect: 'unknown',
        displayName: 'Sync scheduler of aadc01',
        source: scheduler?.source ?? null,
        requires: [],
      },
    ]);
    expect(unchanged).toBe(0);
  });

  it.each<[string, typeof declared | null, readonly ServerObservation[], number]>([
    ['off and not declared', null, [makeServer({ scheduler: off })], 0],
    ['on and not declared', null, [makeServer()], 0],
    ['on as declared', declared, [makeServer()], 1],
    [
      'off on a staging server: its on and off is one per tenant',
      declared,
      [makeServer(), staging({ scheduler: off })],
      1,
    ],
    [
      'off where two servers say that they are active',
      declared,
      [makeServer({ scheduler: off }), makeServer({ name: 'aadc02' })],
      0,
    ],
    ['off on a server that the policy does not name', null, [makeServer({ name: 'aadc07', marker: held })], 0],
  ])('is left alone where it is %s', (_case, scheduler, servers, unchanged) => {
    expect(diffOf(servers, scheduler)).toEqual({ changes: [], unchanged, warnings: [], facts: [] });
  });

  it('is put back on a staging server that holds a marker', () => {
    const { changes } = diffOf([makeServer(), staging({ scheduler: off, marker: held })], null);
    expect(changes.map(({ key }) => key)).toEqual(['scheduler/aadc02']);
  });

  it('is not known to be as declared where it could not be read: that is told', () => {
    const diff = diffOf([makeServer({ scheduler: unread }), staging({ scheduler: unread })], declared);
    expect(diff).toEqual({
      changes: [],
      unchanged: 0,
      facts: [],
      warnings: [
        {
          code: 'schedulerUnknown',
          message: 'Whether the sync scheduler of aadc01 runs is not known: Access is denied.',
          keys: ['scheduler/aadc01'],
          source: sourceAt(55),
        },
      ],
    });
  });

  it('is told not to be known as paused where the marker could not be read; a file says nothing of one', () => {
    const { changes, warnings } = diffOf(
      [makeServer({ marker: unread }), staging({ marker: unread, provenance: 'file' })],
      null,
    );
    expect(changes).toEqual([]);
    expect(warnings).toEqual([
      {
        code: 'markerUnknown',
        message:
          'Whether this tool left the scheduler of aadc01 paused is not known (Access is denied.): nothing puts it back, and no rule is written there until it is known.',
        keys: ['scheduler/aadc01'],
      },
    ]);
  });

  it('that the Connect wizard suspended is told, never written', () => {
    const suspended = { scheduler: known(makeScheduler({ schedulerSuspended: true })) };
    const { changes, warnings } = diffOf([makeServer(suspended), staging(suspended)], null);
    expect(changes).toEqual([]);
    expect(warnings).toEqual(
      ['aadc01', 'aadc02'].map((name) => ({
        code: 'schedulerSuspended',
        message: `The scheduler of ${name} is suspended: the Connect wizard is open there, or a session of it was left. Only closing it ends that.`,
        keys: [`scheduler/${name}`],
      })),
    );
  });
});

describe('what is there of a scheduler', () => {
  const observed = indexObservation(
    makeObservation({
      connect: makeConnect({ servers: [makeServer({ marker: held }), staging({ scheduler: unread })] }),
    }),
  );
  const names = ['syncCycleEnabled', 'marker', 'noSuchValue'];

  it.each([
    ['scheduler/aadc01', { syncCycleEnabled: true, marker: 'run-1', noSuchValue: null }],
    ['scheduler/aadc02', { syncCycleEnabled: null, marker: null, noSuchValue: null }],
    ['scheduler/aadc09', null],
  ])('%s', (key, expected) => {
    expect(schedulerResource.live(key, names, observed)).toEqual(expected);
  });

  it.each([
    [{ syncCycleEnabled: true, marker: null }, { syncCycleEnabled: true, marker: 'run-1' }, false],
    [{ syncCycleEnabled: false, marker: 'run-1' }, { syncCycleEnabled: false, marker: 'run-2' }, false],
    [{ syncCycleEnabled: true, marker: null }, { syncCycleEnabled: true }, true],
    [{ syncCycleEnabled: true }, { syncCycleEnabled: false }, false],
    [{ syncCycleEnabled: false }, null, false],
    [null, null, true],
  ])('%j beside %j is the same: %s', (a, b, same) => {
    expect(schedulerResource.same(a, b)).toBe(same);
  });
});

describe('a scheduler that is put back in memory', () => {
  const change: Change = {
    key: 'scheduler/aadc01',
    action: 'resume',
    before: { syncCycleEnabled: false, marker: 'run-1' },
    after: { syncCycleEnabled: true, marker: null },
    effect: 'unknown',
    displayName: null,
    source: null,
    requires: [],
  };

  it.each([
    [
      'is on and no longer held',
      { scheduler: off, marker: held },
      { scheduler: known(makeScheduler()), marker: known(null) },
    ],
    [
      'stays unknown where it could not be read',
      { scheduler: unread, marker: unread },
      { scheduler: unread, marker: unread },
    ],
  ])('%s', (_case, before, after) => {
    const observation = makeObservation({ connect: makeConnect({ servers: [makeServer(before), staging({})] }) });
    const { connect } = schedulerResource.project(change, observation);
    expect(connect?.servers).toEqual([makeServer(after), staging({})]);
  });

  it('has its place at the end, and its own keys', () => {
    expect(schedulerResource.phase(change)).toBe('scheduler');
    expect(schedulerResource.owns(change.key)).toBe(true);
  });
});
