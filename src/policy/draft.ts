import { type EligibleKind, type GroupRecord, onPremisesGroupTypes } from '../model/group.js';
import type { Observation } from '../model/observation.js';
import { ineligibleReason } from './eligibility.js';

/** What the tenant's default means for the draft; the caller asks the resource room for both. */
export interface DraftFacts {
  /** What new Microsoft 365 groups get; null where the tenant's template has no such value. */
  readonly newMicrosoft365Groups: 'enabled' | 'disabled' | null;
  /** Whether a group is on, off or unset as things stand. */
  readonly effective: (group: GroupRecord) => 'on' | 'off' | 'unset';
}

/** Rules that list more groups than this would make a policy that nobody can read, or that is too large to load. */
const maxListed = 40_000;

/** Up to here each listed group gets its name as a comment. */
const maxNamed = 5_000;

/**
 * A commented policy of the tenant as it is: planning it changes nothing. The groups that differ from the rest of their
 * kind are listed by ID, the rest is one rule.
 */
export function draftPolicy(observation: Observation, facts: DraftFacts): string {
  const eligible = observation.groups
    .filter((group) => ineligibleReason(group, null) === null)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const ofKind = (kind: EligibleKind) => eligible.filter((group) => group.kind === kind);
  const rules = [
    ...draftKind('microsoft365', ofKind('microsoft365'), facts, facts.newMicrosoft365Groups ?? 'enabled'),
    ...draftKind('security', ofKind('security'), facts, 'disabled'),
  ];
  return [head(observation), defaults(facts), rules.length === 0 ? '' : `groups:\n${rules.join('')}`, tail]
    .filter((part) => part !== '')
    .join('\n');
}

function head({ tenant, observedAt }: Observation): string {
  const name = tenant.displayName === null ? '' : ` (${oneLine(tenant.displayName)})`;
  return `# yaml-language-server: $schema=./schemas/policy.schema.json
# (for completion in the editor: entra-writeback schema policy > schemas/policy.schema.json)
# Group writeback of tenant ${tenant.id}${name}
# as it was on ${observedAt.slice(0, 10)}. Planning this policy changes nothing; edit it to say what should be.
version: 1

tenant:
  id: ${tenant.id}
  cloud: ${tenant.cloud}
`;
}

function defaults({ newMicrosoft365Groups }: DraftFacts): string {
  if (newMicrosoft365Groups === null) {
    return `# This tenant's Group.Unified template has no NewUnifiedGroupWritebackDefault: defaults cannot be managed here.\n`;
  }
  return `defaults:
  # Whether Microsoft 365 groups that are created from now on are written back.
  newMicrosoft365Groups: ${newMicrosoft365Groups}
`;
}

const tail = `safety:
  # More group changes than this in one plan are refused (default: the lesser of 25 % and 500, from 20 groups on).
  # maxGroupChanges: 25%
  # Turning a security group into a distribution group takes its SID out of tokens.
  maxRetypes: 0

# The Connect Sync servers, one of them active: plans then know what becomes of groups in Active Directory.
# connect:
#   servers:
#     - { name: aadc01, via: [ssh, -T, gitops@aadc01.contoso.com] }
#     - { name: aadc02, role: staging, via: [ssh, -T, gitops@aadc02.contoso.com] }
`;

type Writeback = 'enabled' | 'disabled';

/** The exceptions first, then one rule for the rest: whatever the kind's default is, or what most of its groups are. */
function draftKind(kind: EligibleKind, groups: readonly GroupRecord[], facts: DraftFacts, usual: Writeback): string[] {
  const inState = (state: string) => groups.filter((group) => facts.effective(group) === state);
  const on = inState('on');
  const off = inState('off');
  const unset = inState('unset');
  const rest = chooseRest(on.length, off.length, usual);
  const exceptions = rest === 'enabled' ? off : on;
  if (exceptions.length + unset.length > maxListed) return [tooMany(kind, on.length, off.length)];
  const typed = on.length <= maxListed ? draftTyped(kind, on) : [];
  const settled = new Set(typed.flatMap(({ ids }) => ids));
  const listed = exceptions.filter(({ id }) => !settled.has(id));
  const restCount = groups.length - unset.length - listed.length - settled.size;
  return [
    ...(unset.length === 0 ? [] : [listRule(`${label[kind]} without a value of their own`, unset, 'unmanaged', null)]),
    ...typed.map(({ text }) => text),
    ...(listed.length === 0 ? [] : [listRule(exceptionName(kind, rest), listed, opposite(rest), null)]),
    ...(restCount === 0 ? [] : [restRule(kind, rest)]),
  ];
}

const label = { microsoft365: 'Microsoft 365 groups', security: 'security groups' } as const;

function chooseRest(on: number, off: number, usual: Writeback): Writeback {
  const exceptions = usual === 'enabled' ? off : on;
  if (exceptions <= maxListed) return usual;
  return on > off ? 'enabled' : 'disabled';
}

/** Groups that are on and have a type keep it: one rule for each type. */
function draftTyped(kind: EligibleKind, on: readonly GroupRecord[]): { ids: string[]; text: string }[] {
  return onPremisesGroupTypes.flatMap((type) => {
    const groups = on.filter(({ onPremisesGroupType }) => onPremisesGroupType?.toLowerCase() === type.toLowerCase());
    if (groups.length === 0) return [];
    const text = listRule(`${label[kind]} written back as ${type}`, groups, 'enabled', type);
    return [{ ids: groups.map(({ id }) => id), text }];
  });
}

function exceptionName(kind: EligibleKind, rest: Writeback): string {
  return rest === 'enabled' ? `${label[kind]} that are not written back` : `${label[kind]} that are written back`;
}

function opposite(writeback: Writeback): Writeback {
  return writeback === 'enabled' ? 'disabled' : 'enabled';
}

function listRule(name: string, groups: readonly GroupRecord[], writeback: string, type: string | null): string {
  const named = groups.length <= maxNamed;
  const ids = groups.map(({ id, displayName }) => `        - ${id}${named ? comment(displayName) : ''}\n`).join('');
  const typeLine = type === null ? '' : `    onPremisesGroupType: ${type}\n`;
  return `  - name: ${name}
    match:
      id:
${ids}    writeback: ${writeback}
${typeLine}`;
}

function restRule(kind: EligibleKind, writeback: Writeback): string {
  return `  - name: all other ${label[kind]}
    match: { kind: ${kind} }
    writeback: ${writeback}
`;
}

function tooMany(kind: EligibleKind, on: number, off: number): string {
  return `  # ${on} ${label[kind]} are written back and ${off} are not: too many to list. Write rules that tell them apart.\n`;
}

function comment(displayName: string | null): string {
  return displayName === null ? '' : `  # ${oneLine(displayName)}`;
}

/** A name as it may stand in a comment: no control character or line separator, not endless. */
function oneLine(text: string): string {
  return [...text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim()].slice(0, 80).join('');
}
