import { describe, expect, it } from 'vitest';
import type { Access } from '../../src/connect/access.js';
import { createSchedulerControl } from '../../src/connect/scheduler.js';
import { askServer, makeServer } from '../support/builders.js';
import { createFakeServers, type FakeServers, failure, makeFakeServer } from './fake-servers.js';

function controlOf(world: FakeServers, parts: Partial<Access> = {}) {
  return createSchedulerControl({
    run: world.run,
    servers: [askServer('aadc01', { via: ['aadc01'] })],
    directory: { reach: null, server: null },
    given: new Map(),
    givenDirectory: null,
    stop: new AbortController().signal,
    host: 'runner-1',
    ...parts,
  });
}

const makeWorld = () => createFakeServers({ aadc01: makeFakeServer() });
const request = {
  server: 'aadc01',
  runId: 'run-1',
  kind: 'window',
  minutes: 240,
  takeOver: null,
} as const;
const resume = { server: 'aadc01', runId: 'run-1', enable: false } as const;

describe('holding a scheduler', () => {
  it('pauses with a marker that names this machine, and resumes', async () => {
    const world = makeWorld();
    const control = controlOf(world);
    expect(await control.pause(request)).toEqual({ state: 'paused', prior: true });
    expect(world.servers.aadc01?.marker).toMatchObject({ runId: 'run-1', host: 'runner-1', kind: 'window' });
    expect(await control.resume(resume)).toMatchObject({ syncCycleEnabled: true });
    expect(world.calls).toEqual(['aadc01 pause', 'aadc01 resume']);
  });

  it('says where no task on the server would put the scheduler back', async () => {
    const world = makeWorld();
    const told: string[] = [];
    const control = controlOf(world, { notify: (message) => told.push(message) });
    await control.pause(request);
    expect(told).toEqual([]);
    world.task = { ok: false, error: 'Access is denied.' };
    await control.pause(request);
    await control.pause({ ...request, kind: 'hold', minutes: null });
    expect(told).toEqual([expect.stringMatching(/^aadc01: no scheduled task .*\(Access is denied\.\)/)]);
  });

  it('begins no pause once the run is stopped, and resumes all the same', async () => {
    const world = makeWorld();
    const control = controlOf(world, { stop: AbortSignal.abort() });
    await expect(control.pause(request)).rejects.toMatchObject({ kind: 'interrupted' });
    expect(await control.resume(resume)).toMatchObject({ syncCycleEnabled: true });
    expect(world.calls).toEqual(['aadc01 resume']);
  });

  it.each([
    ['foreignMarker', 'refused'],
    ['cycleRunning', 'refused'],
    ['markerUnreadable', 'refused'],
    ['moduleMissing', 'unobservable'],
    ['somethingNew', 'unobservable'],
  ])('fails with %s as %s', async (code, kind) => {
    const world = makeWorld();
    world.fault = () => failure('script', code, 'it says so');
    await expect(controlOf(world).pause(request)).rejects.toMatchObject({ kind, code, message: 'aadc01: it says so' });
  });

  it('tells nobody knows what where the answer is lost', async () => {
    const world = makeWorld();
    world.fault = () => 'lostAfter';
    await expect(controlOf(world).resume(resume)).rejects.toMatchObject({
      kind: 'unobservable',
      code: 'serverUnreachable',
    });
  });

  it('refuses for a server that only a file tells of', async () => {
    const control = controlOf(makeWorld(), { given: new Map([['aadc01', makeServer()]]) });
    await expect(control.resume(resume)).rejects.toMatchObject({ kind: 'refused', code: 'fileOnly' });
  });
});
