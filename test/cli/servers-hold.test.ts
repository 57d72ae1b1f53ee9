import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeDirectory } from '../support/powershell.js';
import { applyOf, checked, errorOf, keysOf, planOf } from './results.js';
import { anyEffect, canServe, changesOn, createLone, createServed, type LonePlace, rulesPolicy } from './servers.js';
import { ids } from './support.js';

const scheduler = 'scheduler/aadc01';

function markerOf({ active }: Pick<LonePlace, 'active'>): string {
  const state = process.platform === 'win32' ? '' : '.local/state';
  return join(active.folder, 'home', state, 'entra-writeback', 'pause.json');
}

/** What an apply of this machine leaves while it writes, and the scheduler off. */
function writeWindow(place: Pick<LonePlace, 'active'>, parts: object): void {
  const { active } = place;
  const marker = { formatVersion: 1, runId: 'run-0', kind: 'window', syncCycleEnabled: true, host: hostname() };
  const times = { pausedAt: '2026-11-23T03:00:00.000Z', deadline: '2999-01-01T00:00:00.000Z' };
  mkdirSync(dirname(markerOf(place)), { recursive: true });
  writeFileSync(markerOf(place), JSON.stringify({ ...marker, ...times, ...parts }));
  active.set({ scheduler: { ...active.read().scheduler, syncCycleEnabled: false } });
}

/** Epoch seconds. */
function ownBeginning(): number {
  return Math.round(Date.now() / 1_000 - process.uptime());
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

  it('work where rules and Active Directory cannot be read', async () => {
    const faults = [{ cmdlet: 'Get-ADSyncRule', what: 'throw', message: 'the engine is busy' }] as const;
    const place = await createLone({
      asks: rulesPolicy,
      active: { faults, directory: makeDirectory({ reachable: false }) },
    });
    expect((await place.run('connect', 'hold', '--yes')).exit).toBe(0);
    expect(isOn(place)).toBe(false);
    expect((await place.run('connect', 'release', '--yes')).exit).toBe(0);
    expect([isOn(place), existsSync(markerOf(place))]).toEqual([true, false]);
    expect(place.active.calls('Get-ADSyncRule', 'Get-ADObject', 'Get-ADRootDSE', 'Get-ADSyncConnector')).toEqual([]);
  });

  it('tell whether it is held where no answer came', async () => {
    const place = await createLone({ asks: rulesPolicy });
    const dies = (when: 'before' | 'after') =>
      place.active.set({ faults: [{ cmdlet: 'Set-ADSyncScheduler', what: 'kill', when, times: 1 }] });
    dies('before');
    const unknown = await place.run('connect', 'hold', '--yes', '--format', 'json');
    expect(unknown.exit).toBe(4);
    expect(errorOf(unknown).message).toContain('Nobody knows whether the sync scheduler of aadc01 is off now');
    expect(errorOf(unknown).remedy).toContain('entra-writeback connect release to put it back');
    dies('after');
    const held = await place.run('connect', 'hold', '--yes', '--format', 'json');
    expect([held.exit, isOn(place)]).toEqual([0, false]);
    expect(checked('hold', held.stdout)).toMatchObject({ action: 'hold', after: false, stillRunning: true });
    expect((await place.run('connect', 'release', '--yes')).exit).toBe(0);
    expect([isOn(place), existsSync(markerOf(place))]).toEqual([true, false]);
  });

  it('take a window over, and say whose that was', async () => {
    const place = await createLone({ asks: rulesPolicy });
    writeWindow(place, { host: 'ci-17' });
    const held = await place.run('connect', 'hold', '--yes');
    expect(held.exit).toBe(0);
    expect(held.stderr.replace(/\s+/g, ' ')).toContain('An apply on ci-17 holds the sync scheduler of aadc01');
    expect(JSON.parse(readFileSync(markerOf(place), 'utf8'))).toMatchObject({ kind: 'hold', syncCycleEnabled: true });
  });

  it('put back what was paused on a server that is a staging one by now, through the active one', async () => {
    const place = await createServed({ asks: rulesPolicy });
    const { active, staging } = place;
    writeWindow(place, { host: 'ci-17' });
    const moved = markerOf({ active: staging });
    mkdirSync(dirname(moved), { recursive: true });
    renameSync(markerOf(place), moved);
    const nothing = await place.run('connect', 'release', '--yes');
    expect(nothing.stdout.replace(/\s+/g, ' ')).toContain(
      'No run of this tool holds the sync scheduler of aadc01, and it is off.',
    );
    expect((await place.run('connect', 'hold', '--server', 'aadc02', '--yes')).exit).toBe(5);
    const released = await place.run('connect', 'release', '--server', 'aadc02', '--yes');
    expect([released.exit, isOn(place), existsSync(moved)]).toEqual([0, true, false]);
    expect([changesOn(active), changesOn(staging)]).toEqual([['scheduler on'], []]);
    expect((await place.run('connect', 'release', '--server', 'aadc02', '--yes')).exit).toBe(5);
  });

  it('stay through an apply, an undo and a saved plan of groups, whatever a run left on a staging server', async () => {
    const groups = (action: string) => `groups:\n  - { match: { id: [${ids.approvers}] }, writeback: ${action} }\n`;
    const place = await createServed({ asks: `${groups('enabled')}${anyEffect}` });
    const { active, staging } = place;
    const saved = ['plan', '--only', 'group/*', '--out', 'plan.json'];
    expect((await place.run(...saved)).exit).toBe(0);
    expect((await place.run('connect', 'hold', '--yes')).exit).toBe(0);
    writeWindow({ active: staging }, { host: 'ci-17', deadline: '2026-11-23T07:00:00.000Z' });
    const isHeld = () => !isOn(place) && existsSync(markerOf(place)) && existsSync(markerOf({ active: staging }));

    const applied = await place.run('apply', 'plan.json', '--yes', '--format', 'json');
    expect([applied.exit, isHeld()]).toEqual([0, true]);
    expect(applyOf(applied).outcomes).toMatchObject([{ key: `group/${ids.approvers}`, status: 'applied' }]);
    const undone = await place.run('undo', applyOf(applied).journal ?? '', '--yes', '--format', 'json');
    expect([undone.exit, isHeld()]).toEqual([0, true]);
    const again = await place.run('apply', '--only', 'group/*', '--yes', '--format', 'json');
    expect([again.exit, isHeld()]).toEqual([0, true]);
    expect(applyOf(again).outcomes).toMatchObject([{ key: `group/${ids.approvers}`, status: 'applied' }]);

    const asked = await place.run('apply', '--only', 'scheduler/aadc02', '--yes', '--format', 'json');
    expect([asked.exit, errorOf(asked).code, isHeld()]).toEqual([5, 'foreignPause', true]);
    expect(asked.stdout).toContain('entra-writeback connect release --server aadc01');
    writeFileSync(markerOf(place), 'half a ma');
    const unreadable = await place.run('apply', '--yes', '--format', 'json');
    expect([unreadable.exit, errorOf(unreadable).code, isHeld()]).toEqual([5, 'foreignPause', true]);
    expect([changesOn(active), changesOn(staging)]).toEqual([['scheduler off'], []]);
  });

  it('take the place of a marker that nobody can read, which release only tells how to cure', async () => {
    const place = await createLone({ asks: rulesPolicy });
    mkdirSync(dirname(markerOf(place)), { recursive: true });
    writeFileSync(markerOf(place), 'half a ma');
    const released = await place.run('connect', 'release', '--yes', '--format', 'json');
    expect(released.exit).toBe(5);
    expect(errorOf(released)).toMatchObject({
      code: 'markerUnreadable',
      remedy: expect.stringMatching(/Set-ADSyncScheduler and delete that file; `entra-writeback connect hold`/),
    });
    expect((await place.run('connect', 'hold', '--yes')).exit).toBe(0);
    expect(readFileSync(`${markerOf(place)}.bad`, 'utf8')).toBe('half a ma');
    expect((await place.run('connect', 'release', '--yes')).exit).toBe(0);
    expect([isOn(place), existsSync(markerOf(place))]).toEqual([true, false]);
  });

  it.each([
    ['an apply of another machine', { host: 'another\u001b[2J' }, 'It may be at work'],
    ['an apply of this machine that lives', { pid: process.pid, began: ownBeginning() }, 'It may be at work'],
  ])('asks before it ends the pause of %s, and ends no other', async (_, parts, warning) => {
    const place = await createLone({ asks: rulesPolicy });
    writeWindow(place, parts);
    const asked: string[] = [];
    const answer = (change: () => void) => ({
      inIsTerminal: true,
      ask: async (question: string) => {
        asked.push(question);
        change();
        return 'yes';
      },
    });
    const boss = () => writeWindow(place, { runId: 'boss', kind: 'hold', host: 'desk', deadline: null });
    const refused = await place.runWith(answer(boss), 'connect', 'release', '--format', 'json');
    expect([refused.exit, errorOf(refused).code]).toEqual([5, 'foreignMarker']);
    expect(asked[0]).toContain(`An apply on ${'host' in parts ? 'another␛[2J' : hostname()} holds the sync scheduler`);
    expect(asked[0]).toContain('since 2026-11-23T03:00:00.000Z, until 2999-01-01T00:00:00.000Z at the latest');
    expect(asked[0]).toContain(warning);
    expect([isOn(place), existsSync(markerOf(place))]).toEqual([false, true]);

    expect(
      (
        await place.runWith(
          answer(() => {}),
          'connect',
          'release',
        )
      ).exit,
    ).toBe(0);
    expect(asked[1]).toContain('A `connect hold` on desk holds the sync scheduler of aadc01 since');
    expect(asked[1]).not.toContain('at work');
    expect([isOn(place), existsSync(markerOf(place))]).toEqual([true, false]);
  });

  it('are not passed over by an apply that was planned before them', async () => {
    const place = await createLone({ asks: anyEffect });
    writeWindow(place, {});
    const boss = () => writeWindow(place, { runId: 'boss', kind: 'hold', host: 'desk', deadline: null });
    const io = {
      inIsTerminal: true,
      ask: async () => {
        boss();
        return 'yes';
      },
    };
    const ran = await place.runWith(io, 'apply', '--format', 'json');
    expect(ran.exit).toBe(6);
    expect(applyOf(ran).outcomes).toMatchObject([{ key: scheduler, status: 'stale' }]);
    expect([isOn(place), existsSync(markerOf(place))]).toEqual([false, true]);
    expect(changesOn(place.active)).toEqual([]);
  });

  it('a second run of this machine leaves the window of one that lives alone', async () => {
    const place = await createLone({ asks: anyEffect });
    writeWindow(place, { pid: process.pid, began: ownBeginning() });
    const ran = await place.run('apply', '--yes', '--format', 'json');
    expect([ran.exit, errorOf(ran).code]).toEqual([5, 'foreignPause']);
    writeWindow(place, { pid: process.pid, began: ownBeginning() - 3_600 });
    expect((await place.run('apply', '--yes')).exit).toBe(0);
    expect([isOn(place), existsSync(markerOf(place))]).toEqual([true, false]);
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
