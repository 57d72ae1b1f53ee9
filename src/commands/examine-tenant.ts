import type { GraphConnection } from '../graph/index.js';
import { Failure } from '../model/failure.js';
import { emptyScope, type ObservedTenant } from '../model/observation.js';
import type { Policy } from '../model/policy.js';
import type { Check } from '../model/report.js';
import { connectTenant } from './connect-tenant.js';
import type { Context } from './context.js';

export interface ExaminedTenant {
  /** null: not asked. */
  readonly tenant: ObservedTenant | Failure | null;
  readonly checks: readonly Check[];
}

/** Sign-in, tenant, and what the sign-in may read and write. Without a tenant there is nothing more to ask. */
export async function examineTenant(context: Context, policy: Policy | null): Promise<ExaminedTenant> {
  const graph = await connectTenant(context, policy);
  const permissions = await attempt(() => graph.permissions());
  if (permissions instanceof Failure) return { tenant: null, checks: [failed('credentials', permissions)] };
  const signIn = check('credentials', 'ok', 'The sign-in gives a token for Microsoft Graph.');
  const tenant = await attempt(() => graph.observer.tenant());
  if (tenant instanceof Failure) return { tenant, checks: [signIn] };
  return { tenant, checks: [signIn, await readCheck(graph), ...writeChecks(permissions)] };
}

/** The setting, and one list of groups: the two things that every plan reads. */
async function readCheck({ observer }: GraphConnection): Promise<Check> {
  const scope = { ...emptyScope, setting: true };
  const read = await attempt(async () => {
    await observer.observe(scope);
    await observer.find('entra-writeback', []);
  });
  const name = 'permissions.read';
  if (read instanceof Failure) return failed(name, read);
  return check(name, 'ok', 'The Group.Unified setting and the groups can be read.');
}

const writes = [
  { what: 'groups', anyOf: ['Group.ReadWrite.All'] },
  { what: 'the Group.Unified setting', anyOf: ['GroupSettings.ReadWrite.All', 'Directory.ReadWrite.All'] },
] as const;

/** Nothing is written to find out: the token says what it may, where it can be read. */
function writeChecks(permissions: readonly string[] | null): Check[] {
  const name = 'permissions.write';
  if (permissions === null) {
    const remedy = 'Grant Group.ReadWrite.All and GroupSettings.ReadWrite.All to what runs apply.';
    return [check(name, 'unknown', 'The token does not say what it may write.', remedy)];
  }
  const lacking = writes.filter(({ anyOf }) => !anyOf.some((one) => permissions.includes(one)));
  if (lacking.length === 0) return [check(name, 'ok', 'Groups and the Group.Unified setting may be written.')];
  const list = lacking.map(({ what }) => what).join(' and ');
  const remedy = `For apply grant ${lacking.map(({ anyOf }) => anyOf[0]).join(' and ')}; plan and drift need neither.`;
  return [check(name, 'warn', `This sign-in may not write ${list}.`, remedy)];
}

function check(name: string, result: Check['result'], message: string, remedy: string | null = null): Check {
  return { name, result, message, remedy };
}

function failed(name: string, { message, remedy }: Failure): Check {
  return check(name, 'failed', message, remedy);
}

/** A Failure is a finding here; an interruption ends the command. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | Failure> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'interrupted') throw error;
    return error;
  }
}
