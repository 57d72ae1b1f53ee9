import type { Change } from '../model/change.js';
import { Failure } from '../model/failure.js';
import { type Outcome, outcomeOf } from '../model/outcome.js';
import type { SettingObservation } from '../model/setting.js';
import { type Answer, describeAnswer, isSuccess } from './answer.js';
import { parseChallenge } from './challenge.js';
import { backoff, isUncertain, maxTries, waitBefore } from './retry.js';
import { checkGoing, isHalt, pause } from './run.js';
import { describeHalt, type Session } from './session.js';
import { type Expected, isVisible, movedValues, type SettingStep, stepSetting } from './setting-merge.js';
import { readSetting } from './setting-reader.js';
import type { GraphRequest } from './transport.js';

/** Writes the tenant's setting. Rejects only where a hook does. */
export async function writeSetting(session: Session, change: Change): Promise<void> {
  await session.hooks.outcome([
    await converge({ session, change, expected: null, sent: false, tries: 0, throttled: 0, renewals: 0 }),
  ]);
}

/** A setting's write on its way to its one outcome. */
interface Course {
  readonly session: Session;
  readonly change: Change;
  /** What the last request asked for. */
  expected: Expected;
  /** A request that may have had its effect was sent. */
  sent: boolean;
  /** Requests that did not end the matter; waiting out a throttled one is not among them. */
  tries: number;
  throttled: number;
  renewals: number;
}

const waiting = 'waiting to write the setting again';

/** Read, write, and round again until an outcome is certain: what is read is never older than the request it leads to. */
async function converge(course: Course): Promise<Outcome> {
  for (;;) {
    try {
      const live = await readLive(course);
      const step = stepSetting(course.change, live);
      if (step.kind !== 'send') return conclude(course, step, live);
      if (course.tries >= maxTries)
        return outcomeOf(course.change, 'failed', `no certain answer in ${course.tries} requests`);
      const ended = await send(course, step.request, step.expected);
      if (ended !== null) return ended;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return giveUp(course, error);
    }
  }
}

/** Where a request is open only the deadline may keep us from finding out. */
function readLive({ session, sent }: Course): Promise<SettingObservation> {
  return readSetting(sent ? session.calmHttp : session.http, session.parts.root);
}

function conclude(course: Course, step: Exclude<SettingStep, { kind: 'send' }>, live: SettingObservation): Outcome {
  const { change, sent, expected } = course;
  if (step.kind === 'failed') return outcomeOf(change, 'failed', step.message);
  if (step.kind === 'stale') return outcomeOf(change, 'stale', 'the value is neither as planned nor as wanted');
  return sent ? judgeRest(change, live, expected) : outcomeOf(change, 'alreadyApplied');
}

/** null: go round again. */
async function send(course: Course, request: GraphRequest, expected: Expected): Promise<Outcome | null> {
  const { session, change } = course;
  await session.parts.pace.take(1);
  checkGoing(session.run, waiting);
  await session.hooks.intent([change]);
  const made = await session.http.write(request, { requests: 1, writes: 1 });
  course.expected = expected;
  if (made.kind === 'lost') return retryInDoubt(course, request, null);
  const { answer } = made;
  session.parts.pace.heed(answer, course.throttled + 1);
  if (isSuccess(answer.status)) return confirm(course);
  if (answer.status === 429) return waitOut(course, answer);
  if (isUncertain(answer.status)) return retryInDoubt(course, request, answer);
  const challenge = parseChallenge(answer);
  if (challenge !== null && course.renewals < 2) {
    course.renewals += 1;
    await session.http.renew(made.token, challenge);
    return null;
  }
  if (isOvertaken(request, answer)) return retryOvertaken(course, request, answer);
  return outcomeOf(change, 'failed', explain(answer));
}

async function waitOut(course: Course, answer: Answer): Promise<null> {
  const { run } = course.session;
  course.throttled += 1;
  await pause(run, waitBefore(answer, course.throttled, run.clock.now(), run.clock.random()), waiting);
  return null;
}

/** What became of the request is open. A create must not be repeated before it has had time to show: it would be a second one. */
async function retryInDoubt(course: Course, request: GraphRequest, answer: Answer | null): Promise<null> {
  course.sent = true;
  course.tries += 1;
  const { clock } = course.session.run;
  await pause(course.session.calmRun, waitBefore(answer, course.tries, clock.now(), clock.random()), waiting);
  if (request.method === 'POST') await lookForSetting(course);
  return null;
}

/** Someone was faster: a second create is refused with 400, not 409; what was deleted is 404. */
function isOvertaken({ method }: GraphRequest, { status }: Answer): boolean {
  return (method === 'POST' && (status === 400 || status === 409)) || (method !== 'POST' && status === 404);
}

async function retryOvertaken(course: Course, request: GraphRequest, answer: Answer): Promise<Outcome | null> {
  const { session, change } = course;
  course.tries += 1;
  if (request.method === 'POST') {
    if (await lookForSetting(course)) return null;
    const said = `Graph refuses to create the setting, and lists none that is there: ${describeAnswer(answer)}`;
    return outcomeOf(change, 'failed', said);
  }
  // The list that named it lags behind: without a pause it would be asked to no end.
  const run = course.sent ? session.calmRun : session.run;
  await pause(run, backoff(course.tries, run.clock.random()), waiting);
  return null;
}

/** Whether a setting shows, looked for a few times as reads may lag behind writes. */
async function lookForSetting(course: Course): Promise<boolean> {
  const { session } = course;
  for (const wait of [0, ...session.parts.settlingWaits.slice(0, 3)]) {
    if (wait > 0) await pause(session.calmRun, wait, 'looking for the setting');
    if ((await readSetting(session.calmHttp, session.parts.root)).setting !== null) return true;
  }
  return false;
}

/** Reads everything back until our value shows; only then do the others say anything. */
async function confirm({ session, change, expected }: Course): Promise<Outcome> {
  try {
    for (const wait of [0, ...session.parts.settlingWaits]) {
      if (wait > 0) await pause(session.run, wait, 'waiting for the setting to show');
      const live = await readSetting(session.calmHttp, session.parts.root);
      if (isVisible(live, expected)) return judgeRest(change, live, expected);
    }
    return outcomeOf(change, 'acceptedNotVisible', 'Graph accepted it and does not show it yet');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return outcomeOf(change, 'acceptedNotVisible', `Graph accepted it; it could not be read back: ${error.message}`);
  }
}

function judgeRest(change: Change, live: SettingObservation, expected: Expected): Outcome {
  const moved = movedValues(live, expected);
  if (moved.length === 0) return outcomeOf(change, 'applied');
  return outcomeOf(change, 'failed', `written, but other values are not what they were: ${moved.join(', ')}`);
}

function giveUp({ change, sent }: Course, failure: Failure): Outcome {
  if (sent) return outcomeOf(change, 'failed', `what became of the request is unknown: ${failure.message}`);
  if (isHalt(failure)) return outcomeOf(change, 'notAttempted', describeHalt(failure));
  return outcomeOf(change, 'failed', failure.message);
}

function explain(answer: Answer): string {
  const said = describeAnswer(answer);
  return answer.status === 403 ? `${said}; writing needs GroupSettings.ReadWrite.All or Directory.ReadWrite.All` : said;
}
