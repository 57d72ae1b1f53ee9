import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { answerBatch } from './batch.js';
import { createGroups, type Groups, isKnownFilter } from './groups.js';
import { tenantId } from './seed.js';
import { createSettings, type Settings } from './settings.js';
import { plain, type Switches } from './switches.js';
import { denied, type Reply, type Request, refuse, throttled } from './wire.js';

/** A second reading of Microsoft's contract, in memory: what it does not show as accepted is refused, or listed. */
export interface ContractServer {
  readonly url: string;
  readonly switches: Switches;
  readonly groups: Groups;
  readonly settings: Settings;
  /** Every exchange and every part of a batch, as it came. */
  readonly log: readonly Request[];
  /** Of these, the writes that were carried out: `PATCH groups/<id>`. */
  readonly written: readonly string[];
  /** What the contract does not show: unknown headers, options, filters, paths. */
  readonly surprises: readonly string[];
  close(): Promise<void>;
}

export async function startServer(given: Partial<Switches> = {}): Promise<ContractServer> {
  const switches = { ...plain, ...given };
  const groups = createGroups(switches);
  const settings = createSettings(switches);
  const log: Request[] = [];
  const written: string[] = [];
  const surprises: string[] = [];
  const limit = createLimit(switches);
  const served = new WeakMap<Socket, number>();
  let base = '';

  const server = createServer((message, response) => {
    const seen = (served.get(message.socket) ?? 0) + 1;
    served.set(message.socket, seen);
    if (typeof switches.connections === 'number' && seen > switches.connections) message.socket.resetAndDestroy();
    else void exchange(message, response);
  });

  async function exchange(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message);
    const reply = await answer(request);
    if (reply === 'reset' || switches.loses(request)) message.socket.resetAndDestroy();
    else await send(reply, message, response, switches);
  }

  async function answer(request: Request): Promise<Reply | 'reset'> {
    log.push(request);
    surprises.push(...findSurprises(request));
    if (!request.inBatch && request.headers.authorization !== `Bearer ${switches.token}`) {
      return refuse(401, 'InvalidAuthenticationToken', 'Access token is empty or invalid.');
    }
    const instead = switches.intercept(request);
    if (instead !== undefined) return instead;
    if (request.path === '$batch' && request.method === 'POST') return answerBatch(request, switches, answerPart);
    return answerOne(request);
  }

  async function answerPart(request: Request): Promise<Reply> {
    const reply = await answer(request);
    return reply === 'reset' ? { status: 0 } : reply;
  }

  function answerOne(request: Request): Reply {
    const { method, version, path } = request;
    if (method !== 'GET' && limit.isSpent()) return throttled(limit.retryAfter());
    const reply =
      path === 'organization' && method === 'GET'
        ? organization(switches)
        : (groups.answer(request, `${base}/${version}/`) ?? settings.answer(request));
    if (!reply) {
      surprises.push(`${method} ${version}/${path}`);
      return refuse(400, 'BadRequest', `Resource not found for the segment '${path.split('/')[0]}'.`);
    }
    if (method !== 'GET' && reply.status < 300) written.push(`${method} ${path}`);
    return reply;
  }

  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ url: base, switches, groups, settings, log, written, surprises },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function readRequest(message: IncomingMessage): Promise<Request> {
  const pieces: Uint8Array[] = [];
  for await (const piece of message) pieces.push(piece);
  const text = Buffer.concat(pieces).toString();
  const url = new URL(message.url ?? '/', 'http://service');
  const [version = '', ...path] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  const method = message.method ?? 'GET';
  return { method, version, path: path.join('/'), query: url.searchParams, headers, body, inBatch: false };
}

const knownHeaders =
  /^(authorization|accept|accept-encoding|accept-language|connection|content-length|content-type|host|user-agent|client-request-id|sdkversion|transfer-encoding|sec-fetch-mode)$/;

function findSurprises({ method, version, path, query, headers, body, inBatch }: Request): string[] {
  const token = query.has('$skiptoken');
  const advanced = /^groups\/[^/]+\/members\//.test(path);
  const options = [...query.keys()].filter(
    (name) => !/^\$(select|filter|top|skiptoken)$/.test(name) && !token && !(advanced && name === '$count'),
  );
  const filter = query.get('$filter');
  const typed = body === undefined || /^application\/json/.test(headers['content-type'] ?? '');
  return [
    ...Object.keys(headers)
      .filter((name) => !knownHeaders.test(name) && !(advanced && name === 'consistencylevel'))
      .map((name) => `header ${name}`),
    ...options.map((name) => `option ${name} of ${path}`),
    ...(filter !== null && !isKnownFilter(filter) ? [`filter ${filter}`] : []),
    ...(filter !== null && path !== 'groups' ? [`filter of ${path}`] : []),
    ...(typed ? [] : [`${method} ${path} without Content-Type`]),
    ...(/^(v1\.0|beta)$/.test(version) ? [] : [`version ${version}`]),
    ...(inBatch && path === '$batch' ? ['a batch in a batch'] : []),
  ];
}

function organization(switches: Switches): Reply {
  return switches.organization === 'forbidden'
    ? denied
    : {
        status: 200,
        body: {
          value: [{ id: switches.idCase === 'upper' ? tenantId.toUpperCase() : tenantId, displayName: 'Contoso' }],
        },
      };
}

/** So many writes in a span, then 429 until it is over. */
function createLimit({ writesPerSpan, span, retryAfter }: Switches) {
  let left = writesPerSpan;
  let until = 0;
  return {
    isSpent(): boolean {
      if (Date.now() >= until) [left, until] = [writesPerSpan, Date.now() + span];
      left -= 1;
      return left < 0;
    },
    retryAfter(): string | null {
      const seconds = Math.max(1, Math.ceil((until - Date.now()) / 1000));
      if (retryAfter === 'none') return null;
      return retryAfter === 'seconds' ? String(seconds) : new Date(Date.now() + (seconds + 1) * 1000).toUTCString();
    },
  };
}

async function send(
  reply: Reply,
  message: IncomingMessage,
  response: ServerResponse,
  switches: Switches,
): Promise<void> {
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? null);
  const zipped = switches.encoding === 'gzip' && String(message.headers['accept-encoding']).includes('gzip');
  const type = typeof reply.body === 'string' ? 'text/html' : 'application/json;odata.metadata=minimal;charset=utf-8';
  const about = { 'Content-Type': type, ...(zipped ? { 'Content-Encoding': 'gzip' } : {}) };
  response.writeHead(reply.status, {
    ...(reply.body === undefined ? {} : about),
    ...(switches.limitPercentage === null ? {} : { 'x-ms-throttle-limit-percentage': switches.limitPercentage }),
    ...(switches.connections === 'closed' ? { Connection: 'close' } : {}),
    ...reply.headers,
  });
  if (reply.body !== undefined) await writePieces(zipped ? gzipSync(text) : Buffer.from(text), response, switches);
  response.end();
}

async function writePieces(bytes: Buffer, response: ServerResponse, { encoding }: Switches): Promise<void> {
  const step = encoding === 'trickle' ? Math.ceil(bytes.length / 5) : bytes.length;
  for (let at = 0; at < bytes.length; at += step) {
    response.write(bytes.subarray(at, at + step));
    if (encoding === 'trickle') await pause(3);
  }
}
