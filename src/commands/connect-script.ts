import { Failure } from '../model/failure.js';
import { keyedBy, serverOf } from '../model/key.js';
import type { Plan } from '../model/plan.js';
import { defaultFactAge, type Policy } from '../model/policy.js';
import type { Command, Context } from './context.js';
import { usage } from './options.js';
import { readPlan } from './plan-file.js';
import { readPolicyIfAny } from './read-policy.js';

/** Prints a script and nothing else, so that it can be sent to a file. */
export const connectScript: Command = async (context) => {
  const { apply, server } = context.options;
  if (apply !== undefined) {
    context.io.out(await applyScript(apply, context));
    return 0;
  }
  if (server !== undefined)
    throw usage('--server goes with --apply.', 'The collect script is the same for every server.');
  context.io.out(await collectScript(context));
  return 0;
};

/** The script keeps the day on which the approval becomes too old. */
async function applyScript(file: string, context: Context): Promise<string> {
  const plan = await readPlan(file, context);
  const read = await readPolicyIfAny(context);
  const { maxFactAge } = read?.policy.safety ?? { maxFactAge: defaultFactAge };
  await assertApproved(plan, read?.policy ?? null, { now: context.io.now(), maxFactAge });
  const { printApplyScript } = await import('../connect/index.js');
  const notAfter = new Date(Date.parse(plan.createdAt) + maxFactAge);
  const { keysDone } = await import('../apply/read-journal.js');
  const done = keysDone(context.io.cwd, plan.digest);
  return printApplyScript(plan, chooseServer(plan, context.options.server), { notAfter, done });
}

/** An approval for another policy than the one at hand, or one that is too old, is none here either. */
async function assertApproved(
  plan: Plan,
  policy: Policy | null,
  limits: { now: Date; maxFactAge: number },
): Promise<void> {
  const { whyOtherPolicy, whyTooOld } = await import('../reconcile/approve.js');
  const other = policy && whyOtherPolicy(plan, { policyDigest: policy.digest, tenant: policy.tenant });
  if (other !== null)
    throw new Failure('refused', 'planChanged', other, `${printAnew} Or name the policy of this plan with -p.`);
  const tooOld = whyTooOld(plan, limits);
  if (tooOld !== null) throw new Failure('refused', 'planAge', tooOld, printAnew);
}

const printAnew = 'Make a new plan, review it and print its script.';

async function collectScript(context: Context): Promise<string> {
  const read = await readPolicyIfAny(context);
  const { printCollectScript } = await import('../connect/index.js');
  return printCollectScript({ directoryServer: read?.policy.activeDirectory.server ?? null, version: context.version });
}

/** The one server for which the plan has rule changes, or the one that is named. */
function chooseServer({ changes }: Plan, name: string | undefined): string {
  const servers = [...new Set(keyedBy('syncRule', changes).map(({ key }) => serverOf(key)))];
  const list = servers.join(', ');
  if (servers.length === 0) throw usage('This plan changes no sync rule.', 'What it changes is done by apply.');
  if (name === undefined && servers.length === 1) return servers[0] ?? '';
  if (name === undefined)
    throw usage('This plan changes rules on several servers.', `Name one with --server: ${list}.`);
  const found = servers.find((server) => server.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw usage(`This plan changes no sync rule on ${name}.`, `Servers: ${list}.`);
  return found;
}
