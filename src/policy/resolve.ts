import type { Desired } from '../model/desired.js';
import type { DeletedGroup, GroupRecord } from '../model/group.js';
import { groupKey } from '../model/key.js';
import type { Observation } from '../model/observation.js';
import type { Missing } from '../model/plan.js';
import type { GroupRule, Policy } from '../model/policy.js';
import { compileCouldMatch } from './could-match.js';
import { compileRules } from './decider.js';
import { ineligibleReason, namesGroup } from './eligibility.js';
import { isInForce } from './in-force.js';
import { checkTypes } from './types.js';

const thirtyDays = 30 * 86_400_000;

/**
 * What a policy asks of the groups that were read. The first rule that matches a group decides; the order of the groups
 * means nothing. Throws Failure `typeForKind` where a rule asks for a type that a group of this kind cannot take.
 */
export function resolve(policy: Policy, observation: Observation): Desired {
  const rules = policy.groups.filter(isInForce);
  const decider = compileRules(rules);
  const protecting = policy.groups.filter((rule) => rule.protect);
  const protectors = compileRules(protecting);
  const groups: Desired['groups'][number][] = [];
  const ineligible: Desired['ineligible'][number][] = [];
  const unmanaged: GroupRecord[] = [];
  // Of a group that was not read nobody knows whether it is what the rule means: it counts as protected.
  const protectedIds = new Set(protecting.flatMap(({ match }) => match.id ?? []));
  for (const group of observation.groups) {
    const rule = decider.first(group);
    const reason = ineligibleReason(group, rule);
    if (protectors.first(group) === null) protectedIds.delete(group.id);
    else protectedIds.add(group.id);
    if (rule === null || rule.writeback === 'unmanaged') {
      if (reason === null) unmanaged.push(group);
    } else if (reason === null) groups.push({ group, rule });
    else if (namesGroup(rule, group)) ineligible.push({ group, rule, reason });
  }
  const couldProtect = protecting.map(({ match }) => compileCouldMatch(match));
  for (const group of observation.deleted) if (couldProtect.some((could) => could(group))) protectedIds.add(group.id);
  checkTypes(groups);
  return {
    policyDigest: policy.digest,
    setting: policy.newMicrosoft365Groups,
    groups,
    ineligible: ineligible.sort(byId),
    missing: findMissing(rules, observation),
    unmanaged,
    protectedIds,
    protectsUnread: protecting.some(({ match }) => match.id === undefined),
    connect: { syncRules: policy.syncRules, connect: policy.connect, activeDirectory: policy.activeDirectory },
  };
}

function byId(a: { readonly group: GroupRecord }, b: { readonly group: GroupRecord }): number {
  return a.group.id < b.group.id ? -1 : 1;
}

/** IDs that rules manage and that no group has, in order, each once. */
function findMissing(rules: readonly GroupRule[], observation: Observation): Missing[] {
  const absent = namedIds(rules);
  if (absent.size === 0) return [];
  for (const { id } of observation.groups) absent.delete(id);
  const deleted = new Map(observation.deleted.map((group) => [group.id, group]));
  return [...absent]
    .flatMap(([id, rule]) => (rule === null ? [] : [describeMissing(id, rule, deleted.get(id))]))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The first rule that manages each ID; null where an earlier one leaves it alone for certain. */
function namedIds(rules: readonly GroupRule[]): Map<string, GroupRule | null> {
  const named = new Map<string, GroupRule | null>();
  for (const rule of rules) {
    const leaves = rule.writeback === 'unmanaged';
    if (leaves && Object.keys(rule.match).length > 1) continue;
    for (const id of rule.match.id ?? []) if (!named.has(id)) named.set(id, leaves ? null : rule);
  }
  return named;
}

function describeMissing(id: string, rule: GroupRule, deleted: DeletedGroup | undefined): Missing {
  const at = Date.parse(deleted?.deletedDateTime ?? '');
  return {
    key: groupKey(id),
    displayName: deleted?.displayName ?? null,
    state: deleted === undefined ? 'unknown' : 'softDeleted',
    until: Number.isNaN(at) ? null : new Date(at + thirtyDays).toISOString(),
    source: rule.source,
  };
}
