import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RawMarker } from '../../src/connect/protocol.js';
import type { Clock } from '../../src/model/clock.js';
import { makeFakeShell, makeFolder } from '../connect/fake-shell.js';
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
  /** What applying waits by, in this process. */
  readonly clock?: Clock;
}

/** One rule, and the cheapest change there is. */
export const limitOnly = rulesPolicy.replace(/ {2}deleteOutOfScope: .*\n/, '');

export const limitKey = 'syncRule/aadc01/memberLimit';
export const deleteKey = 'syncRule/aadc01/deleteOutOfScope';
export const schedulerKey = 'scheduler/aadc01';

export async function createFaulty({
  active: parts = {},
  asks = rulesPolicy,
  via = (words) => words,
  clock,
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
      const ran = await place.runWith(
        clock === undefined ? {} : { clock },
        'apply',
        '--yes',
        '--format',
        'json',
        ...argv,
      );
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

/** Time that flies: a pause is over at once, or as soon as what is to happen meanwhile has happened. */
export function flyingClock(meanwhile: () => Promise<void> = async () => {}): Clock {
  let flown = 0;
  return {
    now: () => Date.now() + flown,
    sleep: async (milliseconds) => {
      await meanwhile();
      flown += milliseconds;
    },
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

/** The built command line, in a process of its own: what it leaves is left by a run that is dead. */
export function startApply(place: FaultyPlace, ...argv: readonly string[]): Running {
  return start(place, 'apply', '--yes', '--format', 'json', ...argv);
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
const directory = { domainController: ok('dc01.contoso.com'), namingContext: ok('DC=contoso,DC=com'), recycleBin: ok(true), deletedObjectLifetime: ok(180), groups: ok([]), deletedGroups: ok([]) };
const collectedAt = new Date().toISOString();
const data = { formatVersion: 1, kind: 'entra-writeback/connect-state', collectedAt, machine: 'DC01', powershell: '5.1', sync: null, directory };
for (const line of lines(nonce, { ok: true, data }, 2000)) out(line + '\\n');
`;

/**
 * What strikes one call of a server, whatever it asks. noisy: text around and between the lines of the answer, and a constant exit code.
 * before, after: the connection dies before or after the work. hang, flood: no answer ever, or no end of it. cycle: the
 * work, but a synchronisation has begun just before.
 */
export type Struck = 'noisy' | 'before' | 'after' | 'hang' | 'flood' | 'cycle';

/** Puts a command between this tool and a server that strikes the nth call (from 1), or every one. */
export async function makeStrikingVia(
  strikes: Readonly<Record<number, Struck>> | Struck,
): Promise<{ readonly via: (words: readonly string[]) => readonly string[]; pids(): readonly number[] }> {
  const folder = await makeFolder();
  const script = join(folder, 'via.mjs');
  const log = join(folder, 'pids');
  writeFileSync(script, strikingVia);
  writeFileSync(log, '');
  return {
    via: (words) => [process.execPath, script, log, JSON.stringify(strikes), ...words],
    pids: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter(Boolean)
        .flatMap((line) => line.split(' ').map(Number)),
  };
}

const strikingVia = `
import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
const [log, given, ...words] = process.argv.slice(2);
const strikes = JSON.parse(given);
const nth = readFileSync(log, 'utf8').split('\\n').length;
const how = typeof strikes === 'string' ? strikes : strikes[nth];
const idle = () => setInterval(() => {}, 1000);
const helper = how === 'hang' ? spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }) : null;
appendFileSync(log, [process.pid, ...(helper === null ? [] : [helper.pid])].join(' ') + '\\n');
if (how === 'before') process.exit(255);
else if (how === 'hang') idle();
else if (how === 'flood') for (;;) writeSync(1, 'x'.repeat(65536));
else work();

function work() {
  if (how === 'cycle') {
    const state = words[2] + '/state.json';
    writeFileSync(state, JSON.stringify({ ...JSON.parse(readFileSync(state, 'utf8')), cycle: { polls: 3 } }));
  }
  const child = spawn(words[0], words.slice(1), { stdio: ['inherit', how === 'noisy' ? 'pipe' : how === 'after' ? 'ignore' : 'inherit', 'inherit'] });
  if (how === 'noisy') makeNoise(child);
  child.on('close', (code) => (process.exitCode = how === 'after' ? 255 : how === 'noisy' ? 1 : code));
}

function makeNoise(child) {
  writeSync(1, '\\ufeffWelcome to aadc01\\r\\nok:1/1:e30=:\\r\\n');
  writeSync(2, '#< CLIXML\\r\\n<Objs Version="1.1.0.1"><S S="Error">noise_x000D__x000A_</S></Objs>');
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  child.stdout.on('end', () => writeSync(1, text.replaceAll('\\n', '\\r\\nWARNING: The profile takes long.\\r\\n') + 'bye'));
}
`;
