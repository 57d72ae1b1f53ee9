import { describe, expect, test } from 'vitest';
import type { PauseScriptRequest } from '../../../src/connect/protocol.js';
import { hasStandIn, makeStandInState, type StandIn } from '../../support/powershell.js';
import { ask, patient, readMarker, refusal, useServer, writeMarker } from './run.js';

const own = { runId: 'run-1', enable: false };
const pausing: PauseScriptRequest = { runId: 'run-1', kind: 'window', deadline: null, host: 'here', takeOver: false };

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

  test('the marker of another run is refused, any run is told by null', () => {
    const server = pausedServer(true);
    expect(refusal(server, 'resume', { runId: 'run-2', enable: true })).toMatchObject({ code: 'foreignMarker' });
    expect(isOn(server)).toBe(false);
    expect(readMarker(server)).not.toBeNull();
    expect(ask(server, 'resume', { runId: null, enable: false })).toEqual({ syncCycleEnabled: true, removed: true });
  });

  test('without a marker nothing is done, unless it is asked to enable', () => {
    const server = useServer({ scheduler: { ...makeStandInState().scheduler, syncCycleEnabled: false } });
    expect(ask(server, 'resume', own)).toEqual({ syncCycleEnabled: false, removed: false });
    expect(ask(server, 'resume', { ...own, enable: true })).toEqual({ syncCycleEnabled: true, removed: false });
  });

  test('a marker that cannot be read says nothing: only who asks to enable needs no word of it', () => {
    const server = pausedServer(true);
    writeMarker(server, '{"formatVersion":1');
    expect(refusal(server, 'resume', { runId: null, enable: false })).toMatchObject({ code: 'markerUnreadable' });
    expect(isOn(server)).toBe(false);
    expect(ask(server, 'resume', { runId: null, enable: true })).toEqual({ syncCycleEnabled: true, removed: true });
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
