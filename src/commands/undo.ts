import { resolve } from 'node:path';
import { readJournal } from '../apply/journal.js';
import { takeLock } from '../apply/lock.js';
import { type Change, settingKey } from '../model/change.js';
import type { ObservationScope } from '../model/observation.js';
import type { Plan } from '../model/plan.js';
import { planUndo } from '../reconcile/undo.js';
import { carryOut, confirmWrites, refuseAll } from './carry-out.js';
import { connect } from './connect.js';
import type { Command, Context } from './context.js';
import { planInput, planRequest, scopeFor } from './make-plan.js';
import { usage } from './options.js';
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
  const scope = withWritten(await scopeFor(request), written);
  const observation = await connection.observer.observe(scope);
  const plan = planUndo(written, await planInput(context, request, observation));
  await refuseAll(context, plan, plan.refusals);
  tellLeft(context, plan);
  if (plan.changes.length > 0) await confirmWrites(context, plan);
  return await carryOut(context, {
    kind: 'undo',
    plan,
    write: plan.changes,
    settled: [],
    found: plan.changes.map(({ key }) => key),
    observation,
    connection,
    replan: null,
  });
}

/** The result has no place for what is not taken back, and the plan that has is shown only as text, before changes. */
function tellLeft({ options, notify }: Context, { changes, warnings }: Plan): void {
  if (changes.length > 0 && (options.format ?? 'text') === 'text') return;
  for (const { message } of warnings.filter(({ code }) => code === 'notUndone')) notify(message);
}

/** The policy may have been changed since: what was written is read whether it names it or not. */
function withWritten(scope: ObservationScope, written: readonly Change[]): ObservationScope {
  const ids = written.filter(({ key }) => key !== settingKey).map(({ key }) => key.slice('group/'.length));
  return { ...scope, setting: true, ids: [...new Set([...scope.ids, ...ids])] };
}
