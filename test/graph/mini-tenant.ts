import type { Change, Values } from '../../src/model/change.js';
import type { WritebackConfiguration } from '../../src/model/group.js';
import type { Outcome } from '../../src/model/outcome.js';
import type { Write, WriteHooks } from '../../src/model/ports.js';
import { graphError, inOrder, notFound, type Reply, type Seen, startFake } from './fake-graph.js';

/** What happens to one item of a batch, or to a batch as a whole. `…Applied`: what it asked for is done all the same. */
export type Mishap =
  | 'ok'
  | 'throttled'
  | 'unavailable'
  | 'unavailableApplied'
  | 'lost'
  | 'lostApplied'
  | 'unauthorized'
  | { readonly status: number; readonly code: string };

export interface MiniTenant {
  readonly url: string;
  readonly seen: readonly Seen[];
  readonly state: Map<string, WritebackConfiguration>;
  /** Writes that had their effect, by group. */
  readonly effects: Map<string, number>;
  /** Bodies of all PATCHes that came, whatever became of them. */
  readonly patches: { readonly id: string; readonly body: unknown }[];
}

export interface Mishaps {
  /** What befalls the nth write of this group; from 0. */
  item?(id: string, nth: number): Mishap;
  /** What befalls the nth batch that writes. */
  batch?(nth: number): Mishap;
  /** What befalls the nth reading of this group. */
  read?(id: string, nth: number): Mishap;
  headers?: Readonly<Record<string, string>>;
  /** Headers of the answer to a batch as a whole. */
  outer?: Readonly<Record<string, string>>;
  refusesNull?: boolean;
}

interface BatchItem {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly body?: { readonly writebackConfiguration: WritebackConfiguration };
}

/** Groups behind `$batch`, and no other endpoint: small enough to see that it is right. */
export async function startMiniTenant(
  groups: Readonly<Record<string, WritebackConfiguration>>,
  mishaps: Mishaps = {},
): Promise<MiniTenant> {
  const state = new Map(Object.entries(groups));
  const effects = new Map<string, number>();
  const patches: { id: string; body: unknown }[] = [];
  const asked = new Map<string, number>();
  const count = (what: string) => {
    const nth = asked.get(what) ?? 0;
    asked.set(what, nth + 1);
    return nth;
  };

  const apply = (id: string, body: BatchItem['body']) => {
    const before = state.get(id);
    if (before === undefined || body === undefined) return;
    state.set(id, { ...before, ...body.writebackConfiguration });
    effects.set(id, (effects.get(id) ?? 0) + 1);
  };
  const patch = (id: string, item: BatchItem): object | null => {
    patches.push({ id, body: item.body });
    const mishap = mishaps.item?.(id, count(`write ${id}`)) ?? 'ok';
    if (mishap === 'unavailableApplied' || mishap === 'lostApplied') apply(id, item.body);
    if (mishap !== 'ok') return answerTo(mishap);
    if (!state.has(id)) return { status: 404, body: notFound };
    if (mishaps.refusesNull && item.body?.writebackConfiguration.isEnabled === null) {
      return { status: 400, body: graphError('Request_BadRequest', 'null') };
    }
    apply(id, item.body);
    return { status: 204, headers: mishaps.headers ?? {} };
  };
  const get = (id: string): object | null => {
    const mishap = mishaps.read?.(id, count(`read ${id}`)) ?? 'ok';
    if (mishap !== 'ok') return answerTo(mishap);
    const writebackConfiguration = state.get(id);
    return writebackConfiguration === undefined
      ? { status: 404, body: notFound }
      : { status: 200, body: { id, displayName: id, writebackConfiguration } };
  };
  const run = (items: readonly BatchItem[]): Reply => {
    const responses = items.flatMap((item) => {
      const id = /^\/groups\/([^?]+)/.exec(item.url)?.[1] ?? '';
      const answer = item.method === 'PATCH' ? patch(id, item) : get(id);
      return answer === null ? [] : [{ id: item.id, ...answer }];
    });
    return { headers: mishaps.outer ?? {}, json: { responses: responses.reverse() } };
  };

  const write = (items: readonly BatchItem[]): Reply => {
    const mishap = mishaps.batch?.(count('batch')) ?? 'ok';
    if (mishap === 'ok') return run(items);
    if (mishap === 'lost') return 'reset';
    if (mishap === 'unavailableApplied' || mishap === 'lostApplied') run(items);
    if (mishap === 'lostApplied') return 'truncate';
    const answer = answerTo(mishap);
    return { status: answer?.status ?? 500, headers: answer?.headers ?? {}, json: answer?.body };
  };
  const fake = await startFake((request) => {
    if (!request.url.endsWith('/$batch')) return inOrder({})(request);
    const { requests } = request.body as { readonly requests: readonly BatchItem[] };
    return requests[0]?.method === 'PATCH' ? write(requests) : run(requests);
  });
  return { url: fake.url, seen: fake.seen, state, effects, patches };
}

interface ItemAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

function answerTo(mishap: Mishap): ItemAnswer | null {
  if (typeof mishap === 'object') return { status: mishap.status, body: graphError(mishap.code, 'told') };
  if (mishap === 'throttled') {
    return { status: 429, headers: { 'Retry-After': '5' }, body: graphError('TooManyRequests', 'later') };
  }
  if (mishap === 'unauthorized') return { status: 401, body: graphError('InvalidAuthenticationToken', 'expired') };
  return mishap.startsWith('lost') ? null : { status: 503, body: graphError('ServiceUnavailable', 'later') };
}

export const off: WritebackConfiguration = { isEnabled: false, onPremisesGroupType: 'universalSecurityGroup' };

export function changeOf(id: string, before: Values, after: Values): Change {
  const key = `group/${id}`;
  return { key, action: 'update', before, after, effect: 'unknown', displayName: id, source: null, requires: [] };
}

export function writeOf(
  change: Change,
  live: WritebackConfiguration,
  readAt: number,
): Extract<Write, { resource: 'group' }> {
  return { resource: 'group', change, live, readAt };
}

/** Hooks that keep what they were told. */
export function keepHooks(stop: AbortSignal = new AbortController().signal) {
  const intents: string[][] = [];
  const outcomes: Outcome[] = [];
  const hooks: WriteHooks = {
    stop,
    intent: async (changes) => void intents.push(changes.map(({ key }) => key)),
    outcome: async (some) => void outcomes.push(...some),
  };
  return { hooks, intents, outcomes };
}
