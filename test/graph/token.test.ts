import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/graph/run.js';
import { type Credential, credentialTokens, fixedToken } from '../../src/graph/token.js';
import { createTestClock } from './test-clock.js';

const scope = 'https://graph.microsoft.com/.default';
const minute = 60_000;

/** What fetch would refuse in a header, and quote. */
const unfit: [string, string][] = [
  ['a token with a line break inside', 'hush\nhush'],
  ['a token with a line break at its end', 'hush\r\n'],
  ['a token with a space', 'hush hush'],
  ['a token with a character beyond ASCII', 'hush\u2026'],
  ['a token with a control character', 'hush\u0000'],
  ['an empty token', ''],
];

const refusal = (what: string) => ({
  kind: 'unobservable',
  code: 'signIn',
  message: `${what} cannot be sent: it is empty, or holds a line break, a space or another character that no token has`,
  details: [],
});

function setUp(getToken?: Credential['getToken']) {
  const clock = createTestClock(0);
  const stop = new AbortController();
  const run: Run = {
    clock,
    stop: stop.signal,
    deadline: Number.POSITIVE_INFINITY,
    requestTimeout: 1000,
    notify: () => undefined,
  };
  const asked: { scope: string; claims: string | undefined; enableCae: boolean }[] = [];
  let created = 0;
  const credential: Credential = {
    async getToken(of, options) {
      asked.push({ scope: of, claims: options.claims, enableCae: options.enableCae });
      if (getToken !== undefined) return getToken(of, options);
      return { token: `token-${asked.length}`, expiresOnTimestamp: clock.now() + 60 * minute };
    },
  };
  const create = async () => {
    created += 1;
    return credential;
  };
  return { clock, stop, run, asked, created: () => created, tokens: credentialTokens(create, scope, run) };
}

describe('credentialTokens', () => {
  it('asks once, for the scope of the Graph root, and declares that it can answer challenges', async () => {
    const { tokens, asked } = setUp();
    expect([await tokens.token(), await tokens.token()]).toEqual(['token-1', 'token-1']);
    expect(asked).toEqual([{ scope, claims: undefined, enableCae: true }]);
  });

  it('replaces a token five minutes before it expires', async () => {
    const { tokens, clock } = setUp();
    await tokens.token();
    clock.advance(55 * minute - 1);
    expect(await tokens.token()).toBe('token-1');
    clock.advance(1);
    expect(await tokens.token()).toBe('token-2');
  });

  it('shares one sign-in among the requests in flight', async () => {
    const { tokens, asked } = setUp();
    expect(await Promise.all([tokens.token(), tokens.token(), tokens.token()])).toEqual(Array(3).fill('token-1'));
    expect(asked).toHaveLength(1);
  });

  it('hands the claims of a challenge on', async () => {
    const { tokens, asked } = setUp();
    expect(await tokens.renew(await tokens.token(), { claims: '{"a":1}' })).toBe('token-2');
    expect(asked[1]).toEqual({ scope, claims: '{"a":1}', enableCae: true });
  });

  it('does not ask again where another request has replaced the refused token already', async () => {
    const { tokens, asked } = setUp();
    const refused = await tokens.token();
    await tokens.renew(refused, { claims: null });
    expect(await tokens.renew(refused, { claims: null })).toBe('token-2');
    expect(asked).toHaveLength(2);
  });

  it('starts with an empty cache where the library brings the refused token again', async () => {
    const { tokens, created } = setUp(async () => ({ token: 'same', expiresOnTimestamp: 60 * minute }));
    await tokens.renew(await tokens.token(), { claims: null });
    expect(created()).toBe(2);
  });

  it('turns a failed sign-in into one line and a remedy', async () => {
    const { tokens } = setUp(() => Promise.reject(new Error('AADSTS700016:\r\n  application \u001b[31mnot found')));
    await expect(tokens.token()).rejects.toMatchObject({
      kind: 'unobservable',
      code: 'signIn',
      message: 'could not sign in: AADSTS700016: application [31mnot found',
      remedy: expect.stringContaining('--auth'),
    });
  });

  it('lists what each credential of a chain said', async () => {
    const errors = [new Error('no variables'), new Error('no az')];
    const { tokens } = setUp(() => Promise.reject(Object.assign(new Error('all failed'), { errors })));
    await expect(tokens.token()).rejects.toMatchObject({
      code: 'signIn',
      details: [{ message: 'no variables' }, { message: 'no az' }],
    });
  });

  it('asks again after a failed sign-in', async () => {
    let failing = true;
    const { tokens } = setUp(async () => {
      if (failing) throw new Error('not yet');
      return { token: 'late', expiresOnTimestamp: 60 * minute };
    });
    await expect(tokens.token()).rejects.toMatchObject({ code: 'signIn' });
    failing = false;
    expect(await tokens.token()).toBe('late');
  });

  it('calls a sign-in without a token a failed one', async () => {
    const { tokens } = setUp(async () => null);
    await expect(tokens.token()).rejects.toMatchObject({ code: 'signIn' });
  });

  it.each(unfit)('calls a sign-in that brings %s a failed one, and does not repeat it', async (_what, token) => {
    const { tokens } = setUp(async () => ({ token, expiresOnTimestamp: 60 * minute }));
    await expect(tokens.token()).rejects.toMatchObject(refusal('the token that the sign-in gave'));
    await expect(tokens.renew('refused', { claims: null })).rejects.toMatchObject(
      refusal('the token that the sign-in gave'),
    );
  });

  it('does not wait for a sign-in that hangs once the run is stopped', async () => {
    const { tokens, stop } = setUp(() => new Promise(() => undefined));
    const asked = tokens.token();
    setImmediate(() => stop.abort());
    await expect(asked).rejects.toMatchObject({ kind: 'interrupted' });
  });

  it('does not wait for a sign-in beyond the deadline', async () => {
    const { run } = setUp();
    const hanging: Credential = { getToken: () => new Promise(() => undefined) };
    const tokens = credentialTokens(async () => hanging, scope, { ...run, deadline: 20 });
    await expect(tokens.token()).rejects.toMatchObject({ code: 'deadline' });
  });
});

describe('fixedToken', () => {
  it('is taken as it is', async () => {
    expect(await fixedToken('not.a/JWT+').token()).toBe('not.a/JWT+');
  });

  it.each([
    [null, /may have expired/],
    ['{}', /no longer satisfies/],
  ])('cannot be replaced (claims %s), and says what to set', async (claims, message) => {
    const refused = fixedToken('secret-token').renew('secret-token', { claims });
    await expect(refused).rejects.toMatchObject({ code: 'signIn', message: expect.stringMatching(message) });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('secret-token') });
  });

  it.each(unfit)('is refused where it is %s', async (_what, token) => {
    await expect(fixedToken(token).token()).rejects.toMatchObject({
      ...refusal('the access token in ENTRA_WRITEBACK_ACCESS_TOKEN'),
      remedy: 'set it again, without quotation marks, spaces and line breaks',
    });
  });
});
