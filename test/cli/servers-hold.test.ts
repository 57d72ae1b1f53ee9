import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyOf, checked, errorOf, keysOf, planOf } from './results.js';
import { canServe, changesOn, createLone, type LonePlace, rulesPolicy } from './servers.js';

const scheduler = 'scheduler/aadc01';

function markerOf({ active }: LonePlace): string {
  const state = process.platform === 'win32' ? '' : '.local/state';
  return join(active.folder, 'home', state, 'entra-writeback', 'pause.json');
}

function isOn({ active }: LonePlace): boolean {
  return active.read().scheduler.syncCycleEnabled;
}

describe.skipIf(!canServe)('connect hold and release', { timeout: 240_000 }, () => {
  it('pause the scheduler for everybody, and put it back', async () => {
    const place = await createLone({ asks: rulesPolicy });
    const { active } = place;
    const command = (name: string, ...argv: readonly string[]) =>
      place.run('connect', name, '--format', 'json', ...argv);

    const unasked = await command('hold');
    expect(unasked.exit).toBe(3);
    expect(errorOf(unasked).remedy).toContain('--yes');
    const env = { GITHUB_EVENT_NAME: 'pull_request' };
    const request = await place.runWith({ env }, 'connect', 'hold', '--yes', '--format', 'json');
    expect(request.exit).toBe(5);
    expect(errorOf(request).code).toBe('pullRequest');
    expect(changesOn(active)).toEqual([]);

    const held = await command('hold', '--yes');
    expect(held.exit).toBe(0);
    expect(checked('hold', held.stdout)).toEqual({
      formatVersion: 1,
      action: 'hold',
      server: 'aadc01',
      before: true,
      after: false,
      stillRunning: false,
    });
    expect(JSON.parse(readFileSync(markerOf(place), 'utf8'))).toMatchObject({
      kind: 'hold',
      syncCycleEnabled: true,
      deadline: null,
    });
    expect(place.emulator.requests.total).toBe(0);

    const plan = await place.run('plan', '--scope', 'connect', '--format', 'json');
    expect(plan.exit).toBe(5);
    expect(keysOf(planOf(plan)).at(-1)).toBe(scheduler);
    expect(planOf(plan).refusals).toMatchObject([
      {
        guard: 'foreignPause',
        keys: [scheduler],
        remedy: expect.stringContaining('`entra-writeback connect release` ends a hold'),
      },
    ]);
    const applied = await place.run('apply', '--scope', 'connect', '--yes', '--format', 'json');
    expect(applied.exit).toBe(5);
    expect(errorOf(applied).code).toBe('foreignPause');
    expect(changesOn(active)).toEqual(['scheduler off']);

    const released = await command('release', '--yes');
    expect(released.exit).toBe(0);
    expect(checked('hold', released.stdout)).toMatchObject({ action: 'release', before: false, after: true });
    expect([isOn(place), existsSync(markerOf(place))]).toEqual([true, false]);

    const again = await command('release');
    expect(again.exit).toBe(0);
    expect(checked('hold', again.stdout)).toMatchObject({ action: 'release', before: true, after: true });
    expect(changesOn(active)).toEqual(['scheduler off', 'scheduler on']);
  });

  it('leave a scheduler that was off as it was', async () => {
    const place = await createLone({ asks: rulesPolicy });
    const { active } = place;
    active.set({ scheduler: { ...active.read().scheduler, syncCycleEnabled: false } });
    expect((await place.run('connect', 'hold', '--yes')).exit).toBe(0);
    expect(existsSync(markerOf(place))).toBe(true);
    const released = await place.run('connect', 'release', '--yes', '--format', 'json');
    expect(checked('hold', released.stdout)).toMatchObject({ before: false, after: false });
    expect([isOn(place), existsSync(markerOf(place))]).toEqual([false, false]);
    expect(changesOn(active)).not.toContain('scheduler on');
  });

  it('pause at once while a cycle runs, and say that it goes on', async () => {
    const place = await createLone({ asks: rulesPolicy, active: { cycle: {} } });
    const held = await place.run('connect', 'hold', '--yes', '--format', 'json');
    expect(held.exit).toBe(0);
    expect(checked('hold', held.stdout)).toMatchObject({ before: true, after: false, stillRunning: true });
    expect(isOn(place)).toBe(false);
  });

  it('are refused on a server in staging mode, whose scheduler is the active one’s', async () => {
    const place = await createLone({ asks: rulesPolicy, active: { staging: true } });
    const held = await place.run('connect', 'hold', '--yes', '--format', 'json');
    expect(held.exit).toBe(5);
    expect(errorOf(held)).toMatchObject({ code: 'roleMismatch', message: expect.stringContaining('aadc01') });
    expect(changesOn(place.active)).toEqual([]);
  });
});

describe.skipIf(!canServe)(
  'a scheduler that the policy declares and somebody switched off',
  { timeout: 240_000 },
  () => {
    it('is switched on only with leave, after the rules, and then nothing is left', async () => {
      const place = await createLone({ asks: rulesPolicy, connect: '  scheduler: enabled\n' });
      const { active } = place;
      active.set({ scheduler: { ...active.read().scheduler, syncCycleEnabled: false } });
      const refused = await place.run('apply', '--scope', 'connect', '--yes', '--format', 'json');
      expect([refused.exit, errorOf(refused).code]).toEqual([5, 'foreignPause']);
      expect(changesOn(active)).toEqual([]);

      const allowed = ['--allow', 'foreignPause=1'];
      const applied = await place.run('apply', '--scope', 'connect', '--yes', '--format', 'json', ...allowed);
      expect(applied.exit).toBe(0);
      expect(applyOf(applied).outcomes.map(({ key, status }) => `${status} ${key}`)).toEqual([
        'applied syncRule/aadc01/memberLimit',
        'applied syncRule/aadc01/deleteOutOfScope',
        `applied ${scheduler}`,
      ]);
      expect(changesOn(active).map((call) => call.split(' ').slice(0, 2).join(' ').replace(/ {.*/, ''))).toEqual([
        'add',
        'add',
        'scheduler on',
      ]);
      expect([isOn(place), existsSync(markerOf(place))]).toEqual([true, false]);
      expect((await place.run('drift', '--scope', 'connect')).exit).toBe(0);
    });
  },
);
