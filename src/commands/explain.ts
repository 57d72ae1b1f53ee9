import { Failure } from '../model/failure.js';
import type { DeletedGroup, GroupRecord } from '../model/group.js';
import { adGroupKey, groupKey } from '../model/key.js';
import { emptyScope, type Observation } from '../model/observation.js';
import type { Plan } from '../model/plan.js';
import type { Policy } from '../model/policy.js';
import type { Observer } from '../model/ports.js';
import type { Explanation } from '../model/report.js';
import { describeDirectory } from '../reconcile/describe-directory.js';
import { effectiveState } from '../resources/group.js';
import { readNewGroupDefault } from '../resources/setting.js';
import { connect } from './connection.js';
import type { Command, Context } from './context.js';
import { makePlan, planRequest } from './make-plan.js';
import { readPolicy } from './read-policy.js';
import { asksServers } from './servers.js';

export const explain: Command = async (context) => {
  const request = await planRequest(context, await readPolicy(context), 'plan');
  const { policy } = request.read;
  const { observer } = await connect(context, policy);
  const { scopeOf } = await import('../policy/index.js');
  const { fields } = scopeOf([policy]);
  const id = await identify(context.args[0] ?? '', observer, context);
  const asked = asksServers(policy, context.options);
  const scope = { ...emptyScope, setting: true, ids: [id], fields, connect: asked };
  const observation = await observer.observe(scope);
  const plan = await makePlan(context, request, observation);
  const directory = describeDirectory(id, observation);
  const group = observation.groups.find((one) => one.id === id);
  const deleted = observation.deleted.find((one) => one.id === id);
  if (group === undefined && deleted === undefined && directory.adGroups.length === 0) throw notFound(id);
  const decision = group === undefined ? describeGone(deleted) : await decide(policy, group, observation);
  await context.report({ kind: 'explain', explanation: { ...decision, ...prospect(id, plan), ...directory } });
  return 0;
};

/** What the policy and the tenant say of it. */
type Decision = Omit<Explanation, keyof Prospect | 'activeDirectory' | 'adGroups'>;

async function decide(policy: Policy, group: GroupRecord, { setting }: Observation): Promise<Decision> {
  const { explainGroup } = await import('../policy/index.js');
  const decision = explainGroup(policy, group);
  const { state } = readNewGroupDefault(setting);
  return {
    ...decision,
    group,
    displayName: group.displayName,
    effective: decision.eligible ? effectiveState(group, state) : null,
  };
}

/** Active Directory may hold it all the same. */
function describeGone(deleted: DeletedGroup | undefined): Decision {
  const why = deleted === undefined ? 'No group has its ID.' : 'It is soft-deleted.';
  return {
    group: null,
    displayName: deleted?.displayName ?? null,
    eligible: false,
    ineligibleReason: why,
    effective: null,
    rules: [],
    protected: false,
    why,
  };
}

/** What the next plan does to it, and on what that rests. */
type Prospect = Pick<Explanation, 'formatVersion' | 'id' | 'facts' | 'change' | 'effect' | 'skipped' | 'refusals'>;

function prospect(id: string, { facts, changes, effects, skipped, refusals }: Plan): Prospect {
  const key = groupKey(id);
  const object = adGroupKey(id);
  return {
    formatVersion: 1,
    id,
    facts,
    change: changes.find((one) => one.key === key) ?? null,
    effect: effects.find((one) => one.object === object) ?? null,
    skipped: skipped.find((one) => one.key === key) ?? null,
    // A share of all groups cannot be told from one of them.
    refusals: refusals.filter(
      ({ guard, keys }) => guard !== 'maxGroupChanges' && (keys.includes(key) || keys.includes(object)),
    ),
  };
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The ID, or the one group of that display name. */
async function identify(text: string, observer: Observer, context: Context): Promise<string> {
  if (guid.test(text)) return text.toLowerCase();
  const found: readonly GroupRecord[] = await observer.find(text, []);
  const [only] = found;
  if (found.length === 1 && only !== undefined) return only.id;
  if (only === undefined) throw notFound(text);
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

function notFound(text: string): Failure {
  const message = `No group has the ID or display name ${text}.`;
  return new Failure('invalid', 'groupNotFound', message, 'entra-writeback status lists all groups.');
}
