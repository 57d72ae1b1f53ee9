import { describe, expect, it } from 'vitest';
import { parseChallenge } from '../../src/graph/challenge.js';

/** The documented header: Microsoft identity platform, claims challenges. */
const documented =
  'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiY3AxIn19fQ=="';

function parse(status: number, header: string | null) {
  return parseChallenge({ status, json: undefined, header: (name) => (name === 'www-authenticate' ? header : null) });
}

describe('parseChallenge', () => {
  it.each([
    [401, documented, { claims: '{"access_token":{"acrs":{"essential":true,"value":"cp1"}}}' }],
    [403, documented, { claims: '{"access_token":{"acrs":{"essential":true,"value":"cp1"}}}' }],
    [401, null, { claims: null }],
    [401, 'Bearer error="invalid_token"', { claims: null }],
    [401, 'Bearer error="insufficient_claims", claims="bm8ganNvbg=="', { claims: null }],
    [401, 'Bearer error="insufficient_claims"', { claims: null }],
    [403, null, null],
    [403, 'Bearer error="invalid_token"', null],
    [404, documented, null],
    [200, null, null],
  ])('reads %s %s', (status, header, expected) => {
    expect(parse(status, header)).toEqual(expected);
  });
});
