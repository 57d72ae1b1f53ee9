import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PauseScriptRequest } from '../../../src/connect/protocol.js';
import { hasStandIn, makeStandInState, type StandIn } from '../../support/powershell.js';
import {
  ask,
  call,
  markerFolder,
  patient,
  readMarker,
  refusal,
  runShell,
  takeOverAt,
  useServer,
  writeMarker,
} from './run.js';
import { fakeTasks, readTasks } from './tasks.js';

const request: PauseScriptRequest = {
  runId: 'run-1',
  kind: 'window',
  minutes: 60,
  host: 'runner \u2019 1',
  pid: 4711,
  began: 1_790_000_000,
  takeOver: null,
  renew: false,
  timeToLive: 600,
};
const emptyMarker = {
  formatVersion: 1,
  syncCycleEnabled: true,
  pausedAt: '2026-11-23T09:00:00.000Z',
  deadline: null,
  host: 'desk',
};
const other = { ...request, runId: 'run-2', host: 'elsewhere' };

describe.skipIf(!hasStandIn())('pause', patient, () => {
  test('marks, then switches off, and says what was so before', () => {
    const server = useServer({ faults: [{ cmdlet: 'Set-ADSyncScheduler', what: 'kill' }] });
    expect(() => call(server, 'pause', request)).toThrow('no answer');
    // Killed at the switch, the marker lies there already.
    expect(readMarker(server)).toMatchObject({ runId: 'run-1', kind: 'window', syncCycleEnabled: true });
    server.set({ faults: [] });
    expect(ask(server, 'pause', request)).toMatchObject({ state: 'paused', prior: true });
    expect(isOn(server)).toBe(false);
    expect(readMarker(server)).toMatchObject({
      formatVersion: 1,
      host: 'runner \u2019 1',
      pid: 4711,
      began: 1_790_000_000,
    });
    expect(minutesLeft(server)).toBeCloseTo(60, 0);
  });

  test('leaves nothing but the marker behind', () => {
    const server = useServer();
    ask(server, 'pause', request);
    ask(server, 'pause', request);
    const folder = join(server.env.HOME ?? '', '.local', 'state', 'entra-writeback');
    expect(process.platform === 'win32' ? ['pause.json'] : readdirSync(folder)).toEqual(['pause.json']);
  });

  test('the marker lies where ProgramData says, where it is set', () => {
    const server = useServer();
    ask(server, 'pause', request, { env: { ProgramData: join(server.folder, 'data') } });
    expect(readdirSync(join(server.folder, 'data', 'entra-writeback'))).toEqual(['pause.json']);
  });

  test('never flips a scheduler that is off, and says so in the marker', () => {
    const server = useServer({ scheduler: { ...makeStandInState().scheduler, syncCycleEnabled: false } });
    expect(ask(server, 'pause', request)).toMatchObject({ state: 'paused', prior: false });
    expect(readMarker(server)).toMatchObject({ syncCycleEnabled: false });
    expect(server.calls('Set-ADSyncScheduler')).toEqual([]);
  });

  test.each([
    ['a cycle', { cycle: {} }],
    ['a connector', { running: { connectors: ['contoso.com'] } }],
  ])('a window is busy while %s runs, and does nothing; a hold pauses all the same', (_, parts) => {
    const server = useServer(parts);
    expect(ask(server, 'pause', request)).toMatchObject({ state: 'busy', prior: true });
    expect(readMarker(server)).toBeNull();
    expect(isOn(server)).toBe(true);
    expect(ask(server, 'pause', { ...request, kind: 'hold', minutes: null })).toMatchObject({
      state: 'pausing',
      prior: true,
    });
    expect(isOn(server)).toBe(false);
    server.set({ cycle: null, running: null });
    expect(ask(server, 'pause', { ...request, kind: 'hold', minutes: null })).toMatchObject({
      state: 'paused',
      prior: true,
    });
    expect(readMarker(server)).toMatchObject({ kind: 'hold', deadline: null, syncCycleEnabled: true });
  });

  test('what begins at the very switch is pausing until it has ended', () => {
    const server = useServer({ faults: [] });
    ask(server, 'pause', request);
    server.set({ cycle: { polls: 3 } });
    expect(ask(server, 'pause', request)).toMatchObject({ state: 'pausing', prior: true });
    expect(ask(server, 'pause', request)).toMatchObject({ state: 'paused', prior: true });
  });

  test('the marker of another run is refused, unless it is taken over with the value that it keeps', () => {
    const server = useServer();
    ask(server, 'pause', request);
    const before = readMarker(server);
    expect(refusal(server, 'pause', other)).toMatchObject({ code: 'foreignMarker' });
    expect(readMarker(server)).toEqual(before);
    expect(ask(server, 'pause', { ...other, takeOver: 'run-1' })).toMatchObject({ state: 'paused', prior: true });
    expect(readMarker(server)).toMatchObject({
      runId: 'run-2',
      host: 'elsewhere',
      syncCycleEnabled: true,
      pausedAt: before?.pausedAt,
    });
    expect(isOn(server)).toBe(false);
  });

  test('a hold that takes over a window is of now, and one that goes on is as old as it was', () => {
    const server = useServer();
    ask(server, 'pause', request);
    writeMarker(server, JSON.stringify({ ...readMarker(server), pausedAt: '2026-11-22T09:00:00.000Z' }));
    ask(server, 'pause', { ...other, takeOver: 'run-1' });
    expect(readMarker(server)?.pausedAt).toBe('2026-11-22T09:00:00.000Z');
    ask(server, 'pause', { ...other, runId: 'boss', kind: 'hold', minutes: null, takeOver: 'run-2' });
    expect(readMarker(server)).toMatchObject({ runId: 'boss', kind: 'hold', deadline: null, syncCycleEnabled: true });
    expect(Date.parse(readMarker(server)?.pausedAt ?? '')).toBeGreaterThan(Date.parse('2026-11-22T09:00:00.000Z'));
  });

  test('a marker that another run has written meanwhile is not taken away: two that pause at once', () => {
    const server = useServer();
    const theirs = { ...emptyMarker, runId: 'boss', kind: 'hold' };
    const before = takeOverAt('Get-ADSyncConnectorRunStatus', theirs);
    expect(refusal(server, 'pause', request, { before })).toMatchObject({ code: 'foreignMarker' });
    expect(readMarker(server)).toEqual(theirs);
    expect(isOn(server)).toBe(true);
    expect(readdirSync(markerFolder(server)).toSorted()).toEqual(['pause.json', 'pause.json.once']);
  });

  test('nor is one that took over what it was to take over', () => {
    const server = useServer();
    ask(server, 'pause', request);
    const theirs = { ...emptyMarker, runId: 'boss', kind: 'hold' };
    const before = takeOverAt('Get-ADSyncConnectorRunStatus', theirs);
    const asked = { ...other, takeOver: 'run-1' };
    expect(refusal(server, 'pause', asked, { before })).toMatchObject({ code: 'foreignMarker' });
    expect(readMarker(server)).toEqual(theirs);
  });

  test('a marker that cannot be read is nobody to take over from; a hold takes its place and keeps it beside', () => {
    const server = useServer();
    writeMarker(server, 'half a ma');
    expect(refusal(server, 'pause', { ...request, takeOver: 'run-1' })).toMatchObject({ code: 'markerUnreadable' });
    expect(isOn(server)).toBe(true);
    ask(server, 'pause', { ...request, kind: 'hold', minutes: null });
    expect(isOn(server)).toBe(false);
    expect(readMarker(server)).toMatchObject({ kind: 'hold', syncCycleEnabled: true });
    expect(readFileSync(join(markerFolder(server), 'pause.json.bad'), 'utf8')).toBe('half a ma');
  });

  test('what comes after its time to live does nothing: nobody would put it back', () => {
    const slow = {
      cmdlet: 'Get-ADSyncScheduler',
      what: 'slow',
      when: 'before',
      times: 1,
      milliseconds: 1_500,
    } as const;
    const server = useServer({ faults: [slow] });
    expect(refusal(server, 'pause', { ...request, timeToLive: 1 })).toMatchObject({ code: 'late' });
    expect([isOn(server), readMarker(server)]).toEqual([true, null]);
    expect(server.calls('Set-ADSyncScheduler')).toEqual([]);
  });

  test('what comes to the switch after its time to live takes its marker back', () => {
    const server = useServer();
    const before = `${fakeTasks(server)}
function New-ScheduledTaskAction { [CmdletBinding()] param($Execute, $Argument) [Threading.Thread]::Sleep(10000); @{ execute = ''; argument = '' } }`;
    expect(refusal(server, 'pause', { ...request, timeToLive: 9 }, { before })).toMatchObject({ code: 'late' });
    expect([isOn(server), readMarker(server), readTasks(server)]).toEqual([true, null, []]);
    expect(server.calls('Set-ADSyncScheduler')).toEqual([]);
  });

  test.each([
    ['a window without an end', { minutes: null }],
    ['an end that is over', { minutes: 0 }],
    ['an end before the beginning', { minutes: -5 }],
    ['no time to live', { timeToLive: 0 }],
  ])('%s is refused', (_, parts) => {
    const server = useServer();
    expect(refusal(server, 'pause', { ...request, ...parts })).toMatchObject({ code: 'malformedRequest' });
    expect([isOn(server), readMarker(server)]).toEqual([true, null]);
  });

  test('a pause is prolonged from now on, and what somebody switched on meanwhile is left', () => {
    const server = useServer();
    ask(server, 'pause', request);
    writeMarker(server, JSON.stringify({ ...readMarker(server), pausedAt: '2026-11-22T09:00:00.000Z' }));
    server.set({ scheduler: { ...server.read().scheduler, syncCycleEnabled: true } });
    ask(server, 'pause', { ...request, renew: true });
    const { deadline, pausedAt } = readMarker(server) ?? {};
    expect(pausedAt).toBe('2026-11-22T09:00:00.000Z');
    expect(Date.parse(deadline ?? '')).toBeGreaterThan(Date.now());
    expect(isOn(server)).toBe(true);
  });

  test('a pause that somebody ended is not prolonged', () => {
    const server = useServer();
    expect(refusal(server, 'pause', { ...request, renew: true })).toMatchObject({ code: 'windowClosed' });
    expect([isOn(server), readMarker(server)]).toEqual([true, null]);
  });

  test.each(['throw', 'error'] as const)('a switch that fails (%s) takes its marker back', (what) => {
    const server = useServer({ faults: [{ cmdlet: 'Set-ADSyncScheduler', what, message: 'no right' }] });
    expect(refusal(server, 'pause', request)).toEqual({
      code: 'failed',
      message: 'no right',
      stage: 'Set-ADSyncScheduler',
    });
    expect(readMarker(server)).toBeNull();
    expect(isOn(server)).toBe(true);
  });

  test('a switch that fails after it has worked keeps the marker', () => {
    const server = useServer({ faults: [{ cmdlet: 'Set-ADSyncScheduler', what: 'error', when: 'after', times: 1 }] });
    expect(refusal(server, 'pause', request)).toMatchObject({ code: 'failed' });
    expect(readMarker(server)).toMatchObject({ runId: 'run-1', syncCycleEnabled: true });
    expect(ask(server, 'pause', request)).toMatchObject({ state: 'paused', prior: true });
  });

  test('a server that cannot say whether a cycle or a connector runs is not paused for a window', () => {
    // The scheduler does not know what somebody runs by hand; the run status is empty between two steps of a cycle.
    const missingCmdlets = ['Get-ADSyncConnectorRunStatus'];
    for (const parts of [{ schedulerOf2016: true, missingCmdlets }, { missingCmdlets }, { schedulerOf2016: true }]) {
      const server = useServer(parts);
      expect(refusal(server, 'pause', request)).toMatchObject({ code: 'cycleUnknown' });
      expect(isOn(server)).toBe(true);
    }
  });
});

describe.skipIf(!hasStandIn())('a window that is left paused', patient, () => {
  test('is over for whoever comes next, and no task switches it on', () => {
    const server = useServer();
    ask(server, 'pause', request, { before: fakeTasks(server) });
    expect(readTasks(server)).toHaveLength(1);
    const left = { ...request, minutes: null, renew: true };
    expect(ask(server, 'pause', left, { before: fakeTasks(server) })).toMatchObject({
      state: 'paused',
      task: { ok: true, value: false },
    });
    expect(readTasks(server)).toEqual([]);
    const marker = readMarker(server);
    expect(marker).toMatchObject({ runId: 'run-1', kind: 'window', syncCycleEnabled: true });
    expect(Date.parse(marker?.deadline ?? '')).toBeLessThanOrEqual(Date.now());
    expect(isOn(server)).toBe(false);
  });

  test('is none that opens without a deadline', () => {
    expect(refusal(useServer(), 'pause', { ...request, minutes: null })).toMatchObject({ code: 'malformedRequest' });
  });
});

describe.skipIf(!hasStandIn())('the scheduled task', patient, () => {
  test('where the server knows no such thing, that is only reported', () => {
    const answer = ask(useServer(), 'pause', request);
    expect(answer.task).toEqual({ ok: false, error: 'this server has no cmdlet New-ScheduledTaskAction' });
  });

  test('is registered for the deadline before the switch, and gone after resume', () => {
    const server = useServer();
    expect(ask(server, 'pause', request, { before: fakeTasks(server) }).task).toEqual({ ok: true, value: true });
    const [task] = readTasks(server);
    expect(task).toMatchObject({
      name: 'entra-writeback-resume',
      path: '\\entra-writeback\\',
      user: 'S-1-5-18',
      late: true,
    });
    expect(Date.parse(task?.at ?? '')).toBe(Date.parse(readMarker(server)?.deadline ?? '') + 1_000);
    expect(task?.argument).toMatch(
      /^-NoLogo -NoProfile -NonInteractive -ExecutionPolicy Bypass -EncodedCommand [A-Za-z0-9+/=]+$/,
    );
    // The same text whatever the run: what it does is decided by the marker.
    expect(Buffer.from(task?.argument.split(' ').at(-1) ?? '', 'base64').toString('utf16le')).not.toContain('run-1');
    ask(server, 'resume', { runId: 'run-1', enable: false }, { before: fakeTasks(server) });
    expect(readTasks(server)).toEqual([]);
  });

  test.each([
    ['puts the scheduler back once the deadline has come', '2026-11-22T11:00:00.000Z', true, true, false],
    ['leaves a scheduler off that was off, but for the marker', '2026-11-22T11:00:00.000Z', false, false, false],
    ['leaves a later deadline to its own task', '2999-01-01T00:00:00.000Z', true, false, true],
  ])('%s', (_, deadline, syncCycleEnabled, on, marked) => {
    const server = useServer();
    const env = { ProgramData: join(server.folder, 'data') };
    ask(server, 'pause', request, { before: fakeTasks(server), env });
    const file = join(env.ProgramData, 'entra-writeback', 'pause.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), deadline, syncCycleEnabled }));
    const flags = readTasks(server)[0]?.argument.split(' ') ?? [];
    expect(runShell(server, flags, '', env)).toMatchObject({ exit: 0, stderr: '' });
    expect({ on: isOn(server), marked: existsSync(file) }).toEqual({ on, marked });
    // And a second time, with nothing left to do.
    expect(runShell(server, flags, '', env)).toMatchObject({ exit: 0, stderr: '' });
  });

  test.each([
    ['a hold has none', { ...request, kind: 'hold' as const, minutes: null }, true],
    ['nothing to put back needs none', request, false],
  ])('%s', (_, asked, syncCycleEnabled) => {
    const server = useServer({ scheduler: { ...makeStandInState().scheduler, syncCycleEnabled } });
    expect(ask(server, 'pause', asked, { before: fakeTasks(server) }).task).toEqual({ ok: true, value: false });
    expect(readTasks(server)).toEqual([]);
  });

  test('a right that is missing is only reported', () => {
    const server = useServer();
    const answer = ask(server, 'pause', request, { before: fakeTasks(server, 'Access is denied.') });
    expect(answer).toMatchObject({ state: 'paused', task: { ok: false, error: 'Access is denied.' } });
    expect(isOn(server)).toBe(false);
  });
});

/** Of the marker, by its own two times. */
function minutesLeft(server: StandIn): number {
  const { pausedAt = '', deadline } = readMarker(server) ?? {};
  return (Date.parse(deadline ?? '') - Date.parse(pausedAt)) / 60_000;
}

function isOn(server: StandIn): boolean {
  return server.read().scheduler.syncCycleEnabled;
}
