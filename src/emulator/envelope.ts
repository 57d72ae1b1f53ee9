import { isObject } from '../model/json.js';
import type { Answer, Call } from './call.js';
import { guidOf } from './guid.js';
import type { Now } from './store.js';

/** Numbers the requests of one emulator: their IDs are the same in every run. */
export class Envelope {
  readonly #clock: Now;
  #requests = 0;

  constructor(clock: Now) {
    this.#clock = clock;
  }

  /** The answer with the headers that every answer has and, in an error, with `innerError`. */
  seal(answer: Answer, call: Pick<Call, 'headers'>): Answer {
    const requestId = guidOf(this.#requests++, 0x1d);
    const clientRequestId = call.headers.get('client-request-id') ?? requestId;
    const bare = /odata\.metadata=none/i.test(call.headers.get('accept') ?? '');
    const headers: Record<string, string> = {
      'Cache-Control': 'no-cache',
      'request-id': requestId,
      'client-request-id': clientRequestId,
      ...(answer.body === undefined ? {} : jsonHeaders(bare)),
      ...answer.headers,
    };
    const body = this.#sealError(answer.body, requestId, clientRequestId);
    return { ...answer, headers, body: bare ? withoutContext(body) : body };
  }

  #sealError(body: unknown, requestId: string, clientRequestId: string): unknown {
    if (!isObject(body) || !isObject(body.error)) return body;
    const { code, message } = body.error;
    const date = new Date(this.#clock()).toISOString().slice(0, 19);
    const ids = { 'request-id': requestId, 'client-request-id': clientRequestId };
    return code === 'TooManyRequests'
      ? {
          error: {
            code,
            message,
            innerError: { code: '429', date, message: 'Please retry after', ...ids, status: '429' },
          },
        }
      : { error: { code, message, innerError: { date, ...ids } } };
  }
}

function jsonHeaders(bare: boolean): Readonly<Record<string, string>> {
  const metadata = bare ? 'none' : 'minimal';
  return {
    'OData-Version': '4.0',
    'Content-Type': `application/json;odata.metadata=${metadata};odata.streaming=true;IEEE754Compatible=false;charset=utf-8`,
  };
}

/** What `Accept: application/json;odata.metadata=none` asks for: links stay, the context goes. */
function withoutContext(body: unknown): unknown {
  if (!isObject(body)) return body;
  const { '@odata.context': _, ...rest } = body;
  return rest;
}
