import { Failure } from '../model/failure.js';
import { type Answer, isSuccess } from './answer.js';
import { type Challenge, parseChallenge } from './challenge.js';
import type { Counter } from './counts.js';
import { answerFailure, type Purpose, unobservable, unreadable } from './failures.js';
import { isPassing, maxTries, waitBefore } from './retry.js';
import { checkGoing, pause, type Run } from './run.js';
import type { TokenSource } from './token.js';
import type { GraphRequest, Transport } from './transport.js';

/** How many requests, and writes, this one is to the service: a batch is as many as its items. */
export interface Weight {
  readonly requests: number;
  readonly writes: number;
}

export type ReadRequest = GraphRequest & {
  readonly purpose: Purpose;
  readonly weight?: Weight;
  /** Statuses that are answers here, not failures. */
  readonly accept?: readonly number[];
};

/** An answer and the token that got it. */
export type ReadAnswer = Answer & { readonly token: string };

/** One request made once: a complete answer, or the reason why there is none. */
export type Attempt =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly token: string }
  | { readonly kind: 'lost'; readonly reason: string };

/** Requests to one Graph root, with sign-in, time limits and counting. */
export interface Http {
  /** Retries what may pass. Every other ending throws a Failure. */
  read(request: ReadRequest): Promise<ReadAnswer>;
  /** One try of a request that writes: never repeated here, and finished even where the run has been stopped. */
  write(request: GraphRequest, weight: Weight): Promise<Attempt>;
  /** Gets a token in place of a refused one. Throws a Failure (`signIn`) where there is none. */
  renew(refused: string, challenge: Challenge): Promise<void>;
  throttled(requests: number): void;
}

/** How far past the deadline a write that is in flight may still be answered, milliseconds. */
const grace = 5000;

export function createHttp(run: Run, transport: Transport, tokens: TokenSource, counter: Counter): Http {
  const once = async (request: GraphRequest, weight: Weight, limit: number, stop: AbortSignal | null) => {
    const token = await tokens.token();
    counter.sent(weight.requests, weight.writes);
    return attempt(limit, stop, async (signal) => {
      const answer = await transport(request, token, signal);
      if (answer.status === 429) counter.throttled(weight.requests);
      return { kind: 'answer', answer, token };
    });
  };
  const renew: Http['renew'] = async (refused, challenge) => {
    await tokens.renew(refused, challenge);
  };
  return {
    renew,
    throttled: counter.throttled,
    write: (request, weight) => {
      const left = run.deadline - run.clock.now();
      return once(request, weight, Math.min(run.requestTimeout, Math.max(left, grace)), null);
    },
    read: (request) => {
      const limit = () => Math.min(run.requestTimeout, run.deadline - run.clock.now());
      return read(request, run, renew, () => once(request, request.weight ?? single, limit(), run.stop));
    },
  };
}

const single: Weight = { requests: 1, writes: 0 };

/** Tries until an answer is final: what may pass is tried again, a refused token is replaced once for each reason to. */
async function read(
  request: ReadRequest,
  run: Run,
  renew: Http['renew'],
  once: () => Promise<Attempt>,
): Promise<ReadAnswer> {
  const { purpose } = request;
  const why = `reading ${purpose.what}`;
  const renewed = new Set<string>();
  for (let tries = 1; ; ) {
    checkGoing(run, why);
    const made = await once();
    checkGoing(run, why);
    if (made.kind === 'answer' && isFinal(request, made.answer)) return { ...made.answer, token: made.token };
    if (await replaceToken(purpose, made, renewed, renew)) continue;
    if (!mayPass(made) || tries === maxTries) throw readFailure(purpose, made, tries);
    const answer = made.kind === 'answer' ? made.answer : null;
    await pause(run, waitBefore(answer, tries, run.clock.now(), run.clock.random()), why);
    tries += 1;
  }
}

/** false: the answer says nothing about the token. */
async function replaceToken(
  purpose: Purpose,
  made: Attempt,
  renewed: Set<string>,
  renew: Http['renew'],
): Promise<boolean> {
  const challenge = made.kind === 'answer' ? parseChallenge(made.answer) : null;
  if (made.kind === 'lost' || challenge === null) return false;
  const reason = challenge.claims === null ? 'expired' : 'claims';
  if (renewed.has(reason)) throw refusedTwice(purpose, made.answer);
  renewed.add(reason);
  await renew(made.token, challenge);
  return true;
}

function isFinal(request: ReadRequest, answer: Answer): boolean {
  // Conditional access says 403 too: that one a fresh token answers (docs:concepts/errors.md).
  if (request.accept?.includes(answer.status)) return parseChallenge(answer) === null;
  return isSuccess(answer.status) && answer.json !== undefined;
}

/** A success whose body is not JSON was cut off, or came from something that stood in for Graph for a moment. */
function mayPass(made: Attempt): boolean {
  return made.kind === 'lost' || isPassing(made.answer.status) || isSuccess(made.answer.status);
}

function readFailure(purpose: Purpose, made: Attempt, tries: number): Failure {
  if (made.kind === 'lost') {
    const message = `could not read ${purpose.what}: no answer in ${tries} tries (${made.reason})`;
    return unobservable('network', message, 'check the network, proxy settings and --graph-url');
  }
  if (!isSuccess(made.answer.status)) return answerFailure(purpose, made.answer);
  const message = `could not read ${purpose.what}: the answer is not JSON (status ${made.answer.status})`;
  return unreadable(message, 'check --graph-url, and that no proxy answers in place of Graph');
}

function refusedTwice(purpose: Purpose, answer: Answer): Failure {
  const failure = answerFailure(purpose, answer);
  return unobservable(
    'signIn',
    `a fresh token was refused too: ${failure.message}`,
    'check the account, its conditional access and the cloud in the policy',
  );
}

/** The time limit is real time: sockets do not know a test's clock. */
async function attempt(
  limit: number,
  stop: AbortSignal | null,
  task: (signal: AbortSignal) => Promise<Attempt>,
): Promise<Attempt> {
  const timeout = new AbortController();
  const abort = () => timeout.abort();
  const timer = setTimeout(abort, Math.max(limit, 1));
  stop?.addEventListener('abort', abort, { once: true });
  if (stop?.aborted) abort();
  try {
    return await task(timeout.signal);
  } catch (error) {
    if (error instanceof Failure) throw error;
    return { kind: 'lost', reason: timeout.signal.aborted ? 'timed out' : describeFault(error) };
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener('abort', abort);
  }
}

/** fetch says "fetch failed"; why is in its cause. */
function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message || error.message;
}
