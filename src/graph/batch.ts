import { isObject, type Json } from '../model/json.js';
import type { Answer } from './answer.js';
import type { GraphRequest } from './transport.js';

/** Graph takes no more in one batch (docs:concepts/json-batching.md). */
export const maxBatch = 20;

/** One request inside a batch; its path has no version, as the batch's own counts for all. */
export interface BatchItem {
  readonly method: 'GET' | 'PATCH';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
}

/** Built by hand: the SDK's BatchRequestContent loses versions, queries and empty bodies on Node 20. */
export function batchRequest(items: readonly BatchItem[]): GraphRequest {
  const requests = items.map(({ method, path, headers, body }, index) => ({
    id: String(index),
    method,
    url: path,
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { headers: { ...headers, 'Content-Type': 'application/json' }, body }),
  }));
  return { method: 'POST', target: { version: 'beta', path: '/$batch' }, body: { requests } };
}

/**
 * The answers by the place of their item, whatever the order they came in; undefined where one is missing or is no
 * answer. null: the body is not a batch answer at all.
 */
export function parseBatch(json: unknown, count: number): readonly (Answer | undefined)[] | null {
  if (!isObject(json) || !Array.isArray(json.responses)) return null;
  const answers: (Answer | undefined)[] = new Array(count).fill(undefined);
  for (const item of json.responses) {
    const index = isObject(item) && /^\d+$/.test(String(item.id)) ? Number(item.id) : count;
    if (index < count) answers[index] ??= parseItem(item);
  }
  return answers;
}

function parseItem(item: unknown): Answer | undefined {
  if (!isObject(item) || typeof item.status !== 'number') return undefined;
  const headers = isObject(item.headers) ? item.headers : {};
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    status: item.status,
    json: item.body ?? undefined,
    header(name) {
      const value = byName.get(name.toLowerCase());
      return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
    },
  };
}
