import type { Change } from '../model/change.js';
import type { WritebackConfiguration } from '../model/group.js';
import { type Outcome, outcomeOf } from '../model/outcome.js';
import type { GraphWrite } from '../model/ports.js';
import { type Answer, describeAnswer, isSuccess } from './answer.js';
import { parseChallenge } from './challenge.js';
import { judge, mergeGroup } from './group-merge.js';
import { isUncertain, maxTries, waitBefore } from './retry.js';

export type GroupWrite = Extract<GraphWrite, { resource: 'group' }>;

/** A group's write on its way to its one outcome. */
export interface Item {
  readonly write: GroupWrite;
  readonly id: string;
  readonly live: WritebackConfiguration;
  /** Epoch milliseconds. */
  readonly readAt: number;
  /** Why nobody knows what became of the last request; null: nothing is open. Read before anything else is sent. */
  readonly doubt: string | null;
  /** A request that may have had its effect was sent at some time. */
  readonly sent: boolean;
  /** Requests without a certain answer. */
  readonly tries: number;
  /** Answers 429, which say that nothing was done. */
  readonly throttled: number;
  /** Fresh tokens that were needed. */
  readonly renewals: number;
  /** Stands for the null that the service refused. */
  readonly standIn: boolean | null;
  /** Epoch milliseconds before which nothing is sent. */
  readonly dueAt: number;
}

/** One step on: an outcome, or the item to go on with. */
export type Step = { readonly outcome: Outcome } | { readonly again: Item };

export function beginItem(write: GroupWrite): Item {
  return {
    write,
    id: write.change.key.slice(write.change.key.indexOf('/') + 1),
    live: write.live,
    readAt: write.readAt,
    doubt: null,
    sent: false,
    tries: 0,
    throttled: 0,
    renewals: 0,
    standIn: null,
    dueAt: 0,
  };
}

/** The change as its next request makes it. */
export function changeToSend({ write: { change }, standIn }: Item): Change {
  return standIn === null ? change : { ...change, after: { ...change.after, isEnabled: standIn } };
}

export function bodyOf(item: Item): { readonly writebackConfiguration: ReturnType<typeof mergeGroup> } {
  return { writebackConfiguration: mergeGroup(item.write.change, item.live, item.standIn) };
}

/** Whether the group, as last read, is to be written. */
export function decide(item: Item): Step {
  const { change } = item.write;
  const verdict = judge(change, item.live);
  if (verdict === 'done' || arrived(item)) return done(item);
  if (verdict === 'stale')
    return { outcome: outcomeOf(change, 'stale', 'the group is neither as planned nor as wanted') };
  if (item.tries >= maxTries) {
    return failedInDoubt(
      item,
      `no certain answer in ${item.tries} requests, and the group still is as before (${item.doubt})`,
    );
  }
  if (unsetsType(change, item.live)) return failed(change, 'onPremisesGroupType can never be unset once it is set');
  return { again: { ...item, doubt: null } };
}

/** Whether what stands for the null shows, where nobody knows what became of the request that wrote it. */
function arrived(item: Item): boolean {
  return item.standIn !== null && item.doubt !== null && judge(changeToSend(item), item.live) === 'done';
}

/** What a reading of the group says. */
export function takeReading(item: Item, live: WritebackConfiguration, readAt: number): Step {
  return decide({ ...item, live, readAt });
}

/** What the answer to a request that wrote says; undefined: there is none, so what became of it is open. */
export function takeAnswer(item: Item, answer: Answer | undefined, reason: string, now: number, random: number): Step {
  const { change, insteadOfNull } = item.write;
  if (answer === undefined) return inDoubt(item, null, reason, now, random);
  if (isSuccess(answer.status)) return done({ ...item, sent: true });
  if (answer.status === 429) {
    const throttled = item.throttled + 1;
    return { again: { ...item, throttled, dueAt: now + waitBefore(answer, throttled, now, random) } };
  }
  if (isUncertain(answer.status) || answer.status === 424) {
    return inDoubt(item, answer, describeAnswer(answer), now, random);
  }
  if (parseChallenge(answer) !== null && item.renewals < 2) return { again: { ...item, renewals: item.renewals + 1 } };
  if (refusesNull(item, answer) && insteadOfNull !== undefined) return { again: { ...item, standIn: insteadOfNull } };
  return failed(change, explain(answer));
}

export function failed(change: Change, message: string): Step {
  return { outcome: outcomeOf(change, 'failed', message) };
}

/** Failed as far as can be told; where a request is still open it may have been written all the same. */
export function failedInDoubt({ doubt, write }: Item, message: string): Step {
  const outcome = outcomeOf(write.change, 'failed', message);
  return { outcome: doubt === null ? outcome : { ...outcome, uncertain: true } };
}

function inDoubt(item: Item, answer: Answer | null, doubt: string, now: number, random: number): Step {
  const tries = item.tries + 1;
  return { again: { ...item, doubt, sent: true, tries, dueAt: now + waitBefore(answer, tries, now, random) } };
}

function done(item: Item): Step {
  const { change } = item.write;
  if (!item.sent) return { outcome: outcomeOf(change, 'alreadyApplied') };
  const message = `isEnabled cannot go back to null: it was set to ${item.standIn}, which comes to the same`;
  return { outcome: item.standIn === null ? outcomeOf(change, 'applied') : outcomeOf(change, 'applied', message) };
}

function refusesNull({ write, standIn }: Item, answer: Answer): boolean {
  return answer.status === 400 && standIn === null && write.change.after?.isEnabled === null;
}

function unsetsType({ after }: Change, live: WritebackConfiguration): boolean {
  return after !== null && after.onPremisesGroupType === null && live.onPremisesGroupType !== null;
}

function explain(answer: Answer): string {
  const said = describeAnswer(answer);
  if (answer.status === 404) return `the group no longer exists: ${said}`;
  if (answer.status !== 403) return said;
  return `${said}; writing needs Group.ReadWrite.All, and RoleManagement.ReadWrite.Directory where the group is role-assignable`;
}
