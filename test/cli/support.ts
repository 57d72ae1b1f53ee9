import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { main } from '../../src/cli.js';
import type { Io } from '../../src/commands/io.js';
import { type Emulator, type EmulatorOptions, parseFault, startEmulator } from '../../src/emulator/index.js';

export const tenantId = '72f1c0de-0000-4000-8000-5eed00000001';
export const templateId = '62375ab9-6b52-47ed-826b-58e47e0e304b';
export const settingKey = 'setting/Group.Unified';
export const writebackDefault = 'NewUnifiedGroupWritebackDefault';

/** IDs of the demo tenant. */
export const ids = {
  payroll: '3f2a0000-0000-4000-8000-000000000001',
  approvers: '9bc10000-0000-4000-8000-000000000002',
  reporting: 'f1000000-0000-4000-8000-000000000003',
  audit: 'f1000000-0000-4000-8000-000000000004',
  planning: 'f1000000-0000-4000-8000-000000000005',
  sales: '5a1e0000-0000-4000-8000-000000000006',
  marketing: '5a1e0000-0000-4000-8000-000000000007',
  employees: 'a11e0000-0000-4000-8000-000000000008',
  projects: '01d00000-0000-4000-8000-000000000009',
  printers: 'ad000000-0000-4000-8000-00000000000a',
  helpdesk: 'ad000000-0000-4000-8000-00000000000b',
  executives: 'e0000000-0000-4000-8000-00000000000d',
  tierZero: '70000000-0000-4000-8000-00000000000e',
  archive: 'de1e0000-0000-4000-8000-00000000000f',
} as const;

/** The first lines of every policy for the emulated tenants. */
export const head = `version: 1\ntenant: { id: ${tenantId} }\n`;

/** The policy of the demo: in the demo tenant it changes the six groups of `demoChanges` and the setting. */
export const demoPolicy = `${head}defaults: { newMicrosoft365Groups: disabled }
groups:
  - match: { id: [${ids.payroll}, ${ids.approvers}] }
    writeback: enabled
    onPremisesGroupType: universalSecurityGroup
  - match: { kind: microsoft365, displayName: "Finance *" }
    writeback: enabled
  - match: { kind: microsoft365 }
    writeback: disabled
`;

/** What the demo policy makes of each group that it changes. */
export const demoChanges: Readonly<Record<string, boolean>> = {
  [ids.approvers]: true,
  [ids.reporting]: true,
  [ids.planning]: true,
  [ids.sales]: false,
  [ids.marketing]: false,
  [ids.employees]: false,
};

/** Any number of groups may change: for tenants of more than 20. */
export const anyNumber = 'safety: { maxAdDeletions: 1000, maxGroupChanges: 100%, maxRetypes: 1000 }\n';

/** Disables every Microsoft 365 group. */
export const disableAll = `${head}groups:\n  - match: { kind: microsoft365 }\n    writeback: disabled\n${anyNumber}`;

export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder to run in, with the policy `writeback.yaml`, and a tenant to run against. */
export interface Place {
  readonly cwd: string;
  run(...argv: readonly string[]): Promise<Ran>;
  /** With other properties of the outside world; an `env` is added to the one that signs in. */
  runWith(io: Partial<Io>, ...argv: readonly string[]): Promise<Ran>;
  write(name: string, text: string | Uint8Array): string;
  read(name: string): string;
  list(folder?: string): readonly string[];
}

export interface TenantPlace extends Place {
  readonly emulator: Emulator;
  readonly env: Readonly<Record<string, string>>;
}

/** A folder without a tenant. */
export function createPlace(env: Io['env'] = {}): Place {
  const cwd = mkdtempSync(join(tmpdir(), 'entra-writeback-cli-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const runWith: Place['runWith'] = (io, ...argv) => runCli(argv, { cwd, ...io, env: { ...env, ...io.env } });
  return {
    cwd,
    runWith,
    run: (...argv) => runWith({}, ...argv),
    write: (name, text) => {
      const path = join(cwd, name);
      writeFileSync(path, text);
      return path;
    },
    read: (name) => readFileSync(join(cwd, name), 'utf8'),
    list: (folder = '.') => readdirSync(join(cwd, folder)).toSorted(),
  };
}

export interface TenantGiven extends EmulatorOptions {
  /** The text of `writeback.yaml`; default: the demo's. */
  readonly policy?: string;
  /** The policy as it stands, without leave to delete anything in Active Directory. */
  readonly strict?: boolean;
  /** As `--fault` takes them. */
  readonly fault?: readonly string[];
}

/** A folder and a tenant of its own, which both end with the test. */
export async function createTenant({
  policy = demoPolicy,
  strict = false,
  fault = [],
  ...given
}: TenantGiven = {}): Promise<TenantPlace> {
  const emulator = await startEmulator({ ...given, faults: [...(given.faults ?? []), ...fault.map(parseFault)] });
  onTestFinished(() => emulator.close());
  const env = { ENTRA_WRITEBACK_ACCESS_TOKEN: emulator.token, ENTRA_WRITEBACK_GRAPH_URL: emulator.url };
  const place = createPlace(env);
  const write: Place['write'] = (name, text) =>
    place.write(name, name === 'writeback.yaml' && typeof text === 'string' && !strict ? permit(text) : text);
  write('writeback.yaml', policy);
  return { ...place, write, emulator, env };
}

/** No server says what becomes of AD objects here, so every change could delete one: a policy that says nothing of safety allows it. */
export function permit(policy: string): string {
  return /^safety:/m.test(policy) ? policy : `${policy}safety: { maxAdDeletions: 1000 }\n`;
}

/** Runs a command line in this process, as from a script: nothing is a terminal unless the parts say so. */
export async function runCli(argv: readonly string[], parts: Partial<Io> & { readonly cwd: string }): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const exit = await main(argv, {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    env: {},
    outIsTerminal: false,
    errIsTerminal: false,
    inIsTerminal: false,
    columns: 80,
    now: () => new Date(),
    ask: () => Promise.reject(new Error('nobody was to be asked')),
    onInterrupt: () => () => undefined,
    ...parts,
  });
  return { exit, stdout: out.join(''), stderr: err.join('') };
}

/** Waits until something is so, looking every few milliseconds. Throws after half a minute. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
