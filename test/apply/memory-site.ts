import { execute } from '../../src/apply/execute.js';
import { openJournal } from '../../src/apply/journal.js';
import type { Access } from '../../src/connect/access.js';
import { joinObservers, joinWriters } from '../../src/connect/join.js';
import { createConnectObserver } from '../../src/connect/observer.js';
import type { Answers, Operation, RawMarker, Requests } from '../../src/connect/protocol.js';
import type { RunScript, ScriptCall } from '../../src/connect/run-script.js';
import { createSchedulerControl } from '../../src/connect/scheduler.js';
import type { ScriptResult } from '../../src/connect/script-result.js';
import { createConnectWriter } from '../../src/connect/writer.js';
import type { Observation } from '../../src/model/observation.js';
import type { ApplyResult } from '../../src/model/outcome.js';
import type { Plan } from '../../src/model/plan.js';
import type { Policy } from '../../src/model/policy.js';
import { plan } from '../../src/reconcile/plan.js';
import { kindOf } from '../../src/resources/index.js';
import { locateRule } from '../../src/resources/sync-rule/find.js';
import { createFakeServers, type FakeServer, failure, makeFakeServer } from '../connect/fake-servers.js';
import { askConnect, askPresent, askServer, makeObservation, makePolicy, makeSafety } from '../support/builders.js';
import { makeInput } from '../support/plan-input.js';
import { createTestClock, makeFolder, start } from './support.js';

/**
 * What strikes one call that changes something. lost: the connection goes before the work, half-way or after it. denied: the
 * server says that it failed. killed: the run is gone at once, the server does no more. stop: somebody presses Ctrl-C
 * after it. cycle: a synchronisation has begun. unmarked: somebody has deleted the marker. late: the connection goes, and what
 * was to be done is done after the next call.
 */
export type Fault =
  | `${'lost' | 'denied' | 'killed'} ${'before' | 'half' | 'after'}`
  | 'stop'
  | 'cycle'
  | 'unmarked'
  | 'late';

/** Two servers of memory, one scheduler for both, that do what the scripts do, step by step. */
export interface Site {
  readonly servers: { readonly aadc01: FakeServer; readonly aadc02: FakeServer };
  /** Whether the scheduler is on. */
  on: boolean;
  /** For how many more looks a synchronisation runs. */
  cycles: number;
  /** Strikes the calls that change something, one after the other; what is left out passes. */
  faults: (Fault | null)[];
  /** What those calls were, in their order. */
  readonly calls: string[];
  /** What a pause that nobody waits for any more is still to do. */
  pending: readonly (() => unknown)[];
  readonly run: RunScript;
  /** Told that a fault ends or stops the run. */
  strike: (how: 'killed' | 'stop') => void;
}

export function createSite(on = true): Site {
  const servers = { aadc01: makeFakeServer(), aadc02: makeFakeServer({ staging: true }) };
  const fake = createFakeServers(servers);
  const run: RunScript = async (call) => {
    for (const one of Object.values(servers)) one.scheduler = { syncCycleEnabled: site.on };
    if (call.operation === 'collect') return fake.run(call);
    site.calls.push(call.operation);
    const struck = meet(site.faults.shift() ?? null, site);
    const how = struck === 'late' && call.operation !== 'pause' ? 'lost before' : struck;
    const work = workOf(call, site, fake.run);
    const { pending } = site;
    site.pending = [];
    const result = 'code' in work ? failure('script', work.code, work.code) : await carryOut(work, how, site);
    for (const step of pending) await step();
    return result;
  };
  const site: Site = { servers, on, cycles: 0, faults: [], calls: [], pending: [], run, strike: () => {} };
  return site;
}

/** What happens beside the call happens; what strikes the call itself is answered. */
function meet(fault: Fault | null, site: Site): Struck | null {
  if (fault === 'cycle') site.cycles += 2;
  else if (fault === 'stop') site.strike('stop');
  else if (fault === 'unmarked') site.servers.aadc01.marker = null;
  else return fault;
  return null;
}

type Struck = Exclude<Fault, 'cycle' | 'stop' | 'unmarked'>;

/** The steps of a call that change something, and what it answers after them. */
interface Work<Answer> {
  readonly steps: readonly (() => unknown)[];
  answer(): Answer;
}

function workOf<Name extends Operation>(
  call: ScriptCall<Name>,
  site: Site,
  write: RunScript,
): Work<Answers[Name]> | Refused {
  const { operation, request, reach } = call;
  const server = reach.via[0] === 'aadc01' ? site.servers.aadc01 : site.servers.aadc02;
  const work =
    operation === 'pause'
      ? pause(request as Requests['pause'], server, site)
      : operation === 'resume'
        ? resume(request as Requests['resume'], server, site)
        : writeRules(call as ScriptCall<'write'>, site, write);
  return work as Work<Answers[Name]> | Refused;
}

async function carryOut<Name extends Operation>(
  { steps, answer }: Work<Answers[Name]>,
  how: Struck | null,
  site: Site,
): Promise<ScriptResult<Name>> {
  if (how === 'late') {
    site.pending = steps;
    return failure('run', 'serverTimeout', 'no answer within 120 s');
  }
  const [kind, moment] = how === null ? [null, 'after'] : how.split(' ');
  const done = moment === 'before' ? 0 : moment === 'half' ? Math.min(1, steps.length) : steps.length;
  for (const step of steps.slice(0, done)) await step();
  if (kind === 'killed') {
    site.strike('killed');
    return new Promise(() => {});
  }
  if (kind === 'lost') return failure('run', 'serverUnreachable', 'ssh ended without an answer');
  if (kind === 'denied') return failure('script', 'failed', 'Set-ADSyncScheduler failed');
  return { ok: true, data: answer(), exitCode: 0, signal: null, stderr: [] };
}

/** As write.ps1: nothing while the scheduler is on or something runs. */
function writeRules(call: ScriptCall<'write'>, site: Site, write: RunScript): Work<Answers['write']> | Refused {
  if (site.on) return { code: 'schedulerOn' };
  if (looksBusy(site)) return { code: 'cycleRunning' };
  const { steps } = call.request;
  return {
    steps: steps.map((step) => () => write({ ...call, request: { steps: [step] } })),
    answer: () => ({
      steps: steps.map(({ key }) => ({ key, status: 'applied', message: null })),
      fullSyncRequired: { ok: true, value: true },
    }),
  };
}

function looksBusy(site: Site): boolean {
  if (site.cycles === 0) return false;
  site.cycles -= 1;
  return true;
}

type Refused = { readonly code: 'foreignMarker' | 'windowClosed' | 'schedulerOn' | 'cycleRunning' };

function isForeign(marker: RawMarker | null, runId: string): marker is RawMarker {
  return marker !== null && marker.runId !== runId;
}

/** As pause.ps1: marker, then the switch. */
function pause(request: Requests['pause'], server: FakeServer, site: Site): Work<Answers['pause']> | Refused {
  const { runId, kind, minutes, host, takeOver, renew } = request;
  const found = server.marker;
  if (isForeign(found, runId) && found.runId !== takeOver) return { code: 'foreignMarker' };
  if (found === null && renew) return { code: 'windowClosed' };
  const prior = found === null ? site.on : found.syncCycleEnabled || site.on;
  const task = { ok: true, value: false } as const;
  if (looksBusy(site) && (found === null || site.on)) {
    return { steps: [], answer: () => ({ state: 'busy', prior, task }) };
  }
  const deadline = minutes === null ? null : new Date(start.getTime() + minutes * 60_000).toISOString();
  const marker: RawMarker = { ...paused, runId, kind, deadline, host, syncCycleEnabled: prior };
  return {
    steps: [() => mark(server, marker), () => switchTo(site, false)],
    answer: () => ({ state: looksBusy(site) ? 'pausing' : 'paused', prior, task }),
  };
}

const paused = { formatVersion: 1, pausedAt: start.toISOString() } as const;

/** As resume.ps1: the switch, then the marker. */
function resume(
  { runId, enable }: Requests['resume'],
  server: FakeServer,
  site: Site,
): Work<Answers['resume']> | Refused {
  const { marker } = server;
  if (marker !== null && marker.runId !== runId) return { code: 'foreignMarker' };
  const wanted = enable || marker?.syncCycleEnabled === true;
  return {
    steps: [() => switchTo(site, site.on || wanted), () => mark(server, null)],
    answer: () => ({ syncCycleEnabled: site.on, removed: marker !== null }),
  };
}

function mark(server: FakeServer, marker: RawMarker | null): void {
  server.marker = marker;
}

function switchTo(site: Site, on: boolean): void {
  site.on = on;
}

const policy: Policy = makePolicy({
  safety: makeSafety({ maxAdDeletions: 1_000 }),
  ...askConnect({
    syncRules: { deleteOutOfScope: askPresent },
    connect: {
      servers: [askServer('aadc01', { via: ['aadc01'] }), askServer('aadc02', { via: ['aadc02'], role: 'staging' })],
    },
  }),
});

export interface Applied {
  readonly plan: Plan;
  readonly result: ApplyResult;
  /** Everything that a person was told beside the result. */
  readonly notes: readonly string[];
}

/** Plans and applies the delete rule on both servers, as a process of its own would. null: it was killed. */
export async function applyTo(site: Site, runId: string): Promise<Applied | null> {
  const stop = new AbortController();
  const killed = new Promise<null>((resolve) => {
    site.strike = (how) => (how === 'killed' ? resolve(null) : stop.abort());
  });
  return Promise.race([apply(site, runId, stop.signal), killed]);
}

async function apply(site: Site, runId: string, stop: AbortSignal): Promise<Applied> {
  const access: Access = {
    run: site.run,
    servers: policy.connect.servers,
    directory: policy.activeDirectory,
    given: new Map(),
    givenDirectory: null,
    stop,
    host: 'runner-1',
    looks: [0, 0],
  };
  const observer = joinObservers(observerOfNoGroups, createConnectObserver(access));
  const plan = await planSite(observer);
  const notes: string[] = [];
  const journal = openJournal({ plan, command: 'apply', cwd: makeFolder(), file: 'j', now: () => start });
  const same = (key: string, ...values: Parameters<ReturnType<typeof kindOf>['same']>) => kindOf(key).same(...values);
  try {
    const result = await execute({
      plan,
      write: plan.changes,
      settled: [],
      found: plan.changes.map(({ key }) => key),
      observation: await observer.observe(everything),
      observer,
      writer: joinWriters({ write: async () => {} }, createConnectWriter({ ...access, same, locate: locateRule })),
      window: plan.window,
      approveAgain: async (reveal) => {
        const observation = reveal(await observer.observe(everything));
        return { write: plan.changes, settled: [], found: [], observation, window: plan.window };
      },
      windowControl: {
        control: createSchedulerControl(access),
        runId,
        longest: 4 * 3_600_000,
        patience: 60_000,
        closing: 60_000,
        closedBy: 'entra-writeback connect release',
      },
      journal,
      replan: async () => (await planSite(observer)).changes.map(({ key }) => key),
      stop,
      clock: createTestClock(),
      patience: 1_000,
      progress: () => {},
      notify: (message) => notes.push(message),
    });
    return { plan, result, notes };
  } finally {
    journal.close();
  }
}

const everything = { ...makeObservation().scope, connect: true };

async function planSite(observer: ReturnType<typeof joinObservers>): Promise<Plan> {
  const observation = await observer.observe(everything);
  return plan(makeInput(policy, observation, { run: { command: 'apply', pullRequest: null, mayLive: [] } }));
}

const observerOfNoGroups = {
  tenant: async () => makeObservation().tenant,
  find: async () => [],
  requests: () => ({ total: 0, writes: 0, throttled: 0 }),
  observe: async (): Promise<Observation> => makeObservation({ scope: everything }),
};
