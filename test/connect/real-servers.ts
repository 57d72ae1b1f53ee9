import { onTestFinished } from 'vitest';
import type { Access } from '../../src/connect/access.js';
import { createConnectObserver } from '../../src/connect/observer.js';
import { createScriptRunner } from '../../src/connect/run-script.js';
import { createSchedulerControl } from '../../src/connect/scheduler.js';
import { createConnectWriter } from '../../src/connect/writer.js';
import type { Change, Values } from '../../src/model/change.js';
import type { Outcome } from '../../src/model/outcome.js';
import type { ConnectServer } from '../../src/model/policy.js';
import type { ConnectObserver, ConnectWrite, SchedulerControl } from '../../src/model/ports.js';
import { kindOf } from '../../src/resources/index.js';
import { locateRule } from '../../src/resources/sync-rule/find.js';
import { askServer } from '../support/builders.js';
import { createStandIn, findPowerShell, hasStandIn, type StandIn, type StandInParts } from '../support/powershell.js';

/** Whether there is an engine that runs the scripts, and the modules that stand in for a server's. */
export const canServe = findPowerShell() !== null && hasStandIn();

/** Our adapters, and simulated servers behind them that run the real scripts. */
export interface RealServers {
  readonly active: StandIn;
  readonly staging: StandIn;
  readonly observer: ConnectObserver;
  readonly control: SchedulerControl;
  write(...writes: readonly ConnectWrite[]): Promise<readonly Outcome[]>;
  /** `aadc01`: pauses its scheduler, as every write of rules wants it. */
  pause(): Promise<void>;
}

export interface RealParts {
  readonly active?: StandInParts;
  readonly staging?: StandInParts;
  /** How a server is reached; default: directly. */
  readonly reach?: (server: ConnectServer) => ConnectServer;
}

export function createRealServers({
  active = {},
  staging = {},
  reach = (server) => server,
}: RealParts = {}): RealServers {
  const one = createStandIn(active);
  const two = createStandIn({ staging: true, tenantOf: one, ...staging });
  onTestFinished(() => {
    two.remove();
    one.remove();
  });
  const access = accessTo([reach(serverOf('aadc01', one, 'active')), reach(serverOf('aadc02', two, 'staging'))]);
  const control = createSchedulerControl(access);
  return {
    active: one,
    staging: two,
    observer: createConnectObserver(access),
    control,
    write: (...writes) => write(access, writes),
    async pause() {
      await control.pause({ server: 'aadc01', runId: 'run-1', kind: 'window', minutes: 60, takeOver: null });
    },
  };
}

function serverOf(name: string, { via }: StandIn, role: ConnectServer['role']): ConnectServer {
  return askServer(name, { via, role, shell: findPowerShell()?.path ?? '' });
}

function accessTo(servers: readonly ConnectServer[]): Access {
  return {
    run: createScriptRunner({ deadline: Number.POSITIVE_INFINITY }),
    servers,
    directory: { reach: null, server: null },
    given: new Map(),
    givenDirectory: null,
    stop: new AbortController().signal,
    host: 'runner-1',
    looks: [0, 500],
  };
}

async function write(access: Access, writes: readonly ConnectWrite[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const same = (key: string, a: Values | null, b: Values | null) => kindOf(key).same(a, b);
  await createConnectWriter({ ...access, same, locate: locateRule }).write(writes, {
    intent: async () => {},
    outcome: async (more) => void outcomes.push(...more),
    stop: new AbortController().signal,
  });
  return outcomes;
}

export function changeOf(key: string, parts: Partial<Change>): Change {
  return {
    key,
    action: 'update',
    before: null,
    after: null,
    effect: 'none',
    displayName: null,
    source: null,
    requires: [],
    ...parts,
  };
}

/** A whole rule put where none was, or taken away. */
export function ruleWrite(server: string, before: object | null, after: object | null): ConnectWrite {
  const asValues = (rule: object | null): Values | null => (rule === null ? null : JSON.parse(JSON.stringify(rule)));
  const action = before === null ? 'create' : after === null ? 'delete' : 'update';
  const values = { action, before: asValues(before), after: asValues(after) } as const;
  return { resource: 'syncRule', server, change: changeOf(`syncRule/${server}/deleteOutOfScope`, values) };
}

export function limitWrite(server: string, disabled: boolean): ConnectWrite {
  const values = { before: { disabled: !disabled }, after: { disabled } };
  return { resource: 'syncRule', server, change: changeOf(`syncRule/${server}/memberLimit`, values) };
}

export function restoreWrite(objectGuid: string, groupId: string): ConnectWrite {
  const values = { action: 'restore', before: { isDeleted: true }, after: { isDeleted: false } } as const;
  return { resource: 'adGroup', groupId, change: changeOf(`adGroup/${objectGuid}`, values) };
}
