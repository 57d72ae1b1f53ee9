import { Failure } from '../model/failure.js';
import type { Challenge } from './challenge.js';
import type { Run } from './run.js';
import { checkGoing, deadlineFailure } from './run.js';
import { cleanLine } from './text.js';

/** The part of `TokenCredential` (@azure/identity) that is used here. */
export interface Credential {
  getToken(
    scope: string,
    options: { enableCae: boolean; claims?: string; abortSignal: AbortSignal },
  ): Promise<{ token: string; expiresOnTimestamp: number } | null>;
}

/** Bearer tokens for the Graph root, and for nothing else. */
export interface TokenSource {
  /** Good for some minutes; asked before every request, so that long runs outlive their tokens. */
  token(): Promise<string>;
  /** A token to use in place of one that was refused. Throws a Failure (`signIn`) where there can be none. */
  renew(refused: string, challenge: Challenge): Promise<string>;
}

/** Microsoft's libraries refresh at the same distance. */
const refreshBefore = 5 * 60_000;

/** A ready token: opaque, and the only one there will be. */
export function fixedToken(accessToken: string): TokenSource {
  return {
    token: async () =>
      checkToken(
        accessToken,
        'the access token in ENTRA_WRITEBACK_ACCESS_TOKEN',
        'set it again, without quotation marks, spaces and line breaks',
      ),
    renew: async (_refused, challenge) => {
      const why = challenge.claims === null ? 'was refused: it may have expired' : 'no longer satisfies the tenant';
      throw signInFailure(
        `the access token in ENTRA_WRITEBACK_ACCESS_TOKEN ${why}`,
        'set a fresh token for this Graph root',
      );
    },
  };
}

/**
 * Tokens from a credential, kept until shortly before they expire. `create` makes one with an empty cache: a token that
 * was refused early would otherwise come back from the library's own cache.
 */
export function credentialTokens(create: () => Promise<Credential>, scope: string, run: Run): TokenSource {
  let credential: Promise<Credential> | null = null;
  let held: { token: string; expires: number; claims: string | null } | null = null;
  let asking: Promise<string> | null = null;

  const ask = async (claims: string | null): Promise<string> => {
    credential ??= create();
    const answer = await signIn(await credential, scope, claims, run);
    held = { token: answer.token, expires: answer.expiresOnTimestamp, claims };
    return answer.token;
  };
  /** Requests in flight share one sign-in. */
  const share = (work: () => Promise<string>): Promise<string> => {
    asking ??= work().finally(() => {
      asking = null;
    });
    return asking;
  };
  const replace = async (refused: string, claims: string | null): Promise<string> => {
    const token = await ask(claims);
    if (token !== refused) return token;
    credential = null;
    return ask(claims);
  };

  return {
    async token() {
      if (held !== null && held.expires - refreshBefore > run.clock.now()) return held.token;
      return share(() => ask(null));
    },
    async renew(refused, { claims }) {
      const replaced = held !== null && held.token !== refused && (claims === null || claims === held.claims);
      if (held !== null && replaced) return held.token;
      return share(() => replace(refused, claims));
    },
  };
}

/**
 * The token, where a header can carry it; else a Failure (`signIn`) that does not show it. fetch would quote the whole
 * header in its error.
 */
export function checkToken(token: string, what: string, remedy: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const why = 'it is empty, or holds a line break, a space or another character that no token has';
  throw signInFailure(`${what} cannot be sent: ${why}`, remedy);
}

export function signInFailure(message: string, remedy: string, details: readonly string[] = []): Failure {
  const problems = details.map((detail) => ({ message: cleanLine(detail) }));
  return new Failure('unobservable', 'signIn', message, remedy, problems);
}

async function signIn(credential: Credential, scope: string, claims: string | null, run: Run) {
  checkGoing(run, 'signing in');
  const limit = new AbortController();
  const left = run.deadline - run.clock.now();
  const timer = Number.isFinite(left) ? setTimeout(() => limit.abort(), Math.min(left, 2 ** 31 - 1)) : undefined;
  const abortSignal = AbortSignal.any([limit.signal, run.stop]);
  try {
    const options = { enableCae: true, abortSignal, ...(claims === null ? {} : { claims }) };
    const answer = await Promise.race([credential.getToken(scope, options), aborted(abortSignal)]);
    if (answer === null) throw new Error('no token came back');
    checkToken(answer.token, 'the token that the sign-in gave', 'sign in again, or name another method with --auth');
    return answer;
  } catch (error) {
    checkGoing(run, 'signing in');
    if (limit.signal.aborted) throw deadlineFailure('signing in');
    throw error instanceof Failure ? error : explain(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Not every credential listens to its signal. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}

/** Errors of @azure/identity: a chain brings those of each credential that it tried. */
function explain(error: unknown): Failure {
  const remedy = 'sign in (for example with az login), name a method with --auth, or set ENTRA_WRITEBACK_ACCESS_TOKEN';
  const message = error instanceof Error ? error.message : String(error);
  const each = error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  if (each.length === 0) return signInFailure(`could not sign in: ${cleanLine(message)}`, remedy);
  const details = each.map((one: unknown) => (one instanceof Error ? one.message : String(one)));
  return signInFailure('could not sign in: no credential gave a token', remedy, details);
}
