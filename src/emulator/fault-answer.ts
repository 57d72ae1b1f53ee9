import type { Answer } from './call.js';
import type { FaultEffect } from './fault.js';
import { ODataError, renderError } from './odata-error.js';
import { tooManyRequests } from './throttle.js';

type StatusEffect = Extract<FaultEffect, { kind: 'status' }>;

/** The answer of a `status=` fault: in Graph's usual words, or the HTML page of a gateway, or any text. */
export function answerOfFault(effect: StatusEffect, now: number): Answer {
  const { status } = effect;
  const headers = retryHeaders(effect, now);
  if (effect.body !== null) {
    return { status, headers: { 'Content-Type': 'application/json', ...headers }, text: effect.body };
  }
  if (effect.html) return { status, headers: { 'Content-Type': 'text/html', ...headers }, text: htmlPage(status) };
  if (status < 300) return { status, headers };
  if (status === 429) return renderError(tooManyRequests(headers['Retry-After'] ?? '10'));
  const [code, message] = commonErrors[status] ?? ['UnknownError', `Status ${status} on request.`];
  return renderError(new ODataError(status, effect.code ?? code, effect.message ?? message, headers));
}

const commonErrors: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['Request_BadRequest', 'The request is not valid.'],
  401: ['InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'],
  403: ['Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
  404: ['Request_ResourceNotFound', 'Resource does not exist.'],
  409: ['Request_Conflict', 'Another object with the same value already exists.'],
  500: ['InternalServerError', 'An internal server error occurred.'],
  502: ['BadGateway', 'The gateway got no usable answer.'],
  503: ['ServiceUnavailable', 'The service is temporarily unavailable.'],
  504: ['GatewayTimeout', 'The gateway got no answer in time.'],
};

function retryHeaders(effect: StatusEffect, now: number): Readonly<Record<string, string>> {
  const { retryAfter, retryAfterAsDate } = effect;
  if (retryAfter === null) return {};
  const date = new Date(now + retryAfter * 1000).toUTCString();
  return { 'Retry-After': retryAfterAsDate ? date : String(retryAfter) };
}

function htmlPage(status: number): string {
  return `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>Our services aren't available right now</h1></body></html>`;
}
