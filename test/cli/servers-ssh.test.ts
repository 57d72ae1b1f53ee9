import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../connect/fake-shell.js';
import { describeMissingSsh, type SshServer, startSshServer } from '../connect/ssh-server.js';
import {
  createFaulty,
  type FaultyPlace,
  flyingClock,
  limitKey,
  limitOnly,
  schedulerKey,
  slow,
  startApply,
  untilServerIsIdle,
} from './faults.js';
import { applyOf, keysOf, planOf } from './results.js';
import { canServe } from './servers.js';
import { until } from './support.js';

const missing = describeMissingSsh();

/** A server behind OpenSSH. */
function createBehind(ssh: SshServer, parts: Parameters<typeof createFaulty>[0] = {}): Promise<FaultyPlace> {
  return createFaulty({ asks: limitOnly, via: (words) => [...ssh.via, ...words], ...parts });
}

function stateOf({ isOn, marker }: FaultyPlace): object {
  return { isOn: isOn(), marker: marker() };
}

describe.skipIf(missing !== null || !canServe)(
  `a server behind a real OpenSSH server${missing === null ? '' : ` (${missing})`}`,
  { timeout: 240_000 },
  () => {
    it('is planned, applied and compared, past banners, noise and a constant exit code', async () => {
      const login = 'echo Welcome; echo noise >&2; /bin/sh -c "$SSH_ORIGINAL_COMMAND"; echo bye; exit 3';
      const place = await createBehind(await startSshServer({ login, banner: 'Authorised use only.\n' }));
      expect((await place.run('plan', '--detailed-exitcode')).exit).toBe(2);
      expect(await place.applyWith([])).toMatchObject({ exit: 0, outcomes: { [limitKey]: 'applied' } });
      expect(place.rules().isLimited).toBe(false);
      expect(stateOf(place)).toEqual({ isOn: true, marker: null });
      expect((await place.run('drift')).exit).toBe(0);
    });

    it.each(['before', 'after'] as const)(
      'whose connection drops while it pauses, %s the switch, is put back by the same run',
      async (when) => {
        const ssh = await startSshServer();
        // The minute that the run waits for the pause is over as soon as the server is done with it.
        const clock = flyingClock(() => untilServerIsIdle(place));
        const place = await createBehind(ssh, { clock });
        const applying = place.applyWith([slow('Set-ADSyncScheduler', 1, when)]);
        await until(() => place.active.calls('Set-ADSyncScheduler').length > 0, 'it pauses');
        ssh.drop();
        expect(await applying).toMatchObject({ exit: 6, outcomes: { [limitKey]: 'notAttempted' } });
        // The server goes on with the pause that it had begun, and finds it taken back.
        await untilServerIsIdle(place);
        expect(stateOf(place)).toEqual({ isOn: true, marker: null });
      },
    );

    it('that is gone in the middle of a write leaves a marker, and the next run tells the truth and resumes', async () => {
      const gate = join(await makeFolder(), 'closed');
      const ssh = await startSshServer({ login: `[ -e ${gate} ] && exit 255; /bin/sh -c "$SSH_ORIGINAL_COMMAND"` });
      const place = await createBehind(ssh);
      place.active.set({ faults: [slow('Add-ADSyncRule', 1, 'before')] });
      const { ended } = startApply(place, '--timeout', '60');
      await until(() => place.active.calls('Add-ADSyncRule').length > 0, 'it writes');
      writeFileSync(gate, '');
      ssh.drop();
      const ran = await ended;
      expect(ran.exit).toBe(6);
      expect(applyOf(ran).outcomes).toMatchObject([
        { key: limitKey, status: 'failed' },
        { key: schedulerKey, status: 'failed' },
      ]);
      expect(ran.stderr).toContain('Close it with: entra-writeback connect release');
      await untilServerIsIdle(place);
      expect(stateOf(place)).toMatchObject({ isOn: false, marker: { kind: 'window', syncCycleEnabled: true } });

      rmSync(gate);
      // What the server had begun it has finished.
      expect(place.rules().isLimited).toBe(false);
      expect(keysOf(planOf(await place.run('plan', '--format', 'json')))).toEqual([schedulerKey]);
      expect(await place.applyWith([])).toMatchObject({ exit: 0, outcomes: { [schedulerKey]: 'applied' } });
      expect(stateOf(place)).toEqual({ isOn: true, marker: null });
    });
  },
);
