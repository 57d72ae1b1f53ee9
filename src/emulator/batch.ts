import { isObject, type JsonObject } from '../model/json.js';
import type { Call } from './call.js';
import { refuseSyntax } from './odata-error.js';

/** One request of a batch, checked. */
export interface BatchItem {
  readonly id: string;
  readonly method: string;
  /** Below the version, with a leading slash. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly dependsOn: readonly string[];
}

export const largestBatch = 20;

const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];

/** The items of a batch in the order sent. One bad item refuses the whole batch, as Graph does. */
export function readBatch(call: Call): readonly BatchItem[] {
  const requests = isObject(call.body) ? call.body.requests : undefined;
  if (!Array.isArray(requests) || requests.length === 0)
    refuseSyntax("Invalid batch payload format: 'requests' must be a non-empty array.");
  if (requests.length > largestBatch) {
    refuseSyntax(`Number of batch request steps exceeds the maximum value of ${largestBatch}.`);
  }
  const items = requests.map((request: unknown) => readItem(request));
  const seen = new Set<string>();
  for (const item of items) {
    checkDependencies(item, seen);
    seen.add(item.id.toLowerCase());
  }
  if (seen.size < items.length)
    refuseSyntax('Request Id values in a batch must be unique, whatever their letter case.');
  return items;
}

function readItem(request: unknown): BatchItem {
  if (!isObject(request)) refuseSyntax('Invalid batch payload format: every request must be an object.');
  const { id, method, url, body } = request;
  if (typeof id !== 'string' || id === '') refuseSyntax('Request Id cannot be empty.');
  if (typeof method !== 'string' || !methods.includes(method.toUpperCase())) {
    refuseSyntax(`Request ${id}: 'method' is missing or unknown.`);
  }
  if (typeof url !== 'string' || url === '' || /^[a-z]+:\/\//i.test(url)) {
    refuseSyntax(`Request ${id}: 'url' must be relative to the version of the batch.`);
  }
  const headers = readHeaders(id, request.headers);
  if (
    body !== undefined &&
    body !== null &&
    !Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')
  ) {
    refuseSyntax(`Request ${id}: Content-Type header is required when there is a body.`);
  }
  return {
    id,
    method: method.toUpperCase(),
    url: url.startsWith('/') ? url : `/${url}`,
    headers,
    body,
    dependsOn: readDependsOn(id, request),
  };
}

function readHeaders(id: string, headers: unknown): Readonly<Record<string, string>> {
  if (headers === undefined || headers === null) return {};
  if (!isObject(headers)) refuseSyntax(`Request ${id}: 'headers' must be an object.`);
  try {
    return Object.fromEntries(new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)])));
  } catch {
    return refuseSyntax(`Request ${id}: 'headers' holds a name or value that no header can have.`);
  }
}

function readDependsOn(id: string, request: JsonObject): readonly string[] {
  const { dependsOn = [] } = request;
  if (!Array.isArray(dependsOn)) refuseSyntax(`Request ${id}: 'dependsOn' must be an array.`);
  return dependsOn.map((name) => String(name).toLowerCase());
}

/** An item may only wait for items before it: that rules out circles too. */
function checkDependencies(item: BatchItem, before: ReadonlySet<string>): void {
  const unknown = item.dependsOn.find((id) => !before.has(id));
  if (unknown !== undefined)
    refuseSyntax(`Request ${item.id}: 'dependsOn' names '${unknown}', which does not come before it.`);
}
