import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import type { PauseMarker, Reading, ServerObservation } from '../../src/model/server.js';
import { staysHeld, warnWithoutWindow, windowFor, withoutWindow } from '../../src/reconcile/window.js';
import {
  known,
  makeConnect,
  makeMarker,
  makeObservation,
  makeScheduler,
  makeServer,
  unread,
} from '../support/builders.js';
import { changeGroup, changeRule, changeSetting, restoreObject, resumeScheduler, switchLimit } from './changes.js';

const staging = makeServer({ name: 'aadc02', stagingMode: known(true), scheduler: unread });
const off = known(makeScheduler({ syncCycleEnabled: false }));

function windowOn(changes: readonly Change[], parts: Partial<ServerObservation> = {}) {
  return windowFor(changes, { connect: makeConnect({ servers: [staging, makeServer(parts)] }) });
}

describe('the scheduler is paused, on the active server,', () => {
  it.each<[string, readonly Change[], readonly string[]]>([
    ['while a rule is created', [changeRule('aadc01')], ['aadc01']],
    ['while a rule of a staging server changes', [changeRule('aadc02')], ['aadc02']],
    [
      'once for all rules, each server synchronising in full',
      [switchLimit('aadc02', true), changeRule('aadc02'), changeRule('aadc01')],
      ['aadc01', 'aadc02'],
    ],
    ['while an AD object is restored, which makes nothing synchronise in full', [restoreObject(1)], []],
  ])('%s', (_case, changes, fullSynchronization) => {
    const expected = { server: 'aadc01', syncCycleEnabled: true, fullSynchronization };
    expect(windowOn([...changes, changeGroup(1)])).toEqual(expected);
  });
});

describe('a restore in Active Directory', () => {
  const alone = makeConnect({ servers: [] });

  it('is told to be without a window where the policy names no Connect server', () => {
    expect(warnWithoutWindow([restoreObject(1), restoreObject(2), changeGroup(1)], { connect: alone })).toEqual([
      {
        code: 'noWindow',
        message:
          'The policy names no Connect server, so no scheduler is paused while 2 objects are restored: a cycle that runs before the group is switched on may delete the object again, where the delete rule is in force. Name the server in `connect.servers`, or pause it there meanwhile: Set-ADSyncScheduler -SyncCycleEnabled $false.',
        keys: [restoreObject(1).key, restoreObject(2).key],
      },
    ]);
  });

  it('is told to be for a person where the active server is known from a file only', () => {
    const connect = makeConnect({ servers: [makeServer({ provenance: 'exportedFolder' })] });
    expect(warnWithoutWindow([restoreObject(1), changeGroup(1)], { connect })).toEqual([
      {
        code: 'restoresByHand',
        message:
          'aadc01, the active server, is known from a file only, so its scheduler cannot be paused from here: apply restores no AD object, and leaves the groups off that wait for one. Restore them by hand with Restore-ADObject, then plan again.',
        keys: [restoreObject(1).key],
      },
    ]);
  });

  it.each([
    ['nothing is restored', [changeGroup(1)], alone],
    ['a server was asked, whose role a guard judges', [restoreObject(1)], makeConnect({ servers: [staging] })],
    ['the active server was asked', [restoreObject(1)], makeConnect()],
    ['nothing was asked', [restoreObject(1)], null],
  ])('goes without that where %s', (_case, changes, connect) => {
    expect(warnWithoutWindow(changes, { connect })).toEqual([]);
  });
});

describe('the scheduler is not paused', () => {
  it('where only groups, the setting or the scheduler itself change', () => {
    expect(windowOn([changeGroup(1), changeSetting(), resumeScheduler('aadc01')])).toBeNull();
  });

  it.each([
    ['no server was asked', null],
    ['the active one is known from a file only', makeConnect({ servers: [makeServer({ provenance: 'file' })] })],
    ['no server is active', makeConnect({ servers: [staging] })],
    ['two servers are active', makeConnect({ servers: [makeServer(), makeServer({ name: 'aadc03' })] })],
  ])('where %s', (_case, connect) => {
    expect(windowFor([changeRule('aadc02')], { connect })).toBeNull();
  });
});

describe('afterwards the scheduler is', () => {
  it.each<[string, Partial<ServerObservation>, boolean]>([
    ['on as it was', {}, true],
    ['off as it was', { scheduler: off }, false],
    ['on as a marker of ours keeps', { scheduler: off, marker: known(makeMarker()) }, true],
    [
      'off as a marker of ours keeps',
      { scheduler: off, marker: known(makeMarker({ syncCycleEnabled: false })) },
      false,
    ],
    [
      'on where it was switched on in spite of a marker',
      { marker: known(makeMarker({ syncCycleEnabled: false })) },
      true,
    ],
    ['on where the marker could not be read', { marker: unread }, true],
    ['not said to be on where it could not be read', { scheduler: unread }, false],
  ])('%s', (_case, parts, syncCycleEnabled) => {
    expect(windowOn([changeRule('aadc01')], parts)).toMatchObject({ syncCycleEnabled });
  });
});

describe('what is observed inside a window is shown', () => {
  const own = makeMarker({ runId: 'run-1' });
  const held = { server: 'aadc01', runId: 'run-1' };
  const on = known(makeScheduler());
  const shown = (inside: readonly ServerObservation[], before: readonly ServerObservation[]) =>
    withoutWindow(
      makeObservation({ connect: makeConnect({ servers: inside }) }),
      makeObservation({ connect: makeConnect({ servers: before }) }),
      held,
    ).connect?.servers;

  it('as it is without it: no marker of that run, and the scheduler as it was, on every server', () => {
    const before = [makeServer({ scheduler: on }), makeServer({ name: 'aadc02', scheduler: on })];
    const inside = [
      makeServer({ scheduler: off, marker: known(own) }),
      makeServer({ name: 'aadc02', scheduler: off }),
      makeServer({ name: 'aadc03', scheduler: off }),
    ];
    expect(shown(inside, before)).toEqual([...before, makeServer({ name: 'aadc03', scheduler: off })]);
  });

  it('with the marker of an earlier run that it took over, and with that of a run that came since', () => {
    const left = known(makeMarker({ runId: 'run-0' }));
    const before = [makeServer({ scheduler: off, marker: left })];
    expect(shown([makeServer({ scheduler: off, marker: known(own) })], before)).toEqual(before);
    const foreign = makeServer({ scheduler: off, marker: known(makeMarker({ runId: 'run-2', kind: 'hold' })) });
    expect(shown([foreign], [makeServer({ scheduler: off })])).toEqual([foreign]);
  });

  it('as not known, where that was so before', () => {
    const before = [makeServer({ scheduler: unread })];
    expect(shown([makeServer({ scheduler: off, marker: known(own) })], before)).toEqual(before);
    const nowhere = makeObservation();
    expect(withoutWindow(nowhere, nowhere, held)).toBe(nowhere);
  });
});

describe('what was left paused, beside groups that are corrected,', () => {
  const hold = known(makeMarker({ kind: 'hold', deadline: null }));
  const left = known(makeMarker());
  const own = resumeScheduler('aadc01');
  const other = resumeScheduler('aadc02');
  const keptOff: Change = { ...other, after: { syncCycleEnabled: false, marker: null } };

  function stays(resume: Change, markers: readonly Reading<PauseMarker | null>[], planned = [changeGroup(1)]) {
    const [marker = left, markerOfStaging = left] = markers;
    const servers = [makeServer({ marker }), { ...staging, marker: markerOfStaging }];
    return staysHeld(resume, planned, makeObservation({ connect: makeConnect({ servers }) }));
  }

  it.each<[string, Change, readonly Reading<PauseMarker | null>[]]>([
    ['it is held', own, [hold]],
    ['it is held on a server that is a staging one by now', keptOff, [left, hold]],
    ['it would switch on the active server, which is held', other, [hold]],
    ['it would switch on the active server, of which nobody knows who holds it', other, [unread]],
  ])('stays as it is where %s', (_case, resume, markers) => {
    expect(stays(resume, markers)).toBe(true);
    expect(stays(resume, markers, [changeGroup(1), changeRule('aadc01')])).toBe(false);
  });

  it.each<[string, Change, readonly Reading<PauseMarker | null>[]]>([
    ['a run left it', own, [left]],
    ['a run left it on a staging server, and nobody paused the active one', other, [known(null)]],
    ['the marker keeps off, which the hold of the active server stands', keptOff, [hold]],
    ['a marker could not be read', own, [unread]],
    ['its server was not asked', resumeScheduler('aadc09'), [left]],
  ])('is put back where %s', (_case, resume, markers) => {
    expect(stays(resume, markers)).toBe(false);
  });
});
