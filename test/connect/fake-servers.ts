import type {
  Answers,
  CollectAnswer,
  Operation,
  RawAdGroup,
  RawHolding,
  RawMarker,
  RawReading,
  RawRule,
  RawScheduler,
  Requests,
  WriteStep,
} from '../../src/connect/protocol.js';
import type { RunScript, ScriptCall } from '../../src/connect/run-script.js';
import type { ScriptFailure, ScriptResult } from '../../src/connect/script-result.js';
import { makeAnswer } from './state-answer.js';

/** A server of memory: what the scripts would find, and change. */
export interface FakeServer {
  staging: boolean | 'unknown';
  rules: RawRule[];
  scheduler: Pick<RawScheduler, 'syncCycleEnabled'>;
  marker: RawMarker | null;
  groups: RawAdGroup[];
  deletedGroups: RawAdGroup[] | 'unreadable';
  domainController: string | 'unreachable';
  namingContext: string;
  /** What `write` reads of it afterwards; left out: that the next cycle is a full one. */
  fullSyncRequired?: RawReading<boolean>;
}

/**
 * lost: the connection dies before or after the server did what it was asked. denied: it did it, and says that the first
 * step failed and that it did nothing after it. overtaken: it says that the first step was stale.
 */
export type Fault = ScriptFailure | 'lostBefore' | 'lostAfter' | 'denied' | 'overtaken' | null;

export interface FakeServers {
  readonly run: RunScript;
  /** `aadc01 collect sync`, one for every call that was begun. */
  readonly calls: string[];
  readonly requests: { readonly server: string; readonly operation: Operation; readonly request: unknown }[];
  readonly servers: Readonly<Record<string, FakeServer>>;
  /** Whether the servers make scheduled tasks. */
  task: RawReading<boolean>;
  /** Asked before every call. */
  fault: (call: string, count: number) => Fault;
}

export function makeFakeServer(parts: Partial<FakeServer> = {}): FakeServer {
  return {
    staging: false,
    rules: [],
    scheduler: { syncCycleEnabled: true },
    marker: null,
    groups: [],
    deletedGroups: [],
    domainController: 'dc01.contoso.com',
    namingContext: 'DC=contoso,DC=com',
    ...parts,
  };
}

/** Servers by name; each is reached by `via: [its name]`. */
export function createFakeServers(servers: Readonly<Record<string, FakeServer>>): FakeServers {
  const world: FakeServers = {
    run,
    calls: [],
    requests: [],
    servers,
    task: { ok: true, value: true },
    fault: () => null,
  };
  return world;

  async function run<Name extends Operation>(call: ScriptCall<Name>): Promise<ScriptResult<Name>> {
    const { reach, operation, request, stop } = call;
    const [name = ''] = reach.via;
    const said = `${name} ${operation}${describe(operation, request)}`;
    if (stop?.aborted) return failure('run', 'interrupted', 'interrupted before it answered');
    world.calls.push(said);
    world.requests.push({ server: name, operation, request });
    const server = servers[name];
    const fault = world.fault(said, world.calls.filter((one) => one === said).length);
    if (server === undefined) return failure('start', 'serverUnreachable', 'there is no such server');
    if (fault !== null && typeof fault === 'object') return fault;
    const lost = failure('run', 'serverUnreachable', 'ssh ended without an answer (exit code 255)');
    if (fault === 'lostBefore') return lost;
    const data = deny(answer(operation, request, server, world), fault) as Answers[Name];
    return fault === 'lostAfter' ? lost : { ok: true, data, exitCode: 0, signal: null, stderr: [] };
  }
}

function deny(answered: Answers[Operation], fault: Fault): Answers[Operation] {
  if (!('steps' in answered)) return answered;
  if (fault === 'overtaken') {
    const [first, ...rest] = answered.steps;
    return {
      ...answered,
      steps: [{ key: first?.key ?? '', status: 'failed', code: 'stale', message: 'now there is one' }, ...rest],
    };
  }
  if (fault !== 'denied') return answered;
  const [first, ...rest] = answered.steps.map(({ key }) => key);
  const notAttempted = rest.map(
    (key) => ({ key, status: 'notAttempted', message: 'a step before it failed' }) as const,
  );
  const steps = [{ key: first ?? '', status: 'failed', message: 'Add-ADSyncRule failed' } as const, ...notAttempted];
  return { ...answered, steps };
}

export function failure(stage: ScriptFailure['stage'], code: string, message: string): ScriptFailure {
  return { ok: false, stage, code, message, remedy: 'look', exitCode: 255, signal: null, stderr: ['closed'] };
}

function describe(operation: Operation, request: unknown): string {
  if (operation !== 'collect') return '';
  const { sync } = request as Requests['collect'];
  return sync === 'scheduler' ? ' scheduler' : sync ? ' sync' : ' directory';
}

function answer(operation: Operation, request: unknown, server: FakeServer, { task }: FakeServers): Answers[Operation] {
  switch (operation) {
    case 'collect':
      return collect(request as Requests['collect'], server);
    case 'write':
      return {
        steps: (request as Requests['write']).steps.map((step) => write(step, server)),
        fullSyncRequired: server.fullSyncRequired ?? { ok: true, value: true },
      };
    case 'restore':
      return { objects: (request as Requests['restore']).objects.map((object) => restore(object, server)) };
    case 'pause':
      return { ...pause(request as Requests['pause'], server), task };
    case 'resume':
      return resume(request as Requests['resume'], server);
  }
}

function collect({ sync, directory }: Requests['collect'], server: FakeServer): CollectAnswer {
  const { sync: usualSync, directory: usualDirectory, ...rest } = makeAnswer();
  if (usualSync === null || usualDirectory === null || !usualSync.scheduler.ok)
    throw new Error('the usual answer is whole');
  const { rules, groups, deletedGroups, domainController, namingContext } = server;
  return structuredClone({
    ...rest,
    ...(sync === 'scheduler' ? { scheduler: holdingOf(server, usualSync.scheduler.value) } : {}),
    sync:
      sync === true
        ? {
            ...usualSync,
            rules,
            ...holdingOf(server, usualSync.scheduler.value),
          }
        : null,
    directory:
      directory === null
        ? null
        : {
            ...usualDirectory,
            domainController:
              domainController === 'unreachable'
                ? { ok: false, error: 'Unable to contact the server.' }
                : { ok: true, value: directory.server ?? domainController },
            namingContext: { ok: true, value: namingContext },
            groups: { ok: true, value: groups },
            deletedGroups:
              deletedGroups === 'unreadable'
                ? { ok: false, error: 'not readable' }
                : { ok: true, value: deletedGroups },
          },
  });
}

function holdingOf({ staging, scheduler, marker }: FakeServer, usual: RawScheduler): RawHolding {
  return {
    stagingMode: staging === 'unknown' ? { ok: false, error: 'Access is denied.' } : { ok: true, value: staging },
    scheduler: { ok: true, value: { ...usual, ...scheduler } },
    marker: { ok: true, value: marker },
  };
}

function write(step: WriteStep, server: FakeServer): Answers['write']['steps'][number] {
  const others = server.rules.filter(({ identifier }) => !leaving(step).includes(identifier));
  if (step.action === 'put') server.rules = [...others, step.rule];
  else if (step.action === 'remove') server.rules = others;
  else
    server.rules = server.rules.map((rule) =>
      rule.identifier === step.identifier ? { ...rule, disabled: step.action === 'disable' } : rule,
    );
  return { key: step.key, status: 'applied', message: null };
}

function leaving(step: WriteStep): readonly string[] {
  if (step.action === 'put') return [step.rule.identifier, ...step.replaces];
  return step.action === 'remove' ? [step.before.identifier] : [];
}

function restore(
  { key, objectGuid }: Requests['restore']['objects'][number],
  server: FakeServer,
): Answers['restore']['objects'][number] {
  if (server.deletedGroups === 'unreadable') return { key, status: 'failed', message: 'not readable' };
  const found = server.deletedGroups.filter((group) => group.objectGuid === objectGuid);
  server.groups = [...server.groups, ...found];
  server.deletedGroups = server.deletedGroups.filter((group) => group.objectGuid !== objectGuid);
  return { key, status: 'applied', message: null };
}

function pause({ runId, kind, minutes, host }: Requests['pause'], server: FakeServer) {
  const prior = server.marker?.syncCycleEnabled ?? server.scheduler.syncCycleEnabled;
  server.marker = {
    formatVersion: 1,
    runId,
    kind,
    syncCycleEnabled: prior,
    pausedAt,
    deadline: minutes === null ? null : new Date(Date.parse(pausedAt) + minutes * 60_000).toISOString(),
    host,
  };
  server.scheduler = { syncCycleEnabled: false };
  return { state: 'paused', prior } as const;
}

const pausedAt = '2026-11-23T08:00:00Z';

function resume({ enable }: Requests['resume'], server: FakeServer): Answers['resume'] {
  const removed = server.marker !== null;
  const enabled = server.marker?.syncCycleEnabled ?? (enable || server.scheduler.syncCycleEnabled);
  server.scheduler = { syncCycleEnabled: enabled };
  server.marker = null;
  return { syncCycleEnabled: enabled, removed };
}
