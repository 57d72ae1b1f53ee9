import type { Answer } from './answer.js';

/** Why an answer asks for another token: `claims` null means that the token is simply no longer good. */
export interface Challenge {
  readonly claims: string | null;
}

/**
 * Reads 401, and 403 with a claims challenge (continuous access evaluation, conditional access). Null: no new token would help.
 * Source: Microsoft identity platform, claims challenges.
 */
export function parseChallenge(answer: Answer): Challenge | null {
  const claims = parseClaims(answer.header('www-authenticate') ?? '');
  if (claims !== null) return answer.status === 401 || answer.status === 403 ? { claims } : null;
  return answer.status === 401 ? { claims: null } : null;
}

function parseClaims(header: string): string | null {
  if (!/\berror="?insufficient_claims\b/i.test(header)) return null;
  const encoded = /\bclaims="([^"]+)"/i.exec(header)?.[1];
  if (encoded === undefined) return null;
  const claims = Buffer.from(encoded, 'base64').toString('utf8');
  return isJson(claims) ? claims : null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
