import { groupKey } from '../model/change.js';
import { Failure } from '../model/failure.js';
import type { GroupRecord } from '../model/group.js';
import { emptyScope } from '../model/observation.js';
import type { Plan } from '../model/plan.js';
import type { Policy } from '../model/policy.js';
import type { Observer } from '../model/ports.js';
import type { Explanation } from '../model/report.js';
import { describeDirectory } from '../reconcile/describe-directory.js';
import { defaultInForce, effectiveState } from '../resources/group.js';
import { connect } from './connection.js';
import type { Command, Context } from './context.js';
import { makePlan, planInput, planRequest } from './make-plan.js';
import { readPolicy } from './read-policy.js';
import { asksServers } from './servers.js';

export const explain: Command = async (context) => {
  const request = await planRequest(context, await readPolicy(context), 'drift');
  const { policy } = request.read;
  const { observer } = await connect(context, policy);
  const { scopeOf } = await import('../policy/index.js');
  const { fields } = scopeOf([policy]);
  const id = await identify(context.args[0] ?? '', observer, context);
  const asked = asksServers(policy, context.options);
  const scope = { ...emptyScope, setting: true, ids: [id], fields, connect: asked };
  const observation = await observer.observe(scope);
  const group = observation.groups.find((one) => one.id === id);
  if (group === undefined) throw notFound(id, observation.deleted.length > 0);
  const plan = await makePlan(context, request, observation);
  const { desired } = await planInput(context, request, observation);
  const explanation = await describe(request.read.policy, group, plan, defaultInForce(desired, observation));
  const directory = describeDirectory(id, observation);
  await context.report({ kind: 'explain', explanation: { ...explanation, ...directory } });
  return 0;
};

async function describe(policy: Policy, group: GroupRecord, plan: Plan, inForce: DefaultState): Promise<Decision> {
  const { explainGroup } = await import('../policy/index.js');
  const decision = explainGroup(policy, group);
  const key = groupKey(group.id);
  return {
    formatVersion: 1,
    group,
    ...decision,
    effective: decision.eligible ? effectiveState(group, inForce) : null,
    facts: plan.facts,
    change: plan.changes.find((one) => one.key === key) ?? null,
    effect: plan.effects.find(({ object }) => object === `adGroup/${group.id}`) ?? null,
    skipped: plan.skipped.find((one) => one.key === key) ?? null,
  };
}

/** Everything but what Active Directory holds. */
type Decision = Omit<Explanation, 'activeDirectory' | 'adGroups'>;

type DefaultState = ReturnType<typeof defaultInForce>;

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The ID, or the one group of that display name. */
async function identify(text: string, observer: Observer, context: Context): Promise<string> {
  if (guid.test(text)) return text.toLowerCase();
  const found: readonly GroupRecord[] = await observer.find(text, []);
  const [only] = found;
  if (found.length === 1 && only !== undefined) return only.id;
  if (only === undefined) throw notFound(text, false);
  context.progress('reading groups', found.length);
  const details = found.map(({ id, kind }) => ({ message: `${id} (${kind})` }));
  throw new Failure(
    'invalid',
    'groupAmbiguous',
    `${found.length} groups are called ${text}.`,
    'Name one by its ID.',
    details,
  );
}

function notFound(text: string, deleted: boolean): Failure {
  const message = deleted ? `The group ${text} is soft-deleted.` : `No group has the ID or display name ${text}.`;
  return new Failure('invalid', 'groupNotFound', message, 'entra-writeback status lists all groups.');
}
