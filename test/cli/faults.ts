import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RawMarker } from '../../src/connect/protocol.js';
import { makeFakeShell } from '../connect/fake-shell.js';
import {
  createStandIn,
  deleteRule,
  findPowerShell,
  type StandIn,
  type StandInFault,
  type StandInParts,
} from '../support/powershell.js';
import { applyOf } from './results.js';
import { rulesPolicy, rulesWithLimit } from './servers.js';
import { type Running, start } from './spawn.js';
import { createTenant, head, type Ran, type TenantPlace, until } from './support.js';

/** A tenant with one active server, and an AD that answers without a PowerShell: half of what asking costs. */
export interface FaultyPlace extends TenantPlace {
  readonly active: StandIn;
  readonly markerPath: string;
  /** What the marker file holds; null: there is none. */
  marker(): RawMarker | null;
  writeMarker(text: string): void;
  isOn(): boolean;
  /** The rules that the policy asks for: copies of the delete rule, and whether members are still limited. */
  rules(): { readonly deleteRules: number; readonly isLimited: boolean };
  /** Applies while these faults strike, and tells its exit code and outcomes by key. */
  applyWith(faults: readonly StandInFault[], ...argv: readonly string[]): Promise<Applied>;
}

export interface Applied extends Ran {
  readonly outcomes: Readonly<Record<string, string>>;
}

export interface FaultyGiven {
  readonly active?: StandInParts;
  readonly asks?: string;
  /** The way to the server, from the way to the stand-in. */
  readonly via?: (words: readonly string[]) => readonly string[] | Promise<readonly string[]>;
}

export const limitKey = 'syncRule/aadc01/memberLimit';
export const deleteKey = 'syncRule/aadc01/deleteOutOfScope';
export const schedulerKey = 'scheduler/aadc01';

export async function createFaulty({
  active: parts = {},
  asks = rulesPolicy,
  via = (words) => words,
}: FaultyGiven = {}): Promise<FaultyPlace> {
  const active = createStandIn({ rules: rulesWithLimit, ...parts });
  onTestFinished(() => active.remove());
  const reach = { via: await via(active.via), shell: findPowerShell()?.path };
  const { via: directory } = await makeFakeShell(answerOfEmptyForest);
  const connect = `connect: { engine: v2, servers: [${JSON.stringify({ name: 'aadc01', ...reach })}] }\n`;
  const activeDirectory = `activeDirectory: ${JSON.stringify({ via: directory, shell: 'powershell.exe' })}\n`;
  const place = await createTenant({ policy: `${head}${connect}${activeDirectory}${asks}` });
  const state = process.platform === 'win32' ? [] : ['.local', 'state'];
  const markerPath = join(active.folder, 'home', ...state, 'entra-writeback', 'pause.json');
  return {
    ...place,
    active,
    markerPath,
    marker: () => (existsSync(markerPath) ? JSON.parse(readFileSync(markerPath, 'utf8')) : null),
    writeMarker: (text) => {
      mkdirSync(dirname(markerPath), { recursive: true });
      writeFileSync(markerPath, text);
    },
    isOn: () => active.read().scheduler.syncCycleEnabled,
    rules: () => countRules(active),
    applyWith: async (faults, ...argv) => {
      active.set({ faults });
      const ran = await place.run('apply', '--yes', '--format', 'json', ...argv);
      const { outcomes } = applyOf(ran);
      return { ...ran, outcomes: Object.fromEntries(outcomes.map(({ key, status }) => [key, status])) };
    },
  };
}

function countRules(active: StandIn): { readonly deleteRules: number; readonly isLimited: boolean } {
  const { rules } = active.read();
  return {
    deleteRules: rules.filter(({ name }) => name === deleteRule().name).length,
    isLimited: rules.some(({ name, disabled }) => name.endsWith('Member Limit') && !disabled),
  };
}

/** Forgets the marker, as somebody does who cleans folders. */
export function loseMarker({ markerPath }: FaultyPlace): void {
  rmSync(markerPath);
}

/** A server that a cycle keeps busy for ever. */
export const cycle = { cycle: {} } as const;

/** A call that takes its time, so that something can happen meanwhile. */
export function slow(cmdlet: string, nth: number, when: 'before' | 'after'): StandInFault {
  return { cmdlet, what: 'slow', when, skip: nth - 1, times: 1, milliseconds: 2_500 };
}

/** The built command line, in a process of its own. */
export function startApply(place: FaultyPlace): Running {
  return start(place, 'apply', '--yes', '--format', 'json');
}

export async function untilCalled({ active }: FaultyPlace, cmdlet: string, times: number): Promise<void> {
  await until(() => active.calls(cmdlet).length >= times, `${cmdlet} is called`);
}

/** It has asked for the pause, and been told that a cycle runs. */
export async function untilWaiting({ active }: FaultyPlace): Promise<void> {
  const asked = () => new Set(active.calls('Get-ADSyncScheduler').map((call) => call.process)).size;
  await until(() => asked() >= 3, 'it asks for the pause a second time');
}

/** What was under way on the server when the run died goes on to its end there. */
export async function untilServerIsIdle(place: FaultyPlace): Promise<void> {
  const last = () => place.active.calls().length;
  for (let before = -1; before !== last(); ) {
    before = last();
    await new Promise((resolve) => setTimeout(resolve, 4_000));
  }
}

const answerOfEmptyForest = `
const { nonce, request } = read();
const ok = (value) => ({ ok: true, value });
const directory = { domainController: ok('dc01.contoso.com'), recycleBin: ok(true), deletedObjectLifetime: ok(180), groups: ok([]), deletedGroups: ok([]) };
const collectedAt = new Date().toISOString();
const data = { formatVersion: 1, kind: 'entra-writeback/connect-state', collectedAt, machine: 'DC01', powershell: '5.1', sync: null, directory };
for (const line of lines(nonce, { ok: true, data }, 2000)) out(line + '\\n');
`;
