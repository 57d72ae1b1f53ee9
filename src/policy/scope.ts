import { type EligibleKind, eligibleKinds } from '../model/group.js';
import type { ObservationScope } from '../model/observation.js';
import type { GroupRule, Match, Policy } from '../model/policy.js';
import { isInForce } from './in-force.js';
import { eligibleKindsOf, matchesWholeKind } from './kinds.js';

type Field = ObservationScope['fields'][number];

/** In the order in which they are asked for. */
const costlyFields: readonly Field[] = ['mail', 'mailNickname', 'team'];

/** What must be read to plan these policies, and nothing more. Equal policies give equal scopes. */
export function scopeOf(policies: readonly Policy[]): ObservationScope {
  const scopes = policies.map(scopeOfOne);
  const any = (test: (scope: ReturnType<typeof scopeOfOne>) => boolean) => scopes.some(test);
  return {
    setting: any((scope) => scope.setting),
    lists: eligibleKinds.filter((kind) => any((scope) => scope.lists.has(kind))),
    ids: [...new Set(scopes.flatMap((scope) => [...scope.ids]))].sort(),
    fields: costlyFields.filter((field) => any((scope) => scope.fields.has(field))),
    deleted: false,
    connect: policies.some(
      ({ connect, activeDirectory }) => connect.servers.length > 0 || activeDirectory.reach !== null,
    ),
    memberCounts: false,
    nested: false,
  };
}

interface OneScope {
  readonly setting: boolean;
  readonly lists: ReadonlySet<EligibleKind>;
  readonly ids: ReadonlySet<string>;
  readonly fields: ReadonlySet<Field>;
}

function scopeOfOne(policy: Policy): OneScope {
  const managing = policy.groups.filter(isManaging);
  return {
    setting:
      policy.newMicrosoft365Groups !== null ||
      managing.some((rule) => eligibleKindsOf(rule.match).includes('microsoft365')),
    lists: listsOf(policy.groups.filter(isInForce)),
    ids: new Set(managing.flatMap((rule) => rule.match.id ?? [])),
    fields: fieldsOf(policy.groups),
  };
}

function isManaging(rule: GroupRule): boolean {
  return rule.writeback !== 'unmanaged' && isInForce(rule);
}

/** The kinds that rules without IDs manage, up to the rule that decides for all that is left of a kind. */
function listsOf(rules: readonly GroupRule[]): Set<EligibleKind> {
  const lists = new Set<EligibleKind>();
  const settled = new Set<EligibleKind>();
  for (const { match, writeback } of rules) {
    const kinds = match.id === undefined ? eligibleKindsOf(match).filter((kind) => !settled.has(kind)) : [];
    for (const kind of kinds) {
      if (writeback !== 'unmanaged') lists.add(kind);
      if (matchesWholeKind(match, kind)) settled.add(kind);
    }
  }
  return lists;
}

/** Fields at which a rule looks that has a say: up to the last that manages anything, and those that protect. */
function fieldsOf(rules: readonly GroupRule[]): Set<Field> {
  const last = rules.findLastIndex(isManaging);
  const heard = rules.filter((rule, index) => rule.protect || (index <= last && isInForce(rule)));
  return new Set(costlyFields.filter((field) => heard.some((rule) => looksAt(rule.match, field))));
}

function looksAt(match: Match, field: Field): boolean {
  return match[field] !== undefined || (match.not !== undefined && looksAt(match.not, field));
}
