import { Failure } from '../model/failure.js';
import type { Policy } from '../model/policy.js';
import type { ConnectObservation } from '../model/server.js';
import type { Command, Context } from './context.js';
import { attempt, type ExaminedTenant, examineTenant } from './examine-tenant.js';
import { readPolicyIfAny } from './read-policy.js';
import { asksServers, connectServers } from './servers.js';

const notAsked: ExaminedTenant = { tenant: null, checks: [] };

/** Looks at everything that a run needs: what fails does not hide what comes after it. */
export const doctor: Command = async (context) => {
  const policy = (await readPolicyIfAny(context))?.policy ?? null;
  const { tenant, checks } = context.options.scope === 'connect' ? notAsked : await examineTenant(context, policy);
  const connect = policy === null ? null : await examineServers(context, policy);
  const { diagnose } = await import('../reconcile/diagnose.js');
  const { connectFacts } = await import('../reconcile/facts/connect-facts.js');
  const all = [...checks, ...diagnose({ policy: context.options.scope === 'graph' ? null : policy, tenant, connect })];
  const observed = connect instanceof Failure ? null : connect;
  await context.report({
    kind: 'doctor',
    diagnosis: {
      formatVersion: 1,
      tenant: tenant === null || tenant instanceof Failure ? null : { id: tenant.id, cloud: tenant.cloud },
      checks: all,
      facts: policy === null ? [] : connectFacts(policy, { connect: observed }),
    },
  });
  return all.some(({ result }) => result === 'failed') ? 4 : 0;
};

async function examineServers(context: Context, policy: Policy): Promise<ConnectObservation | Failure | null> {
  if (!asksServers(policy, context.options)) return null;
  const servers = await connectServers(context, policy);
  return servers === null ? null : await attempt(() => servers.observer.observe());
}
