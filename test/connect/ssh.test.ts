import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { makeSyncRule } from '../support/builders.js';
import { findPowerShell } from '../support/powershell.js';
import { canServe, createRealServers, type RealServers, ruleWrite } from './real-servers.js';
import { describeMissingSsh, type SshServer, startSshServer } from './ssh-server.js';

const rule = makeSyncRule();
const missing = describeMissingSsh();
/** The scheduler is on again, and nobody holds it any more. */
const resumed = { syncCycleEnabled: true, removed: true };

/** Both servers behind the one OpenSSH server. */
function serveOver(ssh: SshServer, parts: Parameters<typeof createRealServers>[0] = {}): RealServers {
  return createRealServers({ ...parts, reach: (server) => ({ ...server, via: [...ssh.via, ...server.via] }) });
}

/** Pauses, looks and resumes: every call of it goes over ssh. */
async function holdAndLook(servers: RealServers): Promise<void> {
  await servers.pause();
  const { servers: observed, directory } = await servers.observer.observe();
  expect(observed).toMatchObject([{ marker: { value: { runId: 'run-1' } } }, { stagingMode: { value: true } }]);
  expect(directory).toMatchObject({ domainController: { known: true } });
  expect(await servers.control.resume({ server: 'aadc01', runId: 'run-1', enable: false })).toEqual(resumed);
}

const run = '/bin/sh -c "$SSH_ORIGINAL_COMMAND"';

describe.skipIf(missing !== null || !canServe)(
  `over a real OpenSSH server${missing === null ? '' : ` (${missing})`}`,
  { timeout: 120_000 },
  () => {
    it.each([
      ['with a shell of POSIX as its default, and a banner', {}],
      [
        'whose login is noisy before and after',
        { login: `echo Welcome; echo 'ok: {"data": 1}' >&2; ${run}; echo bye` },
      ],
      ['whose exit code is always 1', { login: `${run}; exit 1` }],
      [
        'with PowerShell as its default shell',
        { login: `exec ${findPowerShell()?.path} -NoLogo -NoProfile -Command "$SSH_ORIGINAL_COMMAND"` },
      ],
    ])('%s', async (_, parts) => {
      await holdAndLook(serveOver(await startSshServer(parts)));
    });

    it('says what ssh says where it is not let in', async () => {
      const ssh = await startSshServer();
      const stranger = ssh.via.map((word) => (word.endsWith('/user') ? '/dev/null' : word));
      const servers = serveOver({ ...ssh, via: stranger });
      await expect(servers.observer.observe()).rejects.toMatchObject({
        kind: 'unobservable',
        code: 'serverUnreachable',
        message: expect.stringMatching(/aadc01: ssh ended without an answer \(exit code 255\): .*Permission denied/),
      });
    });

    it('tells the truth where the connection drops in the middle of a write, and the next run finds it', async () => {
      const ssh = await startSshServer();
      const slow = { cmdlet: 'Add-ADSyncRule', what: 'slow', milliseconds: 4_000, times: 1 } as const;
      const servers = serveOver(ssh, { active: { faults: [slow] } });
      await servers.pause();
      const writing = servers.write(ruleWrite('aadc01', null, rule));
      while (servers.active.calls('Add-ADSyncRule').length === 0) await wait(50);
      ssh.drop();
      const [outcome] = await writing;
      expect(outcome).toMatchObject({
        status: 'failed',
        uncertain: true,
        message: expect.stringMatching(/exit code 255|signal/),
      });
      // The server goes on with what it has begun: a later look shows it.
      while (servers.active.read().rules.every(({ identifier }) => identifier !== rule.identifier)) await wait(100);
      expect(await servers.write(ruleWrite('aadc01', null, rule))).toMatchObject([{ status: 'alreadyApplied' }]);
      expect(await servers.control.resume({ server: 'aadc01', runId: 'run-1', enable: false })).toEqual(resumed);
      expect(servers.active.read().scheduler.syncCycleEnabled).toBe(true);
    });
  },
);
