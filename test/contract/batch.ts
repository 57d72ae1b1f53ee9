import type { Switches } from './switches.js';
import { badRequest, isRecord, type Reply, type Request, refuse } from './wire.js';

/** One part as it was asked; `problem` where the service would not even try it. */
interface Part {
  readonly id: string;
  readonly request: Request | null;
}

/** `$batch`: all parts by `answer`, put together as the switches say. */
export async function answerBatch(
  outer: Request,
  switches: Switches,
  answer: (request: Request) => Promise<Reply>,
): Promise<Reply> {
  const requests = isRecord(outer.body) && Array.isArray(outer.body.requests) ? outer.body.requests : null;
  if (!requests || requests.length === 0 || requests.length > 20)
    return refuse(400, 'BadRequest', 'Not 1 to 20 requests.');
  const parts = requests.map((item) => readPart(item, outer));
  const ids = new Set(parts.map((part) => part?.id.toLowerCase()));
  if (parts.includes(null) || ids.size !== parts.length)
    return refuse(400, 'BadRequest', 'Request ids must be unique.');
  const responses: Record<string, unknown>[] = [];
  for (const part of parts) {
    if (!part) continue;
    const reply = part.request ? await answer(part.request) : badRequest('A body needs a Content-Type.');
    if (reply.status !== 0) responses.push(formPart(part.id, reply, switches));
  }
  const isThrottled = responses.some(({ status }) => status === 429);
  return { status: isThrottled ? switches.outerStatus : 200, body: { responses: order(responses, switches) } };
}

function readPart(item: unknown, outer: Request): Part | null {
  if (!isRecord(item) || typeof item.id !== 'string' || item.id === '' || typeof item.url !== 'string') return null;
  const given = isRecord(item.headers) ? item.headers : {};
  const headers = Object.fromEntries(Object.entries(given).map(([name, text]) => [name.toLowerCase(), String(text)]));
  if (item.body !== undefined && !/^application\/json/.test(headers['content-type'] ?? ''))
    return { id: item.id, request: null };
  const url = new URL(item.url.replace(/^\/?/, '/'), 'http://part');
  const path = url.pathname.slice(1);
  const method = String(item.method);
  const request = {
    method,
    version: outer.version,
    path,
    query: url.searchParams,
    headers,
    body: item.body,
    inBatch: true,
  };
  return { id: item.id, request };
}

function formPart(id: string, { status, headers = {}, body }: Reply, switches: Switches): Record<string, unknown> {
  const all = {
    'Cache-Control': 'no-cache',
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...headers,
  };
  const named = Object.entries(all).map(([name, text]) => [caseOf(name, switches), text]);
  return {
    id: switches.batchIds === 'given' ? id : otherCase(id),
    status,
    headers: Object.fromEntries(named),
    body:
      switches.emptyCodes && isRecord(body) && isRecord(body.error)
        ? { error: { ...body.error, code: '' } }
        : (body ?? null),
  };
}

function caseOf(name: string, { batchHeaders }: Switches): string {
  if (batchHeaders === 'documented') return name;
  return batchHeaders === 'lower' ? name.toLowerCase() : name.toUpperCase();
}

function otherCase(id: string): string {
  return id === id.toLowerCase() ? id.toUpperCase() : id.toLowerCase();
}

function order<T>(items: readonly T[], { batchOrder }: Switches): readonly T[] {
  if (batchOrder === 'reversed') return items.toReversed();
  const middle = Math.ceil(items.length / 2);
  return batchOrder === 'rotated' ? [...items.slice(middle), ...items.slice(0, middle)] : items;
}
