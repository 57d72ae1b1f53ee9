import { describe, expect, test } from 'vitest';
import type { PauseScriptRequest } from '../../../src/connect/protocol.js';
import { hasStandIn, makeStandInState, type StandIn } from '../../support/powershell.js';
import { ask, patient, readMarker, refusal, takeOverAt, useServer, writeMarker } from './run.js';

const own = { runId: 'run-1', enable: false };
const pausing: PauseScriptRequest = {
  runId: 'run-1',
  kind: 'window',
  minutes: 60,
  host: 'here',
  takeOver: null,
  renew: false,
  timeToLive: 600,
};

describe.skipIf(!hasStandIn())('resume', patient, () => {
  test('puts back what the marker keeps, removes it, and finds nothing to do the second time', () => {
    const server = pausedServer(true);
    expect(ask(server, 'resume', own)).toEqual({ syncCycleEnabled: true, removed: true });
    expect(isOn(server)).toBe(true);
    expect(readMarker(server)).toBeNull();
    expect(ask(server, 'resume', own)).toEqual({ syncCycleEnabled: true, removed: false });
    expect(server.calls('Set-ADSyncScheduler')).toHaveLength(2);
  });

  test('leaves a scheduler off that was off before', () => {
    const server = pausedServer(false);
    expect(ask(server, 'resume', own)).toEqual({ syncCycleEnabled: false, removed: true });
    expect(server.calls('Set-ADSyncScheduler')).toEqual([]);
  });

  test.each([
    ['another run', { runId: 'run-2', enable: true }],
    ['a run, for whoever knows of none', { runId: null, enable: true }],
  ])('the marker of %s is refused, and nothing is touched', (_, asked) => {
    const server = pausedServer(true);
    const before = readMarker(server);
    expect(refusal(server, 'resume', asked)).toMatchObject({
      code: 'foreignMarker',
      message: expect.stringContaining('run run-1 on here holds the scheduler since'),
    });
    expect(isOn(server)).toBe(false);
    expect(readMarker(server)).toEqual(before);
  });

  test('a hold that takes over while the scheduler is switched on has it switched off again, and stays', () => {
    const server = pausedServer(true);
    const before = takeOverAt('Set-ADSyncScheduler', {
      ...readMarker(server),
      runId: 'boss',
      kind: 'hold',
      host: 'desk',
    });
    expect(refusal(server, 'resume', own, { before })).toMatchObject({
      code: 'foreignMarker',
      message: expect.stringContaining('it is held by desk since'),
    });
    expect(isOn(server)).toBe(false);
    expect(readMarker(server)).toMatchObject({ runId: 'boss', kind: 'hold', syncCycleEnabled: true });
  });

  test('what a pause on its way switches off while the marker goes is switched on again', () => {
    const server = pausedServer(true);
    const before = `
function Unregister-ScheduledTask {
    [CmdletBinding(SupportsShouldProcess)] param($TaskName, $TaskPath)
    ADSync\\Set-ADSyncScheduler -SyncCycleEnabled $false | Out-Null
}`;
    expect(ask(server, 'resume', own, { before })).toEqual({ syncCycleEnabled: true, removed: true });
    expect(isOn(server)).toBe(true);
  });

  test('without a marker nothing is done, unless it is asked to enable', () => {
    const server = useServer({ scheduler: { ...makeStandInState().scheduler, syncCycleEnabled: false } });
    expect(ask(server, 'resume', own)).toEqual({ syncCycleEnabled: false, removed: false });
    expect(ask(server, 'resume', { ...own, enable: true })).toEqual({ syncCycleEnabled: true, removed: false });
  });

  test('a marker that cannot be read may be anybody’s: nothing is done', () => {
    const server = pausedServer(true);
    writeMarker(server, '{"formatVersion":1');
    expect(refusal(server, 'resume', { runId: null, enable: true })).toMatchObject({ code: 'markerUnreadable' });
    expect(isOn(server)).toBe(false);
  });

  test('a switch that does not come about keeps the marker for the next run', () => {
    const server = pausedServer(true);
    server.set({ faults: [{ cmdlet: 'Set-ADSyncScheduler', what: 'error', message: 'the service is gone' }] });
    expect(refusal(server, 'resume', own)).toMatchObject({ code: 'failed', message: 'the service is gone' });
    expect(readMarker(server)).toMatchObject({ syncCycleEnabled: true });
    server.set({ faults: [] });
    expect(ask(server, 'resume', own)).toEqual({ syncCycleEnabled: true, removed: true });
  });

  test('killed after the switch, it is resumed again without harm', () => {
    const server = pausedServer(true);
    server.set({ faults: [{ cmdlet: 'Set-ADSyncScheduler', what: 'kill', when: 'after', times: 1 }] });
    expect(() => ask(server, 'resume', own)).toThrow('no answer');
    expect(ask(server, 'resume', own)).toEqual({ syncCycleEnabled: true, removed: true });
  });
});

/** Paused by a run of ours, from what it was. */
function pausedServer(wasOn: boolean): StandIn {
  const server = useServer({ scheduler: { ...makeStandInState().scheduler, syncCycleEnabled: wasOn } });
  ask(server, 'pause', pausing);
  return server;
}

function isOn(server: StandIn): boolean {
  return server.read().scheduler.syncCycleEnabled;
}
