import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { findOnPath } from '../support/powershell.js';

const sshd = '/usr/sbin/sshd';

/** Why there can be no OpenSSH server on this machine; null: there can. */
export function describeMissingSsh(): string | null {
  if (process.platform !== 'linux') return 'it needs Linux';
  if (!existsSync(sshd)) return `there is no ${sshd} (package openssh-server)`;
  return findOnPath('ssh') === null || findOnPath('ssh-keygen') === null ? 'there is no ssh on the PATH' : null;
}

export interface SshServer {
  /** The `via` of a policy: the words that follow run on this server. */
  readonly via: readonly string[];
  /** Ends every connection that is open now, as a network does: without a word. */
  drop(): void;
}

export interface SshParts {
  /** A `/bin/sh` script that every connection gets in place of its command, which is in $SSH_ORIGINAL_COMMAND. */
  readonly login?: string;
  /** Shown by sshd before anyone is let in. */
  readonly banner?: string;
}

/** An OpenSSH server of our own on loopback: own configuration, own keys, gone when the test ends. */
export async function startSshServer({ login, banner = 'Authorised use only.\n' }: SshParts = {}): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'entra-writeback-ssh-'));
  const port = await findFreePort();
  const config = writeConfig(folder, port, login, banner);
  // A server that is run by root insists on this folder, which only its service unit makes.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const server = spawn(sshd, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  onTestFinished(async () => {
    await stop(server);
    rmSync(folder, { recursive: true, force: true });
  });
  await waitForPort(port, server, () => log);
  return { via: clientWords(folder, port), drop: () => dropSessions(server) };
}

function writeConfig(folder: string, port: number, login: string | undefined, banner: string): string {
  for (const name of ['host', 'user']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, name)]);
  }
  const publicKey = (name: string) => readFileSync(join(folder, `${name}.pub`), 'utf8').trim();
  const script = join(folder, 'login.sh');
  if (login !== undefined) writeFileSync(script, login);
  const forced = login === undefined ? '' : `command="/bin/sh ${script}" `;
  writeFileSync(join(folder, 'authorized_keys'), `${forced}${publicKey('user')}\n`, { mode: 0o600 });
  writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${port} ${publicKey('host')}\n`);
  writeFileSync(join(folder, 'banner'), banner);
  const config = join(folder, 'sshd_config');
  writeFileSync(
    config,
    `ListenAddress 127.0.0.1:${port}
HostKey ${join(folder, 'host')}
PidFile none
AuthorizedKeysFile ${join(folder, 'authorized_keys')}
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
PrintMotd no
Banner ${join(folder, 'banner')}
`,
  );
  return config;
}

function clientWords(folder: string, port: number): readonly string[] {
  const options = [
    'IdentitiesOnly=yes',
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${join(folder, 'known_hosts')}`,
  ];
  const words = ['ssh', '-F', 'none', '-T', '-p', String(port), '-i', join(folder, 'user')];
  return [...words, ...options.flatMap((option) => ['-o', option]), `${userInfo().username}@127.0.0.1`];
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a server on a port has an address');
  return address.port;
}

async function waitForPort(port: number, server: ChildProcess, log: () => string): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`sshd ended: ${log()}`);
    const socket = connect(port, '127.0.0.1');
    const reached = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (reached) return;
    await wait(50);
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill();
  await ended;
}

/** The processes of sshd below ours, one for each connection; not what they run. */
function dropSessions(server: ChildProcess): void {
  for (const pid of childrenOf(server.pid ?? 0)) {
    for (const inner of childrenOf(pid).filter(isSshd)) process.kill(inner, 'SIGKILL');
    process.kill(pid, 'SIGKILL');
  }
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

function isSshd(pid: number): boolean {
  return /^sshd/.test(readFileSync(`/proc/${pid}/comm`, 'utf8'));
}
