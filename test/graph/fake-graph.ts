import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

/** A request as it came over the wire. */
export interface Seen {
  readonly method: string;
  /** Path and query, decoded. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export type Reply =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly json?: unknown;
      readonly text?: string;
    }
  /** Closes the connection, never answers, or stops in the middle of the body. */
  | 'reset'
  | 'hang'
  | 'truncate';

export interface FakeGraph {
  readonly url: string;
  readonly seen: readonly Seen[];
}

/** A server that answers as it is told; it is gone when the test is. */
export async function startFake(answer: (request: Seen, url: string) => Reply | Promise<Reply>): Promise<FakeGraph> {
  const seen: Seen[] = [];
  let url = '';
  const server = createServer((request, response) => {
    void readSeen(request).then(async (one) => {
      seen.push(one);
      reply(response, await answer(one, url));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url, seen };
}

/** Answers in the given order, the last one for ever, to requests whose address holds the text; organization always answers. */
export function inOrder(script: Readonly<Record<string, readonly Reply[]>>): (request: Seen) => Reply {
  const asked = new Map<string, number>();
  return (request) => {
    const key = Object.keys(script).find((part) => request.url.includes(part));
    if (key === undefined)
      return request.url.includes('/organization') ? organization : { status: 404, json: notFound };
    const nth = asked.get(key) ?? 0;
    asked.set(key, nth + 1);
    const replies = script[key] ?? [];
    return replies[Math.min(nth, replies.length - 1)] ?? { status: 500 };
  };
}

export const tenantId = '72f1c0de-0000-4000-8000-5eed00000001';

export const organization: Reply = {
  json: {
    value: [
      {
        id: tenantId,
        displayName: 'Contoso',
        verifiedDomains: [
          { name: 'Contoso.onmicrosoft.com', isInitial: true },
          { name: 'contoso.com', isInitial: false },
        ],
      },
    ],
  },
};

export const notFound = graphError('Request_ResourceNotFound', "Resource 'x' does not exist.");

export function graphError(code: string, message: string, requestId = '93b6f17e-c05d-4f45-ad2a-6665c708d8a0') {
  return { error: { code, message, innerError: { date: '2026-11-22T10:00:00', 'request-id': requestId } } };
}

/** A group as the list answers it. */
export function rawGroup(id: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    id,
    displayName: `Group ${id}`,
    groupTypes: ['Unified'],
    mailEnabled: true,
    securityEnabled: false,
    onPremisesSyncEnabled: null,
    isAssignableToRole: null,
    writebackConfiguration: { isEnabled: null, onPremisesGroupType: null },
    ...changes,
  };
}

async function readSeen(request: IncomingMessage): Promise<Seen> {
  let text = '';
  for await (const part of request) text += String(part);
  return {
    method: request.method ?? '',
    url: decodeURIComponent(request.url ?? ''),
    headers: request.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

function reply(response: ServerResponse, answer: Reply): void {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    response.destroy();
    return;
  }
  if (answer === 'truncate') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
    response.write('{"value":[{"id":"a"');
    setTimeout(() => response.destroy(), 5);
    return;
  }
  const text = answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json));
  const type = answer.text === undefined ? 'application/json' : 'text/html';
  response.writeHead(answer.status ?? 200, { 'content-type': type, ...answer.headers });
  response.end(text);
}
