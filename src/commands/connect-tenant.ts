import type { GraphConnection } from '../graph/index.js';
import type { Policy } from '../model/policy.js';
import type { Context } from './context.js';
import { documentedWriteQuota, usage } from './options.js';

/** Connects to the tenant that the policy names; without a policy, to the one that the sign-in leads to. */
export async function connectTenant(context: Context, policy: Policy | null): Promise<GraphConnection> {
  const { authMethods, connectGraph } = await import('../graph/index.js');
  const { io, options, stop, progress, notify, version } = context;
  const auth = authMethods.find((method) => method === options.auth) ?? null;
  if (options.auth !== undefined && auth === null) {
    throw usage(`There is no --auth method ${JSON.stringify(options.auth)}.`, `Methods: ${authMethods.join(', ')}.`);
  }
  return connectGraph({
    cloud: policy?.tenant.cloud ?? options.cloud ?? 'global',
    graphUrl: options.graphUrl ?? (io.env.ENTRA_WRITEBACK_GRAPH_URL || null),
    expectedTenantId: policy?.tenant.id ?? null,
    auth,
    accessToken: io.env.ENTRA_WRITEBACK_ACCESS_TOKEN || null,
    env: io.env,
    timeoutMs: options.timeout ?? null,
    writeQuota: options.writeQuota ?? documentedWriteQuota,
    stop,
    progress,
    notify,
    prompt: (message) => io.err(`${message}\n`),
    version,
  });
}
