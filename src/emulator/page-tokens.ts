import { createHash } from 'node:crypto';
import type { Call } from './call.js';
import { ODataError, refuseRequest } from './odata-error.js';

/** Where a page begins, and for which request. */
interface Bookmark {
  readonly position: number;
  readonly request: string;
}

/** Page tokens: opaque, good for one question, and forgotten when there are too many. */
export class PageTokens {
  readonly #bookmarks = new Map<string, Bookmark>();
  readonly #secret: string;
  #issued = 0;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** The whole link to the page that begins there: the options of this request and a token. */
  linkTo(call: Call, position: number): string {
    const token = this.#newToken();
    this.#bookmarks.set(token, { position, request: describe(call) });
    if (this.#bookmarks.size > keptTokens) this.#forgetOldest();
    const options = [...call.query].filter(([name]) => name !== '$skiptoken');
    const written = options.map(([name, value]) => `${name}=${encodeURIComponent(value)}&`).join('');
    return `${call.root}${call.path}?${written}$skiptoken=${token}`;
  }

  /** Where the page of that token begins. Options that differ from the link's are refused: a link is to be used whole. */
  read(token: string, call: Call): number {
    const bookmark = this.#bookmarks.get(token);
    if (bookmark === undefined) throw expiredPageToken();
    if (bookmark.request !== describe(call)) refuseRequest('The page token does not belong to this query.');
    return bookmark.position;
  }

  /** From now on no token given out so far leads anywhere. */
  expireAll(): void {
    this.#bookmarks.clear();
  }

  #newToken(): string {
    const digest = createHash('sha256')
      .update(`${this.#secret}/${this.#issued++}`)
      .digest('base64url');
    return `RFNwdAoAAQAAAAAAAAAAFAAAA${digest}`;
  }

  #forgetOldest(): void {
    for (const oldest of this.#bookmarks.keys()) {
      this.#bookmarks.delete(oldest);
      return;
    }
  }
}

export function expiredPageToken(): ODataError {
  return new ODataError(
    400,
    'Directory_ExpiredPageToken',
    'The specified page token value has expired and can no longer be included in your request.',
  );
}

const keptTokens = 20_000;

function describe(call: Call): string {
  const options = [...call.query].filter(([name]) => name !== '$skiptoken');
  return JSON.stringify([call.path, options.sort(([a], [b]) => (a < b ? -1 : 1))]);
}
