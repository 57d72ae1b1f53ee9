import { spawnSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { createStandIn, findPowerShell, type StandIn, type StandInParts } from '../support/powershell.js';

const flags = ['-NoLogo', '-NoProfile', '-ExecutionPolicy', 'Bypass', '-OutputFormat', 'Text'];

export interface Ran {
  readonly exit: number | null;
  /** Line ends as on POSIX, as in stderr. */
  readonly stdout: string;
  readonly stderr: string;
}

interface How {
  readonly input?: string;
  readonly interactive?: boolean;
}

/** A server that is gone when the test ends, and a shell on it. `script` runs text after ADSync was imported. */
export function useServer(parts: StandInParts = {}): {
  readonly server: StandIn;
  run(args: readonly string[], how?: How): Ran;
  script(text: string): Ran;
} {
  const server = createStandIn(parts);
  onTestFinished(() => server.remove());
  const run = (args: readonly string[], how: How = {}) => runOn(server, args, how);
  return { server, run, script: (text) => run(['-Command', `Import-Module ADSync\n${text}`]) };
}

/** By way of `via`, as a policy reaches a server. */
function runOn(server: StandIn, args: readonly string[], { input = '', interactive = false }: How): Ran {
  const [command = '', ...rest] = [...server.via, findPowerShell()?.path ?? '', ...flags];
  const ended = spawnSync(command, [...rest, ...(interactive ? [] : ['-NonInteractive']), ...args], {
    input,
    encoding: 'utf8',
  });
  const plain = (text: string) => text.replaceAll('\r\n', '\n');
  return { exit: ended.status, stdout: plain(ended.stdout), stderr: plain(ended.stderr) };
}
