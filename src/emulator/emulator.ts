import { randomBytes } from 'node:crypto';
import { createServer, type Server, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Failure } from '../model/failure.js';
import type { Observation } from '../model/observation.js';
import { App } from './app.js';
import type { Fault, RequestFault, TenantVariant } from './fault.js';
import { FaultBox } from './fault-box.js';
import { PageTokens } from './page-tokens.js';
import { RequestLog } from './request-log.js';
import { demoTenant, generateTenant, tenantFromObservation } from './seed.js';
import type { Now } from './store.js';
import { Tenant, type TenantSeed } from './tenant.js';
import { type Quota, Throttle } from './throttle.js';
import { Tokens } from './tokens.js';
import type { World } from './world.js';

export interface EmulatorOptions extends TenantVariant {
  /** Default 0: any free port. */
  readonly port?: number;
  /** A generated tenant of that many groups. Without this and `seed`: the demo tenant. */
  readonly groups?: number;
  /** A snapshot to start from. */
  readonly seed?: Observation;
  /** Things that go wrong, as `parseFault` reads them; what it says of the tenant wins over the other options. */
  readonly faults?: readonly Fault[];
  /** Reads show the state of before for so long after a write. Default 0. */
  readonly lagSeconds?: number;
  readonly writeQuota?: Quota | null;
  /** `count` in ResourceUnits. */
  readonly readQuota?: Quota | null;
  /** The bearer token that is good from the start; default: a random one. */
  readonly token?: string;
  readonly clock?: Now;
}

/** A running tenant. */
export interface Emulator {
  /** The Graph root, `http://127.0.0.1:<port>`, without a version. */
  readonly url: string;
  readonly tenantId: string;
  readonly token: string;
  readonly tenant: Tenant;
  readonly tokens: Tokens;
  readonly requests: RequestLog;
  /** More can be added while it runs. */
  readonly faults: FaultBox;
  readonly pages: PageTokens;
  /** Stops at once, whatever hangs. */
  close(): Promise<void>;
}

/** Starts a tenant that listens on 127.0.0.1 only. Rejects with a Failure (invalid) where the port is taken. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const world = createWorld(options);
  const token = world.tokens.issue({ token: options.token ?? randomBytes(24).toString('base64url') });
  const server = serveApp(new App(world));
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    tenantId: world.tenant.id,
    token,
    tenant: world.tenant,
    tokens: world.tokens,
    requests: world.log,
    faults: world.faults,
    pages: world.pages,
    close: () => close(server),
  };
}

function createWorld(given: EmulatorOptions): World {
  const { clock = Date.now, faults = [] } = given;
  const variants = faults.flatMap((fault) => (fault.kind === 'tenant' ? [fault.variant] : []));
  const options: EmulatorOptions = Object.assign({}, given, ...variants);
  const lag = faults.findLast((fault) => fault.kind === 'lag')?.seconds ?? options.lagSeconds ?? 0;
  const writes = findQuota(faults, 'quota') ?? options.writeQuota ?? null;
  const units = findQuota(faults, 'readQuota') ?? options.readQuota ?? null;
  const tenant = new Tenant(seedOf(options), clock, lag);
  const tokens = new Tokens(clock);
  return {
    tenant,
    tokens,
    throttle: new Throttle(units, writes, tenant.id, clock),
    pages: new PageTokens(tenant.id),
    faults: new FaultBox(faults.filter(isRequestFault), tokens),
    log: new RequestLog(),
    behaviour: {
      complexValue: options.complexValue ?? 'merge',
      partialValues: options.partialValues ?? 'refuse',
      nullIsEnabled: options.nullIsEnabled ?? 'accept',
    },
  };
}

function seedOf(options: EmulatorOptions): TenantSeed {
  const { seed, groups, templates = 'full', setting = 'none' } = options;
  if (seed !== undefined) return tenantFromObservation(seed);
  return groups === undefined ? demoTenant({ templates, setting }) : generateTenant(groups, { templates, setting });
}

function findQuota(faults: readonly Fault[], kind: 'quota' | 'readQuota'): Quota | null {
  return faults.flatMap((fault) => (fault.kind === kind ? [fault] : [])).at(-1) ?? null;
}

function isRequestFault(fault: Fault): fault is RequestFault {
  return fault.kind === 'request';
}

function serveApp(app: App): Server {
  const listener = getRequestListener(
    (request, { outgoing }) => app.fetch(request, outgoing instanceof ServerResponse ? outgoing : undefined),
    { overrideGlobalObjects: false },
  );
  const server = createServer(listener);
  // Node's five seconds would now and then close a connection under a client that is just about to use it again.
  server.keepAliveTimeout = 65_000;
  return server;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(portFailure(port, error)));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function portFailure(port: number, error: Error): Failure {
  return new Failure(
    'invalid',
    'portUnavailable',
    `Cannot listen on port ${port} of 127.0.0.1: ${error.message}.`,
    'Choose another port, or leave it out: any free one is taken.',
  );
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
