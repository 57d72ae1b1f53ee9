/** One exchange, or one part of a batch. Header names are in lower case. */
export interface Request {
  readonly method: string;
  readonly version: string;
  /** Without version and query, no slash at either end. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly inBatch: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string goes out as it is. */
  readonly body?: unknown;
}

export function refuse(status: number, code: string, message: string): Reply {
  const innerError = { date: '2026-01-01T00:00:00', 'request-id': 'b6a5f998-94c8-430d-846d-2eaae3031492' };
  return { status, body: { error: { code, message, innerError } } };
}

export const badRequest = (message: string): Reply => refuse(400, 'Request_BadRequest', message);
export const denied = refuse(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');

/** The documented body of a 429; `retryAfter` as it goes into the header, null for none. */
export function throttled(retryAfter: string | null): Reply {
  const inner = { code: '429', date: '2020-08-18T12:51:51', message: 'Please retry after', status: '429' };
  const error = { code: 'TooManyRequests', innerError: inner, message: 'Please retry again later.' };
  return { status: 429, headers: retryAfter === null ? {} : { 'Retry-After': retryAfter }, body: { error } };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
