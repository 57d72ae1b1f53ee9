import { type Call, type Endpoint, isVersion } from './call.js';
import { refuseSyntax } from './odata-error.js';

/** The request as an endpoint sees it; the body comes later. `id` is what the route found in the path. */
export function readCall(request: Request, endpoint: Endpoint, id: string | undefined, inBatch: boolean): Call {
  const url = new URL(request.url);
  const [, first = '', path = ''] = /^\/([^/]*)(.*)$/.exec(url.pathname) ?? [];
  return {
    method: request.method,
    version: isVersion(first) ? first : 'v1.0',
    path,
    route: endpoint.path.replace(':id', '{id}'),
    id: (id ?? '').toLowerCase(),
    query: url.searchParams,
    headers: request.headers,
    root: `${url.origin}/${first}`,
    body: undefined,
    inBatch,
    page: { empty: false, repeat: false, foreign: null },
  };
}

/** undefined for an empty body. Throws what Graph answers to a body that is no JSON, or is not declared as such. */
export async function readJsonBody(request: Request): Promise<unknown> {
  if (request.method === 'GET') return undefined;
  const text = await request.text();
  if (text === '') return undefined;
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) refuseBody();
  try {
    return JSON.parse(text);
  } catch {
    return refuseBody();
  }
}

function refuseBody(): never {
  refuseSyntax(
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  );
}
