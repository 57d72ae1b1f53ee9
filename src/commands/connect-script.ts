import { Failure } from '../model/failure.js';
import { keyedBy, serverOf } from '../model/key.js';
import type { Plan } from '../model/plan.js';
import { defaultFactAge } from '../model/policy.js';
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

/** An approval that is too old is none here either, and the script keeps the day on which it becomes that. */
async function applyScript(file: string, context: Context): Promise<string> {
  const plan = await readPlan(file, context);
  const read = await readPolicyIfAny(context);
  const [{ printApplyScript }, { whyTooOld }] = await Promise.all([
    import('../connect/index.js'),
    import('../reconcile/approve.js'),
  ]);
  const { maxFactAge } = read?.policy.safety ?? { maxFactAge: defaultFactAge };
  const tooOld = whyTooOld(plan, { now: context.io.now(), maxFactAge });
  if (tooOld !== null)
    throw new Failure('refused', 'planAge', tooOld, 'Make a new plan, review it and print its script.');
  const notAfter = new Date(Date.parse(plan.createdAt) + maxFactAge);
  return printApplyScript(plan, chooseServer(plan, context.options.server), notAfter);
}

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
