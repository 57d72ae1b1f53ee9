import { isObject } from '../model/json.js';
import { type Answer, parseGraphError } from './answer.js';
import { answerFailure, type Purpose, unobservable, unreadable } from './failures.js';
import type { Http } from './http.js';

/** A list to follow to its end. */
export interface Listing {
  readonly http: Http;
  readonly root: string;
  readonly purpose: Purpose;
  readonly version: 'v1.0' | 'beta';
  readonly path: string;
  /** Called before the first page, and again where the list starts over: what it brought so far counts for nothing. */
  start(): void;
  /** One page: it may be empty, and may repeat what an earlier one brought. */
  page(items: readonly unknown[]): void;
}

/** A tenant whose page tokens keep expiring is not going to be read. */
const maxStarts = 4;

/**
 * Reads a whole list. A page token that has expired, or that was lost because its page had been retried, starts the list
 * over (docs:concepts/includes/paging-error-handling.md). Throws a Failure rather than stop short of the end.
 */
export async function readList(listing: Listing): Promise<void> {
  for (let starts = 1; ; starts += 1) {
    listing.start();
    const broken = await followChain(listing);
    if (broken === null) return;
    if (starts === maxStarts) throw answerFailure(listing.purpose, broken);
  }
}

/**
 * null: read to the end. Otherwise the answer that refused a page token. The next page is on its way while this one is
 * taken in: a chain has no other parallelism.
 */
async function followChain(listing: Listing): Promise<Answer | null> {
  const seen = new Set<string>();
  for (let asked = readPage(listing, null); ; ) {
    const answer = await asked;
    if (answer.status >= 400) {
      if (seen.size > 0 && isExpiredToken(answer)) return answer;
      throw answerFailure(listing.purpose, answer);
    }
    const { items, next } = parsePage(listing, answer.json);
    if (next !== null) {
      if (seen.has(next)) throw loopFailure(listing.purpose);
      seen.add(next);
      asked = readPage(listing, next);
      // Where taking in this page throws, nobody waits for the next.
      asked.catch(() => undefined);
    }
    listing.page(items);
    if (next === null) return null;
  }
}

function readPage({ http, purpose, version, path }: Listing, link: string | null): Promise<Answer> {
  const target = link === null ? { version, path } : { link };
  return http.read({ method: 'GET', target, purpose, accept: [400, 404, 410] });
}

function isExpiredToken(answer: Answer): boolean {
  const { code, innerCode } = parseGraphError(answer);
  return /ExpiredPageToken|PageTokenNotFound/i.test(`${code} ${innerCode}`);
}

function parsePage(listing: Listing, json: unknown): { items: readonly unknown[]; next: string | null } {
  if (!isObject(json) || !Array.isArray(json.value)) {
    throw unreadable(`could not read ${listing.purpose.what}: the answer is not a list`, 'check --graph-url');
  }
  const next = json['@odata.nextLink'] ?? null;
  return { items: json.value, next: next === null ? null : checkLink(listing, next) };
}

/** The token goes wherever a link points, so a link may point only to where the token belongs. */
function checkLink({ root, purpose }: Listing, next: unknown): string {
  const url = typeof next === 'string' && URL.canParse(next, `${root}/`) ? new URL(next, `${root}/`) : null;
  if (url === null) {
    throw unreadable(`could not read ${purpose.what}: the link to the next page is no address`, 'check --graph-url');
  }
  if (url.origin !== new URL(root).origin || url.username !== '' || url.password !== '') {
    const message = `could not read ${purpose.what}: the link to the next page leads to ${url.host}, not to the Graph root`;
    throw unobservable('foreignNextLink', message, 'check --graph-url; the token was not sent there');
  }
  return url.href;
}

function loopFailure(purpose: Purpose): Error {
  return unobservable(
    'pagingLoop',
    `could not read ${purpose.what}: its pages lead back to one already read`,
    'run again later',
  );
}
