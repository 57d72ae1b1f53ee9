import { resolve } from 'node:path';
import type { Approved, Reveal } from '../apply/execution.js';
import { readJournal } from '../apply/journal.js';
import { takeLock } from '../apply/lock.js';
import type { Change } from '../model/change.js';
import { eligibleKinds } from '../model/group.js';
import { idOfKey, isKeyOf, isRuleKey, keyedBy, settingKey } from '../model/key.js';
import type { ObservationScope } from '../model/observation.js';
import { type Outcome, outcomeOf } from '../model/outcome.js';
import type { Plan } from '../model/plan.js';
import { planUndo } from '../reconcile/undo.js';
import { carryOut, confirmWrites, refuseAll, refusedFailure } from './carry-out.js';
import { connect } from './connection.js';
import type { Command, Context } from './context.js';
import {
  observeAndPlan,
  type Planned,
  type PlanRequest,
  planInput,
  planRequest,
  runContext,
  scopeFor,
} from './make-plan.js';
import { examinedBy } from './members.js';
import { printsText, usage } from './options.js';
import { type ReadPolicy, readPolicy } from './read-policy.js';

export const undo: Command = async (context) => {
  const read = await readPolicy(context);
  const file = context.args[0] ?? '';
  const record = readJournal(resolve(context.io.cwd, file), file);
  if (record.tenantId !== read.policy.tenant.id) {
    throw usage(
      `${file} is about tenant ${record.tenantId}, the policy about another.`,
      'Give the policy of that tenant with -p.',
    );
  }
  const lock = takeLock(read.policy.tenant.id, context.io.cwd, context.io.now());
  try {
    return await undoLocked(context, read, record.written);
  } finally {
    lock.release();
  }
};

async function undoLocked(context: Context, read: ReadPolicy, written: readonly Change[]): Promise<number> {
  const request = await planRequest(context, read, 'undo');
  const connection = await connect(context, read.policy);
  const examined = await examinedBy(read.policy);
  const wanted = withWritten(await scopeFor(request), written);
  const look = (reveal: Reveal = (observed) => observed) =>
    observeAndPlan(
      request,
      wanted,
      async (scope) => reveal(await connection.observer.observe(scope, examined)),
      async (observed) => planUndo(written, await planInput(context, request, observed)),
    );
  const { plan, observation } = await look();
  await refuseAll(context, plan, plan.refusals);
  tellParts(context, plan);
  const settled = leftAlone(plan);
  const isLate = plan.changes.length > 0 && (await confirmWrites(context, plan));
  const found = [...plan.changes, ...settled].map(({ key }) => key);
  const first: Approved = { write: plan.changes, settled, found, observation, window: plan.window };
  const approveAgain = async (reveal?: Reveal) => judgeAgain(context, request, plan, await look(reveal));
  const approved = isLate ? joinSettled(await approveAgain(), settled) : first;
  return await carryOut(context, { kind: 'undo', plan, connection, replan: null, approveAgain }, (write) =>
    write(approved),
  );
}

/** As an apply of a saved plan is judged; waves are none of an undo's. */
async function judgeAgain(context: Context, request: PlanRequest, plan: Plan, fresh: Planned): Promise<Approved> {
  const { judgeWrites } = await import('../reconcile/judge-writes.js');
  const { observation } = fresh;
  const run = await runContext(context, request, observation);
  const policy = { safety: request.read.policy.safety, rollout: null };
  const given = { policy, observation, run, now: context.io.now(), first: new Set(plan.changes.map(({ key }) => key)) };
  const { refusals, ...writes } = judgeWrites(plan, fresh.plan, given);
  const [worst, ...rest] = refusals;
  if (worst !== undefined) throw refusedFailure([worst, ...rest], 'nothing was written');
  const found = fresh.plan.changes.map(({ key }) => key);
  return { ...writes, found, observation, window: fresh.plan.window };
}

function joinSettled(approved: Approved, settled: readonly Outcome[]): Approved {
  return { ...approved, settled: [...settled, ...approved.settled] };
}

/** What cannot be taken back at all is an outcome too: an undo that left something is not complete. */
function leftAlone({ changes, warnings }: Plan): Outcome[] {
  const changing = new Set(changes.map(({ key }) => key));
  return warnings
    .filter(({ code }) => code === 'notUndone')
    .flatMap(({ keys = [], message }) => keys.map((key) => ({ key, message })))
    .filter(({ key }) => !changing.has(key))
    .map(({ key, message }) => outcomeOf({ key, action: 'update' }, 'notAttempted', message));
}

/** What is taken back only in part: the result has no place for that, and the plan that has is shown only as text. */
function tellParts({ options, notify }: Context, { changes, warnings }: Plan): void {
  if (printsText(options)) return;
  const changing = new Set(changes.map(({ key }) => key));
  const parts = warnings.filter(({ code, keys = [] }) => code === 'notUndone' && keys.some((key) => changing.has(key)));
  for (const { message } of parts) notify(message);
}

/** The policy may have been changed since: what was written is read whether it names it or not. */
function withWritten(scope: ObservationScope, written: readonly Change[]): ObservationScope {
  const ids = keyedBy('group', written).map(({ key }) => idOfKey(key));
  const connect = scope.connect || written.some(({ key }) => !isKeyOf('group', key) && key !== settingKey);
  const lists = scope.memberCounts && written.some(disablesLimit) ? eligibleKinds : scope.lists;
  return { ...scope, setting: true, lists, ids: [...new Set([...scope.ids, ...ids])], connect };
}

/** Enabled again, the member-limit rule reaches every group: to tell what it drops takes all of them. */
function disablesLimit({ key, after }: Change): boolean {
  return isRuleKey('memberLimit', key) && after?.disabled === true;
}
