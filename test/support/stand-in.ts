import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtPaths } from './powershell-build.js';
import { makeStandInState } from './stand-in-parts.js';
import type { StandInCall, StandInState } from './stand-in-state.js';

/** The command that runs what follows on a server. Nearly every call of a test starts it, and a shell starts faster than Node. */
const via =
  process.platform === 'win32'
    ? [process.execPath, fileURLToPath(new URL('../powershell/via.js', import.meta.url))]
    : ['/bin/sh', fileURLToPath(new URL('../powershell/via.sh', import.meta.url))];

/** Every cmdlet of the two modules: a manifest names those that it exports. */
const cmdlets = {
  ADSync: [
    'Get-ADSyncRule',
    'New-ADSyncRule',
    'Add-ADSyncRule',
    'Remove-ADSyncRule',
    'Add-ADSyncAttributeFlowMapping',
    'Add-ADSyncScopeConditionGroup',
    'Add-ADSyncJoinConditionGroup',
    'Get-ADSyncConnector',
    'Get-ADSyncConnectorRunStatus',
    'Get-ADSyncConnectorStatistics',
    'Get-ADSyncScheduler',
    'Set-ADSyncScheduler',
    'Get-ADSyncSchedulerConnectorOverride',
    'Set-ADSyncSchedulerConnectorOverride',
    'Get-ADSyncAADCompanyFeature',
    'Get-ADSyncGlobalSettings',
    'Get-ADSyncServerConfiguration',
    'Start-ADSyncSyncCycle',
  ],
  ActiveDirectory: ['Get-ADRootDSE', 'Get-ADOptionalFeature', 'Get-ADObject', 'Restore-ADObject'],
} as const;

export type StandInModule = keyof typeof cmdlets;

/** What a server is made of besides its state. */
export interface StandInParts extends Partial<StandInState> {
  readonly missingModules?: readonly StandInModule[];
  readonly missingCmdlets?: readonly string[];
  /** Has its scheduler and its directory in common with this one, as servers of one tenant do. */
  readonly tenantOf?: StandIn;
}

/** One simulated Connect server. */
export interface StandIn {
  readonly folder: string;
  readonly statePath: string;
  /** What a shell must find in its environment to be on this server: state, modules, home (where the marker lies). */
  readonly env: Readonly<Record<string, string>>;
  /** A `via` of a policy: the command that follows runs on this server. */
  readonly via: readonly string[];
  /** The state as it is now, shared sections included. */
  read(): StandInState;
  /** Changes what is given, leaves the rest. */
  set(parts: Partial<StandInState>): void;
  /** Every call so far, in order; of these cmdlets only, where any are named. */
  calls(...names: readonly string[]): readonly StandInCall[];
  /** Deletes the folder. */
  remove(): void;
}

/** Makes a server in a folder of its own below the system's temporary one. Needs the modules built: `hasStandIn()`. */
export function createStandIn(parts: StandInParts = {}): StandIn {
  const { missingModules = [], missingCmdlets = [], tenantOf, ...given } = parts;
  const folder = mkdtempSync(join(tmpdir(), 'stand-in-'));
  const statePath = join(folder, 'state.json');
  for (const name of ['ADSync', 'ActiveDirectory'] as const) {
    if (!missingModules.includes(name)) installModule(folder, name, missingCmdlets);
  }
  mkdirSync(join(folder, 'home'));
  const env = makeEnv(folder, statePath);
  writeFileSync(join(folder, 'env.json'), JSON.stringify(env));
  writeFileSync(join(folder, 'env.sh'), exportLines(env));
  const shared = tenantOf === undefined ? ownShared(folder) : tenantOf.read().shared;
  writeState(
    statePath,
    makeStandInState({ ...given, shared }),
    tenantOf === undefined ? Object.keys(shared) : Object.keys(given),
  );
  return {
    folder,
    statePath,
    env,
    via: [...via, folder],
    read: () => readState(statePath),
    set: (changed) => writeState(statePath, { ...readState(statePath), ...changed }, Object.keys(shared)),
    calls: (...names) => readCalls(folder).filter(({ cmdlet }) => names.length === 0 || names.includes(cmdlet)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function ownShared(folder: string): Readonly<Record<string, string>> {
  return { scheduler: join(folder, 'scheduler.json'), directory: join(folder, 'directory.json') };
}

function makeEnv(folder: string, statePath: string): Readonly<Record<string, string>> {
  const home = join(folder, 'home');
  return {
    STANDIN_STATE: statePath,
    PSModulePath: join(folder, 'modules'),
    HOME: home,
    XDG_STATE_HOME: join(home, '.local', 'state'),
    ...(process.platform === 'win32' ? { ProgramData: home } : posixEnv(home)),
    NO_COLOR: '1',
    POWERSHELL_UPDATECHECK: 'Off',
    POWERSHELL_TELEMETRY_OPTOUT: '1',
  };
}

/** A PATH without programs: PowerShell looks at each of them whenever it is asked for a cmdlet that is not there. */
function posixEnv(home: string): Readonly<Record<string, string>> {
  return { PATH: home, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' };
}

function exportLines(env: Readonly<Record<string, string>>): string {
  const quote = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;
  return Object.entries(env)
    .map(([name, value]) => `export ${name}=${quote(value)}\n`)
    .join('');
}

function installModule(folder: string, name: StandInModule, missing: readonly string[]): void {
  const target = join(folder, 'modules', name);
  mkdirSync(target, { recursive: true });
  const built = builtPaths();
  const file = name === 'ADSync' ? built.adsync : built.activeDirectory;
  copyFileSync(file, join(target, basename(file)));
  const exported = cmdlets[name].filter((cmdlet) => !missing.includes(cmdlet)).map((cmdlet) => `'${cmdlet}'`);
  writeFileSync(
    join(target, `${name}.psd1`),
    `@{ RootModule = '${name}.dll'; ModuleVersion = '1.0.0.0'; CmdletsToExport = @(${exported.join(', ')}) }\n`,
  );
}

function readState(statePath: string): StandInState {
  const own: StandInState = JSON.parse(readFileSync(statePath, 'utf8'));
  const sections = Object.entries(own.shared).map(([name, file]) => [name, JSON.parse(readFileSync(file, 'utf8'))]);
  return { ...own, ...Object.fromEntries(sections) };
}

/** Writes the state, and of the shared sections those that are named. */
function writeState(statePath: string, state: StandInState, sections: readonly string[]): void {
  const own = Object.entries(state).filter(([name]) => !(name in state.shared));
  for (const [name, file] of Object.entries(state.shared)) {
    if (sections.includes(name)) replaceFile(file, Reflect.get(state, name));
  }
  replaceFile(statePath, Object.fromEntries(own));
}

function replaceFile(file: string, content: unknown): void {
  writeFileSync(`${file}.draft`, JSON.stringify(content, null, 1));
  renameSync(`${file}.draft`, file);
}

function readCalls(folder: string): readonly StandInCall[] {
  const file = join(folder, 'calls.jsonl');
  if (!existsSync(file)) return [];
  // Read while it is written to, it may end in the middle of a line.
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}
