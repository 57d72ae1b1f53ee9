import { keyedBy, serverOf } from '../model/key.js';
import type { Plan } from '../model/plan.js';
import type { Command, Context } from './context.js';
import { usage } from './options.js';
import { readPlan } from './plan-file.js';
import { readPolicyIfAny } from './read-policy.js';

/** Prints a script and nothing else, so that it can be sent to a file. */
export const connectScript: Command = async (context) => {
  const { apply, server } = context.options;
  if (apply !== undefined) {
    const plan = await readPlan(apply, context);
    const { printApplyScript } = await import('../connect/index.js');
    context.io.out(printApplyScript(plan, chooseServer(plan, server)));
    return 0;
  }
  if (server !== undefined)
    throw usage('--server goes with --apply.', 'The collect script is the same for every server.');
  context.io.out(await collectScript(context));
  return 0;
};

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
