import type { Values } from '../model/change.js';
import type { SyncRule } from '../model/sync-rule.js';
import {
  type AttributeFlowMapping,
  entraConnector,
  type JoinCondition,
  type ScopeCondition,
} from '../model/sync-rule.js';
import { formatValue } from './words.js';

/** One property of a thing as a person reads it; null: there is no such side, for it is created, deleted or only shown. */
export interface ReadableField {
  readonly label: string;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * What differs between two whole rules, in the order in which a person reads them. Left out is what no server keeps as it
 * was written: neighbours, tags, identifiers, white space. Where nothing else differs, they are told after all.
 */
export function diffRules(before: Values, after: Values): readonly ReadableField[] {
  const fields = pairFields(before, after);
  const told = fields.filter(({ label }) => !derived.has(label)).filter(isDifferent);
  return told.length > 0 ? told : fields.filter((field) => field.before !== field.after);
}

/** Every property of one rule; `side` says of which. */
export function listRule(rule: Values, side: 'before' | 'after'): readonly ReadableField[] {
  return [...readRule(rule)].map(([label, value]) => ({ label, before: null, after: null, [side]: value }));
}

const nothing = 'none';
const derived = new Set(['identifier', 'immutableTag', 'precedenceAfter', 'precedenceBefore', 'isStandardRule']);
const order = ['disabled', 'precedence', 'scopeFilter', 'joinFilter', 'attributeFlowMappings', 'linkType', 'direction'];

function pairFields(before: Values, after: Values): readonly ReadableField[] {
  const [from, to] = [readRule(before), readRule(after)];
  const labels = new Set([...to.keys(), ...from.keys()]);
  return [...labels].map((label) => ({ label, before: from.get(label) ?? nothing, after: to.get(label) ?? nothing }));
}

function isDifferent({ before, after }: ReadableField): boolean {
  return spell(before) !== spell(after);
}

/** Stored text comes back with other line breaks (docs/sources.md#rules), names in another letter case. */
function spell(text: string | null): string | undefined {
  return text?.replace(/("[^"]*(?:"|$))|\s+/g, (_all, quoted?: string) => quoted ?? '').toLowerCase();
}

/** Label and text of each property; every attribute that the rule writes has a label of its own. */
function readRule(values: Values): ReadonlyMap<string, string> {
  const rule = values as Partial<SyncRule>;
  const names = [...order, ...Object.keys(values).filter((name) => !order.includes(name))];
  return new Map(
    names.flatMap((name): (readonly [string, string])[] => {
      if (!Object.hasOwn(values, name)) return [];
      if (name === 'attributeFlowMappings') return [...readFlows(rule.attributeFlowMappings ?? [])];
      if (name === 'scopeFilter') return [[name, joinGroups(rule.scopeFilter ?? [], describeScope)]];
      if (name === 'joinFilter') return [[name, joinGroups(rule.joinFilter ?? [], describeJoin)]];
      if (name === 'connector' && rule.connector === entraConnector) return [[name, 'Microsoft Entra']];
      return [[name, formatValue(values[name])]];
    }),
  );
}

function readFlows(flows: readonly AttributeFlowMapping[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const flow of flows) {
    const label = `flow to ${flow.destination}`;
    const before = texts.get(label);
    texts.set(label, before === undefined ? describeFlow(flow) : `${before}; ${describeFlow(flow)}`);
  }
  return texts;
}

/** The sources of an expression are left out: the editor lists them, a script does not. */
function describeFlow({ source, flowType, valueMergeType, executeOnce, expression }: AttributeFlowMapping): string {
  const how = `${flowType}, ${valueMergeType}${executeOnce ? ', only once' : ''}`;
  return `${how}: ${expression ?? source.map(formatValue).join(', ')}`;
}

function describeScope({ attribute, comparisonOperator, comparisonValue }: ScopeCondition): string {
  const value = comparisonValue === '' ? '' : ` ${formatValue(comparisonValue)}`;
  return `${attribute} ${comparisonOperator}${value}`;
}

function describeJoin({ csAttribute, mvAttribute, caseSensitive }: JoinCondition): string {
  return `${csAttribute} = ${mvAttribute}${caseSensitive ? ' (case-sensitive)' : ''}`;
}

/** `a and b`, or `(a and b) or (c)`: the outer list is ORed, the inner ANDed. */
function joinGroups<T>(groups: readonly (readonly T[])[], describe: (item: T) => string): string {
  const texts = groups.map((group) => group.map(describe).join(' and '));
  if (texts.length === 0) return nothing;
  return texts.length === 1 ? (texts[0] ?? '') : texts.map((text) => `(${text})`).join(' or ');
}
