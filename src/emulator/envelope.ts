import { isObject } from './body.js';
import type { Answer, Call } from './call.js';
import { guidOf } from './guid.js';
import type { Clock } from './store.js';

/** Numbers the requests of one emulator: their IDs are the same in every run. */
export class Envelope {
  readonly #clock: Clock;
  #requests = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The answer with the headers that every answer has and, in an error, with `innerError`. */
  seal(answer: Answer, call: Pick<Call, 'headers'>): Answer {
    const requestId = guidOf(this.#requests++, 0x1d);
    const clientRequestId = call.headers.get('client-request-id') ?? requestId;
    const headers: Record<string, string> = {
      'Cache-Control': 'no-cache',
      'request-id': requestId,
      'client-request-id': clientRequestId,
      ...(answer.body === undefined ? {} : jsonHeaders),
      ...answer.headers,
    };
    return { ...answer, headers, body: this.#sealError(answer.body, requestId, clientRequestId) };
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

const jsonHeaders = {
  'OData-Version': '4.0',
  'Content-Type': 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
};
