import type { Answer } from './call.js';

/** A refusal in Graph's words: thrown anywhere below the pipeline, answered as an OData error. */
export class ODataError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'ODataError';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function refuseRequest(message: string): never {
  throw new ODataError(400, 'Request_BadRequest', message);
}

/** What Graph's OData layer, in front of the directory, cannot read. */
export function refuseSyntax(message: string): never {
  throw new ODataError(400, 'BadRequest', message);
}

export function refuseQuery(message: string): never {
  throw new ODataError(400, 'Request_UnsupportedQuery', message);
}

export function refuseInvalidValue(property: string, resource: string): never {
  refuseRequest(`Invalid value specified for property '${property}' of resource '${resource}'.`);
}

export function refuseMissing(id: string): never {
  throw new ODataError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

export function refuseForbidden(): never {
  throw new ODataError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}

/** The error as an answer; the pipeline adds `innerError` with the IDs of the request. */
export function renderError(error: ODataError): Answer {
  return {
    status: error.status,
    headers: error.headers,
    body: { error: { code: error.code, message: error.message } },
  };
}
