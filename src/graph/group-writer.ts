import { Failure } from '../model/failure.js';
import { isObject } from '../model/json.js';
import { type Outcome, outcomeOf } from '../model/outcome.js';
import { type Answer, describeAnswer, isSuccess } from './answer.js';
import { batchRequest, maxBatch, parseBatch } from './batch.js';
import { readBatched } from './batch-read.js';
import { parseChallenge } from './challenge.js';
import { purposes } from './failures.js';
import {
  beginItem,
  bodyOf,
  changeToSend,
  decide,
  failed,
  failedInDoubt,
  type GroupWrite,
  type Item,
  type Step,
  takeAnswer,
  takeReading,
} from './group-item.js';
import { parseWriteback } from './group-record.js';
import type { Attempt } from './http.js';
import { chunk, forEachLimited } from './parallel.js';
import { checkGoing, isHalt, pause } from './run.js';
import { describeHalt, type Session } from './session.js';

/** Batches under way at once. */
const inFlight = 4;

const waiting = 'waiting to write again';

/** Writes groups, in batches, until each has its outcome. Rejects only where a hook does. */
export async function writeGroups(session: Session, writes: readonly GroupWrite[]): Promise<void> {
  let items = writes.map(beginItem);
  while (items.length > 0) {
    const left: Item[] = [];
    await forEachLimited(chunk(items, Math.min(maxBatch, session.parts.pace.largest)), inFlight, async (part) => {
      left.push(...(await writePart(session, part)));
    });
    items = left;
  }
}

/** One request for a part of the items, as far as they need one. Returns those that are not at their end yet. */
async function writePart(session: Session, part: readonly Item[]): Promise<Item[]> {
  try {
    await waitForTurn(session, part);
  } catch (error) {
    return end(session, await haltAll(session, part, asFailure(error)));
  }
  const steps = await freshen(session, part);
  const due = steps.flatMap((step) => ('again' in step ? [step.again] : []));
  session.parts.pace.giveBack(part.length - due.length);
  await end(
    session,
    steps.filter((step) => 'outcome' in step),
  );
  return due.length === 0 ? [] : end(session, await send(session, due));
}

/** Tells the outcomes that are certain and returns the items that go on. */
async function end(session: Session, steps: readonly Step[]): Promise<Item[]> {
  const outcomes = steps.flatMap((step): Outcome[] => ('outcome' in step ? [step.outcome] : []));
  if (outcomes.length > 0) await session.hooks.outcome(outcomes);
  return steps.flatMap((step) => ('again' in step ? [step.again] : []));
}

async function waitForTurn({ run, parts, refusal }: Session, part: readonly Item[]): Promise<void> {
  if (refusal !== null) throw refusal;
  const wait = Math.max(...part.map((item) => item.dueAt)) - run.clock.now();
  if (wait > 0) await pause(run, wait, waiting);
  await parts.pace.take(part.length);
  checkGoing(run, waiting);
}

/** Reads again what was read too long ago or whose last request is open, and decides on every item. */
async function freshen(session: Session, part: readonly Item[]): Promise<Step[]> {
  const oldest = session.run.clock.now() - session.parts.maxReadAge;
  const needsReading = (item: Item) => item.doubt !== null || item.readAt < oldest;
  const read = await readAgain(session, part.filter(needsReading));
  return part.map((item) => read.get(item.id) ?? decide(item));
}

/** What reading says of each item, by its id. */
async function readAgain(session: Session, items: readonly Item[]): Promise<Map<string, Step>> {
  if (items.length === 0) return new Map();
  const open = items.some((item) => item.doubt !== null);
  const [http, run] = open ? [session.calmHttp, session.calmRun] : [session.http, session.run];
  const paths = items.map(
    ({ id }) => `/groups/${encodeURIComponent(id)}?$select=id,displayName,writebackConfiguration`,
  );
  try {
    const answers = await readBatched({ http, run, purpose: purposes.groups }, paths);
    const now = run.clock.now();
    return new Map(items.map((item, index) => [item.id, takeReadAnswer(item, answers[index], now)]));
  } catch (error) {
    const failure = asFailure(error);
    return new Map(items.map((item) => [item.id, unreadStep(item, failure)]));
  }
}

function takeReadAnswer(item: Item, answer: Answer | undefined, now: number): Step {
  const { change } = item.write;
  if (answer?.status === 404) return failed(change, 'the group no longer exists');
  if (answer === undefined || !isSuccess(answer.status) || !isObject(answer.json)) {
    return failedInDoubt(item, `${unread(item)}: ${answer === undefined ? 'no answer' : describeAnswer(answer)}`);
  }
  try {
    return takeReading(item, parseWriteback(answer.json), now);
  } catch (error) {
    return failedInDoubt(item, `${unread(item)}: ${asFailure(error).message}`);
  }
}

function unreadStep(item: Item, failure: Failure): Step {
  const { change } = item.write;
  if (item.doubt === null && isHalt(failure))
    return { outcome: outcomeOf(change, 'notAttempted', describeHalt(failure)) };
  return failedInDoubt(item, `${unread(item)}: ${failure.message}`);
}

function unread({ doubt }: Item): string {
  return doubt === null
    ? 'not sent, as the group could not be read again'
    : `what became of the request is unknown (${doubt}), and the group could not be read again`;
}

async function send(session: Session, due: readonly Item[]): Promise<Step[]> {
  const { run, http, hooks, parts } = session;
  try {
    checkGoing(run, waiting);
    await hooks.intent(due.map(changeToSend));
  } catch (error) {
    parts.pace.giveBack(due.length);
    if (!(error instanceof Failure && isHalt(error))) throw error;
    return haltAll(session, due, error);
  }
  try {
    const path = (item: Item) => `/groups/${encodeURIComponent(item.id)}`;
    const request = batchRequest(due.map((item) => ({ method: 'PATCH', path: path(item), body: bodyOf(item) })));
    const made = await http.write(request, { requests: due.length, writes: due.length });
    return await takeAnswers(session, due, made);
  } catch (error) {
    session.refusal = asFailure(error);
    return haltAll(session, due, session.refusal);
  }
}

async function takeAnswers(session: Session, due: readonly Item[], made: Attempt): Promise<Step[]> {
  const { run, parts } = session;
  const answers = answersOf(session, made, due.length);
  const reason = made.kind === 'lost' ? made.reason : 'the answer to the batch lacks it';
  const refused = answers.find((answer) => answer !== undefined && parseChallenge(answer) !== null);
  if (made.kind === 'answer') parts.pace.heed(made.answer, Math.max(...due.map(({ throttled }) => throttled)) + 1);
  for (const [index, answer] of answers.entries()) {
    if (answer !== undefined) parts.pace.heed(answer, (due[index]?.throttled ?? 0) + 1);
  }
  const steps = due.map((item, index) => takeAnswer(item, answers[index], reason, run.clock.now(), run.clock.random()));
  const goesOn = steps.some((step) => 'again' in step);
  if (refused !== undefined && made.kind === 'answer' && goesOn) await renew(session, made.token, refused);
  return steps;
}

/** A refusal of the whole batch is one of each item: none of them was carried out. */
function answersOf({ http }: Session, made: Attempt, count: number): readonly (Answer | undefined)[] {
  const none = new Array<undefined>(count).fill(undefined);
  if (made.kind === 'lost') return none;
  const { answer } = made;
  if (!isSuccess(answer.status) && answer.status !== 424) return new Array<Answer>(count).fill(answer);
  const answers = parseBatch(answer.json, count) ?? none;
  http.throttled(answers.filter((one) => one?.status === 429).length);
  return answers;
}

/** Where there is no other token the items go on all the same: their next turn tells them so. */
async function renew(session: Session, refused: string, answer: Answer): Promise<void> {
  const challenge = parseChallenge(answer);
  if (challenge === null) return;
  try {
    await session.http.renew(refused, challenge);
  } catch (error) {
    session.refusal = asFailure(error);
  }
}

/** The run is over: nothing more is sent, but where a request is open the group is read once more if there is time. */
async function haltAll(session: Session, items: readonly Item[], failure: Failure): Promise<Step[]> {
  const open = items.filter((item) => item.doubt !== null);
  const read = await readAgain(session, open);
  return items.map((item): Step => {
    const step = read.get(item.id);
    if (step === undefined) return { outcome: outcomeOf(item.write.change, 'notAttempted', describeHalt(failure)) };
    if ('outcome' in step) return step;
    return failedInDoubt(item, `the answer to its request was lost (${item.doubt}), and the group still is as before`);
  });
}

/** Anything but a Failure is a bug, or a hook's own error: both go up. */
function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
