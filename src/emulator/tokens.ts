import { randomBytes } from 'node:crypto';
import type { Grant } from './call.js';
import { ODataError } from './odata-error.js';
import type { Now } from './store.js';

export interface TokenRequest {
  /** Default: a new random one. */
  readonly token?: string;
  /** Default: everything this emulator knows but RoleManagement.ReadWrite.Directory. */
  readonly permissions?: readonly string[];
  readonly claims?: string;
  readonly lifetimeSeconds?: number;
}

export const defaultPermissions: readonly string[] = [
  'Organization.Read.All',
  'Group.ReadWrite.All',
  'GroupSettings.ReadWrite.All',
];

/** The claims of Microsoft's documented challenge. */
export const challengeClaims = '{"access_token":{"acrs":{"essential":true,"value":"cp1"}}}';

/** The tokens that the emulator accepts. */
export class Tokens {
  readonly #grants = new Map<string, Grant>();
  readonly #clock: Now;
  #challenged = false;

  constructor(clock: Now) {
    this.#clock = clock;
  }

  /** Returns a token that is good at once. */
  issue(request: TokenRequest = {}): string {
    const token = request.token ?? randomBytes(24).toString('base64url');
    const lifetime = request.lifetimeSeconds;
    this.#grants.set(token, {
      token,
      permissions: new Set(request.permissions ?? defaultPermissions),
      claims: request.claims ?? null,
      expiresAt: lifetime === undefined ? null : this.#clock() + lifetime * 1000,
    });
    return token;
  }

  /** From now on the token is answered as an expired one. */
  expire(token: string): void {
    const grant = this.#grants.get(token);
    if (grant !== undefined) this.#grants.set(token, { ...grant, expiresAt: this.#clock() });
  }

  /** From now on the token is answered as one that was never issued. */
  revoke(token: string): void {
    this.#grants.delete(token);
  }

  /** From now on every token that was not requested with the claims is challenged. Returns the claims (JSON text). */
  challenge(): string {
    this.#challenged = true;
    return challengeClaims;
  }

  /** Would this token still be challenged? */
  lacksClaims(headers: Headers): boolean {
    return this.#grants.get(readBearer(headers) ?? '')?.claims !== challengeClaims;
  }

  /** Throws the 401 that Graph would answer. */
  authenticate(headers: Headers): Grant {
    const token = readBearer(headers);
    if (token === null) throw refuseToken('Access token is empty.');
    const grant = this.#grants.get(token);
    if (grant === undefined) throw refuseToken('CompactToken parsing failed with error code: 80049217');
    if (grant.expiresAt !== null && grant.expiresAt <= this.#clock()) {
      throw refuseToken('Lifetime validation failed, the token is expired.');
    }
    if (this.#challenged && this.lacksClaims(headers)) throw claimsChallenge();
    return grant;
  }
}

/** The 401 of continuous access evaluation. */
export function claimsChallenge(): ODataError {
  const claims = Buffer.from(challengeClaims).toString('base64');
  const message =
    'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp';
  return new ODataError(401, 'InvalidAuthenticationToken', message, {
    'WWW-Authenticate': `Bearer realm="", authorization_uri="${authority}", error="insufficient_claims", claims="${claims}"`,
  });
}

const authority = 'https://login.microsoftonline.com/common/oauth2/authorize';

function refuseToken(message: string): ODataError {
  return new ODataError(401, 'InvalidAuthenticationToken', message, {
    'WWW-Authenticate': `Bearer realm="", authorization_uri="${authority}", client_id="00000003-0000-0000-c000-000000000000"`,
  });
}

function readBearer(headers: Headers): string | null {
  return /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null;
}
