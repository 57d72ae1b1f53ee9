import { type Answer, describeAnswer, isSuccess } from './answer.js';
import { batchRequest, maxBatch, parseBatch } from './batch.js';
import { parseChallenge } from './challenge.js';
import { type Purpose, unreadable } from './failures.js';
import type { Http } from './http.js';
import { chunk, forEachLimited } from './parallel.js';
import { isPassing, maxTries, waitBefore } from './retry.js';
import { pause, type Run } from './run.js';

/** Reads many single resources of the beta version, twenty to a request. */
export interface BatchReading {
  readonly http: Http;
  readonly run: Run;
  readonly purpose: Purpose;
  /** Sent with every item. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Told how many paths have their last answer. */
  readonly settled?: (done: number) => void;
}

/** More in flight would not help: every item counts against the quota by itself. */
const inFlight = 4;

/**
 * One answer per path, in their order; none is missing, and what may pass has been retried item by item. An item that
 * stayed bad has its last answer. Throws a Failure where whole requests fail.
 */
export async function readBatched(reading: BatchReading, paths: readonly string[]): Promise<readonly Answer[]> {
  const answers: Answer[] = new Array(paths.length);
  const places = chunk([...paths.keys()], maxBatch);
  let settled = 0;
  await forEachLimited(places, inFlight, async (part) => {
    await readPart(reading, paths, part, answers);
    settled += part.length;
    reading.settled?.(settled);
  });
  return answers;
}

async function readPart(reading: BatchReading, paths: readonly string[], part: readonly number[], answers: Answer[]) {
  let left = part;
  for (let tries = 1; left.length > 0; tries += 1) {
    const round: Round = await readOnce(
      reading,
      left.map((place) => paths[place] ?? ''),
    );
    left = left.filter((place, index) => {
      const answer = round.answers[index] ?? missingAnswer;
      answers[place] = answer;
      return mayPass(answer) && tries < maxTries;
    });
    if (left.length > 0) await prepareNext(reading, round, tries);
  }
}

interface Round {
  readonly answers: readonly (Answer | undefined)[];
  readonly token: string;
}

async function readOnce({ http, purpose, headers }: BatchReading, paths: readonly string[]): Promise<Round> {
  const request = batchRequest(paths.map((path) => ({ method: 'GET', path, ...(headers && { headers }) })));
  const weight = { requests: paths.length, writes: 0 };
  // 424 for a batch whose parts are throttled is on an older page of the documentation.
  const whole = await http.read({ ...request, purpose, weight, accept: [424] });
  const answers = parseBatch(whole.json, paths.length);
  if (answers === null) {
    const message = `could not read ${purpose.what}: the answer is no batch (${describeAnswer(whole)})`;
    throw unreadable(message, 'check --graph-url');
  }
  http.throttled(answers.filter((answer) => answer?.status === 429).length);
  return { answers, token: whole.token };
}

function mayPass(answer: Answer): boolean {
  if (isSuccess(answer.status)) return answer.json === undefined;
  return isPassing(answer.status) || answer === missingAnswer || parseChallenge(answer) !== null;
}

/** A fresh token where an item was refused one, and the longest wait that an item asks for. */
async function prepareNext({ http, run, purpose }: BatchReading, { answers, token }: Round, tries: number) {
  const again = answers.map((answer) => answer ?? missingAnswer).filter(mayPass);
  const challenge = again.map(parseChallenge).find((one) => one !== null);
  if (challenge !== undefined) await http.renew(token, challenge);
  const now = run.clock.now();
  const waits = again.map((answer) => waitBefore(answer, tries, now, run.clock.random()));
  await pause(run, Math.max(...waits), `reading ${purpose.what}`);
}

/** Stands in for an item that a batch answer lacks. */
const missingAnswer: Answer = { status: 0, header: () => null, json: undefined };
