import type { Change } from '../../model/change.js';
import { isRuleKey, type ManagedRule, ruleOf } from '../../model/key.js';
import type { ServerObservation } from '../../model/server.js';
import type { RuleState } from '../../model/status.js';
import { type AttributeFlowMapping, entraConnector, type SyncRule } from '../../model/sync-rule.js';
import { differingFields, spellName } from './compare.js';
import { coexistenceRuleNames, deleteRuleIdentifier, documentedDeleteRule, memberLimitRule } from './documented.js';

/**
 * What a server holds of a managed rule. `twins`: rules that could be it too and do nothing, the editor leaves such
 * disabled copies. `idle`: several that do nothing, none of which can be told apart. `ambiguous`: several that act, or
 * one that acts beside one that should.
 */
export type Found =
  | { readonly state: 'absent' }
  | { readonly state: 'one'; readonly rule: SyncRule; readonly twins: readonly SyncRule[] }
  | { readonly state: 'idle' | 'ambiguous'; readonly rules: readonly SyncRule[] };

/** GUIDs differ per installation and names in letter case and dashes: docs/sources.md#rules. */
export function findRule(which: ManagedRule, server: ServerObservation): Found {
  if (which === 'deleteOutOfScope') return choose(server.rules.filter(isDeleteRuleItself), isDocumented);
  const rules = memberLimitRules(server);
  const found = choose(rules, isStandard);
  // A copy that acts while the standard rule beside it is disabled: switching either says nothing of the other.
  const copied = found.state === 'one' && !isStandard(found.rule) && found.twins.some(isStandard);
  return copied ? { state: 'ambiguous', rules: sortRules(rules) } : found;
}

/** Whether nobody can say which of several rules is meant: for what asks that none acts, none is as good as another. */
export function isUndecided({ state }: Found, asksNone: boolean): boolean {
  return state === 'ambiguous' || (state === 'idle' && !asksNone);
}

/** The one, or all that could be it, those that act first. */
export function rulesOf(found: Found): readonly SyncRule[] {
  if (found.state === 'absent') return [];
  return found.state === 'one' ? [found.rule] : found.rules;
}

/** Those beside it that do nothing. */
export function twinsOf(found: Found): readonly SyncRule[] {
  if (found.state === 'one') return found.twins;
  return found.state === 'idle' ? found.rules : [];
}

export function enablesLimit({ key, after }: Change): boolean {
  return isRuleKey('memberLimit', key) && after?.disabled === false;
}

/** Changes that put the delete rule in force, or leave it there in another shape: created, enabled or replaced. */
export function enforcesDeleteRule({ key, after }: Change): boolean {
  return isRuleKey('deleteOutOfScope', key) && after !== null && after.disabled !== true;
}

/** The rule that a key means on a server: none, the one, or all that could be it, those that act first. */
export function locateRule(key: string, server: ServerObservation): readonly SyncRule[] {
  return rulesOf(findRule(ruleOf(key), server));
}

/** A disabled copy that someone made under another GUID: where no delete rule is wanted, it is as good as none. */
export function isIdleCopy({ disabled, identifier }: Partial<SyncRule>): boolean {
  return disabled === true && identifier !== undefined && identifier !== deleteRuleIdentifier;
}

/**
 * What a person would say of the rule; `changed` looks at everything but the precedence, which is the policy's to choose, and
 * means also that only a copy of it acts, which somebody made of it.
 */
export function ruleState(which: ManagedRule, server: ServerObservation): RuleState {
  const found = findRule(which, server);
  const acts = found.state === 'ambiguous' || (found.state === 'one' && !found.rule.disabled);
  if (!acts && copiesOf(which, server).length > 0) return 'changed';
  if (found.state === 'idle') return 'disabled';
  if (found.state !== 'one') return found.state;
  const { rule } = found;
  if (rule.disabled) return 'disabled';
  if (which === 'memberLimit') return 'enabled';
  return differingFields(rule, documentedDeleteRule(rule.precedence)).length === 0 ? 'enabled' : 'changed';
}

/** The rules of a migration to Cloud Sync that are there, disabled ones too. */
export function coexistenceRules({ rules }: ServerObservation): readonly SyncRule[] {
  return rules.filter((rule) =>
    coexistenceRuleNames.some(
      ({ identifier, name, direction }) =>
        rule.identifier === identifier || (isNamed(rule, name) && isDirected(rule, direction)),
    ),
  );
}

/** The one that acts, else the one that is known to be it, else the only one. */
function choose(rules: readonly SyncRule[], isOwn: (rule: SyncRule) => boolean): Found {
  const acting = rules.filter(({ disabled }) => !disabled);
  const own = rules.filter(isOwn);
  const known = own.length > 0 ? own : rules;
  const [rule, ...others] = acting.length > 0 ? acting : known;
  if (rule === undefined) return { state: 'absent' };
  if (others.length > 0) return { state: acting.length > 0 ? 'ambiguous' : 'idle', rules: sortRules(rules) };
  return { state: 'one', rule, twins: rules.filter((twin) => twin !== rule).sort(byIdentifier) };
}

/** Those that act come first. */
function sortRules(rules: readonly SyncRule[]): readonly SyncRule[] {
  return rules.toSorted((a, b) => Number(a.disabled) - Number(b.disabled) || byIdentifier(a, b));
}

/** Every rule that takes groups out of Active Directory there, whatever it is called. */
export function actingDeleteRules({ rules }: ServerObservation): readonly SyncRule[] {
  return rules.filter((rule) => !rule.disabled && (isDeleteRuleItself(rule) || marksForDeletion(rule)));
}

/** Rules that act as a managed one does, under another name and identifier: reckoned with, and nobody's to change. */
export function copiesOf(which: ManagedRule, server: ServerObservation): readonly SyncRule[] {
  return which === 'memberLimit' ? limitCopies(server) : actingCopies(server);
}

/** Of the delete rule. */
export function actingCopies(server: ServerObservation): readonly SyncRule[] {
  return actingDeleteRules(server).filter((rule) => !isDeleteRuleItself(rule));
}

/** The editor offers to copy a standard rule and to disable the original, and puts a date behind the name of the copy. */
function limitCopies(server: ServerObservation): readonly SyncRule[] {
  const own = memberLimitRules(server);
  const begins = (rule: SyncRule) => spellName(rule.name).startsWith(spellName(memberLimitRule.name));
  return limitSide(server).filter((rule) => !rule.disabled && begins(rule) && !own.includes(rule));
}

function isDeleteRuleItself(rule: SyncRule): boolean {
  return isDocumented(rule) || (isNamed(rule, documentedDeleteRule(0).name) && readsFromEntra(rule));
}

/** The standard rules take a group away for this value, whichever rule sets it (docs/sources.md#deleting-rule). */
function marksForDeletion(rule: SyncRule): boolean {
  const marks = ({ destination, source, expression }: AttributeFlowMapping) =>
    destination.toLowerCase() === 'reasonfiltered' &&
    [expression ?? '', ...source].some((text) => text.includes('DeleteThisGroupInAD'));
  return readsFromEntra(rule) && rule.attributeFlowMappings.some(marks);
}

function readsFromEntra(rule: SyncRule): boolean {
  return isDirected(rule, 'Inbound') && rule.connector === entraConnector;
}

function memberLimitRules(server: ServerObservation): SyncRule[] {
  return limitSide(server).filter((rule) => isNamed(rule, memberLimitRule.name) || hasLimitTag(rule));
}

/** Rules that write to AD. */
function limitSide({ rules, connectors }: ServerObservation): SyncRule[] {
  const kinds = new Map(connectors.known ? connectors.value.map(({ identifier, kind }) => [identifier, kind]) : []);
  return rules
    .filter((rule) => isDirected(rule, memberLimitRule.direction))
    .filter(({ connector }) => (kinds.get(connector) ?? guessKind(connector)) === 'ad');
}

/** For readings that do not tell the connectors: only the one to Microsoft Entra has a known identifier. */
function guessKind(connector: string): 'entra' | 'ad' {
  return connector === entraConnector ? 'entra' : 'ad';
}

function isDocumented({ identifier }: SyncRule): boolean {
  return identifier === deleteRuleIdentifier;
}

export function isStandard(rule: SyncRule): boolean {
  return rule.isStandardRule ?? hasLimitTag(rule);
}

function hasLimitTag({ immutableTag }: SyncRule): boolean {
  return immutableTag.replace(/\.\d+$/, '').toLowerCase() === memberLimitRule.tag.toLowerCase();
}

function isNamed(rule: SyncRule, name: string): boolean {
  return spellName(rule.name) === spellName(name);
}

function isDirected({ direction }: SyncRule, wanted: string): boolean {
  return direction.toLowerCase() === wanted.toLowerCase();
}

function byIdentifier(a: SyncRule, b: SyncRule): number {
  return a.identifier < b.identifier ? -1 : 1;
}
