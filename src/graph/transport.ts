import { randomUUID } from 'node:crypto';
import { Client, type Context, type Middleware, ResponseType } from '@microsoft/microsoft-graph-client';
import type { Json } from '../model/json.js';
import type { Answer } from './answer.js';

/** One HTTP request to the Graph root: a version and a path, or a link exactly as Graph gave it. */
export interface GraphRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly target: { readonly version: 'v1.0' | 'beta'; readonly path: string } | { readonly link: string };
  readonly body?: Json;
}

/** Sends one request once and reads its whole answer. Rejects where no complete answer comes. */
export type Transport = (request: GraphRequest, token: string, signal: AbortSignal) => Promise<Answer>;

/**
 * The Graph SDK with a middleware chain of our own. Its authentication handler gives a token to no http address and knows
 * hosts without ports; its retry handler repeats writes; its redirect handler follows. None of these is in the chain.
 */
export function createTransport(root: string, userAgent: string): Transport {
  const client = Client.initWithMiddleware({ baseUrl: `${root}/`, middleware: createHandler(root, userAgent) });
  return async (request, token, signal) => {
    const sending = new Sending(request.target, token, signal);
    return readAnswer(await send(client, request, sending));
  };
}

/** Travels through the SDK beside a request, whose own URL parsing would reorder a link that must stay as it is. */
class Sending {
  readonly target: GraphRequest['target'];
  readonly token: string;
  readonly signal: AbortSignal;
  /** What really went wrong: the SDK would wrap it and lose the cause. */
  fault: unknown = null;

  constructor(target: GraphRequest['target'], token: string, signal: AbortSignal) {
    this.target = target;
    this.token = token;
    this.signal = signal;
  }
}

function createHandler(root: string, userAgent: string): Middleware {
  const { origin } = new URL(root);
  return {
    async execute(context) {
      const sending = sendingOf(context);
      const url = new URL('link' in sending.target ? sending.target.link : String(context.request));
      if (url.origin !== origin) throw new Error('a request for another host than the Graph root');
      try {
        context.response = await fetch(url, {
          ...context.options,
          signal: sending.signal,
          redirect: 'manual',
          headers: headersFor(sending, context, userAgent),
        });
      } catch (error) {
        sending.fault = error;
        throw error;
      }
    },
  };
}

function headersFor(sending: Sending, context: Context, userAgent: string): Record<string, string> {
  return {
    ...(context.options?.body === undefined ? {} : { 'content-type': 'application/json' }),
    accept: 'application/json',
    authorization: `Bearer ${sending.token}`,
    'client-request-id': randomUUID(),
    'user-agent': userAgent,
  };
}

function sendingOf(context: Context): Sending {
  const sending: unknown = context.middlewareControl?.getMiddlewareOptions(Sending);
  if (!(sending instanceof Sending)) throw new Error('a request that did not come through the transport');
  return sending;
}

async function send(client: Client, request: GraphRequest, sending: Sending): Promise<Response> {
  const api =
    'link' in request.target ? client.api('/') : client.api(request.target.path).version(request.target.version);
  const call = api.responseType(ResponseType.RAW).middlewareOptions([sending]);
  try {
    switch (request.method) {
      case 'GET':
        return await call.get();
      case 'DELETE':
        return await call.delete();
      case 'PATCH':
        return await call.patch(request.body);
      case 'POST':
        return await call.post(request.body);
    }
  } catch (error) {
    throw sending.fault ?? error;
  }
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, header: (name) => response.headers.get(name), json: parseJson(text) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
