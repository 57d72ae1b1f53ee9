import { onTestFinished, vi } from 'vitest';
import {
  createStandIn,
  deleteRule,
  findPowerShell,
  hasStandIn,
  memberLimitRule,
  type StandIn,
  type StandInCall,
  type StandInParts,
  standardRules,
} from '../support/powershell.js';
import { createTenant, head, ids, type TenantGiven, type TenantPlace } from './support.js';

/** Whether there is an engine that runs the scripts, and the modules that stand in for a server's. */
export const canServe = findPowerShell() !== null && hasStandIn();

/** A tenant with one active Connect server. */
export interface LonePlace extends TenantPlace {
  readonly active: StandIn;
  /** Writes the policy again: the same server, asked for something else. */
  ask(asks: string, connect?: string): void;
}

/** A tenant with an active and a staging Connect server. */
export interface ServedPlace extends LonePlace {
  readonly staging: StandIn;
}

export interface LoneGiven extends TenantGiven {
  readonly active?: StandInParts;
  /** What the policy says beside its head and its servers. */
  readonly asks?: string;
  /** What `connect` says beside its servers, two blanks before each line. */
  readonly connect?: string;
}

export interface ServedGiven extends LoneGiven {
  readonly staging?: StandInParts;
}

/** The rules of a server on which group writeback was just switched on. */
export const rulesWithLimit = [...standardRules, memberLimitRule()];

export { deleteRule };

/** Every guard of numbers out of the way. */
export const anyEffect = 'safety: { maxAdDeletions: 1000, maxGroupChanges: 100%, maxRetypes: 1000 }\n';

/** The article as a policy. */
export const wholePolicy = `defaults: { newMicrosoft365Groups: disabled }
groups:
  - match: { id: [${ids.payroll}, ${ids.approvers}] }
    writeback: enabled
  - match: { kind: microsoft365 }
    writeback: disabled
syncRules:
  deleteOutOfScope: { state: present, precedence: 42 }
  memberLimit: { state: disabled }
activeDirectory: { recycleBin: required, restoreDeleted: true }
${anyEffect}`;

/** The article's rules, and nothing of groups. */
export const rulesPolicy = `syncRules:
  deleteOutOfScope: { state: present, precedence: 42 }
  memberLimit: { state: disabled }
${anyEffect}`;

export async function createServed({ staging = {}, ...given }: ServedGiven = {}): Promise<ServedPlace> {
  const one = createServer(given.active);
  const two = createServer({ staging: true, tenantOf: one, ...staging });
  return { ...(await createWith([one, two], given)), active: one, staging: two };
}

/** Half the calls of two servers, which is what a test of this kind costs. */
export async function createLone(given: LoneGiven = {}): Promise<LonePlace> {
  const active = createServer(given.active);
  return { ...(await createWith([active], given)), active };
}

function createServer(parts: StandInParts = {}): StandIn {
  const server = createStandIn({ rules: rulesWithLimit, ...parts });
  onTestFinished(() => server.remove());
  return server;
}

async function createWith(
  servers: readonly StandIn[],
  { asks = wholePolicy, connect = '  engine: v2\n', active: _, ...given }: LoneGiven,
): Promise<TenantPlace & Pick<LonePlace, 'ask'>> {
  const policyOf = (asked: string, more: string) => `${head}connect:\n${more}${serverLines(servers)}${asked}`;
  const place = await createTenant({ ...given, policy: policyOf(asks, connect) });
  return { ...place, ask: (asked, more = connect) => void place.write('writeback.yaml', policyOf(asked, more)) };
}

function serverLines(servers: readonly StandIn[]): string {
  const lines = servers.map(
    (server, index) =>
      `    - { name: aadc0${index + 1}${index === 0 ? '' : ', role: staging'}, via: ${JSON.stringify(server.via)}, shell: ${shell()} }\n`,
  );
  return `  servers:\n${lines.join('')}`;
}

function shell(): string {
  return JSON.stringify(findPowerShell()?.path);
}

const mutating = [
  'Set-ADSyncScheduler',
  'Add-ADSyncRule',
  'Remove-ADSyncRule',
  'Set-ADSyncSchedulerConnectorOverride',
  'Start-ADSyncSyncCycle',
  'Restore-ADObject',
];

/** Every call so far that changed something on the server or in its directory, each in a few words, in order. */
export function changesOn(server: StandIn): readonly string[] {
  return server.calls(...mutating).map(describeCall);
}

function describeCall({ cmdlet, parameters }: StandInCall): string {
  if (cmdlet === 'Set-ADSyncScheduler') return `scheduler ${parameters.SyncCycleEnabled === true ? 'on' : 'off'}`;
  if (cmdlet === 'Restore-ADObject') return `restore ${parameters.Identity}`;
  if (cmdlet === 'Remove-ADSyncRule') return `remove ${parameters.Identifier}`;
  if (cmdlet !== 'Add-ADSyncRule') return cmdlet;
  const rule = parameters.SynchronizationRule as { readonly Name?: string; readonly Disabled?: boolean };
  return `add ${JSON.stringify(rule)}`;
}

/** What is done from now on, in the order in which it happens: calls as `changesOn` tells them, and Graph's as `PATCH /groups/…`. */
export function watch({ emulator, active }: LonePlace): () => readonly string[] {
  const seen: string[] = [];
  let told = changesOn(active).length;
  const look = () => {
    const calls = changesOn(active).slice(told);
    told += calls.length;
    seen.push(...calls);
  };
  const record = emulator.requests.recordWrite.bind(emulator.requests);
  vi.spyOn(emulator.requests, 'recordWrite').mockImplementation((write) => {
    look();
    seen.push(`${write.method} ${write.path}`);
    record(write);
  });
  return () => {
    look();
    return seen;
  };
}

/** The lines of the one journal that is there, each as what it says of which keys. */
export function journalOf(place: TenantPlace): readonly string[] {
  const files = place.list('.entra-writeback').filter((name) => name.endsWith('.jsonl'));
  const [file = ''] = files.slice(-1);
  return place
    .read(`.entra-writeback/${file}`)
    .trimEnd()
    .split('\n')
    .flatMap((line) => describeLine(JSON.parse(line)));
}

function describeLine(line: Readonly<Record<string, unknown>>): readonly string[] {
  if (line.type === 'window') return [`window ${line.event} ${line.server}`];
  if (line.type === 'intent') return (line.changes as { key: string }[]).map(({ key }) => `intent ${key}`);
  if (line.type === 'outcome')
    return (line.outcomes as { key: string; status: string }[]).map(({ key, status }) => `${status} ${key}`);
  return [String(line.type)];
}
