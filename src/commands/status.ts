import type { GroupRecord } from '../model/group.js';
import { emptyScope } from '../model/observation.js';
import type { Status } from '../model/status.js';
import type { Judgement } from '../reconcile/status.js';
import { connect as connectAll } from './connection.js';
import type { Command, Context } from './context.js';
import { examinedBy, membersAsked } from './members.js';
import { type ReadPolicy, readPolicyIfAny } from './read-policy.js';
import { asksServers } from './servers.js';

export const status: Command = async (context) => {
  const read = await readPolicyIfAny(context);
  const { observer } = await connectAll(context, read?.policy ?? null);
  const { scopeOf } = await import('../policy/index.js');
  const fields = read === null ? [] : scopeOf([read.policy]).fields;
  const connect = asksServers(read?.policy ?? null, context.options);
  const asked = { ...emptyScope, ...membersAsked(context.options), setting: true, fields, connect };
  const observation = await observer.observe({ ...asked, lists: ['all'] }, await examinedBy(null));
  const { describeStatus } = await import('../reconcile/status.js');
  const managed = new Set<string>();
  const { inertEngine } = await import('../reconcile/facts/connect-warnings.js');
  const warnings = read === null ? [] : inertEngine(read.policy, observation);
  const judge = await judgeWith(read, managed);
  const whole = describeStatus(observation, judge, read?.policy.connect.servers, warnings);
  const keep = await chosen(context, managed);
  await context.report({ kind: 'status', status: { ...whole, groups: whole.groups.filter(keep) } });
  return 0;
};

/** `managed` takes the IDs of the groups that the policy manages. */
async function judgeWith(read: ReadPolicy | null, managed: Set<string>): Promise<(group: GroupRecord) => Judgement> {
  const { createDecider, ineligibleReason } = await import('../policy/index.js');
  const decide = read === null ? () => null : createDecider(read.policy);
  return (group) => {
    const rule = decide(group);
    const eligible = ineligibleReason(group, rule) === null;
    if (eligible && rule !== null && rule.writeback !== 'unmanaged') managed.add(group.id);
    return { eligible, rule: rule === null ? null : { name: rule.name, source: rule.source } };
  };
}

async function chosen(
  { options }: Context,
  managed: ReadonlySet<string>,
): Promise<(group: Status['groups'][number]) => boolean> {
  const { compileGlob } = await import('../policy/index.js');
  const name = options.name === undefined ? null : compileGlob(options.name);
  return (group) =>
    (options.kind === undefined || group.kind === options.kind) &&
    (options.effective === undefined || group.effective === options.effective) &&
    (options.managed !== true || managed.has(group.id)) &&
    (name === null || (group.displayName !== null && name(group.displayName)));
}
