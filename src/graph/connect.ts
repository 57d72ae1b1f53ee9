import type { Cloud } from '../model/policy.js';
import type { GraphWrite, Observer, Progress, Writer } from '../model/ports.js';
import type { WriteQuota } from './bucket.js';
import { type RandomClock, systemClock } from './clock.js';
import { authorityHosts, graphRoots, parseGraphUrl } from './cloud.js';
import { createCounter } from './counts.js';
import { type AuthMethod, createCredential, type Environment } from './credentials.js';
import { createHttp } from './http.js';
import { createObserver } from './observer.js';
import { createPace } from './pace.js';
import type { Run } from './run.js';
import { parsePermissions, readTenant } from './tenant.js';
import { type Credential, credentialTokens, fixedToken, type TokenSource } from './token.js';
import { createTransport } from './transport.js';
import { createWriter } from './writer.js';

export interface GraphOptions {
  readonly cloud: Cloud;
  /** Another Graph root than the cloud's: see parseGraphUrl. */
  readonly graphUrl?: string | null;
  /** The tenant that must answer; null or absent: any. */
  readonly expectedTenantId?: string | null;
  /** null or absent: DefaultAzureCredential. */
  readonly auth?: AuthMethod | null;
  /** A ready bearer token; no sign-in then. */
  readonly accessToken?: string | null;
  readonly env: Environment;
  /** The version of this tool, for the User-Agent header. */
  readonly version: string;
  /** Milliseconds that the whole run may take, from this call on; null or absent: no limit. */
  readonly timeoutMs?: number | null;
  readonly stop?: AbortSignal;
  readonly progress?: Progress;
  readonly writeQuota: WriteQuota;
  /** Long waits: one line for a person. */
  readonly notify?: (message: string) => void;
  /** What a sign-in asks of a person; without it the run would wait for ever. Default: `notify`. */
  readonly prompt?: (message: string) => void;
  readonly tuning?: Tuning;
}

/** What only tests change. */
export interface Tuning {
  readonly clock?: RandomClock;
  /** Milliseconds that one request may take; 30 s, as no answer of these sizes takes longer. */
  readonly requestTimeout?: number;
  /** Milliseconds after which a group is read again before it is written; 30 s. */
  readonly maxReadAge?: number;
  /** Milliseconds between the looks that confirm a setting; a minute in all. */
  readonly settlingWaits?: readonly number[];
  readonly createCredential?: () => Promise<Credential>;
}

/** A connection to one tenant. The observer and the writer are apart: who is given the one cannot reach the other. */
export interface GraphConnection {
  readonly observer: Observer;
  writer(): Writer<GraphWrite>;
  /** The permissions that the token names; null where it does not tell. Signs in. */
  permissions(): Promise<readonly string[] | null>;
}

/** Touches nothing yet: signing in and the first request come with the first question. Throws a Failure for a bad graphUrl. */
export function connectGraph(options: GraphOptions): GraphConnection {
  const { tuning = {} } = options;
  const root = parseGraphUrl(options.graphUrl ?? graphRoots[options.cloud]);
  const run = createRun(options);
  const counter = createCounter();
  const tokens = createTokens(options, run);
  const transport = createTransport(root, `entra-writeback/${options.version}`);
  const open = (limits: Run) => createHttp(limits, transport, tokens, counter);
  const pace = createPace(options.writeQuota, run);
  const progress = (done: number) => options.progress?.('reading groups', done);
  const membersRead = (done: number, total: number) => options.progress?.('reading members', done, total);
  const observer = createObserver({
    now: run.clock.now,
    counts: counter.counts,
    readTenant: () =>
      readTenant({ http: open(run), tokens, cloud: options.cloud, expected: options.expectedTenantId ?? null }),
    reading(abandon) {
      const limits = { ...run, stop: AbortSignal.any([run.stop, abandon]) };
      return { http: open(limits), run: limits, root, progress, membersRead };
    },
  });
  const { maxReadAge = 30_000, settlingWaits = [1000, 2000, 4000, 8000, 15_000, 30_000] } = tuning;
  return {
    observer,
    writer: () => createWriter({ run, root, pace, open, maxReadAge, settlingWaits }),
    permissions: async () => parsePermissions(await tokens.token()),
  };
}

function createRun({ stop, timeoutMs, notify, tuning }: GraphOptions): Run {
  const clock = tuning?.clock ?? systemClock;
  return {
    clock,
    stop: stop ?? new AbortController().signal,
    deadline: timeoutMs === undefined || timeoutMs === null ? Number.POSITIVE_INFINITY : clock.now() + timeoutMs,
    requestTimeout: tuning?.requestTimeout ?? 30_000,
    notify: notify ?? (() => undefined),
  };
}

/** The audience is the cloud's own root, also where requests go through another address. */
function createTokens(options: GraphOptions, run: Run): TokenSource {
  if (options.accessToken) return fixedToken(options.accessToken);
  const create = () =>
    createCredential(options.auth ?? null, {
      env: options.env,
      tenantId: options.expectedTenantId ?? null,
      authorityHost: authorityHosts[options.cloud],
      notify: options.prompt ?? run.notify,
    });
  return credentialTokens(options.tuning?.createCredential ?? create, `${graphRoots[options.cloud]}/.default`, run);
}
