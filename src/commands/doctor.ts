import type { Answered } from '../connect/index.js';
import { Failure } from '../model/failure.js';
import type { Policy } from '../model/policy.js';
import type { Command, Context } from './context.js';
import { type ExaminedTenant, examineTenant } from './examine-tenant.js';
import { readPolicyIfAny } from './read-policy.js';
import { asksServers, connectServers } from './servers.js';

const notAsked: ExaminedTenant = { tenant: null, checks: [] };

/** Looks at everything that a run needs: what fails does not hide what comes after it. */
export const doctor: Command = async (context) => {
  const policy = (await readPolicyIfAny(context))?.policy ?? null;
  const { tenant, checks } = context.options.scope === 'connect' ? notAsked : await examineTenant(context, policy);
  const { connect, unanswered } = await examineServers(context, policy);
  const { diagnose } = await import('../reconcile/diagnose.js');
  const { connectFacts } = await import('../reconcile/facts/connect-facts.js');
  const asked = context.options.scope === 'graph' ? null : policy;
  const all = [...checks, ...diagnose({ policy: asked, tenant, connect, unanswered })];
  await context.report({
    kind: 'doctor',
    diagnosis: {
      formatVersion: 1,
      tenant: tenant === null || tenant instanceof Failure ? null : { id: tenant.id, cloud: tenant.cloud },
      checks: all,
      facts: policy === null ? [] : connectFacts(policy, { connect }),
    },
  });
  return all.some(({ result }) => result === 'failed') ? 4 : 0;
};

type Examined = Pick<Answered, 'unanswered'> & { readonly connect: Answered['connect'] | null };

async function examineServers(context: Context, policy: Policy | null): Promise<Examined> {
  const nobody = { connect: null, unanswered: new Map() };
  if (policy === null || !asksServers(policy, context.options)) return nobody;
  return (await (await connectServers(context, policy))?.askEach()) ?? nobody;
}
